"""Whether a Latin-script name may be written by the sounds of some Chinese characters: 帕塔维 ~ Pattavee.

Both are turned into sounds: the name by spelling rules, the characters by their pinyin. The two are aligned by a
dynamic programme over weighted edits (Wagner and Fischer 1974; free ends in the Chinese text, Sellers 1980). Blind to
a single letter that is never heard: Altman and Alteman are the same to it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate

from bot.core.glossary import fold
from bot.core.language import table
from bot.core.types import EN, ZH

LONGEST = 24  # letters of a name that are listened to
NEVER = 9.0  # the cost of taking one sound for another it cannot be
VOWEL_WEIGHT = 0.3  # of a vowel in a name's length; a consonant counts 1

# What it costs to leave a consonant of the name unwritten, or to write one that the name has not; set from the
# alignment of 2,500 transliterated names in CC-CEDICT. The first sound of a name is hardly ever left out.
_UNWRITTEN = {
    "H": 0.15, "R": 0.15, "W": 0.2, "Y": 0.1, "L": 0.35, "G": 0.4, "T": 0.55, "D": 0.55, "S": 0.55, "N": 0.6, "K": 0.65,
    "M": 0.75, "P": 0.85, "B": 0.9, "F": 0.9, "V": 0.9, "J": 0.9, "Z": 0.9, "C": 1.0,
}  # fmt: skip
_UNWRITTEN_FIRST = {"H": 0.3, "W": 0.3, "Y": 0.3}
_UNWRITTEN_FIRST_ELSE, _UNWRITTEN_VOWEL, _UNWRITTEN_E = 1.1, 0.2, 0.05
_ADDED = {"y": 0.1, "w": 0.1, "l": 0.5}
_ADDED_ELSE, _ADDED_NASAL, _ADDED_R = 1.0, 0.25, 0.25
_ADDED_VOWEL = {"weak": 0.05, "half": 0.15, "full": 0.25}

# A final against a vowel letter.
_VOWELS = {
    "a": {"a": 0.0, "u": 0.15, "o": 0.2, "e": 0.3, "i": 0.4},
    "e": {"e": 0.0, "a": 0.15, "i": 0.15, "o": 0.15, "u": 0.15},
    "E": {"e": 0.0, "a": 0.05, "i": 0.05, "o": 0.3, "u": 0.3},
    "i": {"i": 0.0, "e": 0.05, "a": 0.3, "u": 0.3, "o": 0.4},
    "o": {"o": 0.0, "u": 0.15, "a": 0.2, "e": 0.2, "i": 0.4},
    "u": {"u": 0.0, "o": 0.05, "e": 0.3, "i": 0.35, "a": 0.4},
}
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([a-z]+?)(ng?)?$")
STARTS = 0.5  # what a first sound may cost where a name is taken to begin
ODD_START = 0.5  # so odd a character begins no name


class Unit:
    """One part of a syllable: initial, final, or the nasal or r it ends in; and its cost where the name has none."""

    __slots__ = ("_costs", "_vowels", "added")

    def __init__(self, consonants: Mapping[str, float], vowels: Mapping[str, float], added: float) -> None:
        self._costs = dict(consonants)
        self._vowels = vowels
        self.added = added

    def cost(self, sound: str) -> float:
        """What it costs to take this part for a sound of a name."""
        cost = self._costs.get(sound)
        if cost is None:
            cost = min((self._vowels.get(v, NEVER) for v in sound[:3]), default=NEVER)
            self._costs[sound] = cost
        return cost


class Ear:
    """A Latin-script name as it sounds: consonants in capitals, runs of vowel letters, and what losing each costs."""

    __slots__ = ("_rows", "fresh", "lost", "sounds", "weight")

    def __init__(self, heard: Sequence[tuple[str, float]]) -> None:
        self.sounds = [sound for sound, _ in heard]
        self.lost = [lost for _, lost in heard]
        self.fresh = list(accumulate(self.lost, initial=0.0))
        self.weight = sum(1.0 if sound.isupper() else VOWEL_WEIGHT for sound in self.sounds)
        self._rows: dict[Unit, list[float]] = {}

    def row(self, unit: Unit) -> list[float]:
        """What it costs to take `unit` for each sound."""
        row = self._rows.get(unit)
        if row is None:
            row = self._rows[unit] = [unit.cost(sound) for sound in self.sounds]
        return row


@lru_cache(maxsize=4096)
def ear(name: str) -> Ear:
    """What is heard of a Latin-script name."""
    word = re.sub(r"[^a-z]", "", fold(name))[:LONGEST]
    word = re.sub(r"([bdfgklmnprtv])\1", r"\1", re.sub(r"cc(?=[eiy])", "ks", word)).replace("cc", "k")
    pattern, classes = _spelling()
    heard: list[tuple[str, float]] = []
    for match in pattern.finditer(word):
        index = match.lastindex or 0
        if index > len(classes):
            final_e = match.group() == "e" and match.end() == len(word)
            heard.append((match.group().replace("y", "i"), _UNWRITTEN_E if final_e else _UNWRITTEN_VOWEL))
        else:
            heard += ((c, _UNWRITTEN[c]) for c in (classes[index - 1] if index else match.group().upper()))
    if heard and (first := heard[0][0]).isupper():
        heard[0] = (first, _UNWRITTEN_FIRST.get(first, _UNWRITTEN_FIRST_ELSE))
    return Ear(heard)


@cache
def units(pinyin: str) -> tuple[Unit, ...]:
    """The parts of a syllable written in pinyin without tone."""
    match = _SYLLABLE.match(pinyin)
    if not match or pinyin == "er":
        return (Unit({"R": 0.0, "L": 0.0}, {}, _ADDED_R),)
    initial, final, nasal = match.group(1), match.group(2), match.group(3) or ""
    vowels = _VOWELS[_finals().get(final + nasal, "e")]
    parts = [Unit(_initials()[initial], {}, _ADDED.get(initial, _ADDED_ELSE))] if initial else []
    parts.append(Unit({}, vowels, _added_vowel(initial, final, nasal)))
    if nasal:
        parts.append(Unit({"N": 0.0, "M": 0.1}, {}, _ADDED_NASAL))
    return tuple(parts)


def _added_vowel(initial: str, final: str, nasal: str) -> float:
    """Some vowels are there only because a syllable needs one: 斯 for s, 特 for t, 布 for b."""
    if not nasal and (final in ("e", "u") or (final == "i" and initial not in ("b", "p", "m", "d", "n", "y"))):
        return _ADDED_VOWEL["weak"]
    return _ADDED_VOWEL["half" if final in ("e", "i", "o", "uo") else "full"]


def distance(name: Ear, syllables: Sequence[str], odd: Sequence[float]) -> tuple[float, int]:
    """How far all of `name` is from the nearest stretch of whole syllables: 0 is the same, 1 nothing in common.

    `odd` is an extra cost for the use of each syllable. Returns the distance and the index after that stretch.
    """
    best, end, reach = name.fresh[-1], 0, 0
    previous = name.fresh
    for index, syllable in enumerate(syllables):
        if odd[index] < ODD_START and _may_start(name, syllable):
            reach = index + len(name.sounds) + 1
            previous = [a if a < b else b for a, b in zip(previous, name.fresh, strict=True)]
        elif index >= reach:
            previous = name.fresh
            continue
        extra = odd[index]
        for unit in units(syllable):
            previous = _step(previous, name, unit, extra)
            extra = 0.0
        if previous[-1] < best:
            best, end = previous[-1], index + 1
    return best / name.weight, end


def _may_start(name: Ear, syllable: str) -> bool:
    """Whether a name may begin with a syllable; a vowel or a sound easily lost may with any without a firm initial."""
    first, unit = name.sounds[0], units(syllable)[0]
    return unit.cost(first) <= STARTS or (unit.added <= STARTS and (first.islower() or first in _UNWRITTEN_FIRST))


def _step(previous: list[float], name: Ear, unit: Unit, extra: float) -> list[float]:
    """One column of the alignment: each cell is the cheapest of taking, adding and losing."""
    added = unit.added + extra
    left = previous[0] + added
    current = [left]
    for above, diagonal, cost, lost in zip(previous[1:], previous, name.row(unit), name.lost, strict=False):
        left += lost
        if diagonal + cost + extra < left:
            left = diagonal + cost + extra
        if above + added < left:
            left = above + added
        current.append(left)
    return current


@cache
def _spelling() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for all spellings, with a group each and one for vowels; and the sounds of each group."""
    spellings: dict[str, str] = table(EN, "names")["sounds"]
    groups = "|".join(f"({spelling})" for spelling in spellings)
    return re.compile(f"{groups}|[b-df-hj-np-tv-xz]|([aeiou]+|y)"), tuple(spellings.values())


@cache
def _initials() -> dict[str, dict[str, float]]:
    initials: dict[str, dict[str, float]] = table(ZH, "names")["initials"]
    return initials


@cache
def _finals() -> dict[str, str]:
    return {final: vowel for vowel, finals in table(ZH, "names")["finals"].items() for final in finals.split()}
