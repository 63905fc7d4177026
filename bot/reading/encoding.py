"""From bytes to text."""

import codecs
import re
from functools import cache
from itertools import islice
from operator import itemgetter

from bot.core.language import table
from bot.core.types import ZH
from bot.reading.limits import ReadingError

CENTRAL = "cp1250"  # has a character for nearly every byte
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
ASIAN = ("big5hkscs", "cp932", "euc_jp", "cp949", "gb18030")
JAPANESE, KOREAN = frozenset({"cp932", "euc_jp"}), frozenset({"cp949"})
ESCAPED = ("iso2022_jp_2", "iso2022_kr")
OTHERS = ["cp1251", "koi8_r", "iso8859_5", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256"]
# The letters beyond ASCII that languages use which were written in these sets. What stands in two of them (Portuguese õ
# is Hungarian ő) is left to the one that has less else.
ACCENTED = {
    WESTERN: frozenset("àâäáãåæçèéêëìíîïñòóôöøùúüÿßœÀÂÄÁÃÅÆÇÈÉÊÍÎÑÓÔÖØÚÜŒ¿¡ªº"),
    "cp1254": frozenset("çğıöşüâîûÇĞİÖŞÜ"),
}
ACCENTED["iso8859_2"] = frozenset("áäąćčďéęěíĺľłńňóôöőřśšťúůűüýźžżăâîşţÁÄĄĆČĎÉĘĚÍŁŃŇÓÔÖŐŘŚŠŤÚŮŰÜÝŹŽŻĂÂÎŞŢß")
ACCENTED[CENTRAL] = ACCENTED["iso8859_2"]  # as many of the former's letters are letters here, but not the reverse
ANYWHERE = frozenset("“”„‘’‚–—…«»‹›°§©®™€·•\xa0")
MARGIN = 0.05  # of those letters, by which another set must fit better than the Western one
SAMPLE = 20_000  # characters that are looked at to judge a decoding
DECLARATION = 4_096  # bytes at the head of a page among which it names its character set
FREQUENT_SHARE = 0.06  # real Chinese text has 15 % and more of the most frequent characters, misread bytes under 2 %
KANA_SHARE = 0.25  # of a Japanese text; Chinese read as Japanese has less
FREQUENT_HANGUL = frozenset("이다는가의을를에하고은기지도로사서대한어들인해자리스시아")
HANGUL_SHARE = 0.2
DAMAGE = 0.02  # of the characters beyond ASCII; a text with fewer broken ones has been damaged, not misread
BROKEN = 0.01  # more than this share of undecodable characters is no text
FOREIGN_SHARE = 0.6  # of the letters of words with a letter beyond ASCII; those of a Western language have one or two
LEAST_UTF_8 = 3  # characters beyond ASCII that make a text with one broken character UTF-8
CONTROLS = 0.02  # more than this share of control characters is no text


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`: by its byte order mark, as UTF-8, as `declared`, as what makes sense of it, else by guess.

    A declaration is believed unless the text it gives makes less sense than another one does.
    Raises ReadingError with the reason not_text (binary) or undecodable.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return _lenient(body, encoding)
    if b"\x00" in body or _controls(body):
        raise ReadingError("not_text")
    known = _known(declared)
    for reading in (_escaped, _utf_8, _declared, _asian):
        found = reading(body, known)
        if found is not None:
            return found
    said = known if known not in (None, WESTERN) else None
    found = (_strict(body, said) or _nearly(body, said)) if said else None
    return found if found is not None else _lenient(body, _guess(body) or WESTERN)


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


def _utf_8(body: bytes, _: str | None) -> str | None:
    """The text as UTF-8, which hardly any other text can be taken for once some of its characters fit."""
    text = _nearly(body, "utf-8")
    broken = text.count("\ufffd") if text else 0
    return text if text is None or not broken or _beyond(text) - broken >= LEAST_UTF_8 else None


def _escaped(body: bytes, known: str | None) -> str | None:
    """The text of bytes that are all ASCII and switch their character set by escape sequences."""
    if known == "hz":
        return _strict(body, known)
    if b"\x1b$" not in body:
        return None
    return next((text for name in ESCAPED if (text := _strict(body, name)) is not None), None)


def _declared(body: bytes, known: str | None) -> str | None:
    """The text as declared, if it makes sense."""
    text = _nearly(body, known) if known and known != WESTERN else None
    return text if text is not None and (known not in ASIAN or _sense(text, known) >= 1) else None


def _asian(body: bytes, _: str | None) -> str | None:
    """The text in the multi-byte encoding in which it makes most sense, if it makes any."""
    found = [(_sense(text, name), text) for name in ASIAN if (text := _nearly(body, name)) is not None]
    sense, best = max(found, key=itemgetter(0), default=(0.0, ""))
    return best if sense >= 1 else None


def _nearly(body: bytes, encoding: str) -> str | None:
    """The text in an encoding that leaves hardly any byte beyond ASCII undecoded."""
    try:
        text = body.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        return None
    broken = text.count("\ufffd")
    return text if not broken or broken <= max(1, DAMAGE * _beyond(text)) else None


def _beyond(text: str) -> int:
    """How many characters are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_broken(text: str) -> bool:
    return text.count("\ufffd") > BROKEN * len(text)


def _sense(text: str, encoding: str) -> float:
    """How much a text reads like a language that is written in this set: 1 and more where it does.

    Japanese in EUC-JP is as much kana in GB 18030: kana make sense in a Japanese set only, hangul in a Korean one.
    """
    beyond = "".join(islice(_east_asian().findall(text), SAMPLE))[:SAMPLE]
    if not beyond:
        return 0.0
    frequent = table(ZH, "detection")["frequent"]
    found = sum(char in frequent for char in beyond) / FREQUENT_SHARE
    if encoding in JAPANESE:
        found = max(found, sum("\u3041" <= char <= "\u30fe" for char in beyond) / KANA_SHARE)
    elif encoding in KOREAN:
        found = max(found, sum(char in FREQUENT_HANGUL for char in beyond) / HANGUL_SHARE)
    return found / len(beyond)


def _guess(body: bytes) -> str | None:
    """The single-byte encoding in which a text's words make most sense; None where they are but damaged."""
    words = [word for word in re.findall(rb"[A-Za-z\x80-\xff]{2,40}", body) if not word.isascii()][:SAMPLE]
    sample = b" ".join(words)[:SAMPLE]
    beyond = len(sample.translate(None, bytes(range(128))))
    if beyond <= FOREIGN_SHARE * len(sample):
        return _latin(sample)
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=OTHERS).best()
    return best.encoding if best else CENTRAL


def _latin(sample: bytes) -> str:
    """The set of Latin letters whose languages use most of those in the sample: the Western one unless another fits."""
    fits = {name: _fit(sample.decode(name, "replace"), letters) for name, letters in ACCENTED.items()}
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] > fits[WESTERN] + MARGIN else WESTERN


def _fit(text: str, letters: frozenset[str]) -> float:
    beyond = [char for char in text if char > "\x7f" and char not in ANYWHERE]
    return sum(char in letters for char in beyond) / (len(beyond) or 1)


def _controls(body: bytes) -> bool:
    sample = body[:SAMPLE]
    return len(sample) - len(sample.translate(None, bytes(range(1, 9)) + bytes(range(14, 27)))) > CONTROLS * len(sample)


@cache
def _east_asian() -> re.Pattern[str]:
    return re.compile(r"[\u3000-\U0010ffff]+")


@cache
def _charset() -> re.Pattern[bytes]:
    return re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9][\w.:-]{1,30})""", re.IGNORECASE)
