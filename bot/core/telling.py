"""What a person is told of an input that was not read, and of a disagreement: sentences in both languages."""

from bot.core import phrases
from bot.core.types import LANGUAGES, Reason, Texts, Unread


def unread(one: Unread) -> Texts:
    """Why an input was not read."""
    return {lang: _unread(one, lang) for lang in LANGUAGES}


def _unread(one: Unread, lang: str) -> str:
    named = phrases.phrase("unread_input.pasted", lang) if one.input in ("", "-") else one.input
    return phrases.phrase(f"unread.{one.reason}", lang, **{**one.detail, "input": named})


def reason(one: Reason) -> Texts:
    """What disagrees: a sentence of the kind's own, or one made of the kind and the spans there are."""
    return {lang: _reason(one, lang) for lang in LANGUAGES}


def _reason(one: Reason, lang: str) -> str:
    if f"reason.{one.kind}" in phrases.keys(lang):
        return phrases.phrase(f"reason.{one.kind}", lang, claim=one.claim, source=one.source)
    spans = {(True, True): "both", (True, False): "only_claim", (False, True): "only_source"}
    shape = spans.get((bool(one.claim), bool(one.source)), "neither")
    what = phrases.phrase(f"what.{one.kind}", lang)
    return phrases.phrase(f"differs.{shape}", lang, what=what, claim=one.claim, source=one.source)
