"""Traits that refuse wrong values with the same errors as the functions of the package.

traitlets' own Int and Bool raise a TraitError and say little. A refused value leaves the trait, and
so the widget, as it was.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from helpers.checks.arguments import (
    flag,
    one_of,
    positive_number,
    real_number,
    shown,
    text,
    whole_number,
)
from helpers.checks.arrays import numbers
from helpers.text.refusals import refusal


class WholeNumber(traitlets.TraitType[int, int]):
    """A whole number from `smallest` to `largest`."""

    def __init__(self, default: int, *, smallest: int = 1, largest: int, **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)
        self.smallest = smallest
        self.largest = largest

    def validate(self, obj: Any, value: Any) -> int:
        """Return `value`, or raise TypeError or ValueError."""
        return whole_number(self.name, value, smallest=self.smallest, largest=self.largest)


class PositiveNumber(traitlets.TraitType[float, float]):
    """A finite number above 0."""

    def __init__(self, default: float, **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float, or raise TypeError or ValueError."""
        return positive_number(self.name, value)


class Numbers(traitlets.TraitType[list[float], list[float]]):
    """A list of exactly `count` numbers, none farther from 0 than `largest`."""

    def __init__(self, count: int, *, largest: float, **metadata: Any):
        """Begin with zeros."""
        super().__init__(default_value=[0.0] * count, **metadata)
        self.count = count
        self.largest = largest

    def validate(self, obj: Any, value: Any) -> list[float]:
        """Return `value` as a list of floats, or raise TypeError or ValueError."""
        found = numbers(self.name, value, (self.count,))
        if np.abs(found).max() > self.largest:
            raise ValueError(
                refusal(
                    "numbers_range",
                    name=self.name,
                    count=self.count,
                    smallest=-self.largest,
                    largest=self.largest,
                    given=shown(value),
                )
            )
        return [float(number) for number in found]


class RealNumber(traitlets.TraitType[float, float]):
    """A finite number from `smallest` to `largest`."""

    def __init__(self, default: float, *, smallest: float, largest: float, **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)
        self.smallest = smallest
        self.largest = largest

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float, or raise TypeError or ValueError."""
        return real_number(self.name, value, smallest=self.smallest, largest=self.largest)


class Flag(traitlets.TraitType[bool, bool]):
    """True or False, and nothing that only counts as one of them."""

    def __init__(self, default: bool, **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)

    def validate(self, obj: Any, value: Any) -> bool:
        """Return `value`, or raise TypeError."""
        return flag(self.name, value)


class Text(traitlets.TraitType[str, str]):
    """A text of at most `longest` characters."""

    def __init__(self, default: str, *, longest: int, **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)
        self.longest = longest

    def validate(self, obj: Any, value: Any) -> str:
        """Return `value`, or raise TypeError or ValueError."""
        if len(text(self.name, value)) > self.longest:
            raise ValueError(
                refusal("text_long", name=self.name, longest=self.longest, given=len(value))
            )
        return value


class OneOf(traitlets.TraitType[Any, Any]):
    """One value out of a few."""

    def __init__(self, default: Any, allowed: Sequence[Any], **metadata: Any):
        """Take the default, and what the trait is tagged with."""
        super().__init__(default_value=default, **metadata)
        self.allowed = allowed

    def validate(self, obj: Any, value: Any) -> Any:
        """Return `value`, or raise ValueError."""
        return one_of(self.name, value, self.allowed)
