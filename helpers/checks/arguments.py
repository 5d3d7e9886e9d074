"""Checks of arguments, so that every error says what was given and what was expected."""

import math
import numbers
import operator
from collections.abc import Sequence
from typing import Any

LARGEST = 1_000_000_000
LONGEST = 120  # characters of a value in a message


def shown(value: Any) -> str:
    """Return `repr(value)` on one line, cut in the middle where it is long."""
    text = " ".join(repr(value).split())
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
        raise ValueError(f"{expected}, not {number:,}")
    return number


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
    number = float(value)
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
        raise ValueError(f"{name} must be one of {choices}, not {shown(value)}")
    return value
