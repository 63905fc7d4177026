"""Makers of what part and how many times: percentages, percentage points, fractions in words, multiples."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from bot.core.quantities.numbers import HALF, number_of
from bot.core.quantities.parts import Part, is_one, part, plain
from bot.core.quantities.quantity import Bound, Kind, Reading
from bot.core.quantities.shapes import Match


def _percent(match: Match) -> list[Part]:
    number, sign = number_of(match["num"]), match["percent"] or match["percent_of"]
    worth = Fraction(sign.value) if sign else 1
    return [part(match, Reading(Kind.PERCENT, number.low * worth, number.high * worth), bound=number.bound)]


def _tenths(match: Match) -> list[Part]:
    """三成 is 30 %, 三成五 35 %, 三成半 too."""
    number, rest = number_of(match["num"]), match["and_half"]
    more = 0 if rest is None else 5 if rest.kind == "half" else number_of(rest).low
    return [part(match, Reading(Kind.PERCENT, number.low * 10 + more, number.high * 10 + more))]


def _discounted(match: Match) -> list[Part]:
    """八折 takes 20 % off the price, 七五折 25 %; what is left of it may be named instead."""
    number = number_of(match["num"])
    left = number.low if number.low > 10 else number.low * 10
    return [part(match, plain(Kind.PERCENT, 100 - left), plain(Kind.PERCENT, left))]


def _points(match: Match) -> list[Part]:
    number, name = number_of(match["num"]), match["points"]
    worth = Fraction(name.value) if name else 1
    return [part(match, Reading(Kind.POINTS, number.low * worth, number.high * worth), bound=number.bound)]


def _fraction(match: Match) -> list[Part]:
    parts, number = match["parts"], number_of(match["num"])
    below = int(parts.value) if parts else 1
    return [part(match, Reading(Kind.NUMBER, Fraction(number.low) / below, Fraction(number.high) / below))]


def _one_part(match: Match) -> list[Part] | None:
    """ "a third of", "one quarter"; "a third" of nothing may also be one more."""
    name = match["ordinal"] or match["quarter"]
    if name is None or number_of(match["one"]).low != 1 or int(name.value) < 3:
        return None
    worth = plain(Kind.NUMBER, Fraction(1, int(name.value)))
    also = () if name.kind == "quarter" else (plain(Kind.ORDINAL, int(name.value)),)
    return [part(match, worth, *also)]


def _half(match: Match) -> list[Part]:
    name = match["half_of"]
    bound = Bound.MORE if name and "more" in name.value else None
    return [part(match, plain(Kind.NUMBER, HALF), weak=name is None, bound=bound)]


def _quarter_part(match: Match) -> list[Part]:
    """ "quarter" alone: a part, or of a year."""
    return [part(match, plain(Kind.NUMBER, Fraction(1, 4)), weak=True)]


def _multiple(match: Match) -> list[Part]:
    """Times as much. What grew by 两倍 is three times as much, though often put as twice; 次 and "times" may count."""
    word = match["multiple"]
    if word:
        return [part(match, plain(Kind.MULTIPLE, int(word.value)), plain(Kind.NUMBER, int(word.value)), weak=True)]
    number = number_of(match["num"])
    low, high = number.low, number.high
    readings = [Reading(Kind.MULTIPLE, low, high), Reading(Kind.NUMBER, low, high)]
    if match["grown"]:
        readings.append(Reading(Kind.MULTIPLE, low + 1, high + 1))
        if low == 1:
            readings = readings[::-1][:1]
    return [part(match, *readings, weak=is_one(number), bound=number.bound)]


MAKERS: Mapping[str, Callable[[Match], list[Part] | None]] = {
    "discounted": _discounted,
    "fraction": _fraction,
    "half": _half,
    "multiple": _multiple,
    "one_part": _one_part,
    "percent": _percent,
    "percent_of": _percent,
    "points": _points,
    "quarter_part": _quarter_part,
    "tenths": _tenths,
}
