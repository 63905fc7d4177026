"""Dates as texts write them. Patterns come from `reading.toml` of every language."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from bot.core.language import table
from bot.core.types import EN, LANGUAGES


def full_date(text: str) -> date | None:
    """The first date in `text` that names its year."""
    return min(_found(text, "full_dates", None), default=(0, None))[1]


def day_near(text: str, other: date) -> date | None:
    """The first date in `text` that names month and day only, in the year that brings it nearest to `other`."""
    for _, found in sorted(_found(text, "days", other.year)):
        years = (_on(other.year + step, found.month, found.day) for step in (0, -1, 1))
        return min(filter(None, years), key=lambda day: abs(day - other))
    return None


def _found(text: str, key: str, year: int | None) -> Iterator[tuple[int, date]]:
    for pattern in _patterns(key):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _month(parts["name"]) if parts.get("name") else int(parts["month"])
            found = _on(year or int(parts["year"]), month, int(parts["day"]))
            if found:
                yield match.start(), found
                break


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month by its name or what it is cut to; 0, which is no month, for another word."""
    short = name[:3].lower()
    months = table(EN, "reading")["months"]
    return months.index(short) + 1 if short in months else 0


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for tag in LANGUAGES for pattern in table(tag, "reading")[key])
