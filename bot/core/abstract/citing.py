"""Does a claim rest on the passages it names? By the words it shares with them, against the document's best passage.

Works on the side of the claim that is in the document's language.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core.evidence import terms
from bot.core.types import Document, Passage, Reason, Weight

LEAST = 0.08  # of a claim's weight that its passages have to hold; 3 % of right summaries have less (SummEdits)
BEATEN = 0.5  # of what the best passage holds; with less the claim is about that one


class Citations:
    """The terms of one document's passages, weighted by how few of them have each."""

    def __init__(self, document: Document) -> None:
        self._passages = document.passages
        self._terms = [terms(passage.text) for passage in document.passages]
        self._places = {passage.id: at for at, passage in enumerate(document.passages)}
        self._seen = Counter(term for found in self._terms for term in found)

    def check(self, text: str, cited: Sequence[str]) -> tuple[Reason, ...]:
        """A blocking reason where the passages with the ids `cited` are not what `text` is about."""
        wanted = terms(text)
        held = self._weight(wanted & self._union(cited))
        best = max((self._weight(wanted & found) for found in self._terms), default=0.0)
        if held >= LEAST * self._weight(wanted) and held >= BEATEN * best:
            return ()
        return (Reason("wrong_passage", Weight.BLOCK, text[:60], ""),)

    def best(self, text: str) -> Passage:
        """The passage that shares most with `text`."""
        wanted = terms(text)
        return max(zip(self._passages, self._terms, strict=True), key=lambda one: self._weight(wanted & one[1]))[0]

    def _union(self, cited: Iterable[str]) -> frozenset[str]:
        places = [self._places[one] for one in cited if one in self._places]
        return frozenset().union(*(self._terms[at] for at in places))

    def _weight(self, found: Iterable[str]) -> float:
        """Inverse document frequency, smoothed so that a word of every passage still counts a little."""
        return math.fsum(math.log(1 + (len(self._terms) + 1) / (self._seen[term] + 1)) for term in found)
