"""A quantity said in a language, exactly: what a translator is told beforehand, so that 90亿 becomes 9 billion."""

from fractions import Fraction
from typing import Any

from bot.core.language import table
from bot.core.quantities.quantity import Bound, Exact, Kind, Quantity

PLAIN = 10_000  # below it a figure is written alike in every language
MOST_DECIMALS = 6


def say(quantity: Quantity, lang: str) -> str | None:
    """`quantity` in `lang`; None where it is written alike in every language, or cannot be said exactly."""
    words = table(lang, "saying")
    if quantity.bound is Bound.VAGUE:
        return None
    low, high = _figure(quantity.low, words), _figure(quantity.high, words)
    if low is None or high is None:
        return None
    value = low if low == high else words["range"].format(low=low, high=high)
    said = _SAID[quantity.kind](quantity, value, words) if quantity.kind in _SAID else None
    return words["bounds"][quantity.bound].format(value=said) if said and quantity.bound else said


def _figure(value: Exact, words: dict[str, Any]) -> str | None:
    scales: list[tuple[int, str]] = words["scales"]
    scale, name = next(((s, n) for s, n in scales if abs(Fraction(value)) >= s), (1, ""))
    number = _decimal(Fraction(value) / scale, grouped=words["grouped"])
    if number is None or not name:
        return number
    return f"{number} {name}"


def _decimal(value: Fraction, *, grouped: bool) -> str | None:
    """The decimal that equals `value`; None where there is none of a readable length."""
    for places in range(MOST_DECIMALS + 1):
        if (value * 10**places).denominator == 1:
            return f"{float(value):,.{places}f}" if grouped else f"{float(value):.{places}f}"
    return None


def _number(quantity: Quantity, value: str, _: dict[str, Any]) -> str | None:
    return value if abs(Fraction(quantity.high)) >= PLAIN else None


def _money(quantity: Quantity, value: str, words: dict[str, Any]) -> str | None:
    shape = words["money"].get(quantity.unit)
    return str(shape.format(value=value)) if shape else None


def _date(quantity: Quantity, _: str, words: dict[str, Any]) -> str | None:
    month, day = divmod(int(quantity.low), 100)
    if quantity.low != quantity.high or not 1 <= month <= 12:
        return None
    name = words["months"][month - 1]
    return str(words["date"].format(month=name, day=day) if day else words["month"].format(month=name))


def _weekday(quantity: Quantity, _: str, words: dict[str, Any]) -> str | None:
    return str(words["weekdays"][int(quantity.low) - 1]) if quantity.low == quantity.high else None


def _quarter(quantity: Quantity, _: str, words: dict[str, Any]) -> str | None:
    return str(words["quarter"].format(nth=words["ordinals"][int(quantity.low) - 1]))


def _percent(_: Quantity, value: str, words: dict[str, Any]) -> str:
    return str(words["percent"].format(value=value))


def _points(_: Quantity, value: str, words: dict[str, Any]) -> str:
    return str(words["points"].format(value=value))


_SAID = {
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.WEEKDAY: _weekday,
    Kind.QUARTER: _quarter,
    Kind.PERCENT: _percent,
    Kind.POINTS: _points,
}
