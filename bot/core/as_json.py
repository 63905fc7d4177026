"""Digests, documents and verdicts as plain JSON values. People and tests rely on these shapes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.core import telling
from bot.core.grounding import Verdict
from bot.core.types import Coverage, Digest, Document, EngineInfo, Passage, Point, Reason, SourceInfo, Unread

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
        "engine": engine(found.engine),
        "usage": {
            "input_tokens": found.usage.input_tokens,
            "output_tokens": found.usage.output_tokens,
            "dollars": found.usage.dollars,
            "calls": found.usage.calls,
            "repair_tokens": found.usage.repair_tokens,
        },
    }


def engine(one: EngineInfo) -> Json:
    return {
        "kind": one.kind,
        "name": one.name,
        "why": one.why,
        "detail": dict(one.detail),
        "before": [engine(before) for before in one.before],
    }


def point(one: Point, languages: Sequence[str]) -> Json:
    return {
        "text": {lang: one.text.get(lang) for lang in dict.fromkeys((*languages, *one.text))},
        "translated": list(one.translated),
        "stance": one.stance.value,
        "voice": one.voice,
        "says_who": one.says_who,
        "sources": sorted({evidence.source for evidence in one.evidence}),
        "evidence": [
            {"source": e.source, "passage": e.passage, "text": e.text, "start": e.start, "end": e.end, "page": e.page}
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
        "teasers": one.teasers,
        "pages": one.pages,
        "pages_read": one.pages_read,
        "passages": one.passages,
        "unread": [unread(missing) for missing in one.unread],
        "dropped": dict(Counter(blocked.kind for blocked in one.dropped)),
        "other_languages": list(one.other_languages),
    }


def unread(one: Unread) -> Json:
    detail = dict(one.detail)
    return {
        "input": one.input,
        "reason": one.reason,
        "url": one.url,
        "detail": detail,
        "message": telling.unread(one),
    }


def reason(one: Reason) -> Json:
    return {
        "kind": one.kind,
        "weight": one.weight.value,
        "claim": one.claim,
        "source": one.source,
        "message": telling.reason(one),
    }


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
        "published_at": _day(one.published_at),
        "updated": _day(one.updated),
        "updated_at": _day(one.updated_at),
        "site": one.site,
        "url": one.url,
        "canonical": one.canonical,
        "teaser": one.teaser,
        "language": one.language,
        "relays": list(one.relays),
        "links": list(one.links),
        "characters": len(one.text),
        "left_out": one.cut,
        "pages": one.pages,
        "pages_read": one.pages_read,
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
        "page": one.page,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
