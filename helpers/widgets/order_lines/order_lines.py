"""OrderLines: shuffled lines of a program, some of them too many, to put in order."""

import random
from html import escape
from typing import Any

import traitlets

from helpers.checks.arguments import described, one_of, shown
from helpers.text.refusals import refusal
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import Flag


class OrderLines(LessonWidget, files="order_lines"):
    """A program whose lines lie in disorder, with lines among them that do not belong.

    Parameters
    ----------
    program
        the name of a program in the catalogue of words: "many_to_many".

    These are traits: `order`, the numbers of all lines from top to bottom, and `left_out`, those
    that the learner does not use. The lines of the program are numbered from 0 in their right
    order; those too many follow. `checked` tells whether the learner has asked for a verdict,
    `solved` whether all is right.
    """

    program = traitlets.Dict(read_only=True).tag(sync=True)
    # Not traitlets' own List, whose error says little.
    order = traitlets.Any([]).tag(sync=True)
    left_out = traitlets.Any([]).tag(sync=True)
    checked = Flag(False).tag(sync=True)
    solved = Flag(False).tag(sync=True)

    def __init__(self, program: str):
        """Look the program up, and shuffle its lines, in the same way each time."""
        programs = self.words["programs"]
        one_of("program", program, tuple(programs))
        super().__init__()
        self._name = program
        self.set_trait("program", programs[program])
        self.order = _shuffled(len(self._lines), len(self.program["lines"]))

    @property
    def _lines(self) -> list[dict[str, str]]:
        return [*self.program["lines"], *self.program["too_many"]]

    @traitlets.validate("order")
    def _check_order(self, proposal: dict[str, Any]) -> list[int]:
        order, numbers = _list("order", proposal["value"]), list(range(len(self._lines)))
        if any(type(number) is not int for number in order) or sorted(order) != numbers:
            raise ValueError(refusal("order_each_once", numbers=numbers, given=shown(order)))
        return order

    @traitlets.validate("left_out")
    def _check_left_out(self, proposal: dict[str, Any]) -> list[int]:
        left_out = _list("left_out", proposal["value"])
        for number in left_out:
            one_of("left_out", number, range(len(self._lines)))
        if len(set(left_out)) < len(left_out):
            raise ValueError(refusal("left_out_twice", given=shown(left_out)))
        return left_out

    def __repr__(self) -> str:
        """Return the name of the program."""
        return f"OrderLines({self._name!r})"

    def fallback_html(self) -> str:
        """Return the lines as they lie, and folded away the program and what is too many."""
        lines, said = self._lines, self.words
        shuffled = "\n".join(lines[number]["text"] for number in self.order)
        program = "\n".join(line["text"] for line in self.program["lines"])
        others = "".join(
            f"<li><code>{escape(line['text'].strip())}</code> {escape(line['why'])}</li>"
            for line in self.program["too_many"]
        )
        return (
            f"<p><b>{escape(self.program['prompt'])}</b></p>\n<pre>{escape(shuffled)}</pre>\n"
            f"<details><summary>{escape(said['answer'])}</summary>\n<pre>{escape(program)}</pre>\n"
            f"<p>{escape(said['not_needed'])}</p>\n<ul>{others}</ul>\n</details>"
        )


def _shuffled(count: int, needed: int) -> list[int]:
    """Return the numbers below `count` in disorder; the needed ones do not lie in their order."""
    draw, order = random.Random(count), list(range(count))
    while [number for number in order if number < needed] == list(range(needed)):
        draw.shuffle(order)
    return order


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(refusal("order_kind", name=name, given=described(value)))
    return value
