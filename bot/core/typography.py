"""Spaces and punctuation of what people see.

`typeset` is for Duet's own words. `spaced` is for a source's words, which are shown as written: it touches white
space only. The marks are those of GB/T 15834; a space between Han characters and Latin letters or digits is common
practice. Code, URLs, addresses, dot files, chat markup and faces are left alone.
"""

import re
from bisect import bisect_left
from collections.abc import Callable

from bot.core.types import ZH

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = "，。！？：；、（）《》【】「」『』"  # marks that bring their own space
FULL = dict(zip(",.!?:;", "，。！？：；", strict=True))

_IS_HAN = re.compile(f"[{HAN}]")
_IS_WIDE = re.compile(f"[{HAN}{WIDE}”…]")
_SEAM = re.compile(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])")
_MARK = re.compile(r'\.{3,}|…+|[-—]{2,}|—|[,.!?:;()"]')
_BLANKS = "[ \t\u00a0\u3000]+"
_BLANK = re.compile(_BLANKS)
_DOUBLED = re.compile(r"(?<=\S)[ \t\u00a0\u3000]{2,}(?=\S)")
_SPACE = re.compile(r"\s+")
_DOUBLE = ("……", "——")
_TRANSPARENT = " \t\u00a0\u3000*_~"
_AFTER = re.compile(r"[ \t\u00a0\u3000]*")
_LINE = re.compile(r"[^\n]+")
_STRAIGHT = re.compile('"')
_ALNUM = re.compile("[A-Za-z0-9]")
_ROUND = re.compile(r"[()\n]")
_FIXED = re.compile(
    r"""```.*?(?:```|$)|`[^`\n]*`                     # code
    |(?<=\])\([^()\s]*\)                           # the address of a Markdown link
    |(?:https?://|www\.)[!-~]*[!-~](?<![.,!?;:)'"])  # a URL
    |<[@\#:at/][^<>\n]{0,80}>                      # a mention or a time
    |(?<![\w:]):[a-z0-9_+-]{2,32}:(?!\w)           # an emoji by name
    |[;:]-?[()DPp](?![A-Za-z0-9])                  # a face
    |(?<![\w.])\.{1,2}/?[a-z][\w./-]*              # .gitignore, ./notes
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def typeset(text: str, lang: str) -> str:
    """Our own words in the typography of `lang`; the same again if applied twice.

    Doubled spaces are collapsed in every language; Chinese also gets its spaces, punctuation and quotation marks.
    """
    if lang == ZH:
        text = _with_seams(_replaced(_BLANK, _unneeded, _punctuated(text)))
    return _replaced(_DOUBLED, lambda _: " ", text)


def spaced(text: str) -> str:
    """A source's own words on one line: white space collapsed, a space where Han meets Latin letters or digits.

    Every character that is no white space stays as it is, where it is.
    """
    return _with_seams(_SPACE.sub(_unwrapped, text.strip()))


def _unneeded(blanks: re.Match[str]) -> str:
    """A space beside a mark that brings its own, or between Han characters and a quotation, is dropped."""
    before = blanks.string[max(0, blanks.start() - 2) : blanks.start()]
    after = blanks.string[blanks.end() : blanks.end() + 2]
    if before[-1:] in WIDE or after[:1] in WIDE:
        return "" if before and after else blanks.group()
    double = (before in _DOUBLE or after in _DOUBLE) and not (before[-1:] in "…—" and after[:1] in "…—")
    opens = after[:1] == "“" and _IS_HAN.match(before[-1:])
    closes = before[-1:] == "”" and _IS_HAN.match(after)
    return "" if double or opens or closes else blanks.group()


def _unwrapped(blanks: re.Match[str]) -> str:
    """A line break between two Han characters or full-width marks stands for nothing."""
    before, after = blanks.string[blanks.start() - 1], blanks.string[blanks.end()]
    broken = "\n" in blanks.group() or "\r" in blanks.group()
    return "" if broken and _IS_WIDE.match(before) and _IS_WIDE.match(after) else " "


class _Fixed:
    """The spans of a text that are left alone."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _FIXED.finditer(text)]
        self._ends = [end for _, end in self._spans]

    def inside(self, start: int, end: int) -> bool:
        """Whether `start:end`, or the seam where both are equal, lies within one of them."""
        i = bisect_left(self._ends, end + (start == end))
        return i < len(self._spans) and self._spans[i][0] <= start - (start == end) and end <= self._ends[i]


def _replaced(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], text: str) -> str:
    fixed = _Fixed(text)
    return pattern.sub(lambda match: match.group() if fixed.inside(*match.span()) else new(match), text)


def _with_seams(text: str) -> str:
    return _replaced(_SEAM, lambda _: " ", text)


def _punctuated(text: str) -> str:
    """`text` with the full-width form of every mark that stands beside Han characters."""
    fixed = _Fixed(text)
    quotes, pairs = _quotes(text, fixed), _brackets(text, fixed)
    closing: set[int] = set()
    parts: list[str] = []
    at, last = 0, ""
    for mark in _MARK.finditer(text):
        start = mark.start()
        last = _last_of(text[at:start], last)
        new = mark.group()
        if fixed.inside(*mark.span()):
            pass
        elif new == "(" and start in pairs and (_IS_WIDE.match(last) or _IS_HAN.search(text, start, pairs[start])):
            new = "（"
            closing.add(pairs[start])
        elif new == ")":
            new = "）" if start in closing else new
        else:
            new = quotes.get(start) or _full(mark, last)
        parts += [text[at:start], new]
        at, last = mark.end(), new[-1]
    return "".join([*parts, text[at:]])


def _last_of(text: str, before: str) -> str:
    """The last character of the line so far, blanks and marks of emphasis aside: in `text`, else the one `before`."""
    line = text.rpartition("\n")
    return line[2].rstrip(_TRANSPARENT)[-1:] or ("" if line[1] else before)


def _full(mark: re.Match[str], last: str) -> str:
    """The full-width form of a mark, or the mark itself where neither neighbour asks for it."""
    written = mark.group()
    blanks = _AFTER.match(mark.string, mark.end())
    after = mark.string[blanks.end() : blanks.end() + 1] if blanks else ""
    wide = bool(_IS_WIDE.match(last))
    beside = wide or (bool(last) and bool(_IS_HAN.match(after)))
    if written[0] in "….":
        dots = written != "."
        ends = wide and not _ALNUM.match(mark.string, mark.end())
        return ("……" if beside else written) if dots else ("。" if ends else written)
    if written[0] in "-—":
        return "——" if beside and len(written) > 1 else written
    picture = written == "!" and mark.string.startswith("[", mark.end())
    return FULL.get(written, written) if beside and not picture else written


def _quotes(text: str, fixed: _Fixed) -> dict[int, str]:
    """Where straight double quotation marks open and close, in lines with Han characters and an even number."""
    found: dict[int, str] = {}
    for line in _LINE.finditer(text):
        marks = [m.start() for m in _STRAIGHT.finditer(text, *line.span()) if not fixed.inside(*m.span())]
        if len(marks) % 2 == 0 and _IS_HAN.search(line.group()):
            found |= {mark: "“”"[i % 2] for i, mark in enumerate(marks)}
    return found


def _brackets(text: str, fixed: _Fixed) -> dict[int, int]:
    """Where each round bracket that is closed on its own line is closed."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for mark in _ROUND.finditer(text):
        if mark.group() == "\n":
            stack.clear()
        elif fixed.inside(*mark.span()):
            continue
        elif mark.group() == "(":
            stack.append(mark.start())
        elif stack:
            pairs[stack.pop()] = mark.start()
    return pairs
