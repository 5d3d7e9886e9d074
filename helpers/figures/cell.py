"""The LSTM cell as one picture, the same in every lesson, with the part lit that is spoken of.

The memory c runs straight through, as a belt. The forget gate is a valve on it, input gate times
candidate an inlet, the output gate a tap. Each of the four blocks is a Dense layer and its curve.
"""

import math
from collections.abc import Callable
from html import escape

from helpers.checks.arguments import of_type, one_of
from helpers.figures.palette import GATE_COLOURS, PALE
from helpers.text.words import words

PARTS = ("x", "h", "input", "forget", "candidate", "output", "c")
WIDTH, HEIGHT = 880, 396
# Where nothing is known of the page the words are dark with a light edge, so that they can be read
# on any ground; a view that knows its page's colours sets the two properties.
_INK, _EDGE = "var(--gbg-text, #333)", "var(--gbg-back, #fff)"
_QUIET = "color-mix(in srgb, var(--gbg-text, #333) 76%, var(--gbg-back, #fff))"
_BELT, _BUS, _BOX_TOP = 72, 356, 232  # heights of the belt, of [x, h], of the blocks
_BOX = (124, 76)
_AT = {"forget": 206, "input": 374, "candidate": 518, "output": 674}  # middles of the blocks
_INLET, _TAP = 446, 740
_MEET = 166  # where the lines of two blocks meet, and where the tap turns to the right
_TANH = 112
_DIMMED = 0.35


class CellDrawing:
    """A picture in SVG that a notebook shows and saves; `alt` says in words what it shows."""

    def __init__(self, svg: str, alt: str):
        """Keep the picture and its description."""
        self.svg = svg
        self.alt = alt

    def __repr__(self) -> str:
        """Return what the picture shows, in words."""
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        data = {"image/svg+xml": self.svg, "text/plain": self.alt}
        return data, {"image/svg+xml": {"alt": self.alt}}


def cell_picture(lit: str | tuple[str, ...] = ()) -> CellDrawing:
    """Draw the cell, with some of its parts lit and the others faint.

    Parameters
    ----------
    lit
        a name, or several, out of "x", "h", "input", "forget", "candidate", "output" and "c".
        Nothing named: the whole cell is shown alike. An arrow from [x, h] into a block is lit
        where both are.

    Raises
    ------
    TypeError, ValueError
        if a name is none of these.
    """
    if isinstance(lit, str):
        lit = (lit,)
    names = tuple(of_type("lit", lit, (tuple, list), "name_or_names"))
    for name in names:
        one_of("lit", name, PARTS)
    said = words("cell_picture")
    alt = said["alt"]
    if names:
        alt += " " + said["lit"].format(parts=", ".join(said["parts"][name] for name in names))
    return CellDrawing(_drawing(names, said, alt), alt)


def cell_places() -> dict[str, list[float]]:
    """Return where numbers stand in the picture, as [x, y], and the ends of what they move along.

    For a view that puts the numbers of one step into the same picture.
    """
    above = _BOX_TOP - 26
    return {
        "old_c": [144, _BELT],
        "kept": [(_AT["forget"] + _INLET) / 2, _BELT],
        "new_c": [599, _BELT],
        "forget": [_AT["forget"], above],
        "input": [_AT["input"], above],
        "candidate": [_AT["candidate"], above],
        "output": [_AT["output"], above],
        "written": [_INLET, 114],
        "squashed": [_TAP + 66, _TANH],
        "h": [_TAP + 86, _MEET + 52],
        "belt_start": [96, _BELT],
        "belt_end": [784, _BELT],
        "valve": [_AT["forget"], _BELT],
        "inlet": [_INLET, _BELT],
        "inlet_start": [_INLET, _MEET],
        "tap_start": [_TAP, _MEET],
        "tap_end": [788, _MEET],
    }


def _drawing(lit: tuple[str, ...], said: dict, alt: str) -> str:
    def part(name: str, *nodes: str) -> str:
        faint = ' class="faint"' if lit and name not in lit else ""
        return f'<g data-part="{name}"{faint}>{"".join(nodes)}</g>'

    # Every rule begins with the class of the drawing: in a page styles hold for everything.
    style = "".join(
        f".gbg-cell {rule}"
        for rule in (
            f"text{{font:15px system-ui,sans-serif;fill:{_INK};stroke:{_EDGE};stroke-width:4px;"
            "stroke-linejoin:round;paint-order:stroke}",
            ".b{font-weight:700;font-size:20px}",
            ".m{text-anchor:middle}",
            ".e{text-anchor:end}",
            f".w{{fill:none;stroke:{PALE};stroke-width:2.5}}",
            ".sign{fill:#333;stroke:none}",
            # Words stay readable where they are faint; only what is drawn pales.
            f":is(.faint :not(text,circle),path.faint){{opacity:{_DIMMED}}}",
            f".faint text{{fill:{_QUIET}}}",
            ".faint .sign{fill:#595959}",
        )
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gbg-cell"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' role="img" aria-label="{escape(alt)}"><title>{escape(alt)}</title>'
        f"<style>{style}</style>"
        + part("x", *_entering(said, lit))
        + part("c", *_belt(said))
        + "".join(part(gate, *_block(gate, said)) for gate in _AT)
        + part("h", *_leaving(said))
        + "</svg>"
    )


def _belt(said: dict) -> list[str]:
    y = _BELT
    rail = [
        f'<rect x="96" y="{y - 13}" width="688" height="26" rx="4" fill="{PALE}"'
        f' fill-opacity="0.16" stroke="{PALE}" stroke-width="2"/>'
    ]
    chevrons = [
        f'<path class="w" d="M{x} {y - 6}l7 6l-7 6"/>'
        for x in (132, 260, 324, 388, 500, 564, 628, 692, 758)
    ]
    return [
        *rail,
        *chevrons,
        _text(88, y + 6, said["old_c"], "e b"),
        _text(794, y + 6, said["new_c"], "b"),
        _text(590, _BELT - 24, said["belt"], "m"),
    ]


def _entering(said: dict, lit: tuple[str, ...]) -> list[str]:
    """The line that carries x and the old h to all four blocks.

    If it is lit itself, then as far as the last lit block, and so are its arrows into such blocks.
    """
    last = _AT["output"]
    unlit = set(_AT) - set(lit) if "x" in lit else set()
    bright = max((x for gate, x in _AT.items() if gate in lit), default=last) if unlit else last
    branches = [
        _arrow(x, _BUS, x, _BOX_TOP + _BOX[1] + 2, "w faint" if gate in unlit else "w")
        for gate, x in _AT.items()
    ]
    rest = f'<path class="w faint" d="M{bright} {_BUS}H{last}"/>' if bright < last else ""
    return [f'<path class="w" d="M96 {_BUS}H{bright}"/>', *branches, rest,
            _text(88, _BUS + 6, said["entering"], "e b"),
            _text(446, _BUS + 28, said["entering_note"], "m")]  # fmt: skip


def _block(gate: str, said: dict) -> list[str]:
    x, colour = _AT[gate], GATE_COLOURS[gate]
    width, height = _BOX
    left, top = x - width / 2, _BOX_TOP
    squash = math.tanh if gate == "candidate" else lambda v: 1 / (1 + math.exp(-v))
    lowest = -1 if gate == "candidate" else 0
    name = said["blocks"][gate]
    box = (
        f'<rect x="{left:g}" y="{top}" width="{width}" height="{height}" rx="8" fill="{colour}"'
        f' fill-opacity="0.14" stroke="{colour}" stroke-width="2.5"/>'
    )
    return [
        box,
        _text(left + 12, top + 27, name["letter"], "b"),
        _text(left + 12, top + 49, name["name"]),
        _text(left + 12, top + 67, name["layer"]),
        _curve(squash, lowest, left + width - 48, top + 9, colour),
        *_fitting(gate, colour, said),
    ]


def _fitting(gate: str, colour: str, said: dict) -> list[str]:
    """What the block does to the belt: valve, inlet, tap."""
    x, top = _AT[gate], _BOX_TOP
    line = f'data-flow="{gate}" fill="none" stroke="{colour}" stroke-width="4"'
    if gate == "forget":
        valve = (
            f'<path d="M{x - 22} {_BELT - 15}L{x + 22} {_BELT + 15}V{_BELT - 15}L{x - 22}'
            f' {_BELT + 15}Z" fill="{colour}"/>'
        )
        return [f'<path {line} d="M{x} {top}V{_BELT}"/>', valve,
                _text(x, _BELT - 24, said["valve"], "m")]  # fmt: skip
    if gate == "output":
        return [f'<path {line} d="M{x} {top}V{_MEET}H{_TAP - 14}"/>']
    side = -1 if gate == "input" else 1
    inlet = [f'<path {line} d="M{x} {top}V{_MEET}H{_INLET + 14 * side}"/>']
    if gate == "candidate":
        inlet += [
            f'<path {line} d="M{_INLET} {_MEET - 16}V{_BELT + 18}"/>',
            f'<path d="M{_INLET - 9} {_BELT + 24}L{_INLET} {_BELT + 10}L{_INLET + 9}'
            f' {_BELT + 24}Z" fill="{colour}"/>',
            _sign(_INLET, _BELT, "+"),
        ]
    else:
        inlet += [_sign(_INLET, _MEET, "×"), _text(_INLET + 40, 119, said["inlet"])]
    return inlet


def _leaving(said: dict) -> list[str]:
    """The tap: what is shown of the memory."""
    meet = _MEET
    return [
        f'<path class="w" d="M{_TAP} {_BELT + 14}V98M{_TAP} 126V{meet - 14}"/>',
        f'<rect x="{_TAP - 28}" y="{_TANH - 14}" width="56" height="28" rx="8" fill="{PALE}"'
        f' fill-opacity="0.16" stroke="{PALE}" stroke-width="2"/>',
        _text(_TAP, 117, "tanh", "m"),
        _sign(_TAP, meet, "×"),
        _arrow(_TAP + 15, meet, 788, meet),
        _text(794, meet + 6, said["new_h"], "b"),
        _text(794, meet + 28, said["tap"]),
    ]


def _sign(x: float, y: float, sign: str) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="13" fill="#fff" stroke="{PALE}" stroke-width="2"/>'
        f'<text x="{x}" y="{y + 7}" class="m b sign">{sign}</text>'
    )


def _arrow(x1: float, y1: float, x2: float, y2: float, classes: str = "w") -> str:
    """A straight line with a head at its end, along one of the axes."""
    head = f"M{x2 - 7} {y2 - 6}L{x2} {y2}L{x2 - 7} {y2 + 6}"
    if x1 == x2:
        head = f"M{x2 - 6} {y2 + 7}L{x2} {y2}L{x2 + 6} {y2 + 7}"
    return f'<path class="{classes}" d="M{x1} {y1}L{x2} {y2}{head}"/>'


def _curve(squash: Callable[[float], float], lowest: float, x: float, y: float, colour: str) -> str:
    """The block's activation from −5 to 5, in a box of 34 by 20 pixels, over its two bounds."""
    points = []
    for step in range(21):
        value = (squash((step - 10) / 2) - lowest) / (1 - lowest)
        points.append(f"{x + 1.7 * step:.1f},{y + 20 - 20 * value:.1f}")
    bounds = f'<path class="w" style="stroke-width:1" d="M{x:g} {y}h34M{x:g} {y + 20}h34"/>'
    return (
        bounds
        + f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="3"/>'
    )


def _text(x: float, y: float, text: str, classes: str = "") -> str:
    named = f' class="{classes}"' if classes else ""
    return f'<text x="{x:g}" y="{y:g}"{named}>{escape(text)}</text>'
