"""What a comparison finds, and what is compared."""

from dataclasses import dataclass

from bot.core.polarity.cues import Cue

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Topic:
    """One table of cues: the kind of reason it gives, and what a dropped and an added cue count. Cues that belong
    `anywhere` may stand in a clause of their own, which the source has no counterpart of."""

    name: str
    kind: str
    drops: float
    adds: float
    anywhere: bool = False


TOPICS = (
    Topic("negation", "negation", 1.0, 1.0),
    Topic("hedge", "hedge", 1.0, 0.6),
    Topic("hearsay", "hedge", 1.0, 0.6),
    Topic("certainty", "hedge", 0.0, 1.0, anywhere=True),
    Topic("modality", "modality", 1.0, 0.8),
    Topic("scope", "scope", 1.0, 0.8),
    Topic("attribution", "attribution", 1.0, 0.0),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement: its kind, how suspicious it is (0 to 1), and where (an empty span for nowhere)."""

    kind: str
    score: float
    claim: Span
    source: Span


def span(cue: Cue) -> Span:
    return cue.start, cue.end
