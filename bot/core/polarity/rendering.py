"""A claim that renders the whole source, in whatever language: what it drops or adds was changed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.polarity.antonyms import reversals
from bot.core.polarity.cues import BREAK, NOT, clean, scan
from bot.core.polarity.finding import NOWHERE, TOPICS, Finding, span
from bot.core.polarity.match import Unmet, unmet

MET = 0.5
SURE = 0.5  # the unmet need of a negator that is not just a way of speaking
REPEATED = 0.55  # what a cue counts whose very word is met elsewhere: one language repeats what the other says once
CANCELLED = 0.4  # what each of two negators counts that make a double negation


def rendering(claim: str, claim_lang: str, source: str, source_lang: str) -> Iterator[Finding]:
    """Findings against `claim` as a rendering of the whole of `source`."""
    for topic in TOPICS:
        ours, theirs = scan(claim, claim_lang, topic.name), scan(source, source_lang, topic.name)
        if not any(cue.need for cue in (*ours, *theirs)):
            continue
        added, dropped = unmet(ours, len(claim), theirs, len(source))
        for one, need in _needs(added, claim):
            yield Finding(topic.kind, topic.adds * need, span(one.cue), NOWHERE)
        for one, need in _needs(dropped, source):
            yield Finding(topic.kind, topic.drops * need, NOWHERE, span(one.cue))
    for turned in reversals(claim, claim_lang, source, source_lang):
        yield Finding("antonym", turned.score, span(turned.claim), span(turned.source))


def _needs(cues: Sequence[Unmet], text: str) -> Iterator[tuple[Unmet, float]]:
    if not any(one.need for one in cues):
        return
    met = {_word(one, text) for one in cues if one.met > MET}
    cancelled = _cancelled(cues, text)
    for one in cues:
        if one.need:
            factor = CANCELLED if one.cue.start in cancelled else REPEATED if _word(one, text) in met else 1.0
            yield one, one.need * factor


def _cancelled(cues: Sequence[Unmet], text: str) -> set[int]:
    """Two sure negators of one clause, both without a partner, may well be a double negation the other text avoids."""
    sure = [one.cue for one in cues if one.cue.key == NOT and one.need >= SURE]
    pairs = ((one, other) for one, other in pairwise(sure) if not BREAK.search(text, one.end, other.start))
    return {cue.start for pair in pairs for cue in pair}


def _word(one: Unmet, text: str) -> str:
    return clean(text[one.cue.start : one.cue.end])
