"""Latin-script names heard in Han characters: where in a text they come closest to being written by sound."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from bot.core.glossary import Glossary
from bot.core.language import table
from bot.core.transliteration import NEVER, distance, ear
from bot.core.types import ZH

DOTS = "·・•‧"
ODD_WORD, UNUSUAL = (
    0.2,
    0.3,
)  # extra cost of hearing a name in a character of an ordinary word, in one not usual in names
TOO_SHORT = 1.3  # names with less to hear are found by chance everywhere
LONGEST_NAME = 14  # characters of the longest transliterated name
PATIENCE = 100_000  # syllables listened to in one text for all names together; after that any name may be there

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]+"
_SPOKEN = re.compile(rf"{_HAN}(?:[{DOTS}－-]{_HAN})*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Han characters as they sound: their places in the text, their syllables, and how odd each would be in a name."""

    places: tuple[int, ...]
    syllables: tuple[str, ...]
    odd: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far a name is from what it comes closest to, and where in the text that stands."""

    distance: float
    start: int
    end: int


NOTHING, EVERYTHING = Hearing(1.0, 0, 0), Hearing(0.0, 0, 0)


class Listener:
    """Listens to a text in Simplified characters; at the places `ordinary` they make ordinary words."""

    def __init__(self, han: str, ordinary: AbstractSet[int], glossary: Glossary) -> None:
        self._han = han
        self._ordinary = ordinary
        self._glossary = glossary
        self._heard: dict[str, Hearing] = {}
        self._patience = PATIENCE

    def hears(self, name: str) -> Hearing:
        """Where a Latin-script name comes closest to being written by sound."""
        if name not in self._heard:
            self._heard[name] = self._listen(name) if self._patience > 0 else EVERYTHING
        return self._heard[name]

    def spells(self, pinyin: str) -> bool:
        """Whether some neighbouring characters are written so in pinyin."""
        joined, places = self._pinyin
        start = joined.find(pinyin)
        while start >= 0 and not (start in places and start + len(pinyin) in places):
            start = joined.find(pinyin, start + 1)
        return start >= 0

    def _listen(self, name: str) -> Hearing:
        heard = ear(name)
        if heard.weight < TOO_SHORT:
            return NOTHING
        best, closest, end = NEVER, None, 0
        for stretch in self._stretches:
            self._patience -= len(stretch.places)
            cost, stop = distance(heard, stretch.syllables, stretch.odd)
            if cost < best:
                best, closest, end = cost, stretch, stop
        if closest is None or not end:
            return NOTHING
        start = end - 1
        while start > max(0, end - LONGEST_NAME):
            cost, _ = distance(heard, closest.syllables[start:end], closest.odd[start:end])
            if cost <= best + 1e-9:
                break
            start -= 1
        return Hearing(best, closest.places[start], closest.places[end - 1] + 1)

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        found = []
        for run in _SPOKEN.finditer(self._han):
            places = tuple(i for i in range(*run.span()) if self._han[i] not in f"{DOTS}－-")
            odd = tuple(ODD_WORD * (i in self._ordinary) + UNUSUAL * (self._han[i] not in usual()) for i in places)
            found.append(Stretch(places, tuple(reading(self._han[i], self._glossary) for i in places), odd))
        return tuple(found)

    @cached_property
    def _pinyin(self) -> tuple[str, frozenset[int]]:
        """All syllables as one string, stretches apart, and where in it syllables begin and end."""
        syllables = [syllable for stretch in self._stretches for syllable in ("  ", *stretch.syllables)]
        return "".join(syllables), frozenset(accumulate(map(len, syllables), initial=0))


@cache
def usual() -> frozenset[str]:
    """The characters usual in transliterated names."""
    return frozenset("".join(table(ZH, "names")["usual"].split()))


@lru_cache(maxsize=1 << 14)
def reading(character: str, glossary: Glossary) -> str:
    """The pinyin of a character as it is read in names, without tone; "" if unknown."""
    return _readings().get(character) or next(iter(glossary.readings(character)), "")


@cache
def _readings() -> dict[str, str]:
    return {c: pinyin for pinyin, characters in table(ZH, "names")["readings"].items() for c in characters}
