"""From bytes to text."""

import codecs
import re
from functools import cache

from bot.core.language import table
from bot.core.types import ZH
from bot.reading.limits import ReadingError

WESTERN = "cp1252"  # what servers name when they do not know: believed last

# Every name of a small Chinese, Japanese or Western character set is read as the larger one that contains it, as the
# WHATWG encoding standard has it.
LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": WESTERN,
    "ascii": WESTERN,
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHINESE = ("gb18030", "big5hkscs")
SAMPLE = 20_000  # characters that are looked at to judge a decoding
DECLARATION = 4_096  # bytes at the head of a page among which it names its character set
FREQUENT_SHARE = 0.06  # real Chinese text has 15 % and more of the most frequent characters, misread bytes under 2 %
BROKEN = 0.01  # more than this share of undecodable characters is no text
WESTERN_SHARE = 0.2  # accented letters of a Western text are fewer
CONTROLS = 0.02  # more than this share of control characters is no text


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`: by its byte order mark, as UTF-8, as `declared`, as Chinese, else by guess.

    Raises ReadingError with the reason not_text (binary) or undecodable.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return _lenient(body, encoding)
    if b"\x00" in body or _controls(body):
        raise ReadingError("not_text")
    known = _known(declared)
    for name in ("utf-8", known if known != WESTERN else None):
        text = _strict(body, name) if name else None
        if text is not None:
            return text
    return _chinese(body) or _lenient(body, known or (_guess(body) if _mostly_beyond_ascii(body) else WESTERN))


def declared_in(body: bytes) -> str | None:
    """The character set an HTML page names in its head."""
    found = _charset().search(body[:DECLARATION])
    return found.group(1).decode("ascii") if found else None


def _known(name: str | None) -> str | None:
    try:
        known = codecs.lookup(name.strip()).name if name else None
    except (LookupError, ValueError):
        return None
    return LARGER.get(known, known) if known else None


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _lenient(body: bytes, encoding: str | None) -> str:
    """The text with a few bytes replaced, for pages with one broken character. Raises ReadingError for more."""
    try:
        text = body.decode(encoding or "utf-8", "replace")
    except (UnicodeError, LookupError) as error:
        raise ReadingError("undecodable") from error
    if _is_broken(text):
        raise ReadingError("undecodable")
    return text


def _chinese(body: bytes) -> str | None:
    found = (body.decode(encoding, "replace") for encoding in CHINESE)
    best = max((text for text in found if not _is_broken(text)), key=_frequent, default=None)
    return best if best is not None and _frequent(best) >= FREQUENT_SHARE else None


def _is_broken(text: str) -> bool:
    return text.count("\ufffd") > BROKEN * len(text)


def _frequent(text: str) -> float:
    beyond = [char for char in text[:SAMPLE] if char > "\u2fff"]
    frequent = table(ZH, "detection")["frequent"]
    return sum(char in frequent for char in beyond) / len(beyond) if beyond else 0.0


def _guess(body: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:SAMPLE]).best()
    return best.encoding if best else None


def _mostly_beyond_ascii(body: bytes) -> bool:
    """Whether a text has more letters beyond ASCII than one in a Western language has."""
    return len(body[:SAMPLE].translate(None, bytes(range(128)))) > WESTERN_SHARE * len(body[:SAMPLE])


def _controls(body: bytes) -> bool:
    sample = body[:SAMPLE]
    return len(sample) - len(sample.translate(None, bytes(range(1, 9)) + bytes(range(14, 27)))) > CONTROLS * len(sample)


@cache
def _charset() -> re.Pattern[bytes]:
    return re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9][\w.:-]{1,30})""", re.IGNORECASE)
