"""How much each passage of a document says of the whole, without a model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.salience.cues import Signs, signs
from bot.core.salience.rank import lexrank
from bot.core.salience.terms import Vector, cosine, fold, vectors, width
from bot.core.types import Document, Passage, PassageKind

FAINT = 0.02  # passages that score less are shown only where a document has nothing else

# Edmundson 1969, "New Methods in Automatic Extracting": beside what a passage says, its place and the title count.
LEAD = 0.4  # the share of a score that comes from standing early; the n-th passage has 1/sqrt(n) of it
TITLE = 0.15  # what sharing all of the title's terms adds
REPEATS_TITLE = 0.85  # the cosine from which a passage only says the title again

SCRAP, SHORTEST, READABLE, LONGEST = 4.0, 12.0, 24.0, 110.0  # widths in Han characters
TOO_SHORT = 0.5
UNENDED = 0.4  # what a line without a sentence's end keeps in a text of sentences: it is a title, a name or a label
SENTENCES = 0.7  # the share of passages that end as sentences from which a text is one of sentences
REQUEST = 0.15  # what an imperative keeps
MANUAL = 0.25  # the share of imperatives from which they are what a text has to say
POINTS_BACK, LINKS_BACK = 0.5, 0.85  # what a passage keeps alone that is only understood, or better read, after another


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of each passage, in the document's order.

    `worth` is a passage's score beside the passage it speaks of; `scores` is what it is worth alone.
    """

    paragraphs: tuple[int, ...]
    signs: tuple[Signs, ...]
    widths: tuple[float, ...]
    vectors: tuple[Vector, ...]
    worth: tuple[float, ...]
    scores: tuple[float, ...]


def scores(document: Document) -> tuple[float, ...]:
    """One score per passage, 0 to about 1; 0 for what is never shown: headings, code, menus, repetitions.

    Scores below `FAINT` mark what is shown only for want of anything else: questions, scraps, what belongs to the page
    around the text, orders to a model, the title said again.
    """
    return survey(document).scores


def survey(document: Document) -> Survey:
    """Every passage's signs, width, terms and scores."""
    passages = document.passages
    seen = _with_answers(passages, _signs(passages))
    widths = tuple(width(passage.text) for passage in passages)
    shapes = _shapes(passages, seen, widths)
    prose = [at for at, shape in enumerate(shapes) if shape >= FAINT]
    *found, title = vectors([*(passages[at].text for at in prose), document.title or ""])
    by_place: list[Vector] = [{}] * len(shapes)
    worth = list(shapes)
    for n, (at, vector, rank) in enumerate(zip(prose, found, lexrank(found), strict=True), 1):
        by_place[at] = vector
        worth[at] = _worth(shapes[at], rank, n, cosine(vector, title))
    alone = tuple(one * _kept_alone(sign) if one > FAINT else one for one, sign in zip(worth, seen, strict=True))
    paragraphs = tuple(passage.paragraph for passage in passages)
    return Survey(paragraphs, tuple(seen), widths, tuple(by_place), tuple(worth), alone)


def _worth(shape: float, rank: float, n: int, title: float) -> float:
    if title > REPEATS_TITLE:
        return FAINT / 2
    return max(2 * FAINT, shape * ((1 - LEAD) * rank + LEAD / math.sqrt(n) + TITLE * title))


def _kept_alone(sign: Signs) -> float:
    if sign.back:
        return POINTS_BACK
    return LINKS_BACK if sign.turn or sign.against else 1.0


def _signs(passages: Sequence[Passage]) -> list[Signs]:
    known: dict[tuple[str, PassageKind], Signs] = {}
    for passage in passages:
        if (passage.text, passage.kind) not in known:
            known[passage.text, passage.kind] = signs(passage)
    return [known[passage.text, passage.kind] for passage in passages]


def _with_answers(passages: Sequence[Passage], seen: list[Signs]) -> list[Signs]:
    """The signs, where what follows a question in its paragraph points back: alone, an answer is not understood."""
    found = seen[:1]
    for (before, here), asked, sign in zip(pairwise(passages), seen, seen[1:], strict=False):
        answers = asked.question and before.paragraph == here.paragraph
        found.append(replace(sign, back=True) if answers else sign)
    return found


def _shapes(passages: Sequence[Passage], seen: Sequence[Signs], widths: Sequence[float]) -> list[float]:
    """What the form of each passage leaves of its score. Under `FAINT` what it says counts no more."""
    manual = sum(sign.request for sign in seen) > MANUAL * len(seen)
    of_sentences = sum(sign.ended for sign in seen) > SENTENCES * len(seen)
    met: set[str] = set()
    shapes = []
    for passage, sign, room in zip(passages, seen, widths, strict=True):
        text = fold(passage.text.strip())
        shape = 0.0 if text in met else _shape(sign, room)
        if sign.request and not manual:
            shape *= REQUEST
        if of_sentences and passage.kind is PassageKind.SENTENCE and not sign.ended:
            shape *= UNENDED
        shapes.append(shape)
        met.add(text)
    return shapes


def _shape(sign: Signs, room: float) -> float:
    if sign.no_prose:
        return 0.0
    if sign.furniture or sign.order:
        return FAINT / 8
    if sign.question or room < SCRAP:
        return FAINT / 4
    readable = min(1.0, room / READABLE) * min(1.0, LONGEST / room)
    return max(FAINT, readable * (TOO_SHORT if room < SHORTEST else 1.0))
