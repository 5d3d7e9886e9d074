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
    """Say why no answer came back, and in which line of the learner's that happened.

    `where` says with what the function was called: "units 4, features 3". It may be empty.
    """
    if outcome.unfinished is not None:
        return [_said(outcome.unfinished)]
    what = _what_happened(outcome)
    said = _said(f"{what}_for" if where else what)
    lines = [said.format(where=where, seconds=f"{seconds:g}", error=outcome.error)]
    if outcome.line is not None:
        at = outcome.line
        lines.append(_said(f"{what}_line").format(number=at.number, text=_cut(at.text)))
    kind = (outcome.error or "").partition(":")[0]
    if kind in ("RecursionError", "SystemExit"):
        lines.append(_said(kind))
    if outcome.printed.strip():
        lines.append(shown_code("printed", outcome.printed))
    return lines


def _what_happened(outcome: Outcome) -> str:
    """Return the key of the sentence that says how a call ended."""
    for what in ("running", "interrupted", "endless", "asked"):
        if getattr(outcome, what):
            return what
    return "error"


def shown_code(key: str, text: str) -> str:
    """Return a sentence with what the function printed, cut where it is long."""
    return _said(key).format(text=_cut(text))


def _cut(text: str) -> str:
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def _said(key: str) -> str:
    return words("exercises")["calls"][key]
