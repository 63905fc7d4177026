"""Tokens: the pieces of a text a quantity is put together from."""

from fractions import Fraction
from typing import NamedTuple

from bot.core.quantities.quantity import Bound, Exact

NUMBERS = ("small", "four", "number", "range", "ratio")
OTHER = "other"
LONGEST = 40  # digits; longer figures are a code of some kind, and beyond 4,300 `int` refuses them


class Number(NamedTuple):
    """A number token's value. `scale` is the last magnitude in it, which "3 to 5 million" shares."""

    low: Exact
    high: Exact
    scale: int = 1
    bound: Bound | None = None
    spelled: bool = False  # in words or numerals, not in figures


class Token(NamedTuple):
    """A piece of the text at `start:end`. `value` is the table's for a word; `number` is set for the number classes."""

    kind: str
    value: str
    start: int
    end: int
    number: Number | None = None


def numeric(number: Number, start: int, end: int, written: str = "", *, plain: bool = False) -> Token:
    """A number token of the class its value belongs to; `plain` for four figures without a separator."""
    return Token(_class(number, plain=plain), written, start, end, number)


def _class(number: Number, *, plain: bool) -> str:
    low = number.low
    if number.low != number.high and number.bound is not Bound.VAGUE:
        return "range"
    if number.bound or number.scale > 1 or isinstance(low, Fraction):
        return "number"
    if plain and 1000 <= low <= 2999:
        return "four"
    return "small" if 0 <= low <= 31 else "number"


def exact(figures: str, decimals: str = "") -> Exact:
    """The value of decimal figures, exactly."""
    if not decimals.strip("0"):
        return int(figures or "0")
    return Fraction(int(figures + decimals), 10 ** len(decimals))
