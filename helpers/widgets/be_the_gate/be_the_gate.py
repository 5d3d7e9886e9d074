"""BeTheGate: the learner sets the forget gate and the input gate, and watches the memory."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import traitlets

from helpers.checks.arguments import described, of_type, real_number
from helpers.figures.palette import GATE_COLOURS
from helpers.figures.stills import bars_over_time
from helpers.text.numbers import decimals
from helpers.text.refusals import refusal
from helpers.text.words import words
from helpers.widgets.be_the_gate.rules import Setting, score, wanted
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import OneOf, WholeNumber


@dataclass(frozen=True)
class Round:
    """A row of values that goes by, and which of them the memory must hold from then on.

    In a round with `texts` the learner reads words. The flags are not shown then: the words say
    which values matter. At a step in `asks` the memory is asked for its answer.
    """

    values: tuple[float, ...]
    flags: tuple[bool, ...]
    texts: tuple[str, ...] = ()
    asks: tuple[int, ...] = ()
    target: int | None = None


def _story(nouns: dict[int, int], flags: set[int]) -> Round:
    """Return the round whose words stand in the catalogue: its nouns and its flags by step."""
    texts = tuple(words("be_the_gate")["story"])
    steps = range(len(texts))
    return Round(
        values=tuple(nouns.get(step, 0) for step in steps),
        flags=tuple(step in flags for step in steps),
        texts=texts,
        asks=tuple(step for step in steps if texts[step] == "…"),
        target=90,
    )


# A noun in the plural is +1, one in the singular −1; other words are 0.
ROUNDS = {
    "free": Round(
        values=(0.3, -0.7, 0.5, 0.8, -0.2, 0.6, -0.9, 0.4, 0.1, -0.5),
        flags=(False, True, False, False, False, True, False, False, True, False),
    ),
    "target": Round(
        values=(0.4, 0.6, -0.8, 0.7, -0.3, -0.5, 0.9, 0.2, -0.6, 0.8, -0.4, 0.5),
        flags=tuple(step in (1, 5, 9) for step in range(12)),
        target=95,
    ),
    "story": _story(nouns={1: 1, 4: -1, 8: -1, 11: 1}, flags={1, 8}),
}


LARGEST_SEED = 1_000_000
BLANK = "____"  # room for a pencil


class BeTheGate(LessonWidget, files="be_the_gate"):
    """A game in which the learner is the forget gate and the input gate of one unit.

    Parameters
    ----------
    round
        "free": numbers with flags, and every step can be changed again; "target": the same with a
        score to reach; "story": words, and no flags.

    `settings` is a trait: what the learner has set at each step that is done, as [f, i].
    """

    round = OneOf("free", tuple(ROUNDS)).tag(sync=True)
    settings = traitlets.Any([]).tag(sync=True)
    # How many rows of numbers were dealt in the page; then the row is not that of ROUNDS.
    seed = WholeNumber(0, smallest=0, largest=LARGEST_SEED).tag(sync=True)
    rounds = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, round: str = "free", **traits: Any):
        """Begin a round at its first step."""
        super().__init__(round=round, **traits)
        self.set_trait("rounds", {name: asdict(row) for name, row in ROUNDS.items()})

    @traitlets.validate("settings")
    def _check_settings(self, proposal: dict[str, Any]) -> list[list[float]]:
        settings = of_type("settings", proposal["value"], (list, tuple), "settings")
        return [_setting(setting) for setting in settings]

    def __repr__(self) -> str:
        """Return the round."""
        return f"BeTheGate({self.round!r})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        row = ROUNDS[self.round]
        if row.texts:  # no flags: to find what counts is the game
            rows = [(self.words["word"], row.values, GATE_COLOURS["candidate"])]
            return bars_over_time(rows, [], self.words["still_story"], row.texts)
        flags = [step for step, flag in enumerate(row.flags) if flag]
        rows = [(self.words["number"], row.values, GATE_COLOURS["candidate"])]
        return bars_over_time(rows, flags, self.words["still"])

    def fallback_html(self) -> str:
        """Return the row of the round as a table to play with a pencil.

        How it is played best is said by the lesson, after the learner has tried.
        """
        said, row = self.words, ROUNDS[self.round]
        columns = [said["step"], said["word" if row.texts else "number"], "f", "i", "c"]
        if not row.texts:  # in a story, to find what has to be held is the game
            columns.insert(2, said["legend"]["want"])
        held = wanted(row.values, row.flags)
        lines = []
        for step, (value, flag) in enumerate(zip(row.values, row.flags, strict=True)):
            shown = row.texts[step] if row.texts else decimals(value) + " ⚑" * flag
            cells = [str(step + 1), shown, BLANK, BLANK, BLANK]
            if not row.texts:
                cells.insert(2, decimals(held[step]))
            lines.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        body = "\n".join(f"<tr>{line}</tr>" for line in lines)
        return (
            f"<p><b>{escape(said['title'])}</b>: {escape(said['intro'][self.round])}</p>\n"
            f"<p>{escape(said['on_paper'])}</p>\n"
            f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
        )


def _setting(setting: Any) -> list[float]:
    if not isinstance(setting, list | tuple) or len(setting) != 2:
        raise ValueError(refusal("settings_pair", given=described(setting)))
    return [real_number("settings", gate, smallest=0, largest=1) for gate in setting]


__all__ = ["ROUNDS", "BeTheGate", "Round", "Setting", "score", "wanted"]
