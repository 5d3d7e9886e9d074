"""SayItBack: gaps to fill, a box for words of one's own, and our sentences to compare with."""

from html import escape
from typing import Any

import traitlets

from helpers.checks.arguments import described, of_type, one_of
from helpers.questions.asked import questions_of
from helpers.questions.gaps import Gap, Summary
from helpers.questions.summaries import SUMMARIES
from helpers.text.refusals import refusal
from helpers.widgets.shared.answers import answer_html
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import Flag, Text

LONGEST = 5_000  # characters that the box of one's own words takes


class SayItBack(LessonWidget, files="say_it_back"):
    """The end of a lesson: the learner fills gaps, says it in words of their own, and compares.

    Parameters
    ----------
    summary
        the name of a lesson in `helpers.questions.summaries`, or a `Summary` of
        `helpers.questions.gaps`.

    These are traits: `filled`, what stands in each gap, None where it is empty; `own`, the words of
    the learner; `solved`, whether all gaps are right. `checked` and `compared` tell whether the
    learner has asked for a verdict, and for our sentences.
    """

    summary = traitlets.Dict(read_only=True).tag(sync=True)
    filled = traitlets.Any([]).tag(sync=True)
    own = Text("", longest=LONGEST).tag(sync=True)
    checked = Flag(False).tag(sync=True)
    compared = Flag(False).tag(sync=True)
    solved = Flag(False).tag(sync=True)

    def __init__(self, summary: str | Summary):
        """Look up the summary; refuse anything that is none."""
        name = summary if isinstance(summary, str) else None
        if isinstance(summary, str):
            summary = SUMMARIES[one_of("summary", summary, tuple(SUMMARIES))]
        if not isinstance(summary, Summary):
            raise TypeError(refusal("summary_kind", given=described(summary)))
        super().__init__()
        self._name = name
        self._said = summary
        self.set_trait("summary", _for_view(summary))
        self.filled = [None] * len(summary.gaps)

    @traitlets.validate("filled")
    def _check_filled(self, proposal: dict[str, Any]) -> list[str | None]:
        gaps = self._said.gaps
        filled = of_type("filled", proposal["value"], (list, tuple), "fillings")
        if len(filled) != len(gaps):
            raise ValueError(refusal("filled_number", wanted=len(gaps), given=len(filled)))
        for filling, gap in zip(filled, gaps, strict=True):
            one_of("filled", filling, [None, *gap.fillings])
        return list(filled)

    def __repr__(self) -> str:
        """Return the name of the summary, or how many gaps it has."""
        if self._name is not None:
            return f"SayItBack({self._name!r})"
        return f"SayItBack(<{len(self._said.gaps)} gaps>)"

    def fallback_html(self) -> str:
        """Return the sentences with their gaps, and after them what is right.

        For a lesson that is also the right answer to each of its questions. GitHub shows what is
        folded away, so all of this stands behind the last thing that a reader is asked.
        """
        words = self.words
        lines = "".join(f"<li>{_with_choices(line)}</li>" for line in self._said.lines)
        filled = "".join(f"<li>{_filled(line)}</li>" for line in self._said.lines)
        ours = "".join(f"<li>{escape(sentence)}</li>" for sentence in self._said.ours)
        folded = {"answers": f"<ul>{filled}</ul>\n", "ours": f"<ul>{ours}</ul>\n"}
        if self._name is not None:
            folded["questions"] = "".join(
                f"<p>{escape(question.prompt)}</p>\n{answer_html(question)}"
                for question in questions_of(self._name)
            )
        return (
            f"<p><b>{escape(words['fill'])}</b></p>\n<ul>{lines}</ul>\n"
            f"<p><b>{escape(words['own'])}</b></p>\n"
        ) + "\n".join(
            f"<details><summary><b>{escape(words[name])}</b></summary>\n{inside}</details>"
            for name, inside in folded.items()
        )


def _for_view(summary: Summary) -> dict[str, Any]:
    def part(part: str | Gap) -> str | dict[str, Any]:
        if isinstance(part, str):
            return part
        return {"right": part.right, "wrong": dict(part.wrong), "fillings": part.fillings}

    return {
        "lines": [[part(each) for each in line] for line in summary.lines],
        "ours": list(summary.ours),
    }


def _with_choices(line: Any) -> str:
    return "".join(
        escape(part) if isinstance(part, str) else f"<b>[ {escape(' / '.join(part.fillings))} ]</b>"
        for part in line
    )


def _filled(line: Any) -> str:
    return "".join(
        escape(part) if isinstance(part, str) else f"<b>{escape(part.right)}</b>" for part in line
    )
