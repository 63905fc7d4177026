"""The only door from claim to point: what a claim says is compared with the passages it came from.

Deterministic and without a model. Each check names its reasons and the two spans that disagree; a reason with the
weight `block` keeps a claim from being shown, one with the weight `doubt` is shown beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core import form, names, polarity, quantities, stance, support
from bot.core.evidence import passages_for
from bot.core.glossary import Glossary
from bot.core.language import same_language, size
from bot.core.types import Claim, Document, Evidence, Passage, Point, Reason, Stance, Voice, Weight

COMPLETE = 0.6  # of the length of a full rendering; a shorter claim is a summary and may leave things out


@dataclass(frozen=True, slots=True)
class Rejected:
    """A claim that is not shown, and every reason found against it."""

    claim: Claim
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the passages the claim was held against, and the reasons; no reason at all is support."""

    passages: tuple[Passage, ...]
    reasons: tuple[Reason, ...]

    @property
    def supported(self) -> bool:
        return not self.reasons


def ground(
    claim: Claim, documents: Sequence[Document], voices: Sequence[Mapping[str, Voice]], glossary: Glossary
) -> Point | Rejected:
    """A point made of `claim`, if no blocking reason stands against any of its sides; else the claim with its reasons.

    `documents` and `voices` are those of the whole ask; `claim.source` counts them from 1. A claim that names no
    passage of its source is always rejected.
    """
    document = documents[claim.source - 1]
    passages = _named(claim, document)
    if not passages:
        return Rejected(claim, (Reason("no_passage", Weight.BLOCK, next(iter(claim.text.values()), ""), ""),))
    if not claim.text or not all(text.strip() for text in claim.text.values()):
        return Rejected(claim, (Reason("empty", Weight.BLOCK, "", ""),))
    reasons = _reasons(claim, document, passages, glossary)
    if _blocked(reasons):
        return Rejected(claim, reasons)
    voice = voice_of(voices[claim.source - 1], passages)
    return Point(
        text=dict(claim.text),
        translated=tuple(lang for lang in claim.text if not same_language(lang, document.language)),
        stance=stance.weaker(voice.stance, claim.stance),
        voice=voice.name,
        says_who=voice.said,
        evidence=tuple(Evidence(claim.source, p.id, p.text, p.start, p.end, p.page) for p in passages),
        doubts=tuple(dict.fromkeys((*reasons, *claim.doubts))),
    )


def own_title(
    document: Document, voices: Mapping[str, Voice], renderings: Mapping[str, str], glossary: Glossary
) -> Point:
    """The document's own title as written, a point like any other, with those renderings that agree with it.

    The title must be there.
    """
    title = document.title or ""
    heading = next((p for p in document.passages if title in p.text), None)
    voice = _title_voice(document, title, voices)
    evidence = [Evidence(1, heading.id, heading.text, heading.start, heading.end, heading.page)] if heading else []
    text = {document.language: title}
    doubts: list[Reason] = []
    for lang, rendering in renderings.items():
        if same_language(lang, document.language):
            continue
        reasons = compare(rendering, lang, title, document.language, glossary)
        if not _blocked(reasons):
            text[lang] = rendering
            doubts += reasons
    translated = tuple(lang for lang in text if lang != document.language)
    return Point(text, translated, voice.stance, voice.name, voice.said, tuple(evidence), tuple(doubts))


def _blocked(reasons: Sequence[Reason]) -> bool:
    return any(reason.weight is Weight.BLOCK for reason in reasons)


def _title_voice(document: Document, title: str, voices: Mapping[str, Voice]) -> Voice:
    """Who the title itself says is speaking; the author, where it says nothing and the text is mostly opinion."""
    alone = Document(title, (Passage("1", title, 0, len(title), 0),), document.language, document.kind)
    voice = stance.voices(alone)["1"]
    opinion = sum(voice.stance is Stance.OPINION for voice in voices.values())
    if voice.stance is Stance.REPORTED and opinion > len(voices) / 2:
        return Voice(Stance.OPINION)
    return voice


def own_words(passages: Sequence[Passage]) -> str:
    """The passages' text as written: neighbours without white space between them stay so, others get one space."""
    words = ""
    for before, passage in zip((None, *passages), passages, strict=False):
        joined = before is None or before.end == passage.start
        words += passage.text if joined else f" {passage.text}"
    return words


def in_own_words(point: Point, lang: str) -> bool:
    """Whether a side of a point is the source's own words as written, not a model's."""
    if lang in point.translated or lang not in point.text:
        return False
    said = "".join(one.text for one in point.evidence)
    return "".join(point.text[lang].split()) in "".join(said.split())


def voice_of(voices: Mapping[str, Voice], passages: Sequence[Passage]) -> Voice:
    """The weakest voice among passages, preferably one that is said; plain reporting where none is known."""
    order = list(Stance)
    known = [voices[p.id] for p in passages if p.id in voices]
    weakest = max((voice.stance for voice in known), key=order.index, default=Stance.REPORTED)
    sharing = [voice for voice in known if voice.stance is weakest]
    return max(sharing, key=lambda voice: (voice.said, voice.name is not None), default=Voice(weakest))


def check(texts: Mapping[str, str], document: Document, glossary: Glossary) -> Verdict:
    """Holds a claim, in one language or in both, against a whole document.

    The passages it rests on are found first. Two sides are also held against each other.
    """
    passages: dict[str, Passage] = {}
    reasons: list[Reason] = []
    for lang, text in texts.items():
        found = passages_for(text, lang, document, glossary)
        passages |= {p.id: p for p in found}
        reasons += compare(text, lang, own_words(found), document.language, glossary)
    reasons += [*(reason for _, reason in form.uneven(texts)), *_between_sides(texts, glossary)]
    order = sorted(passages.values(), key=lambda p: p.start)
    return Verdict(tuple(order), tuple(dict.fromkeys(reasons)))


def compare(
    claim: str, lang: str, source: str, source_lang: str, glossary: Glossary, *, summary: bool = False
) -> tuple[Reason, ...]:
    """Every reason against one side of a claim, given the words of the passages it rests on.

    A `summary` leaves things out on purpose, and so does every claim in the language of its source.
    """
    same = same_language(lang, source_lang)
    complete = not (same or summary) and size(claim) >= COMPLETE * size(source)
    found = [
        *form.check(claim, lang, source, source_lang),
        *quantities.check(claim, lang, source, source_lang, complete=complete),
        *names.check(claim, lang, source, source_lang, glossary, complete=complete),
        *polarity.check(claim, lang, source, source_lang, complete=complete),
    ]
    if same:
        found += support.check(claim, source, lang)
    return tuple(found)


def _reasons(claim: Claim, document: Document, passages: Sequence[Passage], glossary: Glossary) -> tuple[Reason, ...]:
    source = own_words(passages)
    # The other side renders this one's words, not the source's, and is held against them below.
    summary = any(same_language(lang, document.language) and text != source for lang, text in claim.text.items())
    found: list[Reason] = []
    for lang, text in claim.text.items():
        if text != source or not same_language(lang, document.language):
            found += compare(text, lang, source, document.language, glossary, summary=summary)
    found += (reason for lang, reason in form.uneven(claim.text) if claim.text[lang] != source)
    if source not in claim.text.values():
        found += _between_sides(claim.text, glossary)
    return tuple(dict.fromkeys(found))


def _between_sides(texts: Mapping[str, str], glossary: Glossary) -> list[Reason]:
    """What the two sides of one claim say differently; they are renderings of each other, so nothing may be missing."""
    if len(texts) < 2:
        return []
    (lang, text), (other_lang, other) = texts.items()
    return [
        *quantities.check(text, lang, other, other_lang, complete=True),
        *names.check(text, lang, other, other_lang, glossary, complete=True),
        *polarity.check(text, lang, other, other_lang, complete=True),
    ]


def _named(claim: Claim, document: Document) -> list[Passage]:
    wanted = set(claim.passages)
    return [passage for passage in document.passages if passage.id in wanted]
