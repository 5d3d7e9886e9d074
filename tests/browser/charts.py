"""What a chart draws, read from its page and compared with values: lines, dots and areas.

A chart says where its values stand by the ticks of its axes, as a learner reads it. Two ticks of an
axis give the place of any value, in pixels; a mark is compared with the places of what it shows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Locator

# In pixels. Ticks are rounded to whole ones, and two of them tell where a whole axis lies.
CLOSE = 2
SUPERSCRIPTS = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

READ = """root => {
    const svg = root.querySelector('svg.gbg-chart');
    const [levels, across] = svg.querySelectorAll(':scope > g');
    const frame = svg.querySelector(':scope > svg');
    const top = Number(frame.getAttribute('y'));
    const numbers = (node, ...names) => names.map(name => Number(node.getAttribute(name)));
    const ticks = (group, side) => [...group.querySelectorAll(':scope > g')].map(tick =>
        [tick.querySelector('text').textContent, ...numbers(tick.querySelector('line'), side)]);
    const points = node => {
        if (node.matches('polyline')) return node.getAttribute('points').split(' ')
            .map(corner => corner.split(',').map(Number));
        const {x, y, width, height} = node.getBBox();
        return node.matches('rect') ? [[x, y], [x + width, y + height]]
            : [[x + width / 2, y + height / 2]];
    };
    return {
        x: ticks(across, 'x1'),
        y: ticks(levels, 'y1'),
        marks: [...frame.children].map(node => [
            node.tagName, node.getAttribute('class').split(' '), {...node.dataset},
            points(node).map(([x, y]) => [x, y + top])]),
    };
}"""


@dataclass(frozen=True)
class Mark:
    """A mark of the picture: the name of its element, its classes, its data, its points."""

    tag: str
    classes: list[str]
    data: dict[str, str]
    points: list[list[float]]

    @property
    def middle(self) -> list[float]:
        """Where it stands: between its corners, for one that has some."""
        return np.mean(self.points, axis=0).tolist()


class Chart:
    """A chart as it is drawn. `log` names its logarithmic axes.

    `x` holds the values of the ticks from left to right, where their texts are no numbers.
    """

    def __init__(
        self,
        view: Locator,
        *,
        log: str = "",
        x: Sequence[float] | None = None,
    ) -> None:
        read = view.evaluate(READ)
        self.marks = [Mark(*mark) for mark in read["marks"]]
        self._log = log
        self._axes = {
            name: [
                (self._linear(name, number(text) if values is None else values[i]), place)
                for i, (text, place) in enumerate(read[name])
            ]
            for name, values in (("x", x), ("y", None))
        }

    def of(self, *classes: str, **data: str) -> list[Mark]:
        """Return the marks that have all of these classes and data, in the order drawn."""
        return [
            mark
            for mark in self.marks
            if set(classes) <= set(mark.classes) and data.items() <= mark.data.items()
        ]

    def assert_at(self, mark: Mark, points: Sequence[tuple[float, float]]) -> None:
        """Assert that a mark stands at these values of x and y."""
        expected = [[self.place("x", x), self.place("y", y)] for x, y in points]
        np.testing.assert_allclose(mark.points, expected, rtol=0, atol=CLOSE, err_msg=str(mark))

    def place(self, axis: str, value: float) -> float:
        """Return where a value stands on the axis "x" or "y", in pixels."""
        (first, start), (last, end) = self._axes[axis][0], self._axes[axis][-1]
        return start + (self._linear(axis, value) - first) / (last - first) * (end - start)

    def _linear(self, axis: str, value: float) -> float:
        return math.log10(value) if axis in self._log else value


def number(text: str) -> float:
    """Read a tick: −0.5, 4,096, 10⁻⁶, 1, 100 thousand."""
    plain = text.replace("−", "-").replace(",", "")
    if plain.startswith("10") and set(plain[2:]) & set(SUPERSCRIPTS):
        return 10.0 ** int("".join(SUPERSCRIPTS[sign] for sign in plain[2:]))
    value, *names = plain.split()
    return float(value) * math.prod(LARGE[name] for name in names)
