"""What a passage is about, as weighted terms: stemmed words, or pairs of characters where a script has no spaces."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from bot.core.language import table
from bot.core.types import LANGUAGES

Vector = Mapping[str, float]

LONGEST = 1200  # characters; the beginning of a longer passage says what it is about
SHORTEST_STEM = 3
LATIN_WIDTH = 3 / 8  # 120 Han characters take the room of 320 Latin ones

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"([{_UNSPACED}]+)|([^\W_{_UNSPACED}]+)")
_WIDE = re.compile(f"[{_UNSPACED}]")
_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"'}


def fold(text: str) -> str:
    """The beginning of `text` for comparing: one form of width, case, script and quotation marks. Offsets are lost."""
    return unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].lower().translate(_folding())


@cache
def _folding() -> dict[int, str]:
    pairs = "".join(table(tag, "salience").get("traditional", "") for tag in LANGUAGES)
    return str.maketrans(_QUOTES | dict(zip(pairs[::2], pairs[1::2], strict=True)))


def width(text: str) -> float:
    """The room a text takes, in Han characters."""
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide) * LATIN_WIDTH


def terms(text: str) -> list[str]:
    """The terms of `text` in order, without words and characters that name no subject."""
    found: list[str] = []
    for run, word in _TOKEN.findall(fold(text)):
        if run:
            found.extend(_pairs(run))
        elif word not in _stop_words():
            found.append(_stem(word))
    return found


def _pairs(run: str) -> Iterable[str]:
    stop = _stop_words()
    if len(run) == 1:
        return () if run in stop else (run,)
    pairs = (run[at : at + 2] for at in range(len(run) - 1))
    return (pair for pair in pairs if stop.isdisjoint((pair, *pair)))


def _stem(word: str) -> str:
    for old, new in _suffixes():
        if word.endswith(old) and len(word) - len(old) >= SHORTEST_STEM:
            return word[: -len(old)] + new
    return word


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for tag in LANGUAGES for word in table(tag, "salience")["stop"].split())


@cache
def _suffixes() -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for tag in LANGUAGES for old, new in table(tag, "salience")["suffixes"])


def vectors(texts: Sequence[str]) -> list[Vector]:
    """TF-IDF vectors of unit length, the texts being the collection. That of a text without terms is empty."""
    counts = [Counter(terms(text)) for text in texts]
    spread = Counter(term for count in counts for term in count)
    idf = {term: math.log(1 + len(texts) / seen) for term, seen in spread.items()}
    return [_unit({term: (1 + math.log(times)) * idf[term] for term, times in count.items()}) for count in counts]


def _unit(weights: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of unit length; 0 where either is empty."""
    if len(one) > len(other):
        one, other = other, one
    return sum((weight * other[term] for term, weight in one.items() if term in other), 0.0)
