"""How likely it is that a name of a claim is not in its source, in points.

The points were set on the first half of FLORES-200 dev with one name of the English side swapped for another, and were
the same on the second half: `tests/eval/names_corrupt.py` measures them again.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, pairwise

from bot.core.glossary import Glossary, fold, key
from bot.core.language import table
from bot.core.names.han import HanName, covered, particles, unexplained
from bot.core.names.latin import Name
from bot.core.names.standing import alike, in_letters, stands
from bot.core.names.text import MISSPELT, Text, squeeze
from bot.core.types import EN

BLOCK, DOUBT = 3.0, 1.5

NAMED = 3.0  # brands, codes, longer acronyms, and words the dictionary knows as names only
STRANGE = 2.0  # words the dictionary does not know, and acronyms of two or three letters
ORDINARY = 1.5  # ordinary words in capitals, and words made like them: a rendering may choose another word
SPARE = 2.0  # the source has a name to spare that the claim, a rendering of all of it, lacks
SPARE_OF_MORE = 1.0  # the same where the claim need not tell everything
HIDDEN = -1.5  # no name to spare, but characters nobody can place: they may be the name, translated by its meaning
MEANT = -0.5  # the source has a telling character of the words that mean it
OPENING = -0.5  # its capital may be due to its place
HAN_WORD, HAN_SOUND = 1.0, 0.2  # a Han name the dictionary knows; each character of one it does not

HEARD, HALF_HEARD = 0.18, 0.24  # distances at which characters say a name, or say it where nothing speaks against it
SURELY_HEARD = 0.15  # the same where the dictionary knows those characters as another name
SAME = 0.32  # distance to the very name the source has to spare at which it is that name, oddly written
MOST_OF = 0.6  # less than this of a rendering's words in the claim leaves the name to spare

LONG_ACRONYM = 4  # letters
SHORT_TEXT = 300  # words
MOST_NAMES = 64  # missing names that are looked at


@dataclass(frozen=True, slots=True)
class Suspect:
    """A name a text seems to lack, how many points say so, and the name it has instead, where that is plain."""

    text: str
    points: float
    instead: str


class Comparison:
    """The claim `said` held against the source `given`. `complete`: the claim renders all of the source.

    Without a dictionary nothing can be said of what Han characters may render, and no name is suspect for it.
    """

    def __init__(self, said: Text, given: Text, *, complete: bool) -> None:
        self.said = said
        self.given = given
        self.complete = complete

    def latin(self) -> Iterator[Suspect]:
        """The Latin-script names of the claim that do not stand in the source."""
        if self.given.han and not self.given.glossary.has_dictionary:
            return
        for name in islice(_missing(self.said, self.given), MOST_NAMES):
            misspelt = _misspelt(name, self.given)
            points = NAMED if misspelt or not self.given.han else self._points(name)
            if points > 0:
                yield Suspect(name.text, points, misspelt or _only([spare.text for spare in self._spare]))

    def han(self) -> Iterator[Suspect]:
        """The Han names of the claim that do not stand in the source."""
        names = unexplained(self.said, self.given) if self.said.han and self.said.glossary.has_dictionary else ()
        if not names:
            return
        spare = [s.text for s in Comparison(self.given, self.said, complete=False).latin()] if self.complete else []
        for name in names:
            points = HAN_WORD if name.word else HAN_SOUND * (name.end - name.start)
            yield Suspect(name.text, points + SPARE * bool(spare), _only(spare))

    @cached_property
    def _spare(self) -> tuple[Name | HanName, ...]:
        """The names of the source that the claim has in no form."""
        latin = (name for name in _missing(self.given, self.said) if len(name.text) > 2 or name.acronym)
        return (*unexplained(self.given, self.said, MOST_OF), *islice(latin, MOST_NAMES))

    def _points(self, name: Name) -> float:
        points = NAMED if name.start in self._chinese else _strangeness(name, self.said.glossary)
        if points == ORDINARY and not self.given.glossary.characters(fold(name.text)).isdisjoint(self.given.han):
            points += MEANT
        if self._spare:
            points += SPARE if self.complete else SPARE_OF_MORE
        if self._heard(name, points):
            return 0.0
        return points + OPENING * (name.opens and name.plain) + HIDDEN * (not self._spare and self._hides)

    def _heard(self, name: Name, points: float) -> bool:
        """Whether characters of the source say a name, the more nearly the more there is against it."""
        if name.acronym:
            return not self._spare and _by_senses(name, self.given)
        hearing = self.given.hears(name.text)
        there = [s for s in self._spare if isinstance(s, HanName) and hearing.start < s.end and s.start < hearing.end]
        if any(spare.word for spare in there):
            return hearing.distance <= SURELY_HEARD
        return hearing.distance <= (SAME if there else HEARD if points >= BLOCK else HALF_HEARD)

    @cached_property
    def _chinese(self) -> set[int]:
        """Where neighbouring names of the claim begin that are both written as pinyin is, as Zhou Lan is."""
        spelled = [n for n in self.said.names if n.plain and _pinyin(fold(n.text), self.said.glossary.syllables)]
        pairs = (pair for pair in pairwise(spelled) if pair[1].start - pair[0].end == 1)
        return {name.start for pair in pairs for name in pair}

    @cached_property
    def _hides(self) -> bool:
        """Whether neighbouring characters of the source are no word, no name that was heard, and mean nothing said."""
        given, heard, last = self.given, covered(self.given, self.said), -2
        for start, end in given.segments:
            character = given.han[start]
            if end - start > 1 or character in particles() or start in heard:
                continue
            if not given.glossary.senses(character).isdisjoint(self.said.keys):
                continue
            if start == last + 1:
                return True
            last = start
        return False


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _missing(text: Text, other: Text) -> Iterator[Name]:
    """The Latin-script names of `text` that do not stand in `other`, each once."""
    abbreviated = _abbreviated(text, other)
    seen: set[str] = set()
    for name in text.names:
        if name.text not in seen:
            seen.add(name.text)
            there = name.start in abbreviated or in_letters(name, other)  # needs no dictionary
            if not (there or _only_opens(name, text.glossary) or stands(name, other)):
                yield name


def _abbreviated(text: Text, other: Text) -> set[int]:
    """Where the names of `text` begin that `other` has the initials of: WHO for World, Health and Organization."""
    if not other.acronyms:
        return set()
    return {start for letters in other.acronyms & text.long_forms.keys() for start in text.long_forms[letters]}


def _only_opens(name: Name, glossary: Glossary) -> bool:
    """Whether a word has its capital from opening a sentence or a headline, not from naming something."""
    folded = fold(name.text)
    if folded in _openers():
        return True
    if not (name.opens and name.plain) or key(name.text) in _places():
        return False
    return glossary.knows(folded) or glossary.knows(key(name.text))


def _misspelt(name: Name, given: Text) -> str:
    """The source's spelling of a name that the claim has nearly."""
    folded = fold(name.text)
    if len(folded) < MISSPELT:
        return ""
    near = next((form for form in given.by_letter.get(folded[0], ()) if alike(folded, form)), "")
    return next((word.text for word in given.words if fold(word.text) == near), near) if near else ""


def _strangeness(name: Name, glossary: Glossary) -> float:
    """How surely a word in capitals is a name."""
    if name.acronym:
        return STRANGE if len(squeeze(fold(name.text))) < LONG_ACRONYM else NAMED
    if not name.plain or key(name.text) in _places():
        return NAMED
    if _ordinary(fold(name.text), glossary):
        return ORDINARY
    return NAMED if glossary.knows(name.text) else STRANGE


def _pinyin(word: str, syllables: AbstractSet[str]) -> bool:
    """Whether a word is one to three syllables of pinyin."""
    ends = {0}
    for _ in range(3):
        ends = {j for i in ends for j in range(i + 1, min(i + 6, len(word)) + 1) if word[i:j] in syllables}
        if len(word) in ends:
            return True
    return False


def _ordinary(word: str, glossary: Glossary) -> bool:
    """Whether a word could do without its capital: known in lower case, made of two such words, or made like one."""
    if glossary.knows(word) or glossary.knows(key(word)) or _made_like_a_word().search(word):
        return True
    return any(glossary.knows(word[:i]) and glossary.knows(word[i:]) for i in range(3, len(word) - 2))


def _by_senses(name: Name, given: Text) -> bool:
    """Whether an acronym is the initials of neighbouring Han words' senses; in a long text any would be."""
    letters = squeeze(fold(name.text))
    if not 3 <= len(letters) <= 6 or not letters.isalpha() or len(given.segments) > SHORT_TEXT:
        return False
    words = [word for a, b in given.segments if (word := given.han[a:b]) not in particles()]
    initials = [{sense[0] for sense in given.glossary.senses(word)} for word in words]
    places = range(len(initials) - len(letters) + 1)
    return any(all(letter in initials[i + j] for j, letter in enumerate(letters)) for i in places)


@cache
def _openers() -> frozenset[str]:
    return frozenset(table(EN, "names")["openers"].split())


@cache
def _places() -> frozenset[str]:
    """The keys of peoples and places in the table of forms."""
    return frozenset(table(EN, "names")["places"].split())


@cache
def _made_like_a_word() -> re.Pattern[str]:
    return re.compile(table(EN, "names")["made_like_a_word"])
