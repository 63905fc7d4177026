"""What a page tells machines about its article in JSON-LD, as schema.org names it."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.layout import words

ARTICLES = re.compile(r"(?:\w*Article|Report|Review|\w*Posting|\w*WebContent|WebPage|Question|NewsStory)")
PAGES = frozenset({"WebPage", "WebContent"})
MOST_NODES = 2_000
MOST_AUTHORS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """The properties of an article, as written; None for what is not told."""

    title: str | None = None
    author: str | None = None
    site: str | None = None
    published: str | None = None
    updated: str | None = None
    description: str | None = None
    body: str | None = None
    free: bool | None = None
    is_article: bool = False


def told(scripts: list[str]) -> Told:
    """The article described in the texts of a page's JSON-LD scripts, `Told()` for none; no JSON, no article."""
    nodes = [node for script in scripts for node in _nodes(_value(script))]
    described = [node for node in nodes if any(map(ARTICLES.fullmatch, _types(node)))]
    best = max(described, key=_weight, default=None)
    if best is None:
        return Told()
    names = {str(node["@id"]): _name(node) for node in nodes if "@id" in node and "name" in node}
    return Told(
        title=_text(best.get("headline")) or _text(best.get("name")),
        author=_people(best.get("author") or best.get("creator"), names),
        site=_people(best.get("publisher"), names),
        published=_moment(best.get("datePublished")) or _moment(best.get("dateCreated")),
        updated=_moment(best.get("dateModified")),
        description=_text(best.get("description")),
        body=_body(best.get("articleBody")),
        free=_free(best.get("isAccessibleForFree")),
        is_article=not PAGES.issuperset(_types(best)),
    )


def _value(script: str) -> object:
    """The value of a script, of which many begin or end with the marks of a comment."""
    plain = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>)\s*;?\s*$", "", script)
    try:
        value: object = json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def _nodes(value: object) -> Iterator[dict[str, object]]:
    """All objects in a value, outer ones first, up to a limit."""
    pending = deque([value])
    for _ in range(MOST_NODES):
        if not pending:
            return
        one = pending.popleft()
        if isinstance(one, dict):
            yield one
            pending.extend(inner for inner in one.values() if isinstance(inner, dict | list))
        elif isinstance(one, list):
            pending.extend(one[:MOST_NODES])


def _weight(node: dict[str, object]) -> tuple[bool, int]:
    told = ("headline", "datePublished", "author", "articleBody", "publisher")
    return not PAGES.issuperset(_types(node)), sum(bool(node.get(name)) for name in told)


def _types(node: dict[str, object]) -> list[str]:
    kind = node.get("@type")
    return [one for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str)]


def _text(value: object) -> str | None:
    """A property that is a text, without markup."""
    one = value[0] if isinstance(value, list) and value else value
    return words(_plain(one)) or None if isinstance(one, str) else None


def _moment(value: object) -> str | None:
    """A date that is a text, or a number: a Unix time."""
    return str(value) if isinstance(value, int) else _text(value)


def _body(value: object) -> str | None:
    return _plain(re.sub(r"(?i)<(?:/p|br|/div|/li)\b[^<>]{0,200}>", "\n", value)) if isinstance(value, str) else None


def _plain(text: str) -> str:
    from html import unescape

    return re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", " ", unescape(text))


def _people(value: object, names: dict[str, str | None]) -> str | None:
    """The names of persons or organizations, given as text, as objects or by reference."""
    many = value if isinstance(value, list) else [value]
    found = [_name(one) or names.get(str(one.get("@id"))) if isinstance(one, dict) else _text(one) for one in many]
    return ", ".join(dict.fromkeys(filter(None, found[:MOST_AUTHORS]))) or None


def _name(node: dict[str, object]) -> str | None:
    return _text(node.get("name"))


def _free(value: object) -> bool | None:
    told = str(value[0] if isinstance(value, list) and value else value).strip().lower()
    return {"true": True, "false": False}.get(told.rpartition("/")[2])
