"""The outward form of a sentence someone wrote about a source: its language, residue of another, loops, cut-offs,
leaked prompts, and quotation marks around words nobody said. Says nothing about its sense."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from bot.core.language import detect, table
from bot.core.types import EN, ZH, Reason, Weight

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN_RUN = re.compile(r"[a-z]+(?:[ ,]+[a-z]+){2,}")
_LATIN_WORD = re.compile(r"(?<![\w@./'’-])(?<![A-Za-z] )[a-z]{3,}(?![\w@/])")
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]+")
_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+")
_MARKER = re.compile(r"<\|[^|<>\s]{1,40}\|>|\[/?INST\]|</?s>|<<SYS>>|<think>")
_OPEN_END = re.compile(r"[,，、:：;；(（“「《‘\-–—]\s*$")
_CLOSED_END = re.compile(r"[.!?。！？…][^\w\s]{0,4}\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_QUOTED = re.compile(r"“([^”]{1,2000})”|「([^」]{1,2000})」|『([^』]{1,2000})』|\"([^\"]{1,2000})\"")
_QUOTE_MARK = re.compile(r"[“”「」『』\"]")

LAST = 50  # characters that tell how a text ends
STEM = 5  # letters that tell a word left standing in another form: "inspectors" for "inspector"
LOOP = 3  # a stretch said this often in a row is a loop
SPEECH_HAN, SPEECH_WORDS = 8, 4  # a quoted stretch this long is somebody's words, not a name in quotation marks


def check(claim: str, lang: str, source: str, source_lang: str) -> tuple[Reason, ...]:
    """Reasons against the form of `claim`, written in `lang` about `source`. All block but a single foreign word."""
    return (
        *_language(claim, lang),
        *_residue(claim, lang, source),
        *_loops(claim, source),
        *_leaks(claim, lang, source),
        *_cut_off(claim, lang, source),
        *_quotations(claim, source, same_language=lang[:2] == source_lang[:2]),
    )


def _block(kind: str, span: str) -> Reason:
    return Reason(kind, Weight.BLOCK, span, "")


def _language(claim: str, lang: str) -> list[Reason]:
    han = sum(map(len, _HAN.findall(claim)))
    latin = len(re.findall(r"[A-Za-z]+", claim))
    if lang == EN and han > 2 * latin:
        return [_block("language", claim[:60])]
    if lang == ZH and han * 2 < latin and latin > 3:
        return [_block("language", claim[:60])]
    if lang == ZH and han >= 10 and detect(claim) == "zh-Hant":
        return [_block("script", claim[:60])]
    return []


def _residue(claim: str, lang: str, source: str) -> list[Reason]:
    runs = list(_OTHER_SCRIPT.findall(claim))
    runs += _HAN.findall(claim) if lang == EN else _LATIN_RUN.findall(claim)
    # Words of the other language are no residue where the source's own sentence in this language holds them too.
    own = source if _mostly(source, lang) else _OTHER_SCRIPT.findall(source)
    found = [_block("residue", run) for run in runs if run not in own][:3]
    if found or lang == EN or own is source:
        return found
    # One English word left standing in Chinese is often a term (wifi, token), so it is only doubted.
    left = [word for word in _LATIN_WORD.findall(claim) if re.search(rf"(?i)\b{word[:STEM]}", source)]
    return [Reason("residue", Weight.DOUBT, word, word) for word in left[:1]]


def _mostly(text: str, lang: str) -> bool:
    han = sum(map(len, _HAN.findall(text)))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return (han > latin) == (lang != EN)


def _loops(claim: str, source: str) -> list[Reason]:
    """A stretch of up to 12 tokens repeated `LOOP` times in a row, where the source does not do so itself."""
    tokens = [t.lower() for t in _TOKEN.findall(claim)][:2000]
    stretch = _repeated(tokens)
    if not stretch or _repeated([t.lower() for t in _TOKEN.findall(source)][:4000]) == stretch:
        return []
    return [_block("loop", " ".join(stretch) if stretch[0].isascii() else "".join(stretch))]


def _repeated(tokens: list[str]) -> list[str]:
    for size in range(2, 13):
        same = 0
        for i in range(size, len(tokens)):
            same = same + 1 if tokens[i] == tokens[i - size] else 0
            if same >= size * (LOOP - 1):
                return tokens[i - size + 1 : i + 1]
    return []


@cache
def _leak_pattern(lang: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(leak) for leak in table(lang, "form")["leaks"]))


def _leaks(claim: str, lang: str, source: str) -> list[Reason]:
    low, source_low = claim.lower(), source.lower()
    hits = [m.group() for m in _MARKER.finditer(claim)]
    hits += [m.group() for m in _leak_pattern(lang).finditer(low)]
    return [_block("leak", hit) for hit in hits if hit.lower() not in source_low][:1]


def _cut_off(claim: str, lang: str, source: str) -> list[Reason]:
    text = claim.rstrip()
    open_end = _OPEN_END.search(text)
    if open_end and not source.rstrip().endswith(open_end.group().strip()):
        return [_block("cut_off", text[-20:])]
    if _ELLIPSIS.search(text) and not _ELLIPSIS.search(source.rstrip()):
        return [_block("cut_off", text[-20:])]
    last = text.split()[-1:] if lang == EN else [end for end in table(lang, "form")["open_ends"] if text.endswith(end)]
    if last and last[0] in table(lang, "form")["open_ends"]:
        return [_block("cut_off", text[-20:])] if not source.rstrip().endswith(last[0]) else []
    return []


def _quotations(claim: str, source: str, *, same_language: bool) -> list[Reason]:
    quoted = [next(filter(None, m.groups())) for m in _QUOTED.finditer(claim)]
    if same_language:
        said = folded(source)
        return [_block("quotation", q) for q in quoted if folded(q) not in said]
    speech = [q for q in quoted if len(_HAN.findall(q)) and sum(map(len, _HAN.findall(q))) >= SPEECH_HAN]
    speech += [q for q in quoted if len(re.findall(r"[A-Za-z]+", q)) >= SPEECH_WORDS]
    return [] if _QUOTE_MARK.search(source) else [_block("quotation", q) for q in speech[:1]]


def uneven(texts: Mapping[str, str]) -> tuple[tuple[str, Reason], ...]:
    """A doubt about each side, by its language, that does not end as a sentence does where another one does: it may be
    cut off."""
    open_ones = [lang for lang, text in texts.items() if not _CLOSED_END.search(text[-LAST:])]
    if len(open_ones) == len(texts):
        return ()
    return tuple((lang, Reason("cut_off", Weight.DOUBT, texts[lang].rstrip()[-20:], "")) for lang in open_ones)


def folded(text: str) -> str:
    """Text reduced to what makes two quotations the same: letters and digits, without case, width or spacing."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
