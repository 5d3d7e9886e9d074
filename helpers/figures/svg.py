"""Small pictures in SVG, as text: what interactives leave for readers without widgets.

They stand on any ground, white or dark, so their greys are such that both let them be read. Numbers
are written with at most one decimal: the same picture is the same text on every machine.
"""

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from helpers.figures.palette import INK, PALE


def picture(width: float, height: float, alt: str, *nodes: str) -> str:
    """Return an image in HTML that holds its own SVG: `alt` says in words what it shows."""
    style = (
        f"text{{font:15px system-ui,sans-serif;fill:{INK}}}"
        ".b{font-weight:700}.m{text-anchor:middle}.e{text-anchor:end}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' width="{_n(width)}" height="{_n(height)}"><style>{style}</style>{"".join(nodes)}</svg>'
    )
    return image(svg, alt)


def image(svg: str, alt: str) -> str:
    """Return a picture in SVG as an image in HTML; `alt` says in words what it shows."""
    # GitHub drops an <svg> that stands in an output, and keeps an image with its data.
    data = b64encode(svg.encode()).decode()
    return (
        f'<img alt="{escape(alt)}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'
    )


def text(x: float, y: float, content: str, classes: str = "") -> str:
    """Return a text whose baseline is at y; classes are b for bold, m for middle, e for end."""
    named = f' class="{classes}"' if classes else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{named}>{escape(content)}</text>'


def box(
    x: float, y: float, width: float, height: float, colour: str = PALE, opacity: float = 0.2
) -> str:
    """Return a rectangle with an outline; `opacity` is that of its inside, from 0 to 1."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"'
        f' fill-opacity="{opacity:g}" stroke="{colour}" stroke-width="1.5"/>'
    )


def line(*points: tuple[float, float], colour: str = PALE, width: float = 2) -> str:
    """Return a line through all points, (x, y)."""
    places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def arrow(start: tuple[float, float], end: tuple[float, float], colour: str = PALE) -> str:
    """Return a line with a head at its end, along one of the axes."""
    (x1, y1), (x2, y2) = start, end
    if y1 == y2:
        back = 7 if x1 < x2 else -7
        head = f"M{_n(x2 - back)} {_n(y2 - 5)}l{back} 5l{-back} 5"
    else:
        back = 7 if y1 < y2 else -7
        head = f"M{_n(x2 - 5)} {_n(y2 - back)}l5 {back}l5 {-back}"
    shaft = f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"
    return f'<path d="{shaft}{head}" fill="none" stroke="{colour}" stroke-width="2"/>'


def dot(x: float, y: float, colour: str, radius: float = 5) -> str:
    """Return a filled circle."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colour}"/>'


def polygon(corners: Iterable[tuple[float, float]], colour: str) -> str:
    """Return a filled polygon."""
    places = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
    return f'<polygon points="{places}" fill="{colour}"/>'


def grid(
    x: float, y: float, size: tuple[int, int], cell: float, colour: str = PALE, opacity: float = 0.2
) -> str:
    """Return square cells; `size` is how many columns and how many rows there are."""
    columns, rows = size
    upright = (f"M{_n(x + k * cell)} {_n(y)}v{_n(rows * cell)}" for k in range(1, columns))
    level = (f"M{_n(x)} {_n(y + k * cell)}h{_n(columns * cell)}" for k in range(1, rows))
    inner = "".join([*upright, *level])
    outline = box(x, y, columns * cell, rows * cell, colour, opacity)
    return outline + f'<path d="{inner}" stroke="{colour}"/>' if inner else outline


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
