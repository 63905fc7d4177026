"""Which passages of a document a claim rests on, where nobody has said so: shared words, weighted by how rare they
are in the document, chosen greedily until further passages add nothing. Works within a language by stemmed words or
Han bigrams, and across languages by figures, Latin names and the glossary's renderings."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.glossary import Glossary
from bot.core.language import same_language
from bot.core.types import EN, Document, Passage, PassageKind

SMALL = 600  # characters: a source this short is taken whole
MOST = 6  # passages
LEAST_GAIN = 0.12  # of the claim's whole weight; a passage adding less is not what the claim rests on

_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def passages_for(claim: str, lang: str, document: Document, glossary: Glossary) -> tuple[Passage, ...]:
    """The passages of `document` the claim, written in `lang`, rests on, in reading order; none where nothing fits."""
    shown = [passage for passage in document.passages if passage.kind is not PassageKind.HEADING]
    if sum(len(passage.text) for passage in shown) <= SMALL:
        return tuple(shown)
    hits = _hits(claim, lang, shown, document.language, glossary)
    weights = _weights(hits)
    chosen = _greedy(hits, weights)
    return tuple(shown[i] for i in sorted(chosen))


def _hits(
    claim: str, lang: str, passages: Sequence[Passage], source_lang: str, glossary: Glossary
) -> list[frozenset[str]]:
    """For each passage the features of the claim it shares."""
    wanted = terms(claim)
    own = [terms(passage.text) & wanted for passage in passages]
    if same_language(lang, source_lang):
        return own
    if lang == EN:
        renderings = {term: glossary.chinese(term) for term in wanted}
        return [mine | _rendered(renderings, p.text) for mine, p in zip(own, passages, strict=True)]
    spoken = {term: glossary.chinese(term) for term in set().union(*(terms(p.text) for p in passages))}
    in_claim = {term: [word for word in words if word in claim] for term, words in spoken.items()}
    return [
        mine | {word for term in terms(p.text) for word in in_claim[term]}
        for mine, p in zip(own, passages, strict=True)
    ]


def _rendered(renderings: Mapping[str, frozenset[str]], text: str) -> frozenset[str]:
    return frozenset(term for term, words in renderings.items() if any(word in text for word in words))


def _weights(hits: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency over the passages, smoothed so that a word in all of them still counts a little."""
    seen = Counter(feature for hit in hits for feature in hit)
    return {feature: math.log(1 + len(hits) / n) for feature, n in seen.items()}


def _greedy(hits: Sequence[frozenset[str]], weights: Mapping[str, float]) -> list[int]:
    chosen: list[int] = []
    left = set(weights)
    whole = sum(weights.values())
    while len(chosen) < MOST and left:
        gains = [sum(weights[f] for f in hit & left) for hit in hits]
        best = max(range(len(hits)), key=gains.__getitem__)
        if gains[best] < LEAST_GAIN * whole:
            break
        chosen.append(best)
        left -= hits[best]
    return chosen


def terms(text: str) -> frozenset[str]:
    """Features of a text: lower-cased Latin words cut to their stem-like head, figures, and Han bigrams."""
    latin = {_head(word.lower()) for word in _LATIN.findall(text)}
    han = {run[i : i + 2] for run in _HAN.findall(text) for i in range(max(1, len(run) - 1))}
    return frozenset(word for word in latin if len(word) > 3 or word[:1].isdigit()) | frozenset(han)


def _head(word: str) -> str:
    return word if word[:1].isdigit() else re.sub(r"(?:'s|’s|ing|ed|es|s)$", "", word)
