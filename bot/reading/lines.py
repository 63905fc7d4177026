"""What a single line beside an article tells: who wrote it, whom it passes on, that it is not part of it."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from bot.core.language import table
from bot.core.passages.quotations import columns
from bot.core.types import LANGUAGES
from bot.reading.dates import day_near, full_date, moment

LOOKED_AT = 240  # characters at the head of a line
LONGEST_FURNITURE = 260
LONGEST_BYLINE = 70  # columns
LONGEST_NAME = 60
NEAR_LABEL = 40  # characters behind "Published:" in which the day stands


def author(lines: Iterable[str]) -> str | None:
    """The author the first of `lines` names that names one."""
    for line in lines:
        for pattern in _patterns("authors"):
            found = pattern.search(line[:LOOKED_AT])
            if found:
                return clean_author(found["name"])
    return None


def clean_author(name: str | None) -> str | None:
    """A name without what people put before it ("记者 李明", "By Jane Doe"); None if nothing is left."""
    name = " ".join((name or "").split()).partition(" is ")[0]
    for prefix in _prefixes():
        if name.lower().startswith(prefix) and name.lower() != prefix:
            name = name[len(prefix) :].lstrip(" :：/")
            break
    return name if 1 < len(name) <= LONGEST_NAME and "://" not in name else None


def relays(lines: Iterable[str]) -> tuple[str, ...]:
    """The publishers that `lines` say they pass on, each once, as they write them."""
    names = [
        found["name"].strip(" .“”\"'")
        for line in lines
        for pattern in _patterns("relays")
        if (found := pattern.search(line[:LOOKED_AT]))
    ]
    nobody = _words("no_relay")
    return tuple(dict.fromkeys(name for name in names if name.lower() not in nobody and "." not in name))


def dateline(lines: Iterable[str], near: date | None) -> date | None:
    """The day of the first line that passes somebody on and dates it; a day without a year needs one it is near."""
    for line in lines:
        for pattern in _patterns("relays"):
            found = pattern.search(line[:LOOKED_AT])
            if found:
                head = line[: found.end()]
                day = full_date(head) or (day_near(head, near) if near else None)
                if day:
                    return day
    return None


def stated(lines: Iterable[str], key: str) -> date | None:
    """The first moment that stands behind words of `key` ("published", "updated") in one of `lines`."""
    for line in lines:
        for pattern in _patterns(key):
            found = pattern.search(line[:LOOKED_AT])
            at = moment(line[found.end() : found.end() + NEAR_LABEL]) if found else None
            if at:
                return at
    return None


def clocked(lines: Iterable[str]) -> date | None:
    """The first moment with a time of day in a line too short to tell anything else."""
    found = (moment(line) for line in lines if columns(line) <= LONGEST_BYLINE)
    return next((at for at in found if isinstance(at, datetime)), None)


def is_furniture(line: str) -> bool:
    """Whether a line at the edge of an article is of the page and not of the article."""
    return _is_one_of("furniture", line)


def is_pointer(line: str) -> bool:
    """Whether a line only points to another page ("Read more: …"), wherever it stands."""
    return _is_one_of("pointers", line)


def _is_one_of(key: str, line: str) -> bool:
    return len(line) <= LONGEST_FURNITURE and any(pattern.fullmatch(line) for pattern in _patterns(key))


def is_byline(line: str) -> bool:
    """Whether a line above an article only says when it was published, or by whom."""
    if columns(line) > LONGEST_BYLINE or line[-1] in "。！？!?”":
        return False
    return full_date(line) is not None or author([line]) is not None


def _table(key: str) -> list[Any]:
    return [row for tag in LANGUAGES for row in table(tag, "reading")[key]]


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _table(key))


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _table(key))


@cache
def _prefixes() -> list[str]:
    return sorted(_words("author_prefixes"), key=len, reverse=True)
