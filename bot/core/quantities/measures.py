"""Makers of how much and how long: money, measures, durations, ages, and vague amounts of any."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from bot.core.quantities.numbers import HALF, number_of, shared
from bot.core.quantities.parts import Part, in_unit, is_one, part, plain
from bot.core.quantities.quantity import Bound, Kind, Reading
from bot.core.quantities.shapes import Match
from bot.core.quantities.tokens import Token

CENTURY = 100  # years
# letters after an amount of money, by the value the tables give them elsewhere: metre, billion, tonne
_SUFFIXES = {"m": 10**6, "1000000000": 10**9, "t": 10**12}


def _money(match: Match) -> list[Part] | None:
    number, name, suffix = number_of(match["num"]), match["currency"], match["unit"] or match["letter"]
    if name is None or (suffix and suffix.value not in _SUFFIXES):
        return None
    scale = _SUFFIXES[suffix.value] if suffix else 1
    readings = in_unit(name.value, number.low * scale, number.high * scale)
    return [part(match, *readings, weak=is_one(number), bound=number.bound)]


def _money_range(match: Match) -> list[Part] | None:
    name, number = match["currency"], shared(number_of(match["low"]), number_of(match["high"]))
    return [part(match, *in_unit(name.value, number.low, number.high))] if name and number.low < number.high else None


def _measure(match: Match) -> list[Part] | None:
    number = number_of(match["num"])
    name, per = match["unit"] or match["month_mark"], match["per_unit"] or match["each_hour"]
    if name is None:
        return None
    below = None if per is None else "second" if per.kind == "second" else per.value
    sign = -1 if match["freezing"] else 1
    readings = in_unit(_unit_name(name), number.low * sign, number.high * sign, below)
    if name.value == "m" and name.end - name.start == 1:
        readings += [Reading(Kind.NUMBER, number.low * 10**6, number.high * 10**6)]
    inner = match["odd"] or match["bound"]
    return [part(match, *readings, weak=is_one(number), bound=Bound(inner.value) if inner else number.bound)]


def _unit_name(token: Token) -> str:
    return {"second": "second", "month_mark": "month", "year_mark": "year", "some_years": "year"}.get(
        token.kind, token.value
    )


def _one_unit(match: Match) -> list[Part] | None:
    name = match["unit"]
    return [part(match, *in_unit(name.value, 1, 1), weak=True)] if name else None


def _half_unit(match: Match) -> list[Part] | None:
    name = match["unit"] or match["year_mark"]
    worth = Fraction(1, 4) if match["quarter"] else HALF
    return [part(match, *in_unit(_unit_name(name), worth, worth))] if name else None


def _and_half_unit(match: Match) -> list[Part] | None:
    name, value = match["unit"] or match["month_mark"], number_of(match["num"]).low + HALF
    return [part(match, *in_unit(_unit_name(name), value, value))] if name else None


def _century_span(match: Match) -> list[Part] | None:
    """Centuries as a length of time; "for centuries" is at least two of them, a lone "century" none."""
    name, given = match["century"], match["num"] or match["vague"] or match["half"] or match["quarter"]
    if given is None:
        plural = bool(name and name.value)
        if not plural:
            return None
        return [part(match, Reading(Kind.DURATION, 200, 999, "year"), bound=Bound.VAGUE)]
    if given.kind == "vague":
        low, high = map(int, given.value.split())
        return [part(match, Reading(Kind.DURATION, low * CENTURY, high * CENTURY, "year"), bound=Bound.VAGUE)]
    worth = {"half": HALF, "quarter": Fraction(1, 4)}.get(given.kind, number_of(given).low if given.number else 1)
    if match["and_half"]:
        worth += HALF
    weak = given.number is not None and is_one(given.number)
    return [part(match, plain(Kind.DURATION, worth * CENTURY, "year"), weak=weak)]


def _dimensions(match: Match) -> list[Part] | None:
    name, low, high = match["last"], match.at("low"), match.at("high")
    if name is None:
        return None
    sides = [(low, low + 1), (high, match.end)]
    return [
        Part(tuple(in_unit(name.value, number.low, number.high)), first, end)
        for first, end in sides
        for number in [number_of(match.tokens[first])]
    ]


def _vague(match: Match) -> list[Part] | None:
    token = match["vague"] or match["some_years"]
    name = match["unit"] or match["currency"] or match["year_mark"] or match["some_years"]
    if token is None:
        return None
    low, high = map(int, token.value.split()[:2])
    readings = in_unit(_unit_name(name), low, high) if name else [Reading(Kind.NUMBER, low, high)]
    if high - low == 1 or token.value.endswith("+"):
        readings += in_unit(_unit_name(name), low, low) if name else [plain(Kind.NUMBER, low)]
    return [part(match, *readings, weak=low < 10, bound=Bound.VAGUE)]


def _bare_unit(match: Match) -> list[Part] | None:
    """A plural that says how long by itself: "in recent years", "for decades"."""
    name = match["unit"]
    if name is None or not name.value.endswith("+"):
        return None
    return [part(match, *in_unit(name.value, 2, 99), weak=" " not in name.value, bound=Bound.VAGUE)]


def _plan(match: Match) -> list[Part] | None:
    """十四五: the 14th Five-Year Plan."""
    token = match["plan"]
    five_years = part(match, plain(Kind.DURATION, 5, "year"))
    return [part(match, plain(Kind.ORDINAL, int(token.value))), five_years] if token else None


def _passing(match: Match) -> list[Part]:
    """ "a second" is one more, or a moment."""
    return [part(match, plain(Kind.ORDINAL, 2), plain(Kind.DURATION, 1, "second"), weak=True)]


def _age(match: Match) -> list[Part]:
    number = number_of(match["num"])
    more = HALF if match["half"] else 0
    years = Reading(Kind.DURATION, number.low + more, number.high + more, "year")
    return [part(match, years, Reading(Kind.NUMBER, years.low, years.high), bound=number.bound)]


MAKERS: Mapping[str, Callable[[Match], list[Part] | None]] = {
    "age": _age,
    "and_half_unit": _and_half_unit,
    "bare_unit": _bare_unit,
    "century_span": _century_span,
    "dimensions": _dimensions,
    "half_unit": _half_unit,
    "measure": _measure,
    "money": _money,
    "money_range": _money_range,
    "one_unit": _one_unit,
    "passing": _passing,
    "plan": _plan,
    "vague": _vague,
    "vague_unit": _vague,
    "vague_years": _vague,
}
