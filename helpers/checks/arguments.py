"""Checks of arguments, so that every error says what was given and what was expected."""

import math
import numbers
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpers.text.refusals import refusal
from helpers.text.words import words

LARGEST = 1_000_000_000
LONGEST = 120  # characters of a value in a message
MOST_CHOICES = 400  # characters of the values that would do


def shown(value: Any) -> str:
    """Return `repr(value)` on one line, cut in the middle where it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception as error:  # whatever a class of somebody else's does there; a number too long
        text = f"<no repr: {type(error).__name__}>"
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} … {text[-half:]}"


def described(value: Any) -> str:
    """Return a value with its type, for a message: "'8' of type str"."""
    return refusal("value_of_type", value=shown(value), kind=type(value).__name__)


def whole_number(name: str, value: Any, *, smallest: int = 1, largest: int = LARGEST) -> int:
    """Return `value` as an int.

    Raises
    ------
    TypeError
        if it is not a whole number by type: 2.5, 8.0, NaN, "8", None, True.
    ValueError
        if it lies outside `smallest` to `largest`.
    """
    expected = refusal("whole_number", name=name, smallest=smallest, largest=largest)
    # bool is a kind of int in Python, but True units are a mistake.
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    try:
        number = operator.index(value)
    except TypeError:  # an array of several numbers has __index__ too, and refuses
        raise TypeError(refusal("not", expected=expected, given=described(value))) from None
    if not smallest <= number <= largest:
        # Python writes no number of more than 4,300 digits.
        given = f"{number:,}" if abs(number) < 10**50 else refusal("beyond")
        raise ValueError(refusal("not", expected=expected, given=given))
    return number


def real_number(
    name: str, value: Any, *, smallest: float = -math.inf, largest: float = math.inf
) -> float:
    """Return `value` as a float.

    Raises
    ------
    TypeError
        if it is not a number by type: "0.1", None, True, a complex number.
    ValueError
        if it is NaN or infinite, or lies outside `smallest` to `largest`.
    """
    key = "finite_from_to" if largest < math.inf else "finite_from"
    expected = refusal(
        key if smallest > -math.inf else "finite", name=name, smallest=smallest, largest=largest
    )
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    number = _as_float(value)
    if not (math.isfinite(number) and smallest <= number <= largest):
        raise ValueError(refusal("not", expected=expected, given=shown(value)))
    return number


def _as_float(value: numbers.Real) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of more than 308 digits
        return math.inf


def positive_number(name: str, value: Any) -> float:
    """Return `value` as a float.

    Raises
    ------
    TypeError
        if it is not a number by type: "0.1", None, True.
    ValueError
        if it is zero, negative, infinite or NaN.
    """
    expected = refusal("positive", name=name)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    number = _as_float(value)
    if not 0 < number < math.inf:
        raise ValueError(refusal("not", expected=expected, given=shown(value)))
    return number


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False; raise TypeError for anything else, also 0 and 1."""
    if not isinstance(value, bool):
        expected = refusal("flag", name=name)
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    return value


def one_of(name: str, value: Any, allowed: Sequence[Any]) -> Any:
    """Return `value` if it is among `allowed`; raise ValueError otherwise."""
    if not any(type(value) is type(choice) and value == choice for choice in allowed):
        choices = ", ".join(repr(choice) for choice in allowed)
        if len(choices) > MOST_CHOICES:
            choices = refusal("cut_choices", choices=choices[:MOST_CHOICES], number=len(allowed))
        expected = refusal("one_of", name=name, choices=choices)
        raise ValueError(refusal("not", expected=expected, given=shown(value)))
    return value


def text(name: str, value: Any) -> str:
    """Return `value` if it is a text; raise TypeError for anything else, also bytes."""
    return of_type(name, value, str, "text")


def of_type(name: str, value: Any, kind: type | tuple[type, ...], expected: str) -> Any:
    """Return `value` if it is of that kind; raise TypeError otherwise.

    `expected` is the name, among the kinds of the catalogue, of what should have been given.
    """
    if not isinstance(value, kind):
        raise TypeError(refusal("not", expected=must_be(name, expected), given=described(value)))
    return value


def must_be(name: str, expected: str) -> str:
    """Return what an argument must be, by the name of the kind: "choices must be a list of …"."""
    return refusal("must_be", name=name, expected=words("refusals")["kinds"][expected])


def all_of_type(name: str, values: Any, kind: type, expected: str) -> Sequence[Any]:
    """Return a list or tuple that holds nothing but this kind; raise TypeError otherwise."""
    of_type(name, values, (list, tuple), expected)
    for place, value in enumerate(values):
        if not isinstance(value, kind):
            wanted, given = must_be(name, expected), described(value)
            raise TypeError(refusal("one_is", expected=wanted, name=name, place=place, given=given))
    return values


def mapping(name: str, value: Any, expected: str) -> Mapping[Any, Any]:
    """Return `value` if it is a dict or the like; raise TypeError otherwise."""
    return of_type(name, value, Mapping, expected)


def function(name: str, value: Any, expected: str = "function") -> Any:
    """Return `value` if it can be called; raise TypeError otherwise."""
    if not callable(value):
        raise TypeError(refusal("not", expected=must_be(name, expected), given=described(value)))
    return value


def whole_numbers(
    name: str, values: Any, *, smallest: int = 1, largest: int = LARGEST
) -> tuple[int, ...]:
    """Return what is gone through as whole numbers.

    Raises
    ------
    TypeError, ValueError
        if it cannot be gone through, as 5 or a text cannot, or for a number as in `whole_number`.
    """
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        expected = refusal("whole_numbers", name=name)
        raise TypeError(refusal("not", expected=expected, given=described(values)))
    return tuple(whole_number(name, one, smallest=smallest, largest=largest) for one in values)
