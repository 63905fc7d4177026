"""Pairing the cues of a text with the cues of another, and what is left without a partner.

Word order differs between languages but rarely by much of a sentence, so a partner counts for less the further
its place in its own text is from the cue's place in the other.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.polarity.cues import Cue

NEAREST = 12  # partners tried for one cue; keeps hostile texts linear
SAME_DRIFT, OTHER_DRIFT = 0.15, 2.4  # how much of its worth a partner loses at the other end of the text


@dataclass(frozen=True, slots=True)
class Unmet:
    """A cue, and how well the best cue of the other text left for it stands for it (0 to 1)."""

    cue: Cue
    met: float

    @property
    def need(self) -> float:
        """What is left of the cue's need."""
        return self.cue.need * (1 - self.met)


def unmet(
    claim: Sequence[Cue], claim_length: int, source: Sequence[Cue], source_length: int
) -> tuple[list[Unmet], list[Unmet]]:
    """What the cues of a text and of its rendering need and do not find in the other: those of each.

    Pairs are made greedily, the most valuable first, each cue serving once.
    """
    claim_met, source_met = [0.0] * len(claim), [0.0] * len(source)
    taken: set[int] = set()
    given: set[int] = set()
    for _, worth, i, j in sorted(_pairs(claim, claim_length, source, source_length)):
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            claim_met[i] = source_met[j] = worth
    return _left(claim, claim_met), _left(source, source_met)


def contained(claim: Sequence[Cue], source: Sequence[Cue]) -> list[Unmet]:
    """What the cues of a claim need and do not find anywhere in a source; there one cue may serve many."""
    kinds = {(cue.key, cue.serve): cue for cue in source}.values()
    return [Unmet(cue, max((_worth(cue, other, 0.0) for other in kinds), default=0.0)) for cue in claim]


def place(cue: Cue, length: int) -> float:
    """Where in a text of this length a cue stands, from 0 to 1."""
    return (cue.start + cue.end) / 2 / max(length, 1)


def _pairs(
    claim: Sequence[Cue], claim_length: int, source: Sequence[Cue], source_length: int
) -> Iterator[tuple[float, float, int, int]]:
    places = [place(cue, source_length) for cue in source]
    for i, cue in enumerate(claim):
        at = place(cue, claim_length)
        first = max(0, bisect_left(places, at) - NEAREST // 2)
        for j in range(first, min(len(source), first + NEAREST)):
            worth = _worth(cue, source[j], abs(at - places[j]))
            yield -worth * (cue.need + source[j].need), worth, i, j


def _worth(cue: Cue, other: Cue, distance: float) -> float:
    """How well two cues stand for each other. Equal keys do wherever they are; others the better the closer, and the
    weaker the likeness the more so."""
    if cue.key == other.key:
        return 1 - SAME_DRIFT * distance
    likeness = cue.serve * other.serve
    return likeness * max(0.0, 1 - OTHER_DRIFT * (1.1 - likeness) * distance)


def _left(cues: Sequence[Cue], met: Sequence[float]) -> list[Unmet]:
    return [Unmet(cue, m) for cue, m in zip(cues, met, strict=True)]
