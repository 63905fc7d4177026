"""What a written point may not hold, whatever its source: links, markup, mentions, unseen characters, more words than
a reader has time for."""

import re

from bot.core.salience.terms import width
from bot.core.types import ZH, Reason, Weight

HAN, LATIN = 60, 200  # characters a point is asked to keep to
SLACK, ABSURD = 1.25, 4.0  # times that: where a point is too long, and where an answer is none

_LINK = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://\S*|\bwww\.\S+|\bmailto:\S+")
_HOST = re.compile(r"(?i)\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:[a-z]{2,24})(?:/\S*|\b)")
_MARKUP = re.compile(
    r"""\*\*|__|~~|\|\||`                       # emphasis, spoilers, code
    |!?\[[^\[\]]{0,200}\]\(                    # a Markdown link or picture
    |<[@\#!:/a-zA-Z][^<>]{0,200}>              # a mention, a tag, an emoji
    |@(?:everyone|here|channel)\b
    |\[\d{1,3}(?:[,，\s]+\d{1,3}){0,9}\]|【\d{1,3}】  # a number of a source or a line
    |^\s{0,3}(?:\#{1,6}|[-*+>]|\d{1,3}[.)])\s  # a heading, a list, a quotation
    |[\r\n\u2028\u2029]""",
    re.VERBOSE,
)
_HANDLE = re.compile(r"(?<![\w.])@\w{2,40}")
_UNSEEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def check(text: str, lang: str, source: str) -> tuple[Reason, ...]:
    """Reasons, all blocking, against the wording of one side in `lang`; handles and hosts of `source` may stand."""
    found = []
    if linked := link(text, source):
        found.append(_block("link", linked))
    if marked := _markup(text, source):
        found.append(_block("markup", marked))
    if _length(text, lang) > SLACK:
        found.append(_block("too_long", text))
    return tuple(found)


def _block(kind: str, span: str) -> Reason:
    return Reason(kind, Weight.BLOCK, span[:60], "")


def link(text: str, source: str) -> str:
    """The first link in `text`, or the first name of a host that `source` does not have; "" for none."""
    if found := _LINK.search(text):
        return found.group()
    hosts = (match.group() for match in _HOST.finditer(text))
    return next((host for host in hosts if host.lower() not in source.lower()), "")


def absurd(text: str, lang: str) -> bool:
    """Whether a text is many times as long as a point."""
    return _length(text, lang) > ABSURD


def _length(text: str, lang: str) -> float:
    return width(text) / HAN if lang == ZH else len(text) / LATIN


def _markup(text: str, source: str) -> str:
    if found := _MARKUP.search(text) or _UNSEEN.search(text):
        return found.group() if found.group().isprintable() else f"U+{ord(found.group()[0]):04X}"
    handles = (match.group() for match in _HANDLE.finditer(text))
    return next((handle for handle in handles if handle not in source), "")
