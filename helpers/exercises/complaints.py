"""What is said of a function that cannot be called, fails, or never ends."""

from collections.abc import Callable, Sequence
from typing import Any

from helpers.exercises.calls import Outcome, parameters_of
from helpers.text.words import words

_LONGEST = 120


def parameters_complaint(
    name: str, parameters: Sequence[str], function: Callable[..., Any]
) -> list[str]:
    """Say that a function takes other parameters than the exercise gives."""
    key = "parameters" if parameters else "no_parameters"
    wanted = ", ".join(parameters)
    return [_said(key).format(name=name, wanted=wanted, given=parameters_of(function))]


def call_complaint(outcome: Outcome, where: str, seconds: float) -> list[str]:
    """Say that a function raised an error, or did not end, and in which line of the learner's.

    `where` says with what it was called: "units 4, features 3". It may be empty.
    """
    what = "endless" if outcome.endless else "error"
    said = _said(f"{what}_for" if where else what)
    lines = [said.format(where=where, seconds=f"{seconds:g}", error=outcome.error)]
    if outcome.line is not None:
        at = outcome.line
        lines.append(_said(f"{what}_line").format(number=at.number, text=_cut(at.text)))
    if outcome.error and outcome.error.startswith("RecursionError"):
        lines.append(_said("recursion"))
    if outcome.printed.strip():
        lines.append(shown_code("printed", outcome.printed))
    return lines


def shown_code(key: str, text: str) -> str:
    """Return a sentence with what the function printed, cut where it is long."""
    return _said(key).format(text=_cut(text))


def _cut(text: str) -> str:
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def _said(key: str) -> str:
    return words("exercises")["calls"][key]
