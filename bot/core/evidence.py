"""Which passages of a document a claim rests on, where nobody has said so: shared words, weighted by how rare they
are in the document, chosen greedily until further passages add nothing. Works within a language by stemmed words or
Han bigrams, and across languages by figures, Latin names and the glossary's renderings."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.glossary import Glossary, key
from bot.core.language import same_language
from bot.core.types import EN, Document, Passage, PassageKind

SMALL = 600  # characters: a source this short is taken whole
MOST = 12  # passages
LEAST_GAIN = 0.03  # of the claim's whole weight; a passage adding less is not what the claim rests on

MINOR = 3  # letters; shorter words tell little of what a sentence is about
LONGEST = 5  # characters of a dictionary word worth looking for here

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
    if same_language(lang, source_lang):
        wanted = terms(claim)
        return [terms(passage.text) & wanted for passage in passages]
    claim_side, source_side = (_english, _meant) if lang == EN else (_meant, _english)
    wanted = claim_side(claim, glossary)
    return [source_side(passage.text, glossary) & wanted for passage in passages]


def _english(text: str, glossary: Glossary) -> frozenset[str]:  # noqa: ARG001  called like `_meant`
    return frozenset(key(word) for word in _LATIN.findall(text) if len(word) > MINOR or word[:1].isdigit())


def _meant(text: str, glossary: Glossary) -> frozenset[str]:
    """English words a Chinese text may be rendered with, and the Latin words and figures it holds itself."""
    found = set(_english(text, glossary))
    for run in _HAN.findall(glossary.simplified(text)):
        for start in range(len(run)):
            for end in range(start + 2, min(start + LONGEST, len(run)) + 1):
                if run[start:end] in glossary:
                    found |= glossary.senses(run[start:end])
    return frozenset(found)


def _weights(hits: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency over the passages, smoothed so that a word in all of them still counts a little."""
    seen = Counter(feature for hit in hits for feature in hit)
    return {feature: math.log(1 + len(hits) / n) for feature, n in seen.items()}


def _greedy(hits: Sequence[frozenset[str]], weights: Mapping[str, float]) -> list[int]:
    chosen: list[int] = []
    left = set(weights)
    whole = math.fsum(weights.values())
    while len(chosen) < MOST and left:
        # The exact sum: rounded ones depend on the order of a set, which changes from process to process.
        gains = [math.fsum(weights[f] for f in hit & left) for hit in hits]
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
    return frozenset(word for word in latin if len(word) > MINOR or word[:1].isdigit()) | frozenset(han)


def _head(word: str) -> str:
    return word if word[:1].isdigit() else re.sub(r"(?:'s|’s|ing|ed|es|s)$", "", word)
