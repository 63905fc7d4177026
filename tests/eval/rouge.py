"""ROUGE-1, ROUGE-2 and ROUGE-L F1 (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries").

English words are lower-cased and lose their plain suffixes; Chinese is compared character by character.
The figures compare methods on one set with each other; they are not the figures of another implementation.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_SUFFIX = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|ly)$")


class Rouge(NamedTuple):
    one: float
    two: float
    longest: float


def tokens(text: str) -> list[str]:
    """The units compared: Han characters, and words and numbers without their suffix."""
    return [_SUFFIX.sub("", token) for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())]


def _f1(shared: int, found: int, wanted: int) -> float:
    return 2 * shared / (found + wanted) if shared else 0.0


def _grams(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def _overlap(found: Sequence[str], wanted: Sequence[str], size: int) -> float:
    left, right = _grams(found, size), _grams(wanted, size)
    return _f1((left & right).total(), left.total(), right.total())


def _longest(found: Sequence[str], wanted: Sequence[str]) -> int:
    row = [0] * (len(wanted) + 1)
    for word in found:
        diagonal = 0
        for at, other in enumerate(wanted, 1):
            above = row[at]
            row[at] = diagonal + 1 if word == other else max(above, row[at - 1])
            diagonal = above
    return row[-1]


def rouge(summary: str, reference: str) -> Rouge:
    """The three F1 scores of `summary` against one reference, each between 0 and 1."""
    found, wanted = tokens(summary), tokens(reference)
    longest = _f1(_longest(found, wanted), len(found), len(wanted))
    return Rouge(_overlap(found, wanted, 1), _overlap(found, wanted, 2), longest)


def mean(scores: Iterable[Rouge]) -> Rouge:
    """The mean of each of the three scores. Raises ZeroDivisionError for no scores."""
    rows = list(scores)
    return Rouge(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))
