"""Which stretches of a document are its author's commentary.

Each sentence gets a log-odds of commentary against report: attributions, agency phrases, dates and figures speak for a
report; conjecture, other people's thoughts, first person, judgement, rhetoric and "should" for commentary. The best
sequence of the two states is found by dynamic programming (Viterbi 1967) with a price on every change, so a stretch
begins where the evidence turns, not at its first cue. A stretch counts as commentary only on positive evidence: prose
that merely names no source (an encyclopaedia, a manual) is none.

The weights are set by hand, in rough nats; `tests/core/test_stance.py` holds them to articles written for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from bot.core.stance.lexicon import cues
from bot.core.stance.sentences import Sentence
from bot.core.stance.speakers import Who
from bot.core.stance.subjects import Place
from bot.core.types import LANGUAGES, Document

REPORT = {"agency": 1.5, "time": 0.7, "figure": 0.3}
COMMENTARY = {
    "own_view": 1.5,
    "first": 0.8,
    "plural": 0.4,
    "conjecture": 0.6,
    "inner": 0.6,
    "evaluative": 0.7,
    "rhetoric": 0.9,
    "normative": 0.4,
    "question": 0.6,
    "argument": 0.4,
    "informal": 0.4,
    "generic": 0.3,
}
STRONGEST = 2.0  # no sentence weighs more
CHANGE = 2.0  # the price of a change between paragraphs
CHANGE_WITHIN = 4.0  # and within one
BEGIN = 0.8  # the price of beginning with commentary

PERSONAL = frozenset({"own_view", "first", "plural", "inner", "evaluative", "rhetoric", "question"})

# What a stretch must show to be commentary: sentences of the author's own, and so much evidence in all, of so many
# personal kinds, at so much a sentence. Evidence may be thinner where it is more varied.
LEAST_SENTENCES = 2
LEAST_KINDS = 3
DENSE = (2.5, 2, 0.5)
VARIED = (4.0, 3, 0.28)
SCHOLARLY = 12  # a paper has a scholarly phrase in so many sentences at least
ABSTRACT = 12  # and an abstract has no more sentences than this
PAPERS_NEED = 3.0  # times as much where the document reads like a scientific paper


@dataclass(frozen=True, slots=True)
class _Marks:
    """What one sentence shows: the kinds of commentary cues in it and the log-odds they make with the rest."""

    kinds: frozenset[str]
    evidence: float
    odds: float
    counts: bool  # the author's own words


def commentary(document: Document, sentences: Sequence[Sentence]) -> tuple[bool, ...]:
    """For each sentence, whether it stands in a stretch of commentary."""
    if not sentences:
        return ()
    if _says_so(document):
        return (True,) * len(sentences)
    marks = [_marks(sentence) for sentence in sentences]
    paper = _is_paper(sentences)
    need = PAPERS_NEED if paper else 1.0
    decided = [False] * len(sentences) if paper else _decided(sentences)
    states = _best(marks, _prices(sentences, decided))
    found: list[bool] = []
    for (state, sure), run in groupby(range(len(sentences)), key=lambda i: (states[i], decided[i])):
        stretch = [marks[i] for i in run]
        found += [sure or (state and _holds(stretch, need))] * len(stretch)
    return tuple(found)


def _says_so(document: Document) -> bool:
    """Whether the address or the title says that all of it is opinion."""
    title = document.title or ""
    return any(
        (document.url and cues(tag)["headings.path"].search(document.url)) or _prefix(title, tag) for tag in LANGUAGES
    )


def _prefix(text: str, tag: str) -> bool:
    """Whether a title or paragraph begins "Opinion:", "评论｜", "【观点】"."""
    word = cues(tag)["headings.prefix"].match(text.lstrip(_MARKUP))
    rest = text.lstrip(_MARKUP)[word.end() :].lstrip("* ") if word else ""
    return rest.startswith((":", "：", "|", "｜", "】", "丨"))


_MARKUP = "#*_> \t【["


def _decided(sentences: Sequence[Sentence]) -> list[bool]:
    """Sentences under a heading that says they are opinion, and paragraphs that begin by saying so."""
    under_heading = False
    paragraph = -1
    found = []
    for sentence in sentences:
        here = sentence.passage.paragraph
        if not sentence.is_prose:
            title = sentence.matched.strip(_MARKUP + "]*:：")
            under_heading = bool(cues(sentence.tag)["headings.opinion"].fullmatch(title))
        elif _prefix(sentence.matched, sentence.tag):
            paragraph = here
        found.append(under_heading or here == paragraph)
    return found


def _marks(sentence: Sentence) -> _Marks:
    lexicon = cues(sentence.tag)
    if not sentence.is_prose:
        return _Marks(frozenset(), 0.0, 0.0, counts=False)
    voice = sentence.attribution
    attributed = voice is not None and voice.who is not Who.AUTHOR and voice.place is not Place.MIDDLE and voice.firm
    looked_for = ("first",) if attributed or sentence.is_quotation else COMMENTARY
    found = {kind: _hits(lexicon[f"commentary.{kind}"], sentence.bare) for kind in looked_for}
    evidence = sum(COMMENTARY[kind] * (1 + (hits - 1) / 2) for kind, hits in found.items() if hits)
    report = sum(REPORT[kind] for kind in REPORT if lexicon[f"report.{kind}"].search(sentence.matched))
    odds = evidence - report - _by_voice(sentence)
    return _Marks(
        frozenset(kind for kind in found if found[kind]),
        evidence,
        max(-STRONGEST, min(STRONGEST, odds)),
        counts=not attributed,
    )


def _hits(cue: re.Pattern[str], text: str) -> int:
    """How often a cue is found: once, or more than once."""
    return len(list(islice(cue.finditer(text), 2)))


def _by_voice(sentence: Sentence) -> float:
    """How much its attribution speaks for a report."""
    voice = sentence.attribution
    if voice is None or voice.who is Who.AUTHOR:
        return 1.0 if sentence.is_quotation else 0.0
    if voice.document:
        return 0.4
    if voice.place is Place.MIDDLE or not voice.firm:
        return 0.7
    return 1.5 if voice.who is Who.NAMED else 2.0


def _prices(sentences: Sequence[Sentence], decided: Sequence[bool]) -> list[float]:
    """What a change of state costs before each sentence."""
    paragraphs = sentences[-1].passage.paragraph - sentences[0].passage.paragraph
    within = CHANGE_WITHIN if paragraphs > 1 else CHANGE
    found = [BEGIN]
    for i in range(1, len(sentences)):
        same = sentences[i].passage.paragraph == sentences[i - 1].passage.paragraph
        found.append(0.0 if decided[i] != decided[i - 1] else within if same else CHANGE)
    return found


def _best(marks: Sequence[_Marks], prices: Sequence[float]) -> list[bool]:
    """The cheapest sequence of states (False report, True commentary)."""
    report, comment = 0.0, marks[0].odds - prices[0]
    back: list[tuple[bool, bool]] = []
    for one, price in zip(marks[1:], prices[1:], strict=True):
        back.append((comment - price > report, comment > report - price))
        report, comment = max(report, comment - price), max(comment, report - price) + one.odds
    states = [comment > report]
    for from_report, from_comment in reversed(back):
        states.append(from_comment if states[-1] else from_report)
    return states[::-1]


def _holds(stretch: Sequence[_Marks], need: float) -> bool:
    """Whether a stretch shows enough to be called commentary."""
    own = [one for one in stretch if one.counts]
    evidence = sum(one.evidence for one in own) / need
    kinds = frozenset[str]().union(*(one.kinds for one in own))
    enough = any(
        evidence >= least and len(kinds & PERSONAL) >= personal and evidence >= density * len(own)
        for least, personal, density in (DENSE, VARIED)
    )
    return len(own) >= LEAST_SENTENCES and len(kinds) >= LEAST_KINDS and enough


def _is_paper(sentences: Sequence[Sentence]) -> bool:
    """Whether a document reads like a scientific paper or its abstract."""
    hits = [m.group() for s in sentences for m in cues(s.tag)["report.scholarly"].finditer(s.matched)]
    return len(hits) * SCHOLARLY >= len(sentences) and (len(set(hits)) > 1 or len(sentences) <= ABSTRACT)
