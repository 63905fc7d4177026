"""Who stands behind each passage of a document."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.stance.memory import REPORTED, Memory
from bot.core.stance.sentences import Sentence, sentences
from bot.core.stance.stretches import commentary
from bot.core.stance.subjects import Place
from bot.core.stance.turns import turns
from bot.core.types import LANGUAGES, Document, Stance, Voice

__all__ = ["voices", "weaker"]

_ORDER = tuple(Stance)

# A sentence this short behind a quotation only says who spoke it.
ONLY_SPEAKER = 40


def weaker(decided: Stance, proposed: Stance | None) -> Stance:
    """The weaker of a decided and a proposed stance: reported > attributed > anonymous > opinion."""
    return decided if proposed is None else max(decided, proposed, key=_ORDER.index)


def voices(document: Document) -> dict[str, Voice]:
    """The voice behind each passage of `document`, by passage id.

    A document in a language without a table of cues is reported throughout.
    """
    known = {"", "und", *(tag.partition("-")[0] for tag in LANGUAGES)}
    if document.language.partition("-")[0] not in known:
        return {passage.id: REPORTED for passage in document.passages}
    found = sentences(document)
    spoken = turns(found)
    memory = Memory()
    given = [
        memory.voice(sentence, spoken.get(sentence.passage.id), opinion=opinion and not spoken)
        for sentence, opinion in zip(found, commentary(document, found), strict=True)
    ]
    return {s.passage.id: voice for s, voice in zip(found, _looked_back(found, given), strict=True)}


def _looked_back(sentences: Sequence[Sentence], given: Sequence[Voice]) -> list[Voice]:
    """Voices with what only the next sentence tells: who spoke a quotation, where a piece of news comes from."""
    found = list(given)
    for i in range(len(sentences) - 2, -1, -1):
        here, after = sentences[i], sentences[i + 1]
        if here.passage.paragraph == after.passage.paragraph and _tells(here, after):
            found[i] = replace(found[i + 1], said=False)
    return found


def _tells(here: Sentence, after: Sentence) -> bool:
    """Whether the sentence `after` another says who stands behind it."""
    if after.attribution and after.attribution.place is Place.BEHIND:
        return True
    if not here.is_quotation or here.attribution:
        return False
    if here.runs_on:
        return after.is_quotation or after.attribution is not None
    return after.attribution is not None and not after.is_quotation and len(after.matched) <= ONLY_SPEAKER
