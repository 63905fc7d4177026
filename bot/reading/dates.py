"""Dates as texts write them. Patterns come from `reading.toml` of every language."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

from bot.core.language import table
from bot.core.types import EN, LANGUAGES

BEIJING = timezone(timedelta(hours=8))
UTC_NAMES = frozenset({"Z", "UTC", "GMT"})
FARTHEST_ZONE = timedelta(hours=14)
AFTERNOON = frozenset({"pm", "p.m.", "下午", "晚上"})


def full_date(text: str) -> date | None:
    """The first date in `text` that names its year."""
    found = min(_found(text, "full_dates", None), default=None)
    return found[2] if found else None


def day_near(text: str, other: date) -> date | None:
    """The first date in `text` that names month and day only, in the year that brings it nearest to `other`."""
    for _, _, found in sorted(_found(text, "days", other.year)):
        years = (_on(other.year + step, found.month, found.day) for step in (0, -1, 1))
        return min(filter(None, years), key=lambda day: abs(day - other))
    return None


def moment(text: str) -> date | None:
    """The first date in `text` that names its year: a datetime where a time of day follows, with its zone if stated.

    Reads ISO 8601, RFC 5322 and dates as people write them.
    """
    found = min(_found(text, "full_dates", None), default=None) or _compact(text)
    if not found:
        return None
    _, end, day = found
    clock = _clock().match(text, end)
    at = _time(clock) if clock else None
    return datetime.combine(day, at) if at else day


def day_of(stated: date | None) -> date | None:
    """The day of a date or a datetime, as its author's calendar has it."""
    return stated.date() if isinstance(stated, datetime) else stated


def _found(text: str, key: str, year: int | None) -> Iterator[tuple[int, int, date]]:
    for pattern in _patterns(key):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _month(parts["name"]) if parts.get("name") else int(parts["month"])
            found = _on(year or int(parts["year"]), month, int(parts["day"]))
            if found:
                yield match.start(), match.end(), found
                break


def _compact(text: str) -> tuple[int, int, date] | None:
    match = re.match(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", text)
    day = _on(*map(int, match.groups())) if match else None
    return (match.start(), match.end(), day) if match and day else None


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(clock: re.Match[str]) -> time | None:
    parts = clock.groupdict()
    hour = int(parts["hour"])
    half = (parts["before"] or parts["after"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half in AFTERNOON)
    try:
        return time(hour, int(parts["minute"]), int(parts["second"] or 0), tzinfo=_zone(parts["zone"]))
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    if name.upper() in UTC_NAMES:
        return UTC
    if name[0] not in "+-":
        return BEIJING
    offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
    return timezone(-offset if name[0] == "-" else offset) if offset <= FARTHEST_ZONE else None


def _month(name: str) -> int:
    """The number of a month by its name or what it is cut to; 0, which is no month, for another word."""
    short = name[:3].lower()
    months = table(EN, "reading")["months"]
    return months.index(short) + 1 if short in months else 0


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for tag in LANGUAGES for pattern in table(tag, "reading")[key])


@cache
def _clock() -> re.Pattern[str]:
    """A time of day right behind a date."""
    return re.compile(
        r"(?:\s?[(（]?(?:星期|周)[一二三四五六日天][)）]?)?(?:\s{0,3}[T,，|]|\s{0,3}at\b)?\s{0,3}(?P<before>上午|下午|晚上|中午|凌晨)?"
        r"\s?(?P<hour>\d{1,2})[:：时点](?P<minute>\d\d)(?:[:：分](?P<second>\d\d))?(?:\.\d{1,9})?"
        r"\s?(?P<after>[AaPp]\.?[Mm]\b\.?)?\s?(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d(?!\d)|北京时间)?"
    )
