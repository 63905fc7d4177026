"""Digests, documents and verdicts as plain JSON values. People and tests rely on these shapes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.core import phrases
from bot.core.grounding import Verdict
from bot.core.types import LANGUAGES, Coverage, Digest, Document, Passage, Point, Reason, SourceInfo, Texts, Unread

Json = dict[str, Any]


def digest(found: Digest) -> Json:
    """The whole digest. A side of a text that could not be rendered is null."""
    return {
        "title": point(found.title, found.languages),
        "points": [point(one, found.languages) for one in found.points],
        "more_points": found.more_points,
        "sources": [source(one) for one in found.sources],
        "coverage": coverage(found.coverage),
        "languages": list(found.languages),
        "engine": {"kind": found.engine.kind, "name": found.engine.name, "why": found.engine.why},
        "usage": {
            "input_tokens": found.usage.input_tokens,
            "output_tokens": found.usage.output_tokens,
            "dollars": found.usage.dollars,
        },
    }


def point(one: Point, languages: Sequence[str]) -> Json:
    return {
        "text": {lang: one.text.get(lang) for lang in dict.fromkeys((*languages, *one.text))},
        "translated": list(one.translated),
        "stance": one.stance.value,
        "voice": one.voice,
        "sources": sorted({evidence.source for evidence in one.evidence}),
        "evidence": [
            {"source": e.source, "passage": e.passage, "text": e.text, "start": e.start, "end": e.end}
            for e in one.evidence
        ],
        "doubts": [reason(doubt) for doubt in one.doubts],
    }


def source(one: SourceInfo) -> Json:
    return {
        "n": one.n,
        "title": one.title,
        "site": one.site,
        "author": one.author,
        "published": _day(one.published),
        "url": one.url,
        "status": one.status,
        "kind": one.kind,
        "relays": list(one.relays),
    }


def coverage(one: Coverage) -> Json:
    return {
        "inputs": one.inputs,
        "read": one.read,
        "characters": one.characters,
        "left_out": one.left_out,
        "passages": one.passages,
        "unread": [unread(missing) for missing in one.unread],
        "dropped": dict(Counter(blocked.kind for blocked in one.dropped)),
        "other_languages": list(one.other_languages),
    }


def unread(one: Unread) -> Json:
    return {"input": one.input, "reason": one.reason, "url": one.url, "message": unread_message(one)}


def unread_message(one: Unread) -> Texts:
    """Why an input was not read, as a sentence in both languages."""
    return {lang: _unread_in(one, lang) for lang in LANGUAGES}


def _unread_in(one: Unread, lang: str) -> str:
    named = phrases.phrase("unread_input.pasted", lang) if one.input in ("", "-") else one.input
    return phrases.phrase(f"unread.{one.reason}", lang, **{**one.detail, "input": named})


def reason(one: Reason) -> Json:
    return {
        "kind": one.kind,
        "weight": one.weight.value,
        "claim": one.claim,
        "source": one.source,
        "message": reason_message(one),
    }


def reason_message(one: Reason) -> Texts:
    """What disagrees, as a sentence in both languages: one of its own, or one made of the kind and the spans."""
    return {lang: _reason_in(one, lang) for lang in LANGUAGES}


def _reason_in(one: Reason, lang: str) -> str:
    if f"reason.{one.kind}" in phrases.keys(lang):
        return phrases.phrase(f"reason.{one.kind}", lang, claim=one.claim, source=one.source)
    spans = {(True, True): "both", (True, False): "only_claim", (False, True): "only_source"}
    shape = spans.get((bool(one.claim), bool(one.source)), "neither")
    what = phrases.phrase(f"what.{one.kind}", lang)
    return phrases.phrase(f"differs.{shape}", lang, what=what, claim=one.claim, source=one.source)


def verdict(one: Verdict) -> Json:
    return {
        "supported": one.supported,
        "reasons": [reason(found) for found in one.reasons],
        "passages": [passage(found) for found in one.passages],
    }


def document(one: Document) -> Json:
    return {
        "status": "read",
        "reason": None,
        "kind": one.kind,
        "title": one.title,
        "author": one.author,
        "published": _day(one.published),
        "site": one.site,
        "url": one.url,
        "language": one.language,
        "relays": list(one.relays),
        "links": list(one.links),
        "characters": len(one.text),
        "left_out": one.cut,
        "passages": [passage(found) for found in one.passages],
    }


def passage(one: Passage) -> Json:
    return {
        "id": one.id,
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "paragraph": one.paragraph,
        "kind": one.kind.value,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
