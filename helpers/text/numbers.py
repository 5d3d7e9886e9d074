"""Measured numbers: as they are sent to the browser, and as a reader sees them."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
# Enough that two decimals, rounded from these, are right but for one number in ten thousand.
DECIMALS = ".6f"
# More than a picture shows, and far fewer than the digits in which two CPUs may differ.
SHARES = ".3g"


def packed(row: Iterable[float], spec: str) -> str:
    """Return numbers as one text, each in the format `spec`; `unpack` in reals.js reads it.

    A saved notebook gives each entry of a list a line of its own, and a text one for all.
    """
    return " ".join(format(float(number), spec) for number in row)


def as_sent(number: float, spec: str) -> float:
    """Return the number that the browser has, so that both print the same."""
    return float(format(float(number), spec))


def decimals(number: float) -> str:
    """Return a number as the pictures show it: 0.74, −0.20, 123.4."""
    number = as_sent(number, DECIMALS)
    size = abs(Decimal(number))
    places = 2 if size < 100 else 1 if size < 1000 else 0
    # Python rounds 0.125 to even, JavaScript away from zero; both must print the same.
    rounded = size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return (MINUS if number < 0 and rounded else "") + str(rounded)


def share_text(share: float) -> str:
    """Return a part of a whole, written out: 0.50, and below a hundredth 0.000000002."""
    share = as_sent(share, SHARES)
    if share >= 0.01:
        return decimals(share)
    places = -int(f"{share:.0e}".split("e")[1])
    return f"{share:.{places}f}"


def subscript(number: int) -> str:
    """Return the number behind a letter: h₁, x₁₂."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
