"""Reads pictures in SVG: what stands where, in numbers."""

import re
from base64 import b64decode
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree

from helpers.figures import palette

NS = "{http://www.w3.org/2000/svg}"
COLOURS = {value for value in vars(palette).values() if str(value).startswith("#")}
_NUMBER = r"-?\d+(\.\d+)?"
# What an attribute may hold; those not named here, such as data-part, hold any text.
_HOLDS = {
    **dict.fromkeys(("x", "y", "width", "height", "cx", "cy", "r", "rx", "stroke-width"), _NUMBER),
    "points": rf"{_NUMBER},{_NUMBER}( {_NUMBER},{_NUMBER})+",
    "d": rf"(M{_NUMBER} {_NUMBER}([LHVlhv]{_NUMBER}( {_NUMBER})?)+Z?)+",
    "fill-opacity": r"0\.\d+",
    "stroke-dasharray": r"\d+ \d+",
}
# What the value of a property in a style may be.
_VALUE = (
    rf"#[0-9a-f]{{3,6}}|{_NUMBER}(px)?|none|middle|end|round|stroke|15px system-ui,sans-serif|"
    r"var\(--gbg-(text|back), #[0-9a-f]{3}\)|"
    r"color-mix\(in srgb, var\(--gbg-text, #333\) \d+%, var\(--gbg-back, #fff\)\)"
)


class Written(NamedTuple):
    """A text: where its baseline begins, its middle (m) or its end (e) is, and how it looks."""

    x: float
    y: float
    looks: set[str]

    @property
    def middle(self):
        """Half the height of a capital letter above the baseline, at 15 pixels."""
        return self.y - 5


def read(image):
    """Return what an image in HTML holds, and its description."""
    alt, data = re.fullmatch(
        r'<img alt="([^"]*)" style="[^"]*" src="[^,]*,([^"]*)">', image
    ).groups()
    return ElementTree.fromstring(b64decode(data)), unescape(alt)


def rectangles(svg, colour):
    return [
        tuple(float(one.get(name)) for name in ("x", "y", "width", "height"))
        for one in svg.iter(f"{NS}rect")
        if one.get("fill") == colour
    ]


def points(polyline):
    return [tuple(map(float, pair.split(","))) for pair in polyline.get("points").split()]


def lines(svg, colour):
    """Return the points of each line of a colour, and how wide it is."""
    return [
        (points(one), float(one.get("stroke-width")))
        for one in svg.iter(f"{NS}polyline")
        if one.get("stroke") == colour
    ]


def dots(svg, colour):
    return [
        (float(one.get("cx")), float(one.get("cy")))
        for one in svg.iter(f"{NS}circle")
        if one.get("fill") == colour
    ]


def arrows(svg):
    """Return where each arrow begins, and where its tip is."""
    found = (
        re.match(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)M", one.get("d"))
        for one in svg.iter(f"{NS}path")
    )
    numbers = (tuple(map(float, match.groups())) for match in found if match)
    return [(start, tip) for *start, x, y in numbers for tip in [[x, y]]]


def texts(svg):
    return [one.text for one in svg.iter(f"{NS}text")]


def written(svg):
    """Return each text that stands there once, with its place."""
    return {
        one.text: Written(
            float(one.get("x")), float(one.get("y")), set(one.get("class", "").split())
        )
        for one in svg.iter(f"{NS}text")
        if texts(svg).count(one.text) == 1
    }


def extents(svg):
    """Return where each text stands and where everything else does: left, top, right, bottom."""
    written, drawn = {}, []
    for one in svg.iter():
        number = {name: float(one.get(name)) for name in ("x", "y") if one.get(name)}
        match one.tag.removeprefix(NS):
            case "text":
                # Some 7 pixels a letter at 15 pixels; m: in the middle, e: at its end.
                width, classes = 7 * len(one.text), one.get("class", "").split()
                shift = {"m": width / 2, "e": width}.get(classes[0] if classes else "", 0)
                left = number["x"] - shift
                written[one.text, left] = (left, number["y"] - 11, left + width, number["y"] + 3)
            case "rect":
                x, y, width, height = (float(one.get(n)) for n in ("x", "y", "width", "height"))
                drawn.append((x, y, x + width, y + height))
            case "circle":
                x, y, r = (float(one.get(name)) for name in ("cx", "cy", "r"))
                drawn.append((x - r, y - r, x + r, y + r))
            case "polyline" | "polygon":
                across, down = zip(*points(one), strict=True)
                drawn.append((min(across), min(down), max(across), max(down)))
    return written, drawn


def rules(svg):
    """Return the style of a picture: the properties of each selector."""
    found = {}
    (style,) = svg.iter(f"{NS}style")
    assert re.fullmatch(r"([^{}]+\{[^{}]+\})+", style.text)
    for selector, inner in re.findall(r"([^{}]+)\{([^{}]+)\}", style.text):
        found[selector] = dict(one.split(":", 1) for one in inner.split(";"))
    return found


def assert_sound(svg):
    """Fail unless a browser can read all of it: no stray text, no class or value unknown to it."""
    style = rules(svg)
    for properties in style.values():
        for name, value in properties.items():
            assert re.fullmatch(_VALUE, value), (name, value)
    classes = set(re.findall(r"\.([\w-]+)", " ".join(style))) | {svg.get("class")}
    for one in svg.iter():
        assert not (one.tail or "").strip()
        if one.tag.removeprefix(NS) not in ("text", "title", "style"):
            assert not (one.text or "").strip()
        assert set((one.get("class") or "").split()) <= classes
        for name, value in one.attrib.items():
            if name in ("fill", "stroke"):
                assert value in COLOURS | {"none", "#fff"}
            assert re.fullmatch(_HOLDS.get(name, ".*"), value), (name, value)
