"""What makers of quantities share: a part is a quantity whose words are not cut out of the text yet."""

from fractions import Fraction
from typing import NamedTuple

from bot.core.quantities.quantity import Bound, Exact, Kind, Reading
from bot.core.quantities.shapes import Match
from bot.core.quantities.tokens import Number
from bot.core.quantities.units import TIME, unit


class Part(NamedTuple):
    """A quantity made of the tokens `first` to `end` (exclusive)."""

    readings: tuple[Reading, ...]
    first: int
    end: int
    weak: bool = False
    bound: Bound | None = None


def part(match: Match, *readings: Reading, weak: bool = False, bound: Bound | None = None) -> Part:
    """A part that takes up the whole of a match."""
    return Part(readings, match.first, match.end, weak, bound)


def plain(kind: Kind, value: Exact, unit_name: str | None = None) -> Reading:
    return Reading(kind, value, value, unit_name)


def is_one(number: Number) -> bool:
    """One, or none in words (一, zero): what another language says with "a", or not at all."""
    return number.low == number.high == 1 or (number.spelled and number.high == 0)


def in_unit(name: str, low: Exact, high: Exact, per: str | None = None) -> list[Reading]:
    """Readings of a value in the unit a table names: "km", "14 day", "USD/100", "lb|GBP" for either, "#" for none."""
    return [_in_one(one.rstrip("+"), low, high, per) for one in name.split("|")]


def _in_one(name: str, low: Exact, high: Exact, per: str | None) -> Reading:
    if name == "#":
        return Reading(Kind.NUMBER, low, high)
    times, space, base = name.partition(" ")
    if space:
        return _in_one(base, low * int(times), high * int(times), per)
    found = unit(name)
    if found is None:
        code, _, divisor = name.partition("/")
        share = Fraction(1, int(divisor)) if divisor else 1
        return Reading(Kind.MONEY, low * share, high * share, code)
    if per and "/" not in name:
        return Reading(Kind.MEASURE, low, high, f"{name}/{per.rstrip('+')}")
    return Reading(Kind.DURATION if found.measures in TIME else Kind.MEASURE, low, high, name)
