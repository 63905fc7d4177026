"""Links in running text: where each ends, how it was set, and whether they are what a message is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from typing import Literal

from bot.core.language import size

LONGEST = 2_000  # characters of a label, or of what stands behind the host of a link
MOST = 200  # links of one text

Markup = Literal["plain", "discord", "slack"]

_START = re.compile(r"https?://(?=[\w\[])", re.IGNORECASE)
# A bare link ends before white space, quotes, brackets of markup, full-width marks, and Han, kana and hangul: between
# the words of such a text there is no space that could end it. Percent-encoded they are ASCII.
_BARE = re.compile(
    r"[^\s\x00-\x1f\x7f<>\"`|\\^{}\u200b-\u206f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f"
    r"\uff00-\uffef\U00020000-\U0003ffff]{1,2000}"
)
_MARKED = re.compile(r"[^\s<>]{1,2000}")
_HOST = re.compile(
    r"https?://(?:[^\s/?#@<>]{0,200}@)?(?P<name>[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5}(?!\d))?",
    re.IGNORECASE,
)
_BRACKETS = {")": "(", "]": "["}
_TRAILING = ".,;:!?'*_~([\u00b7"

# Where the link of a share text leads; of several the first named here counts.
_SHARED = (
    "x.com",
    "twitter.com",
    "mp.weixin.qq.com",
    "weibo.com",
    "weibo.cn",
    "t.cn",
    "zhihu.com",
    "toutiao.com",
)
_SHARE_TEXT = 600  # characters around the link; more is a text of its own
_REMARK = 40  # English words, or as many as Han characters would become, beside links that are meant themselves


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `start:end` of a text, its markup included. `label` is what stands for it, "" where nothing does.

    `hidden` is true for a link in <…>, whose writer wanted no preview of it, `spoiler` for one in ||…||.
    """

    url: str
    start: int
    end: int
    label: str = ""
    hidden: bool = False
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message asks to be read: its links, or itself as a text; the other is empty."""

    links: tuple[str, ...] = ()
    text: str = ""


def meant(message: str, markup: Markup = "plain") -> Meant:
    """What a person means by a message: where its links lead if hardly anything is said beside them (of a share text
    the one it is about), else the message as a text, whose links are only named."""
    one = shared(message)
    if one:
        return Meant(links=(one,))
    found = links(message, markup)
    if not found or size(_beside(message, found)) > _REMARK:
        return Meant(text=message)
    return Meant(links=tuple(dict.fromkeys(link.url for link in found)))


def _beside(text: str, found: Sequence[Link]) -> str:
    """The text without its links."""
    ends = (0, *(link.end for link in found))
    starts = (*(link.start for link in found), len(text))
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def links(text: str, markup: Markup = "plain") -> tuple[Link, ...]:
    """The http(s) links of a text in reading order, at most `MOST`.

    `markup` says whose rules it is written by: in Slack's every link stands in <…>, and its writer meant nothing by it.
    Slack's <url|label> and Markdown's [label](url) are known in all of them.
    """
    spoilers = iter(_spoilers(text) if markup == "discord" else ())
    start, end = next(spoilers, (len(text), len(text)))
    found = []
    for link in islice(_found(text, slack=markup == "slack"), MOST):
        while end <= link.start < len(text):
            start, end = next(spoilers, (len(text), len(text)))
        found.append(replace(link, spoiler=start < link.start))
    return tuple(found)


def urls(text: str, markup: Markup = "plain") -> tuple[str, ...]:
    """Where the links of a text lead, each once."""
    return tuple(dict.fromkeys(link.url for link in links(text, markup)))


def shared(text: str) -> str | None:
    """The one link a share text is about: of X, WeChat, Weibo, Zhihu or Toutiao, set among a few words."""
    found = urls(text)
    if len(text) - sum(map(len, found)) > _SHARE_TEXT:
        return None
    for site in _SHARED:
        about = [url for url in found if _is_at(url, site)]
        if about:
            return about[0] if len(about) == 1 else None
    return None


def _is_at(url: str, site: str) -> bool:
    host = _HOST.match(url)
    name = host["name"].lower() if host else ""
    return name == site or name.endswith(f".{site}")


def _found(text: str, *, slack: bool) -> Iterator[Link]:
    end = 0
    for match in _START.finditer(text):
        link = _link(text, match.start(), slack=slack) if match.start() >= end else None
        if link:
            end = link.end
            yield link


def _link(text: str, start: int, *, slack: bool) -> Link | None:
    """The link whose address begins at `start`, None where it is no link or only the label of one."""
    marked = None
    if text.startswith("<", start - 1):
        marked = _angled(text, start, slack=slack)
    elif text.startswith("](", start - 2):
        marked = _markdown(text, start)
    return marked or _bare(text, start)


def _bare(text: str, start: int) -> Link | None:
    host = _HOST.match(text, start)
    if not host or text[host.end() : host.end() + 1] == "@":
        return None
    rest = _BARE.match(text, host.end())
    url = host.group() + _balanced(rest.group()) if rest and rest.group()[0] in "/?#" else host.group()
    url = url.rstrip(_TRAILING)
    end = start + len(url)
    is_label = text.startswith("[", start - 1) and text.startswith("](", end)
    return None if is_label else Link(url, start, end)


def _balanced(url: str) -> str:
    """A link up to the closing bracket that belongs to the text around it."""
    opened = {"(": 0, "[": 0}
    for place, char in enumerate(url):
        if char in opened:
            opened[char] += 1
        elif char in _BRACKETS:
            opened[_BRACKETS[char]] -= 1
            if opened[_BRACKETS[char]] < 0:
                return url[:place]
    return url


def _angled(text: str, start: int, *, slack: bool) -> Link | None:
    """The link of <url> or <url|label>."""
    close = text.find(">", start, start + 2 * LONGEST)
    url, _, label = text[start:close].partition("|") if close >= 0 else ("", "", "")
    if not _MARKED.fullmatch(url):
        return None
    theirs = slack or bool(label)
    return Link(unescape(url) if theirs else url, start - 1, close + 1, unescape(label), hidden=not theirs)


def _markdown(text: str, start: int) -> Link | None:
    """The link of [label](url "title"); the label is sought backwards from "](" before `start`."""
    match = _MARKED.match(text, start)
    url = _balanced(match.group()) if match else ""
    close = text.find(")", start + len(url), start + len(url) + LONGEST)
    label = text.rfind("[", max(0, start - 2 - LONGEST), start - 2)
    if not url or close < 0 or label < 0:
        return None
    return Link(url, label, close + 1, text[label + 1 : start - 2])


def _spoilers(text: str) -> list[tuple[int, int]]:
    """Where ||…|| stand: each mark opens one or closes the one before it."""
    marks = [match.start() for match in re.finditer(r"\|\|", text)]
    return list(zip(marks[::2], marks[1::2], strict=False))
