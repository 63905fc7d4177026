"""Makers of when: dates, years, decades, centuries, quarters, seasons, weekdays, times of day."""

import re
from collections.abc import Callable, Mapping

from bot.core.quantities.numbers import HALF, number_of
from bot.core.quantities.parts import Part, is_one, part, plain
from bot.core.quantities.quantity import Exact, Kind, Reading
from bot.core.quantities.shapes import Match
from bot.core.quantities.tokens import Number, Token

THIS_CENTURY = 21
_NOON = 12 * 60
_DAY = 24 * 60
_FIGURES = re.compile(r"\d+")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _when(month: Exact, day: Exact) -> Reading | None:
    if not 0 <= month <= 12 or not 0 <= day <= (_DAYS[int(month) - 1] if month else 31):
        return None
    return plain(Kind.DATE, month * 100 + day)


def _ends(token: Token | None) -> list[Exact]:
    if token is None:
        return [0]
    number = number_of(token)
    return [number.low] if token.kind != "range" else [number.low, number.high]


def _date(match: Match) -> list[Part] | None:
    """A month, with the days and the year written with it; days joined as a range share the month."""
    year, until = match["year"], match["until"]
    days = _ends(match["day"]) + ([number_of(until).low] if until else [])
    found = [_when(month, day) for month in _ends(match["month"]) for day in days]
    years = _year_of(match) if year else []
    if None in found or years is None:
        return None
    of_date, of_year = _spans(match)
    dates = [Part((when,), *of_date) for when in found if when]
    return [*dates, Part(tuple(years), *of_year)] if years else dates


def _spans(match: Match) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the date is and where the year is, which comes first in Chinese and last in English."""
    first, month, year, end = match.first, match.at("month"), match.at("year"), match.end
    if year < 0:
        return (first, end), (end, end)
    if year < month:
        return (month, end), (first, month)
    return (first, year - (match.tokens[year - 1].kind == "comma")), (year, end)


def _year_of(match: Match) -> list[Reading] | None:
    number, era = number_of(match["year"] or match["num"]), match["era"]
    sign = int(era.value) if era else 1
    if not isinstance(number.low, int) or number.scale > 1:
        return None
    if not era and match["year"] and number.low < 100:
        return [plain(Kind.YEAR, century + number.low) for century in (2000, 1900)]
    return [Reading(Kind.YEAR, number.low * sign, number.high * sign)]


def _day(match: Match) -> list[Part] | None:
    """22 日 and 22 号: a day of a month named elsewhere, or a number."""
    until = match["until"]
    days = _ends(match["day"]) + ([number_of(until).low] if until else [])
    found = [(_when(0, day), day) for day in days]
    readings = [(when, plain(Kind.NUMBER, day), plain(Kind.DURATION, day, "day")) for when, day in found if when]
    weak = is_one(number_of(match["day"]))
    return [part(match, *three, weak=weak) for three in readings] or None


def _iso_date(match: Match) -> list[Part] | None:
    pieces = [int(piece) for piece in _FIGURES.findall(match.all()[0].value)]
    if len(pieces) == 2:
        when = _when(*pieces)
        return [part(match, when)] if when else None
    if pieces[0] > 31:
        year, orders = pieces[0], [(pieces[1], pieces[2])]
    else:
        year, orders = pieces[2], [(pieces[0], pieces[1]), (pieces[1], pieces[0])]
    readings = [when for month, day in orders if month and day and (when := _when(month, day))]
    if not readings:
        return None
    years = [year] if year > 99 else [2000 + year, 1900 + year]
    return [part(match, *readings), part(match, *(plain(Kind.YEAR, one) for one in years))]


def _year(match: Match) -> list[Part] | None:
    readings = _year_of(match)
    return [part(match, *readings)] if readings else None


def _years(match: Match) -> list[Part]:
    """2023 年 is a year, 5 年 a length of time, 98 年 and 991 年 may be either."""
    token, number = match["num"], number_of(match["num"])
    if match["half"]:
        return [part(match, plain(Kind.DURATION, number.low + HALF, "year"), bound=number.bound)]
    length = Reading(Kind.DURATION, number.low, number.high, "year")
    if token and (token.kind == "four" or (token.kind == "range" and token.value == "years")):
        until = number.high if number.high > 99 else number.low // 100 * 100 + number.high
        year = Reading(Kind.YEAR, number.low, until)
        return [part(match, year, length)]
    readings = [length]
    if isinstance(number.low, int) and not number.bound and number.scale == 1:
        readings.append(Reading(Kind.YEAR, number.low, number.high))
        if 10 <= number.low < 100:
            readings += [plain(Kind.YEAR, century + number.low) for century in (1900, 2000)]
    weak = is_one(number) or (number.spelled and number.scale == number.low)
    return [part(match, *readings, weak=weak, bound=number.bound)]


def _century(match: Match) -> list[Part] | None:
    """A century, or with 年代 a decade of it; 上世纪 is the twentieth."""
    era, tens, this = match["era"], match["tens"], match["this_century"]
    sign = int(era.value) if era else 1
    last = match["ordinal"] or match["second"] or match["num"]
    number = number_of(last) if last else Number(THIS_CENTURY, THIS_CENTURY)
    if this:
        number = Number(THIS_CENTURY + int(this.value), THIS_CENTURY + int(this.value))
    if tens:
        return [part(match, plain(Kind.DECADE, (number.low - 1) * 100 + number_of(tens).low))]
    first = match["first"]
    both = ([number_of(first)] if first else []) + [number]
    return [part(match, Reading(Kind.CENTURY, one.low * sign, one.high * sign)) for one in both]


def _decade(match: Match) -> list[Part]:
    """1990s, '90s, nineties. 90s may also be an age, a temperature, a century's first decade or, closed up, seconds."""
    token = match["decades"] or match["decade"]
    figures = _FIGURES.search(token.value) if token else None
    value = int(figures.group()) if figures else 0
    era = match["era"]
    if value < 100:
        also = (Reading(Kind.NUMBER, value, value), Reading(Kind.DURATION, value, value, "second"))
        return [part(match, plain(Kind.DECADE, value), *also)]
    sign = int(era.value) if era else 1
    century = (plain(Kind.CENTURY, value // 100 + 1),) if value % 100 == 0 else ()
    return [part(match, plain(Kind.DECADE, value * sign), *century)]


def _decade_of(match: Match) -> list[Part] | None:
    """90 年代, 1990 年代; 90 后 are those born in it."""
    number = number_of(match["num"])
    if not isinstance(number.low, int) or number.low % 5 or (match["generation"] and number.low >= 2100):
        return None
    return [part(match, Reading(Kind.DECADE, number.low, number.high), Reading(Kind.NUMBER, number.low, number.high))]


def _quarter(match: Match) -> list[Part] | None:
    token = match["quarter_name"] or match["ordinal"] or match["second"] or match["small"]
    number = number_of(token)
    if not 1 <= number.low <= 4:
        return None
    return [part(match, plain(Kind.QUARTER, number.low), plain(Kind.ORDINAL, number.low))]


def _half_period(match: Match) -> list[Part] | None:
    token = match["half_period"] or match["ordinal"] or match["second"]
    number = number_of(token)
    return [part(match, plain(Kind.HALF, number.low), weak=True)] if number.low <= 2 else None


def _season(match: Match) -> list[Part]:
    return [part(match, plain(Kind.SEASON, number_of(match["season"]).low), weak=True)]


def _weekday(match: Match) -> list[Part]:
    return [part(match, plain(Kind.WEEKDAY, number_of(match["weekday"]).low))]


def _time(match: Match) -> list[Part] | None:
    """A time of day. Hours up to twelve may be of either half of it, unless a word or a leading zero tells."""
    word = match["clock_word"]
    if word:
        return [part(match, plain(Kind.TIME, int(word.value) % _DAY, "24h"))]
    minutes = _clock(match) if match["clock"] else _spoken(match)
    half, token = match["ampm"], match["clock"] or match["hour"]
    if minutes is None or minutes > _DAY:
        return [part(match, *_sides(match["clock"]))] if match["clock"] else None
    sure = minutes >= _NOON + 60 or (token is not None and token.value[:1] == "0") or half is not None
    readings = [plain(Kind.TIME, _halved(minutes, half.value if half else ""), "24h" if sure else None)]
    if match["oclock"] and not half:
        readings.append(plain(Kind.NUMBER, number_of(match["hour"]).low))
    if match["clock"] and not half:
        readings += _sides(match["clock"])
    return [part(match, *readings)]


def _sides(clock: Token | None) -> list[Reading]:
    """The score "21:20" may be instead of a time."""
    low, high = sorted(map(int, _FIGURES.findall(clock.value)[:2])) if clock else (0, 0)
    return [Reading(Kind.SCORE, low, high)] if clock else []


def _clock(match: Match) -> int | None:
    token = match["clock"]
    hour, minute = [int(piece) for piece in _FIGURES.findall(token.value)][:2] if token else (0, 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 else None


def _spoken(match: Match) -> int | None:
    """9 点半, 三点一刻, half past nine, a quarter to five, 5 pm."""
    hour, minute = number_of(match["hour"]).low, match["minute"]
    past = number_of(minute).low if minute else 0
    if minute and not match["minute_mark"] and past < 10 and minute.end - minute.start < 2:
        return None
    if match["quarters"]:
        past = 15 * number_of(match["quarters"]).low
    elif match["half"]:
        past = 30
    elif match["quarter"]:
        past = 15 if match["past"] else -15
    if hour > 24 or not 0 <= past + 15 < 75 or not isinstance(past, int) or not isinstance(hour, int):
        return None
    return (hour * 60 + past) % _DAY if hour < 24 else hour * 60


def _halved(minutes: int, half: str) -> int:
    """Minutes after midnight for a time on a twelve-hour clock; 12 am and 凌晨 12 点 are midnight, 晚上 12 点 too."""
    if half == "am" and minutes >= _NOON:
        return minutes - _NOON if minutes < _NOON + 60 else minutes
    if half == "night" and _NOON <= minutes < _NOON + 60:
        return minutes - _NOON
    if half in ("pm", "night") and minutes < _NOON:
        return minutes + _NOON
    if half == "noon" and minutes < 3 * 60:
        return minutes + _NOON
    return minutes % _DAY


def _military(match: Match) -> list[Part] | None:
    """0230 UTC."""
    token = match["hours"]
    if token is None or token.end - token.start != 4 or (match["unit"] and token.value[:1] != "0"):
        return None
    hour, minute = divmod(int(number_of(token).low), 100)
    if hour > 23 or minute > 59:
        return None
    return [part(match, plain(Kind.TIME, hour * 60 + minute, "24h"), plain(Kind.NUMBER, number_of(token).low))]


MAKERS: Mapping[str, Callable[[Match], list[Part] | None]] = {
    "century": _century,
    "date": _date,
    "day": _day,
    "decade": _decade,
    "decade_of": _decade_of,
    "half_period": _half_period,
    "iso_date": _iso_date,
    "military": _military,
    "quarter": _quarter,
    "season": _season,
    "time": _time,
    "weekday": _weekday,
    "year": _year,
    "years": _years,
}
