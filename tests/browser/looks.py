"""What is measured of the look of every widget."""

from playwright.sync_api import Locator, Page


def smallest_text(view: Locator) -> float:
    """Return the least size, in pixels, of what is written in a view, number boxes included."""
    return view.evaluate(
        """root => Math.min(...[...root.querySelectorAll('*')]
            .filter(node => node.matches('input[type=number]') || [...node.childNodes].some(
                child => child.nodeType === Node.TEXT_NODE && child.data.trim()))
            .map(node => parseFloat(getComputedStyle(node).fontSize)))"""
    )


def fits(page: Page) -> bool:
    """Tell whether neither the page nor any view on it has to be scrolled sideways."""
    return page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.gbg')]
            .every(node => node.scrollWidth <= node.clientWidth)"""
    )
