"""Which page a URL names, what of it may be shown, and whether opening it does something."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from bot.reading.limits import FetchError
from bot.reading.url import Url, parse

PREFIXES = frozenset({"www", "m", "mobile", "amp", "wap", "3g"})  # of hosts that show the same pages
AMP_CACHES = re.compile(r"(?:/amp|/[cv])(?:/s)?/(?P<page>[^/?]+\.[^/?]+/.*)")  # behind google.com and ampproject.org
AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)|^/amp(?=/)")
LEAST_SECRET = 6  # characters of a secret in a path

Pairs = list[tuple[str, str]]


def identity(url: str) -> str:
    """One string for every URL of a page: whatever its scheme, tracking parameters, AMP or mobile form.

    Secrets in it are digests of what they were: pages that differ in them do, and nothing is given away. A text that
    is no http(s) URL is its own identity.
    """
    try:
        page = _uncached(parse(url))
    except FetchError:
        return url
    host = _host(page.host)
    pairs = [pair for pair in _pairs(page) if not _is_noise(*pair, host)]
    named = sorted((name, _digest(value) if is_secret(name) else value) for name, value in pairs)
    path = AMP_PATH.sub("", _path(page)).rstrip("/")
    port = f":{page.port}" if page.port not in (80, 443) else ""
    return f"https://{host}{port}{path}" + (f"?{urlencode(named)}" if named else "")


def shown(url: str) -> str:
    """The URL as it may be shown and logged: without credentials, secrets, tracking parameters and fragment.

    Of a text that is no http(s) URL nothing behind the first "?" or "#" is left.
    """
    try:
        page = parse(url)
    except FetchError:
        return re.sub(r"//[^/]*@", "//", re.split(r"[?#]", url, maxsplit=1)[0])
    host = _host(page.host)
    pairs = [pair for pair in _pairs(page) if not is_secret(pair[0]) and not _is_noise(*pair, host)]
    unchanged = len(pairs) == len(_pairs(page))
    query = page.target.partition("?")[2] if unchanged else urlencode(pairs)
    return f"{page.scheme}://{page.authority}{_without_secrets(_path(page))}" + (f"?{query}" if query else "")


def one_time(url: str) -> bool:
    """Whether opening a URL may do something or show what was meant for one person: it confirms, resets, invites,
    unsubscribes, carries a secret, or leads to a file share. What is no http(s) URL is taken for one."""
    try:
        page = parse(url)
    except FetchError:
        return True
    return (
        page.credentials
        or _is_within(page.host, _table()["one_time"]["hosts"])
        or any(is_secret(name) or _acts(name) or _acts(value) for name, value in _pairs(page))
        or any(_acts(part) for part in unquote(_path(page)).split("/"))
        or _without_secrets(_path(page)) != _path(page)
    )


def is_secret(name: str) -> bool:
    """Whether a parameter of this name carries what only some may know."""
    table = _table()["secret"]
    words = _words(name)
    return not table["words"].isdisjoint(words) or "".join(words) in table["words"] | table["names"]


def _acts(text: str) -> bool:
    """Whether a text is made of words for what is done once, and words that stand beside those."""
    if len(text) > 60:
        return False
    table, words = _table()["one_time"], set(_words(text))
    return not table["words"].isdisjoint(words) and words <= table["words"] | table["beside"]


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[\u4e00-\u9fff]+", name)]


def _pairs(page: Url) -> Pairs:
    return parse_qsl(page.target.partition("?")[2], keep_blank_values=True)


def _path(page: Url) -> str:
    """The path without a session's id (";jsessionid=…")."""
    return re.sub(r";[^/;]*", "", page.target.partition("?")[0])


def _host(host: str) -> str:
    """The host that stands for all that show its pages: en.m.wikipedia.org is en.wikipedia.org."""
    labels = host.removesuffix(".").split(".")
    kept = [label for n, label in enumerate(labels) if n > 1 or n > len(labels) - 3 or label not in PREFIXES]
    named = ".".join(kept)
    same: str = _table()["same"].get(named, named)
    return same


def _uncached(page: Url) -> Url:
    """The page that an AMP cache keeps a copy of."""
    kept = AMP_CACHES.fullmatch(page.target)
    if kept and (page.host.endswith(".cdn.ampproject.org") or re.fullmatch(r"www\.google\.[a-z.]+", page.host)):
        return parse(f"https://{kept['page']}")
    return page


def _is_noise(name: str, value: str, host: str) -> bool:
    """Whether a parameter does not belong to the page: it says where a reader came from, or which visit it is."""
    table, lower = _table(), name.lower()
    place = next((site for site in table["keep"] if _is_within(host, [site])), None)
    if place:
        return name not in table["keep"][place]
    return (
        lower in table["tracking"]
        or lower.startswith(table["prefixes"])
        or value.lower() in table["tracking_values"].get(lower, ())
        or "".join(_words(name)) in table["secret"]["visits"]
    )


def _is_within(host: str, sites: Iterable[str]) -> bool:
    """Whether a host is one of `sites` or below one."""
    labels = host.removesuffix(".").split(".")
    return not {".".join(labels[n:]) for n in range(len(labels))}.isdisjoint(sites)


def _without_secrets(path: str) -> str:
    """A path without what stands behind a part that acts, or that a secret stands behind."""
    parts = path.split("/")
    table = _table()["one_time"]
    for n, part in enumerate(parts[:-1]):
        if (_acts(unquote(part)) or part in table["before_secret"]) and len("".join(parts[n + 1 :])) >= LEAST_SECRET:
            return "/".join(parts[: n + 1])
    return path


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:12]


@cache
def _table() -> dict[str, Any]:
    text = resources.files("bot.reading").joinpath("urls.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    names = table["tracking"]
    table["prefixes"] = tuple(name[:-1] for name in names if name.endswith("*"))
    table["tracking"] = frozenset(names)
    for group, keys in (("secret", ("words", "names", "visits")), ("one_time", ("words", "beside"))):
        table[group] |= {key: frozenset(table[group][key]) for key in keys}
    return table
