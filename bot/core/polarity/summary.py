"""A claim that sums up a source: what it leaves out is no fault, what it adds or turns round is.

Within one language each clause of the claim is held against the few clauses of the source that share most of its
words, and counts as much as they share. Across languages there is no such thread, and only what the claim adds counts.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.core.polarity.antonyms import poles, reversals
from bot.core.polarity.cues import STRONG, Cue, scan
from bot.core.polarity.finding import NOWHERE, TOPICS, Finding, Topic, span
from bot.core.polarity.match import contained
from bot.core.polarity.words import Clause, Index, Match, aligned, clauses, index, stem

ENOUGH = 0.5  # the share from which two clauses surely speak of the same
LOOSE = 0.8  # what an opposite counts that nothing but its axis ties to the claim's word
BESIDE = 3  # words on either side of a pole that tell where in the source it belongs


def across(claim: str, claim_lang: str, source: str, source_lang: str) -> Iterator[Finding]:
    """Findings against a summary in another language than its source."""
    for topic in TOPICS:
        ours, theirs = scan(claim, claim_lang, topic.name), scan(source, source_lang, topic.name)
        yield from _new(topic, ours, theirs)
    for turned in reversals(claim, claim_lang, source, source_lang):
        yield Finding("antonym", LOOSE * turned.score, span(turned.claim), span(turned.source))


def within(claim: str, source: str, lang: str) -> Iterator[Finding]:
    """Findings against a summary in the language of its source."""
    whole = index(source, lang)
    matches = [(clause, found) for clause in clauses(claim, lang) if (found := aligned(clause, whole))]
    for topic in TOPICS:
        ours, theirs = scan(claim, lang, topic.name), scan(source, lang, topic.name)
        if topic.anywhere:
            yield from _new(topic, ours, theirs)
            continue
        for clause, found in matches:
            yield from _added(topic, _inside(ours, clause), theirs, found)
            yield from _dropped(topic, ours, theirs, clause, found[0])
    yield from _turned(claim, source, lang, whole)


def _new(topic: Topic, ours: Sequence[Cue], theirs: Sequence[Cue]) -> Iterator[Finding]:
    """Cues of a claim that the source holds nowhere."""
    for one in contained(ours, theirs):
        yield Finding(topic.kind, topic.adds * one.need, span(one.cue), NOWHERE)


def _added(topic: Topic, cues: Sequence[Cue], theirs: Sequence[Cue], found: Sequence[Match]) -> Iterator[Finding]:
    """Cues of a clause that the clauses of the source nearest to it do not hold."""
    top = found[0].share
    there = [(match.share / top, contained(cues, _inside(theirs, match.clause))) for match in found]
    for i, cue in enumerate(cues):
        met = max(near * left[i].met for near, left in there)
        score = topic.adds * cue.need * (1 - met) * min(1.0, top / ENOUGH)
        yield Finding(topic.kind, score, span(cue), (found[0].clause.start, found[0].clause.end))


def _dropped(
    topic: Topic, ours: Sequence[Cue], theirs: Sequence[Cue], clause: Clause, best: Match
) -> Iterator[Finding]:
    """Cues of the clause of the source that says what `clause` says, which the claim holds nowhere."""
    if best.share < ENOUGH:
        return
    for one in contained(_inside(theirs, best.clause), ours):
        yield Finding(topic.kind, topic.drops * one.need * best.share, (clause.start, clause.end), span(one.cue))


def _turned(claim: str, source: str, lang: str, whole: Index) -> Iterator[Finding]:
    held = clauses(claim, lang)
    starts = [clause.start for clause in held]
    theirs = poles(source, lang)
    for axis, cues in poles(claim, lang).items():
        for cue in (cue for cue in cues if cue.need == STRONG):
            at = bisect_left(starts, cue.end) - 1
            if at >= 0 and axis in theirs:
                own = stem(claim[cue.start : cue.end].lower(), lang)
                yield from _opposed(cue, own, _around(cue, held[at]), theirs[axis], whole)


def _around(cue: Cue, clause: Clause) -> Clause:
    """The few words of a clause next to a cue, without it."""
    before = [word for word in clause.words if word.end <= cue.start][-BESIDE:]
    after = [word for word in clause.words if word.start >= cue.end][:BESIDE]
    return Clause(clause.start, clause.end, (*before, *after), frozenset(word.stem for word in (*before, *after)))


def _opposed(cue: Cue, own: str, clause: Clause, theirs: Sequence[Cue], whole: Index) -> Iterator[Finding]:
    """The opposite of a pole, where a clause of the source shares more of its surroundings than any with the pole."""
    same, against = 0.0, 0.0
    opposed: Cue | None = None
    for match in aligned(clause, whole):
        for other in _inside(theirs, match.clause):
            if other.key == cue.key:
                same = max(same, match.share)
            elif other.need == STRONG and match.share > against:
                against, opposed = match.share, other
        if own in match.clause.stems:
            same = max(same, match.share)
    if opposed and against > same:
        yield Finding("antonym", against - same, span(cue), span(opposed))


def _inside(cues: Sequence[Cue], clause: Clause) -> Sequence[Cue]:
    first = bisect_left(cues, clause.start, key=lambda cue: cue.start)
    last = bisect_left(cues, clause.end, key=lambda cue: cue.start)
    return cues[first:last]
