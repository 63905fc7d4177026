"""Texts of one language held against each other by the words they share: clauses, their content words, and which
clauses of a source speak of what a clause of a claim speaks of."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.core.language import table
from bot.core.polarity.cues import Row, units

COMMON = 300  # clauses; a word in more of them does not tell which one is meant
ALIGNED = 6  # clauses of a source looked at for one clause of a claim
SHORTEST = 3  # letters of a content word, and of what a short ending leaves

_CLAUSE_END = frozenset(",;:.!?()，；：。！？、（）—…")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word at `start:end`, and the stem it is compared by."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True, slots=True)
class Clause:
    start: int
    end: int
    words: tuple[Word, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """A source: its clauses, and which of them hold each stem."""

    clauses: tuple[Clause, ...]
    places: Mapping[str, Sequence[int]]

    def weight(self, stem: str) -> float:
        """How much a stem tells: the more the fewer clauses hold it, most where none does."""
        return math.log(1 + len(self.clauses) / max(1, len(self.places.get(stem, ()))))


@dataclass(frozen=True, slots=True)
class Match:
    """A clause of a source, and the share (0 to 1) of what a clause of a claim speaks of that it speaks of too."""

    clause: Clause
    share: float


@lru_cache(maxsize=4096)
def stem(word: str, lang: str) -> str:
    """A lower-case word without its endings, so that what is formed from one root compares equal."""
    for endings in ("inflections", "derivations"):
        word = _cut(word, table(lang, "support")[endings])
    return word


def _cut(word: str, endings: Sequence[str]) -> str:
    for ending in endings:
        left = len(word) - len(ending)
        if word.endswith(ending) and left >= (SHORTEST if len(ending) <= SHORTEST else SHORTEST + 1):
            word = word[:left]
            return word[:-1] if left > SHORTEST and word[-1] == word[-2] else word
    return word


@cache
def listed(lang: str, name: str) -> frozenset[str]:
    """The words of a list of the support table, as stems."""
    return frozenset(stem(word, lang) for word in table(lang, "support")[name].split())


@lru_cache(maxsize=64)
def clauses(text: str, lang: str) -> tuple[Clause, ...]:
    """The clauses of a text that hold a content word: what stands between marks of punctuation and ends of lines."""
    return tuple(clause for row in _rows(text, units(text, lang)) if (clause := _clause(row, lang)))


def _rows(text: str, row: Row) -> Iterator[Row]:
    first = 0
    for i, (unit, start, _) in enumerate(row):
        ends = unit in _CLAUSE_END
        if ends or (i > first and "\n" in text[row[i - 1][2] : start]):
            yield row[first:i]
            first = i + 1 if ends else i
    yield row[first:]


def _clause(row: Row, lang: str) -> Clause | None:
    words = tuple(_pairs(row, lang) if table(lang, "polarity")["units"] == "characters" else _words(row, lang))
    return Clause(row[0][1], row[-1][2], words, frozenset(word.stem for word in words)) if words else None


def _words(row: Row, lang: str) -> Iterator[Word]:
    function = _function(lang)
    for unit, start, end in row:
        if len(unit) >= SHORTEST and unit not in function:
            yield Word(start, end, stem(unit, lang))


def _pairs(row: Row, lang: str) -> Iterator[Word]:
    """Where words run together, every two neighbouring characters that are not words of grammar count as a word."""
    function = _function(lang)
    for (one, start, _), (other, _, end) in pairwise(row):
        if one not in function and other not in function and end - start == len(one) + len(other):
            yield Word(start, end, one + other)


@cache
def _function(lang: str) -> frozenset[str]:
    return frozenset(table(lang, "support")["function"].split())


@lru_cache(maxsize=16)
def index(text: str, lang: str) -> Index:
    found = clauses(text, lang)
    places: dict[str, list[int]] = defaultdict(list)
    for i, clause in enumerate(found):
        for one in clause.stems:
            places[one].append(i)
    return Index(found, places)


def aligned(clause: Clause, source: Index, without: frozenset[str] = frozenset()) -> list[Match]:
    """The clauses of a source that share most with `clause`, the best first; the stems `without` do not count."""
    weights = {one: source.weight(one) for one in clause.stems - without}
    shared: Counter[int] = Counter()
    for one, weight in weights.items():
        places = source.places.get(one, ())
        if len(places) <= COMMON:
            for place in places:
                shared[place] += weight  # type: ignore[assignment]
    whole = sum(weights.values()) or 1.0
    return [Match(source.clauses[place], weight / whole) for place, weight in shared.most_common(ALIGNED)]
