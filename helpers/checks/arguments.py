"""Checks of arguments, so that every error says what was given and what was expected."""

import math
import numbers
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
    return f"{shown(value)} of type {type(value).__name__}"


def whole_number(name: str, value: Any, *, smallest: int = 1, largest: int = LARGEST) -> int:
    """Return `value` as an int.

    Raises
    ------
    TypeError
        if it is not a whole number by type: 2.5, 8.0, NaN, "8", None, True.
    ValueError
        if it lies outside `smallest` to `largest`.
    """
    expected = f"{name} must be a whole number from {smallest:,} to {largest:,}"
    # bool is a kind of int in Python, but True units are a mistake.
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{expected}, not {described(value)}")
    try:
        number = operator.index(value)
    except TypeError:  # an array of several numbers has __index__ too, and refuses
        raise TypeError(f"{expected}, not {described(value)}") from None
    if not smallest <= number <= largest:
        # Python writes no number of more than 4,300 digits.
        raise ValueError(f"{expected}, not {f'{number:,}' if abs(number) < 10**50 else 'beyond'}")
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
    expected = f"{name} must be a finite number"
    if smallest > -math.inf:
        expected += f" from {smallest:g} " + (f"to {largest:g}" if largest < math.inf else "on")
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{expected}, not {described(value)}")
    number = _as_float(value)
    if not (math.isfinite(number) and smallest <= number <= largest):
        raise ValueError(f"{expected}, not {shown(value)}")
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
    expected = f"{name} must be a finite number above 0"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{expected}, not {described(value)}")
    number = _as_float(value)
    if not 0 < number < math.inf:
        raise ValueError(f"{expected}, not {shown(value)}")
    return number


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False; raise TypeError for anything else, also 0 and 1."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {described(value)}")
    return value


def one_of(name: str, value: Any, allowed: Sequence[Any]) -> Any:
    """Return `value` if it is among `allowed`; raise ValueError otherwise."""
    if not any(type(value) is type(choice) and value == choice for choice in allowed):
        choices = ", ".join(repr(choice) for choice in allowed)
        if len(choices) > MOST_CHOICES:
            choices = f"{choices[:MOST_CHOICES]} …, {len(allowed)} in all"
        raise ValueError(f"{name} must be one of {choices}, not {shown(value)}")
    return value


def text(name: str, value: Any) -> str:
    """Return `value` if it is a text; raise TypeError for anything else, also bytes."""
    return of_type(name, value, str, "a text")


def of_type(name: str, value: Any, kind: type | tuple[type, ...], expected: str) -> Any:
    """Return `value` if it is of that kind; raise TypeError, with what was expected, otherwise."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {expected}, not {described(value)}")
    return value


def all_of_type(name: str, values: Any, kind: type, expected: str) -> Sequence[Any]:
    """Return a list or tuple that holds nothing but this kind; raise TypeError otherwise."""
    of_type(name, values, (list, tuple), expected)
    for place, value in enumerate(values):
        if not isinstance(value, kind):
            raise TypeError(f"{name} must be {expected}, but {name}[{place}] is {described(value)}")
    return values


def mapping(name: str, value: Any, expected: str) -> Mapping[Any, Any]:
    """Return `value` if it is a dict or the like; raise TypeError otherwise."""
    return of_type(name, value, Mapping, expected)


def function(name: str, value: Any, expected: str = "a function") -> Any:
    """Return `value` if it can be called; raise TypeError otherwise."""
    if not callable(value):
        raise TypeError(f"{name} must be {expected}, not {described(value)}")
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
        raise TypeError(f"{name} must be whole numbers in a list or range, not {described(values)}")
    return tuple(whole_number(name, one, smallest=smallest, largest=largest) for one in values)
