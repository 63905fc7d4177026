"""Whether a page shows an article, its free beginning, or something in its place.

Nothing that a wall says is beyond an article about walls. So signs are counted, and the more text of its own a page
has, the more signs it takes: a title or heading that is nothing else, words addressed to the reader in short lines,
marks in the markup that only a check of visitors leaves, a field for a password. The words come from `walls.toml` of
every language.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from re import Pattern, sub
from re import compile as regex
from typing import Any

from bot.core.language import size, table
from bot.core.passages.quotations import columns
from bot.core.types import LANGUAGES, PassageKind
from bot.reading.candidates import LEAST_PROSE, prose
from bot.reading.layout import Line

REASONS = ("needs_login", "paywall", "blocked_region", "blocked", "needs_consent", "not_found", "needs_script")
LONGEST_CUE_LINE = 160  # columns; what a wall says to its visitor is said in short lines
LONGEST_TITLE = 80
# How many signs outweigh a text of so many English words, Han characters counted as the English they would become.
NEEDED = ((8, 1), (25, 2), (60, 3), (150, 4))
ENOUGH_LINES = 600  # of which even short ones have more words than any wall
UNTITLED = 50  # words, all lines counted; more of them need a sign that no article has
MOST_CUES = 2
CUE_SHARE = 0.3  # of all lines of the page
TEASER_LEAST = 25  # words; a shorter beginning tells nothing
TEASER_MOST = 500  # words; a page that shows more shows the article, and only begs
TEASER_UNTOLD = 150  # words; a page called not free that shows fewer shows its beginning
AFTER = 0.15  # of an article's text that may follow the words that break it off
MARKUP = 300_000  # characters of a page's source in which marks are looked for


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a page tells a wall from an article: its titles, all its lines, those of the article,
    its source, whether it asks for a password, calls itself an article, is there for a list, calls itself free (None:
    does not say)."""

    titles: Sequence[str]
    shown: Sequence[Line]
    body: Sequence[Line]
    source: str
    asks_password: bool = False
    is_article: bool = False
    is_list: bool = False
    free: bool | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """Why a page shows no article (a key of the phrase tables, `unread.<reason>`); `body` is what it shows of one."""

    reason: str
    body: tuple[Line, ...] = ()


def wall(seen: Seen) -> Wall | None:
    """The wall a page is, with the free beginning of the article before it, or None for a whole article."""
    own = _own_words(seen.body)
    if not seen.is_article:  # what is run together in a form or a menu is not text, whatever took it for an article
        own = min(own, _own_words([line for line in seen.shown if not line.aside and _is_told(line)]))
    beginning = _beginning(seen)
    if beginning:
        return beginning
    needed = next((signs for most, signs in NEEDED if own < most), None)
    if needed is None:
        return None
    lines = [line for line in seen.shown if own < NEEDED[0][0] or not line.aside]
    told = seen.is_list or size("\n".join(line.text for line in seen.body)) >= UNTITLED
    signs = {reason: _signs(reason, seen, lines, told=told) for reason in REASONS}
    reason = max(REASONS, key=lambda one: signs[one])
    return Wall(reason) if signs[reason] >= needed + seen.is_article else None


def _own_words(body: Sequence[Line]) -> float:
    """How many words the lines have that say nothing a wall says; of many lines, those of the first ones."""
    return size("\n".join(line.text for line in _told(body[:ENOUGH_LINES])))


def _told(body: Sequence[Line]) -> list[Line]:
    """The lines that say nothing a wall says."""
    return [line for line in body if not any(_cues(reason, line.text) for reason in REASONS)]


def _is_told(line: Line) -> bool:
    return not line.linked and len(line.text) >= LEAST_PROSE


def _signs(reason: str, seen: Seen, lines: Sequence[Line], *, told: bool) -> int:
    """How many signs there are of this wall; none if the page tells much and only its words, as an article may, are."""
    headings = [line.text for line in lines if line.kind is PassageKind.HEADING]
    strong = (
        2 * min(MOST_CUES, len({part for title in (*seen.titles, *headings) for part in _wall_titles(reason, title)}))
        + 2 * _is_marked(reason, seen.source)
        + (reason == "needs_login" and seen.asks_password)
    )
    cues = [(line, found) for line in lines if (found := _cues(reason, line.text))]
    said = sum(len(line.text) for line, _ in cues)
    shown = sum(len(line.text) for line in lines if not line.aside) or 1
    weak = min(MOST_CUES, len({cue for _, found in cues for cue in found})) + (said >= CUE_SHARE * shown)
    return strong + weak if strong or not told else 0


def _wall_titles(reason: str, title: str) -> list[str]:
    """The title, or the parts of it between the marks that join it with a site's name, that are those of a wall."""
    folded = sub(r"\s+", " ", title).strip().lower()[:LONGEST_TITLE]
    parts = (folded, *sub(r"\s[-–—|·•:]\s|[|_]|\s?[-–—]\s?(?=[\u3400-\u9fff])", "\0", folded).split("\0"))
    bare = dict.fromkeys(part.strip(" .!。！") for part in parts)
    return [part for part in bare if any(pattern.fullmatch(part) for pattern in _titles(reason))][:1]


def _cues(reason: str, text: str) -> list[str]:
    if columns(text) > LONGEST_CUE_LINE:
        return []
    folded = text.lower()
    return [cue for cue in _words(reason, "lines") if cue in folded]


def _is_marked(reason: str, source: str) -> bool:
    folded = source[:MARKUP].lower()
    return any(mark in folded for mark in _marks().get(reason, ())) or (
        reason == "needs_script" and _empty_root().search(folded) is not None
    )


def _beginning(seen: Seen) -> Wall | None:
    """The free beginning of an article that words like "subscribe to continue reading" break off, if it is one."""
    broken = next(iter(_breaks(seen.body)), None)
    if broken:
        return _teaser(broken[1], seen, seen.body[: broken[0]])
    first, last = (seen.body[0].text, seen.body[-1].text) if seen.body else ("", "")
    for line in _behind(seen.shown, first, last):
        reason = _breaks_off(line.text)
        if reason:
            return _teaser(reason, seen, seen.body)
    if seen.free is False and size("\n".join(line.text for line in seen.body)) < TEASER_UNTOLD:
        return _teaser("paywall", seen, seen.body)
    return None


def _breaks(body: Sequence[Line]) -> list[tuple[int, str]]:
    """Where words in an article break it off, hardly any running text being behind them but what walls say."""
    most, behind = AFTER * prose(body), 0
    found = []
    for n in reversed(range(len(body))):
        reason = _breaks_off(body[n].text)
        if reason:
            found.append((n, reason))
        behind += prose(_told(body[n : n + 1]))
        if behind > most:
            break
    return found[::-1]


def _behind(shown: Sequence[Line], first: str, last: str) -> Iterator[Line]:
    """The lines behind the last line of the article; all of them where it is not among those shown."""
    at = max((n for n, line in enumerate(shown) if line.text == last), default=-1)
    yield from shown[at + 1 :] if first else ()


def _teaser(reason: str, seen: Seen, body: Sequence[Line]) -> Wall | None:
    """The beginning, or the bare reason where it is too short to tell anything; None where the article is all there."""
    words = _own_words([line for line in body if line.kind is not PassageKind.HEADING])
    if words >= TEASER_MOST and seen.free is not False:
        return None
    return Wall(reason, tuple(body) if words >= TEASER_LEAST else ())


def _breaks_off(text: str) -> str | None:
    if columns(text) > LONGEST_CUE_LINE:
        return None
    folded = sub(r"\d+", "", text.lower()).strip(" .!…。！>»→")
    return next(
        (reason for reason, cue, ends in _gates() if cue in folded and (not ends or folded.endswith(cue))), None
    )


@cache
def _gates() -> tuple[tuple[str, str, bool], ...]:
    """The words that break an article off, with their reason, and whether they do at the end of a line only ("$")."""
    return tuple(
        (reason, cue.rstrip("$"), cue.endswith("$"))
        for reason in ("paywall", "needs_login")
        for cue in _words(reason, "teaser")
    )


@cache
def _words(reason: str, key: str) -> tuple[str, ...]:
    own = (word for tag in LANGUAGES for word in table(tag, "walls")[reason].get(key, ()))
    return (*own, *_marks()["elsewhere"].get(reason, {}).get(key, ()))


@cache
def _titles(reason: str) -> tuple[Pattern[str], ...]:
    return tuple(regex(title) for title in _words(reason, "titles"))


@cache
def _marks() -> dict[str, Any]:
    return tomllib.loads((resources.files("bot.reading") / "walls.toml").read_text(encoding="utf-8"))


@cache
def _empty_root() -> Pattern[str]:
    """The element that a page's scripts are to fill, empty."""
    return regex(
        r"<div[^<>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|react-root|q-app)[\"']?(?:\s[^<>]{0,200})?>\s{0,20}</div>"
    )
