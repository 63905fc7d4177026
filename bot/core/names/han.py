"""Names written in Han characters: words the dictionary knows as names, and what looks like a transliteration."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from bot.core.glossary import key
from bot.core.language import table
from bot.core.names.hearing import DOTS, reading, usual
from bot.core.names.latin import not_names
from bot.core.names.standing import renderings
from bot.core.names.text import Text
from bot.core.types import ZH

HEARD = 0.28  # a name this near to some characters is what they say
SHARE = 0.5  # of a name's words or characters that must be accounted for


@dataclass(frozen=True, slots=True)
class HanName:
    """A name at `start:end` of a text. `word` is the dictionary's, "" where it knows none."""

    text: str
    start: int
    end: int
    word: str


def unexplained(text: Text, other: Text, share: float = SHARE) -> tuple[HanName, ...]:
    """The Han names of `text` of which less than `share` is in `other`, in a known rendering or by sound."""
    listed, unknown = tuple(known(text)), tuple(_unknown(text))
    inside = _places(unknown)
    apart = [name for name in (*listed, *persons(text)) if inside.isdisjoint(range(name.start, name.end))]
    there = {name for name in listed if _known_in(name, other, share)}
    missing = [name for name in (*apart, *unknown) if name not in there and not _known_in(name, other, share)]
    if not missing:
        return ()
    said = covered(text, other) | _places(there)
    return tuple(sorted((n for n in missing if _part(n, said) < SHARE), key=lambda name: name.start))


def covered(text: Text, other: Text) -> set[int]:
    """The places of `text` where names of `other` are heard that none of its words is known to render."""
    names = (name.text for name in other.names if not name.acronym)
    hearings = (text.hears(name) for name in names if key(name) not in text.senses)
    return {i for h in hearings if h.distance <= HEARD for i in range(h.start, h.end)}


def _places(names: Iterable[HanName]) -> set[int]:
    return {i for name in names for i in range(name.start, name.end)}


def _part(name: HanName, places: AbstractSet[int]) -> float:
    return sum(i in places for i in range(name.start, name.end)) / (name.end - name.start)


def _known_in(name: HanName, other: Text, share: float) -> bool:
    glossary = other.glossary
    if other.han and (name.word or glossary.simplified(name.text)) in other.han:
        return True
    if not name.word:
        return _spelled(name, other)
    if not other.acronyms.isdisjoint(glossary.senses(name.word)):
        return True
    return any(_share(keys, other) >= share for keys in glossary.names(name.word))


def _spelled(name: HanName, other: Text) -> bool:
    """Whether `other` has the surname or the given name of a Chinese person in pinyin."""
    surname, *given = (reading(character, other.glossary) for character in other.glossary.simplified(name.text))
    return surname in other.forms or "".join(given) in other.forms


def _share(keys: tuple[str, ...], other: Text) -> float:
    """How much of an English name is in `other`: all of it with its last word, which may stand alone, as Merkel does.

    General words such as "university" count only where there is nothing else.
    """
    telling = [k for k in keys if k not in renderings() and k not in not_names()]
    if not telling:
        return float(sum(k in other.keys for k in keys) >= SHARE * len(keys))
    return 1.0 if telling[-1] in other.keys else sum(k in other.keys for k in telling) / len(telling)


def known(text: Text) -> Iterator[HanName]:
    """Dictionary names where the text reads the same from either end: not 西海 in 西海岸."""
    for start, end in sorted(set(text.segments).intersection(text.segments_from_the_end)):
        if end - start > 1 and _names_something(word := text.han[start:end], text):
            yield HanName(text.text[start:end], start, end, word)


def _names_something(word: str, text: Text) -> bool:
    """Whether a dictionary word is a name in a text; measures are compared as quantities."""
    if not text.glossary.proper(word) or word.endswith(_measures()):
        return False
    return particles().isdisjoint(word) or not text.glossary.minor(word)


def _unknown(text: Text) -> Iterator[HanName]:
    """Neighbouring characters usual in transliteration that the dictionary makes no ordinary words of."""
    run: list[tuple[int, int]] = []
    for segment in (*text.segments, (-1, -1)):
        fits = segment[0] >= 0 and _may_belong(text, *segment)
        if run and not (fits and segment[0] == run[-1][1]):
            yield from _stretch(text, run)
            run = []
        if fits:
            run.append(segment)


def persons(text: Text) -> Iterator[HanName]:
    """A surname and one or two characters that make no word, read from either end; not 张 after a number."""
    either = set(text.segments).intersection(text.segments_from_the_end)
    alone = {start for start, end in either if end - start == 1 and text.han[start] not in particles()}
    for start in sorted(alone):
        counted = text.han[max(0, start - 2) : start].strip()[-1:].isdigit()
        if text.han[start] in _surnames() and start + 1 in alone and start - 1 not in alone and not counted:
            end = start + 2 + (start + 2 in alone)
            yield HanName(text.text[start:end], start, end, "")


def _may_belong(text: Text, start: int, end: int) -> bool:
    word = text.han[start:end]
    if end - start == 1:
        return word in usual() and word not in particles()
    return text.glossary.proper(word) and usual().issuperset(word)


def _stretch(text: Text, run: list[tuple[int, int]]) -> Iterator[HanName]:
    """A run is a name if it is long enough, or part of one written with dots."""
    start, end = run[0][0], run[-1][1]
    dotted = any(c in DOTS for c in text.han[max(0, start - 1) : start] + text.han[end : end + 1])
    if sum(b - a == 1 for a, b in run) >= 2 and end - start >= (2 if dotted else 3):
        yield HanName(text.text[start:end], start, end, "")


@cache
def particles() -> frozenset[str]:
    """Characters that mostly stand for themselves when alone."""
    return frozenset(table(ZH, "names")["particles"])


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(table(ZH, "names")["surnames"].split()))


@cache
def _measures() -> tuple[str, ...]:
    """What currencies, scales and months end in."""
    return tuple(table(ZH, "names")["measures"].split())
