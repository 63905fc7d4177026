"""Whether every name in a claim stands in its source, within a language and across languages.

A Latin-script name stands there when its letters do, a known rendering of it, or characters that sound like it. What
is left is judged by how likely it is another name: `judge`. Names in Han characters are doubts at most: a dictionary
cannot know all renderings, and what is no dictionary word need not be a name.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.core.glossary import Glossary
from bot.core.names.judge import BLOCK, DOUBT, Comparison, Suspect
from bot.core.names.text import Text
from bot.core.types import Reason, Weight

MOST = 32  # reasons of one kind; more would say no more


def check(
    claim: str, claim_lang: str, source: str, source_lang: str, glossary: Glossary, *, complete: bool
) -> tuple[Reason, ...]:
    """Reasons for the names of `claim` that are not in `source`, each with the two spans it concerns.

    `complete` says that the claim renders all of the source, so that no name of the source may be missing either.
    Kinds: `name` (blocks), `name_unclear`, `han_name` and `name_lost` (doubts).
    """
    said, given = _text(claim, claim_lang, glossary), _text(source, source_lang, glossary)
    comparison = Comparison(said, given, complete=complete)
    found = [_latin(s) for s in islice(comparison.latin(), MOST) if s.points >= DOUBT]
    found += (_doubt("han_name", s) for s in islice(comparison.han(), MOST))
    if complete:
        found += islice(_lost(said, given, {reason.source for reason in found}), MOST)
    return tuple(dict.fromkeys(found))


def han_score(claim: str, claim_lang: str, source: str, source_lang: str, glossary: Glossary) -> float:
    """How suspicious the most suspicious Han name of a full rendering is, in points; 0 where there is none."""
    said, given = _text(claim, claim_lang, glossary), _text(source, source_lang, glossary)
    return max((s.points for s in Comparison(said, given, complete=True).han()), default=0.0)


def _latin(suspect: Suspect) -> Reason:
    if suspect.points >= BLOCK:
        return Reason("name", Weight.BLOCK, suspect.text, suspect.instead)
    return _doubt("name_unclear", suspect)


def _doubt(kind: str, suspect: Suspect) -> Reason:
    return Reason(kind, Weight.DOUBT, suspect.text, suspect.instead)


def _lost(said: Text, given: Text, mentioned: set[str]) -> Iterator[Reason]:
    """Names of the source that the claim lacks, unless a reason has named them already."""
    for suspect in Comparison(given, said, complete=True).latin():
        if suspect.points >= BLOCK and suspect.text not in mentioned:
            yield Reason("name_lost", Weight.DOUBT, suspect.instead, suspect.text)


@lru_cache(maxsize=256)
def _text(text: str, lang: str, glossary: Glossary) -> Text:
    return Text(text, lang, glossary)
