"""Exercises in counting: a function of the sizes of a layer that returns its number of weights."""

import inspect
import math
import numbers
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from helpers.checks.arguments import described
from helpers.counting import ParameterCount
from helpers.exercises.calls import Outcome, arguments, call
from helpers.exercises.complaints import call_complaint, parameters_complaint, shown_code
from helpers.exercises.polynomial import Polynomial, fitted, written
from helpers.questions.mistakes import count_mistakes
from helpers.text.words import words

# The first is the one that is talked about; the first ten settle a polynomial.
SIZES = (
    (4, 3), (2, 5), (7, 1), (1, 6), (10, 4), (3, 12), (5, 7), (1, 1), (8, 2), (2, 9), (64, 10),
    (33, 2), (128, 300),
)  # fmt: skip
TIMESTEPS, BATCH = 7, 32
# What learners call them, for a function that takes them though they do not count.
_EXTRA = {
    **dict.fromkeys(("timesteps", "steps", "time_steps", "length", "seq_len", "T"), TIMESTEPS),
    **dict.fromkeys(("batch", "batch_size", "samples"), BATCH),
}
_SECONDS = 5.0
# No layer that anybody trains comes near it.
_BEYOND = 10**15
# A number in the code where a size is meant is looked for up to here.
_LARGEST_FIXED = 300

Sizes = tuple[int, int]


@dataclass(frozen=True)
class CountExercise:
    """Write a function of `units` and `features` that counts the weights of a layer."""

    name: str
    count: Callable[[int, int], ParameterCount]

    parameters = ("units", "features")

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the function, in sentences; nothing if it counts right."""
        given: dict[Sizes, Fraction] = {}
        kinds: list[str] = []
        printed = ""
        for sizes in (*SIZES, SIZES[0]):
            wanted = dict(zip(self.parameters, sizes, strict=True))
            fitting = arguments(function, wanted, _EXTRA)
            if fitting is None:
                return parameters_complaint(self.name, self.parameters, function)
            positional, named = fitting
            outcome = call(function, *positional, seconds=_SECONDS, **named)
            printed = printed or outcome.printed
            where = _where(sizes)
            if not outcome.returned:
                return call_complaint(outcome, where, _SECONDS)
            value, complaint = _whole(outcome, where)
            if value is None:
                return [complaint]
            if sizes in given and given[sizes] != value:
                return [_said("not_the_same").format(where=where, first=_number(given[sizes]),
                                                     second=_number(value))]  # fmt: skip
            given[sizes] = value
            kinds += [complaint] if complaint else []
        complaints = [*self._about(given), *kinds[:1]]
        if complaints and printed.strip():
            complaints.append(shown_code("printed", printed))
        return complaints

    def praise(self) -> list[str]:
        """Return what is said of a function that counts right."""
        count = self.count(*SIZES[0])
        return [
            _said("right").format(number=len(SIZES), layer=count.layer),
            _said("right_formula").format(where=_where(SIZES[0]), formula=count.formula),
        ]

    def _about(self, given: Mapping[Sizes, Fraction]) -> list[str]:
        rights = {sizes: self.count(*sizes).total for sizes in SIZES}
        wrong = [sizes for sizes in SIZES if given[sizes] != rights[sizes]]
        if not wrong:
            return []
        sizes = wrong[0]
        gave = _said("gave").format(where=_where(sizes), number=_number(given[sizes]))
        formula = fitted(given)
        lines = [gave]
        reason = self._named(given, sizes) or self._fixed(given)
        if reason is not None:
            lines = [f"{gave} {reason}"]
        elif len(set(given.values())) == 1:
            return [_said("always").format(number=_number(given[sizes]))]
        elif formula is not None and all(number <= 0 for number in given.values()):
            lines = [f"{gave} {_said('negative')}"]
        elif formula is not None:
            right = fitted({sizes: Fraction(number) for sizes, number in rights.items()})
            blocks = len(self.count(*sizes).gates or (None,))
            lines += _term_by_term(formula, right or {}, blocks)
        else:
            lines = [f"{gave} {_too_much_or_too_little(given[sizes], rights[sizes])}"]
            if len(wrong) < len(SIZES):
                lines.append(_said("some_right").format(right=len(SIZES) - len(wrong),
                                                        number=len(SIZES)))  # fmt: skip
        if formula is not None:
            text = written(formula, self.parameters)
            lines.append(_said("comes_to").format(formula=text))
        return lines

    def _named(self, given: Mapping[Sizes, Fraction], shown: Sizes) -> str | None:
        """Return the reason of the mistake that gives every number, in the words for `shown`."""
        kinds: set[str] | None = None
        reasons: dict[str, str] = {}
        for sizes, number in given.items():
            found = count_mistakes(self.count(*sizes), timesteps=TIMESTEPS, batch=BATCH)
            here = {mistake.kind for mistake in found if mistake.total == number}
            kinds = here if kinds is None else kinds & here
            if sizes == shown:
                reasons = {mistake.kind: mistake.reason for mistake in found}
        return next((reason for kind, reason in reasons.items() if kind in (kinds or ())), None)

    def _fixed(self, given: Mapping[Sizes, Fraction]) -> str | None:
        """Return that one of the sizes is a number in the code, if that gives every number."""
        for size in range(1, _LARGEST_FIXED + 1):
            if all(number == _total(self.count, u, size) for (u, _), number in given.items()):
                return _said("fixed_features").format(size=size)
            if all(number == _total(self.count, size, f) for (_, f), number in given.items()):
                return _said("fixed_units").format(size=size)
        return None


@cache
def _total(count: Callable[[int, int], ParameterCount], units: int, features: int) -> int:
    return count(units, features).total


def _said(key: str) -> str:
    return words("exercises")["counts"][key]


def _where(sizes: Sizes) -> str:
    return _said("where").format(units=sizes[0], features=sizes[1])


def _too_much_or_too_little(number: Fraction, right: int) -> str:
    if number < 0:
        return _said("negative")
    return words("ask")["too_large" if number > right else "too_small"]


def _number(value: Fraction) -> str:
    sign, size = "−" if value < 0 else "", abs(value)
    if size.denominator == 1:
        return f"{sign}{int(size):,}"
    return f"{sign}{size}" if size.denominator <= 12 else f"{sign}{float(size):,g}"


def _times(number: Fraction) -> str:
    """Return how often something was counted: "once", "4 times"."""
    forms = words("exercises")["counts"]["times"]
    if number < 0:
        return forms["below"].format(number=_number(-number))
    return {1: forms["one"], 2: forms["two"]}.get(
        number, forms["other"].format(number=_number(number))
    )


def _whole(outcome: Outcome, where: str) -> tuple[Fraction | None, str]:
    """Return the number that came back, and what is to be said of its type.

    The number is None where there is none to go on with.
    """
    number, complaint = _number_and_type(outcome, where)
    if number is not None and abs(number) > _BEYOND:
        return None, _said("beyond").format(where=where, largest=f"{_BEYOND:,}")
    return number, complaint


def _number_and_type(outcome: Outcome, where: str) -> tuple[Fraction | None, str]:
    value = outcome.value
    if value is None:
        key = "printed_only" if outcome.printed.strip() else "none"
        return None, _said(key).format(where=where)
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        number = _fraction(value.item())
        return number, _said("array").format(where=where, value=described(value))
    if isinstance(value, bool | np.bool_):
        return None, _said("bool").format(where=where, value=value)
    if isinstance(value, int | np.integer):
        return Fraction(int(value)), ""
    if isinstance(value, numbers.Real):
        number = _fraction(value)
        kind = "float" if isinstance(value, float | np.floating) else "not_whole"
        key = kind if number is not None else "not_finite"
        return number, _said(key).format(where=where, value=value)
    if isinstance(value, str):
        return None, _said("text").format(where=where, value=described(value))
    if isinstance(value, ParameterCount):
        return None, _said("count_object").format(where=where)
    if inspect.isroutine(value):
        return None, _said("function").format(where=where)
    key = "keras" if hasattr(value, "count_params") else "no_number"
    return None, _said(key).format(where=where, value=described(value))


def _fraction(value: Any) -> Fraction | None:
    if not math.isfinite(value):
        return None
    exact = Fraction(float(value))
    # A third cannot be written as a float, but is meant as a third.
    near = exact.limit_denominator(1000)
    return near if math.isclose(near, exact, rel_tol=1e-12) else exact


def _term_by_term(given: Polynomial, right: Polynomial, blocks: int) -> list[str]:
    """Return what each term of the sum has too much or too little of."""
    ratios = {given[term] / wanted for term, wanted in right.items() if wanted}
    strange = [term for term in given if given[term] and not right[term]]
    if len(ratios) == 1 and not strange and 0 not in ratios:
        (ratio,) = ratios
        counted = ratio * blocks
        if ratio < 1 and counted.denominator == 1:
            return [_said("blocks").format(counted=_number(counted), blocks=blocks)]
        key = "twice" if ratio == 2 else "multiplied" if ratio > 1 else "share"
        return [_said(key).format(ratio=_number(ratio))]
    if any(given[term] for term in given if sum(term) > 2):
        return [_said("three_sizes")]
    lines = []
    said = words("exercises")["counts"]["terms"]
    for term, coefficient in given.items():
        wanted = right[term]
        if coefficient == wanted:
            continue
        key = "missing" if coefficient == 0 else "other" if wanted else "strange"
        text = said[f"{term[0]}{term[1]}"][key]
        given_and_right = {"given": _number(coefficient), "right": _number(wanted)}
        if sum(term) > 0:
            given_and_right = {"given": _times(coefficient), "right": _times(wanted)}
        lines.append(text.format(**given_and_right))
    return lines
