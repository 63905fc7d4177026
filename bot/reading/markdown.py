"""Markdown as people paste it: what it says about itself, and its words without the marks around them.

Marks that begin a line (headings, lists, quotes, whole lines in bold) stay: `core.passages` reads them.
"""

import html
import re
from functools import cache

from bot.core.passages.lines import front_matter, is_bold


def is_markdown(text: str) -> bool:
    """Whether a text has front matter, "#" headings, fences, links, or words or lines in bold."""
    return bool(front_matter(text) or _signs().search(text))


def metadata(text: str) -> dict[str, str]:
    """The "key: value" lines of the front matter, keys in small letters, values without quotation marks."""
    rows = (line.partition(":") for line in text[: front_matter(text)].splitlines())
    return {
        key.strip().lower(): value.strip().strip("\"'").strip() for key, colon, value in rows if colon and key.strip()
    }


def without_inline_marks(text: str) -> str:
    """The text without the marks within its lines: links become their words, images nothing, emphasis plain words.

    Front matter and code between fences stay as they are.
    """
    head = front_matter(text)
    fenced = False
    kept = [text[:head]]
    for line in text[head:].splitlines(keepends=True):
        fence = line.lstrip().startswith(("```", "~~~"))
        fenced ^= fence
        kept.append(line if fence or fenced or is_bold(line) else _plain(line))
    return "".join(kept)


def without_images(text: str) -> str:
    """The text without its Markdown images."""
    return _marks()[0][0].sub("", text)


def _plain(line: str) -> str:
    if not _any_mark().search(line):
        return line
    for pattern, put in _marks():
        line = pattern.sub(put, line)
    return html.unescape(line) if "&" in line else line


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(
        r"^#{1,6} \S|^(?:```|~~~)|\]\((?:https?:|/|#)|\*\*[^\s*][^*\n]{0,200}\*\*|^\|.{0,500}\|$", re.MULTILINE
    )


@cache
def _any_mark() -> re.Pattern[str]:
    return re.compile(r"[*_~`\[<&\\]")


@cache
def _marks() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Marks and what is put in their place. A single "*" after a letter of the Latin alphabet is a name's (Q*)."""
    target = r"\((?:[^()\s]|\([^()\s]{0,300}\)){0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)"
    rows = (
        (rf"!\[[^\[\]\n]{{0,500}}\]{target}", ""),
        (rf"\[([^\[\]\n]{{0,1000}})\]{target}", r"\1"),
        (r"\[([^\[\]\n]{1,1000})\]\[[^\[\]\n]{0,100}\]", r"\1"),
        (r"\[\^[^\[\]\s]{1,50}\]", ""),
        (r"<(https?://[^<>\s]{1,2000})>", r"\1"),
        (r"</?(?:a|b|i|u|em|strong|br|p|span|div|img|font|sub|sup|kbd|center)(?:\s[^<>]{0,1000})?/?>", ""),
        (r"(?<!\\)\*\*(?!\s)([^*\n]{1,1000})\*\*", r"\1"),
        (r"(?<!\w)__(?!\s)([^_\n]{1,1000})__(?!\w)", r"\1"),
        (r"(?<![A-Za-z0-9*\\])\*(?![\s*])([^*\n]{1,500})(?<![\s\\])\*(?![A-Za-z0-9*])", r"\1"),
        (r"(?<![\w\\])_(?![\s_])([^_\n]{1,500})(?<![\s\\])_(?!\w)", r"\1"),
        (r"~~(?!\s)([^~\n]{1,1000})~~", r"\1"),
        (r"`{1,2}([^`\n]{1,1000})`{1,2}", r"\1"),
        (r"\\([\\`*_{}\[\]()#+\-.!|>~])", r"\1"),
    )
    return tuple((re.compile(pattern, re.IGNORECASE), put) for pattern, put in rows)
