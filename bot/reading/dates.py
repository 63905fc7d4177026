"""Dates as texts write them. Patterns come from `reading.toml` of every language."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

from bot.core.language import table
from bot.core.types import EN, LANGUAGES

BEIJING = timezone(timedelta(hours=8))
UTC_NAMES = frozenset({"Z", "UTC", "GMT"})
# Names of zones that newsrooms write, by the place whose time they are. Some are of several places and are no zone for
# us (IST, AST); CST is Beijing's among Chinese characters, and no zone elsewhere.
ZONES = {
    "America/New_York": ("ET", "EST", "EDT"),
    "America/Chicago": ("CT", "CDT"),
    "America/Denver": ("MT", "MST", "MDT"),
    "America/Los_Angeles": ("PT", "PST", "PDT"),
    "Europe/London": ("BST",),
    "Europe/Paris": ("CET", "CEST"),
    "Europe/Moscow": ("MSK",),
    "Asia/Tokyo": ("JST",),
    "Asia/Seoul": ("KST",),
    "Asia/Hong_Kong": ("HKT",),
    "Asia/Singapore": ("SGT",),
    "Australia/Sydney": ("AEST", "AEDT"),
}
PLACES = {name: place for place, names in ZONES.items() for name in names}
STAMP = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")  # seconds or milliseconds since 1970
EARLIEST, LATEST = datetime(1995, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()
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

    Reads ISO 8601, RFC 5322, dates as people write them, and a text that is nothing but a Unix time.
    """
    stamp = STAMP.fullmatch(text)
    if stamp and EARLIEST <= int(stamp[1]) < LATEST:
        return datetime.fromtimestamp(int(stamp[1]), UTC)
    found = min(_found(text, "full_dates", None), default=None) or _compact(text)
    if not found:
        return None
    _, end, day = found
    clock = _clock().match(text, end)
    at = _time(clock) if clock else None
    if not clock or not at:
        return day
    is_range = (clock["zone"] or "").startswith("-") and "T" not in clock[0] and not clock["second"]  # "10:00-11:30"
    zone = None if is_range else clock["zone"]
    return _in_zone(datetime.combine(day, at), zone, chinese=_han().search(text) is not None)


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
        return time(hour, int(parts["minute"]), int(parts["second"] or 0))
    except ValueError:
        return None


def _in_zone(at: datetime, name: str | None, *, chinese: bool) -> datetime:
    """A moment with the zone of that name, summer time by the date; as it is where none is known."""
    plain = (name or "").upper()
    if plain == "北京时间" or (plain == "CST" and chinese):
        return at.replace(tzinfo=BEIJING)
    if plain in UTC_NAMES:
        return at.replace(tzinfo=UTC)
    if plain in PLACES:
        return _there(at, PLACES[plain])
    offset = re.search(r"([+-])(\d\d?):?(\d\d)?$", plain)
    shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) if offset else FARTHEST_ZONE * 2
    if not offset or shift > FARTHEST_ZONE:
        return at
    return at.replace(tzinfo=timezone(-shift if offset[1] == "-" else shift))


def _there(at: datetime, place: str) -> datetime:
    """A moment as the clocks of a place have it; without a zone on a machine that does not know the place."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        offset = at.replace(tzinfo=ZoneInfo(place)).utcoffset()
    except (ZoneInfoNotFoundError, OSError):
        return at
    return at.replace(tzinfo=timezone(offset or timedelta()))


def local(stated: date | None, shown: Iterable[date | None]) -> date | None:
    """A moment told in UTC, in the zone in which the page shows it: behind by whole half hours from one of `shown`."""
    if not isinstance(stated, datetime) or stated.tzinfo is None or stated.utcoffset():
        return stated
    told = stated.replace(tzinfo=None, second=0, microsecond=0)
    for other in shown:
        if isinstance(other, datetime) and other.tzinfo is None:
            shift = other.replace(second=0) - told
            if abs(shift) <= FARTHEST_ZONE and not shift % timedelta(minutes=30):
                return stated.astimezone(timezone(shift))
    return stated


def local_day(stated: date | None, shown: Iterable[date | None]) -> date | None:
    """The day of a moment: of one told in UTC the day before or after where the page shows that and it can be."""
    day = day_of(stated)
    if not isinstance(stated, datetime) or stated.tzinfo is None or stated.utcoffset():
        return day
    possible = {day, (stated + FARTHEST_ZONE).date(), (stated - FARTHEST_ZONE).date()}
    return next((other for one in shown if (other := day_of(one)) in possible), day)


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
        r"\s?(?P<after>[AaPp]\.?[Mm]\b\.?)?\s?[(（]?(?P<zone>(?:UTC|GMT)\s?[+-]\d\d?(?::?\d\d)?(?!\d)|[+-]\d\d:?\d\d(?!\d)|Z\b|UTC\b|GMT\b"
        rf"|(?:{'|'.join(sorted(PLACES, key=len, reverse=True))}|CST)\b|北京时间)?"
    )


@cache
def _han() -> re.Pattern[str]:
    return re.compile(r"[\u3400-\u9fff]")
