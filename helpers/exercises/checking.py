"""`check`: try what a learner wrote, and name what is wrong with it."""

from collections.abc import Callable
from typing import Any

from helpers.checks.arguments import described, shown
from helpers.exercises.bank import EXERCISES
from helpers.exercises.report import Report
from helpers.text.words import words

_LONGEST = 200


def check(function: Callable[..., Any], exercise: str | None = None) -> Report:
    """Try a function that you wrote for an exercise, and say what is wrong with it.

        def count_lstm(units, features):
            return 3 * ((features + units) * units + units)

        check(count_lstm)

    Parameters
    ----------
    function
        the function itself, without parentheses. It is called with sizes and data of several
        kinds; an error in it is reported with its line, and a loop without an end is stopped.
    exercise
        the name of the exercise, where the function's own name does not say it.

    Returns
    -------
    A report that says in sentences what came of it; `report.right` is True or False. Nothing is
    raised, whatever the function does.
    """
    said = words("exercises")
    names = {"names": ", ".join(f"`{name}`" for name in EXERCISES), "first": "count_lstm"}
    if not callable(function):
        key = "no_function" if isinstance(function, str) else "no_function_result"
        known = isinstance(exercise, str) and exercise in EXERCISES
        name = exercise if known else names["first"]
        text = said[key].format(given=described(function), name=name)
        return Report(exercise if known else "?", False, (text,))
    named = _name_of(function) if exercise is None else exercise
    if named is None:
        return Report("?", False, (said["no_name"].format(**names),))
    known = EXERCISES.get(_as_function_name(named)) if isinstance(named, str) else None
    if known is None:
        given = shown(named)
        return Report(given, False, (said["unknown"].format(name=given, **names),))
    try:
        complaints = known.complaints(function)
    except Exception as error:  # a mistake of ours, and no learner should have to read it
        failed = said["check_failed"].format(error=f"{type(error).__name__}: {error}"[:_LONGEST])
        return Report(known.name, False, (failed,))
    return Report(known.name, not complaints, tuple(complaints or known.praise()))


def _name_of(function: Callable[..., Any]) -> str | None:
    # A partial has no name of its own, but the function inside it has.
    name = getattr(getattr(function, "func", function), "__name__", None)
    return None if name in (None, "<lambda>") else name


def _as_function_name(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")
