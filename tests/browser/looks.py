"""What is measured of the look of every widget."""

from playwright.sync_api import Locator


def smallest_text(view: Locator) -> float:
    """Return the least size, in pixels, of what is written in a view, number boxes included."""
    return view.evaluate(
        """root => Math.min(...[...root.querySelectorAll('*')]
            .filter(node => node.matches('input[type=number]') || [...node.childNodes].some(
                child => child.nodeType === Node.TEXT_NODE && child.data.trim()))
            .map(node => parseFloat(getComputedStyle(node).fontSize)))"""
    )
