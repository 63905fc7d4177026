"""What can stand as one point: a passage, or a few neighbours that are only understood, or only true, together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.salience import FAINT, Survey
from bot.core.salience.terms import Vector, cosine

# Widths in Han characters: of a point that reads at a glance, of joined passages at most, of what is only a note.
POINT, JOINED, NOTE = 120.0, 150.0, 45.0
REACH, FURTHEST = 3, 12  # how many paragraphs, and passages, a caveat's claim may lie before it
ORPHAN = 0.5  # what a caveat is worth without the claim it stands behind
JOINT = 0.9  # a join is worth more than its better passage alone where the other is worth more than half of that


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring passages, as indexes, that would make one point; `base` is the one it is made for."""

    passages: tuple[int, ...]
    base: int
    value: float
    width: float


def units(survey: Survey) -> Iterator[Unit]:
    """Every unit a document allows, in its order. Those that share a passage exclude each other."""
    for at, score in enumerate(survey.scores):
        if score <= 0:
            continue
        joined = _with_the_passage_before(survey, at)
        kept = ORPHAN if joined and survey.signs[at].doubt else 1.0
        yield _with_caveat(survey, Unit((at,), at, score * kept, survey.widths[at]))
        if joined:
            yield _with_caveat(survey, joined)


def points_back(survey: Survey, at: int) -> bool:
    """Whether a passage is only understood, or better read, after another."""
    sign = survey.signs[at]
    return sign.back or sign.turn or sign.against


def _with_the_passage_before(survey: Survey, at: int) -> Unit | None:
    """A passage that points back, or limits a claim, joined to the one it means; none where it stands for itself."""
    before = at - 1
    if before < 0 or survey.scores[before] < FAINT or points_back(survey, before) or not _means(survey, at, before):
        return None
    room = survey.widths[before] + survey.widths[at]
    less, most = sorted((survey.worth[before], survey.worth[at]))
    value = JOINT * most + 2 * (1 - JOINT) * less
    return Unit((before, at), at, value, room) if room <= JOINED else None


def _means(survey: Survey, at: int, before: int) -> bool:
    paragraphs = survey.paragraphs[at] - survey.paragraphs[before]
    alike = cosine(survey.vectors[before], survey.vectors[at]) > 0
    if points_back(survey, at):
        return paragraphs == 0 or (paragraphs == 1 and alike)
    return survey.signs[at].doubt and paragraphs <= 1 and alike


def _with_caveat(survey: Survey, unit: Unit) -> Unit:
    """`unit` and the caveat right behind it, where there is one and the two stay short."""
    after = unit.passages[-1] + 1
    if after >= len(survey.scores) or survey.scores[after] < FAINT:
        return unit
    sign, note = survey.signs[after], survey.widths[after] <= NOTE
    beside = survey.paragraphs[after] == survey.paragraphs[after - 1]
    room = unit.width + survey.widths[after]
    doubted = sign.doubt and (beside or note) and room <= JOINED
    against = sign.against and beside and cosine(survey.vectors[after], survey.vectors[after - 1]) > 0
    noted = ((sign.trail and note) or against) and room <= POINT
    if not (doubted or noted) or claim_of(survey, after) not in unit.passages:
        return unit
    return Unit((*unit.passages, after), unit.base, unit.value, room)


def claim_of(survey: Survey, caveat: int) -> int | None:
    """The passage a caveat limits: the nearest before it that stands for itself and shares a term, else the nearest."""
    nearest = None
    for at in range(caveat - 1, max(-1, caveat - 1 - FURTHEST), -1):
        if survey.paragraphs[caveat] - survey.paragraphs[at] > REACH:
            break
        if survey.scores[at] < FAINT or points_back(survey, at) or survey.signs[at].doubt:
            continue
        if cosine(survey.vectors[caveat], survey.vectors[at]) > 0:
            return at
        nearest = at if nearest is None else nearest
    return nearest


def same_words(vectors: Sequence[Vector], one: Unit, other: Unit) -> float:
    """The highest cosine between a passage of one unit and a passage of the other."""
    return max(cosine(vectors[left], vectors[right]) for left in one.passages for right in other.passages)
