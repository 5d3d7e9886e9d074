"""Measured numbers: as they are sent to the browser, and as a reader sees them."""

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
# Enough that two decimals, rounded from these, are right but for one number in ten thousand.
DECIMALS = ".6f"
# More than a picture shows, and far fewer than the digits in which two CPUs may differ.
SHARES = ".3g"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


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
    rounded = _rounded(size, places)
    return (MINUS if number < 0 and rounded else "") + str(rounded)


def share_text(share: float) -> str:
    """Return a part of a whole, written out: 0.50, and below a hundredth 0.000000002."""
    share = as_sent(share, SHARES)
    if share >= 0.01:
        return decimals(share)
    _, exponent = _scientific(share, digits=0)
    return f"{_rounded(share, -exponent):f}"


def loss_text(loss: float) -> str:
    """Return 0.0123, and below a thousandth 2.6 × 10⁻⁵."""
    if math.isnan(loss):
        return "NaN"
    if loss == 0 or math.isinf(loss):
        return "0" if loss == 0 else "∞"
    if 0.001 <= loss < 10_000:
        return str(_rounded(loss, 4))
    digits, exponent = _scientific(loss, digits=1)
    return f"{digits} × {power_of_ten(exponent)}"


def power_of_ten(exponent: int) -> str:
    """Return 10⁻⁹, and 1 for 10⁰."""
    return "1" if exponent == 0 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def subscript(number: int) -> str:
    """Return the number behind a letter: h₁, x₁₂."""
    return str(number).translate(_SUBSCRIPTS)


# Python rounds 0.125 to even, JavaScript away from zero; both must print the same.


def _rounded(number: float | Decimal, places: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _scientific(number: float, digits: int) -> tuple[Decimal, int]:
    """Return the number as a few digits and a power of ten: 2.6 and -5."""
    exponent = Decimal(number).adjusted()
    rounded = _rounded(Decimal(number).scaleb(-exponent), digits)
    if rounded >= 10:  # 9.96 is 1.0 × 10
        return _rounded(rounded / 10, digits), exponent + 1
    return rounded, exponent
