"""Do the words of a claim stand in its source? For claims in the language of their source only.

A claim may say a thing in other words, so a missing word alone means little. It means more the surer the rest of its
clause is from the source: an edited fact stands among words that are all there. Names and figures are compared
elsewhere; words of grammar and of summarising ("discusses", "including") need nothing in the source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.core.language import own_tag, table
from bot.core.polarity.cues import scan
from bot.core.polarity.words import Clause, Index, Word, aligned, clauses, index, listed, stem
from bot.core.types import Reason, Weight

THRESHOLD = 0.6  # the score from which a missing word is a reason
PLAIN, NEGATIVE = (
    0.6,
    1.0,
)  # what a missing word counts; most are paraphrases, but a negative one turns its clause round
DENIES = 0.15  # the need from which a cue of negation is a negative word
MOST = 2  # reasons
BEGINNING = 5  # letters; words that share so many are taken for relatives


@dataclass(frozen=True, slots=True)
class Missing:
    """A word of the claim nothing in the source stands for, and how much its surroundings make of that (0 to 1)."""

    score: float
    word: Word
    nearest: Clause


def check(claim: str, source: str, lang: str) -> tuple[Reason, ...]:
    """Reasons to doubt `claim`, in the language of `source`, for words that nothing in the source stands for.

    The span of the source is its clause nearest to the claim's. A language without tables gives no reasons.
    """
    found = sorted(missing(claim, source, lang), key=lambda one: -one.score)
    return tuple(
        Reason(
            "unsupported",
            Weight.DOUBT,
            claim[one.word.start : one.word.end],
            source[one.nearest.start : one.nearest.end].strip(),
        )
        for one in found[:MOST]
        if one.score >= THRESHOLD
    )


def missing(claim: str, source: str, lang: str) -> list[Missing]:
    """Every word of the claim that nothing in the source stands for, whatever its score."""
    tag = own_tag(lang)
    if tag is None:
        return []
    whole = index(source, tag)
    return [one for clause in clauses(claim, tag) for one in _missing(claim, clause, whole, source, tag)]


def _missing(claim: str, clause: Clause, whole: Index, source: str, lang: str) -> Iterator[Missing]:
    absent = _absent(clause, whole, source, lang)
    near = aligned(clause, whole, frozenset(word.stem for word in absent))
    if not near:
        return
    present = 1 - len(absent) / len(clause.words)
    negative = {cue.start for cue in scan(claim, lang, "negation") if cue.need >= DENIES}
    for word in absent:
        if not _excused(claim, word, lang):
            yield Missing(present * (NEGATIVE if word.start in negative else PLAIN), word, near[0].clause)


def _absent(clause: Clause, whole: Index, source: str, lang: str) -> list[Word]:
    """The words of a clause nothing stands for, without pairs of characters across the border of two that are there."""
    standing = [_stands(word.stem, whole, source, lang) for word in clause.words]
    there = {
        at for word, stands in zip(clause.words, standing, strict=True) if stands for at in range(word.start, word.end)
    }
    absent = (word for word, stands in zip(clause.words, standing, strict=True) if not stands)
    return [word for word in absent if not there.issuperset(range(word.start, word.end))]


def _excused(claim: str, word: Word, lang: str) -> bool:
    """Names and figures are compared elsewhere; words of summarising belong to no source."""
    first = claim[word.start]
    return first.isupper() or first.isdigit() or word.stem in listed(lang, "generic")


def _stands(one: str, whole: Index, source: str, lang: str) -> bool:
    """Whether the source holds the stem, a relative of it, or a word that stands for it."""
    if one in whole.places or one[:BEGINNING] in _beginnings(source, lang):
        return True
    groups = _groups(lang).get(one, frozenset())
    return not groups.isdisjoint(_held(source, lang))


@lru_cache(maxsize=16)
def _beginnings(source: str, lang: str) -> frozenset[str]:
    return frozenset(one[:BEGINNING] for one in index(source, lang).places if len(one) >= BEGINNING)


@lru_cache(maxsize=16)
def _held(source: str, lang: str) -> frozenset[int]:
    """The groups of like words the source holds one of."""
    groups = _groups(lang)
    return frozenset(group for one in index(source, lang).places for group in groups.get(one, ()))


@cache
def _groups(lang: str) -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for n, line in enumerate(table(lang, "support")["alike"].strip().splitlines()):
        for word in line.split():
            groups.setdefault(stem(word, lang), set()).add(n)
    return {one: frozenset(numbers) for one, numbers in groups.items()}
