"""From a few values of a function of two sizes back to its formula, if it has one.

Every count of weights is a sum of sizes and of products of two sizes. Nearly every wrong count is a
sum of products of at most three, and then ten values give it away, whatever the code looks like.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

# Each term by its exponents of the two sizes: the product of both, each squared, each alone, 1.
TERMS = ((1, 1), (2, 0), (1, 0), (0, 2), (0, 1), (0, 0), (3, 0), (2, 1), (1, 2), (0, 3))
# Counts of weights are halved or cut into three or four at most, by mistake.
_FINEST = 24

Polynomial = dict[tuple[int, int], Fraction]


def fitted(values: Mapping[tuple[int, int], Fraction]) -> Polynomial | None:
    """Return the coefficient of each of TERMS, or None if no such sum gives all `values`.

    `values` maps a pair of sizes to a number. There must be more pairs than terms, and the first of
    them, as many as terms, must settle the coefficients.
    """
    pairs = list(values)
    matrix = np.array([[a**i * b**j for i, j in TERMS] for a, b in pairs[: len(TERMS)]], float)
    numbers = np.array([float(values[pair]) for pair in pairs[: len(TERMS)]])
    near = np.linalg.solve(matrix, numbers)
    if not np.isfinite(near).all():
        return None
    found = {
        term: Fraction(float(coefficient)).limit_denominator(_FINEST)
        for term, coefficient in zip(TERMS, near, strict=True)
    }
    if any(value_of(found, pair) != value for pair, value in values.items()):
        return None
    return found


def value_of(polynomial: Polynomial, pair: tuple[int, int]) -> Fraction:
    """Return what the polynomial comes to for a pair of sizes."""
    a, b = pair
    return sum((c * a**i * b**j for (i, j), c in polynomial.items()), Fraction(0))


def written(polynomial: Polynomial, names: Sequence[str]) -> str:
    """Return the polynomial as text: "3 × features × units + 3 × units"."""
    first, second = names
    text = ""
    for term in TERMS:
        coefficient = polynomial[term]
        if coefficient == 0:
            continue
        sign = "−" if coefficient < 0 else "+"
        size = abs(coefficient)
        number = f"{size}" if size.denominator == 1 else f"({size})"
        piece = " × ".join([second] * term[1] + [first] * term[0])
        if not piece or size != 1:
            piece = f"{number} × {piece}" if piece else number
        text += f" {sign} {piece}" if text else (f"−{piece}" if sign == "−" else piece)
    return text or "0"
