"""What a page's markup says about its article: title, author, site, dates, its own address."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from bot.reading import jsonld
from bot.reading.dates import moment
from bot.reading.identity import shown
from bot.reading.layout import Element, words

TITLES = ("og:title", "twitter:title", "dc.title", "headline", "title")
AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "byl", "parsely-author", "sailthru.author")
SITES = ("og:site_name", "application-name", "al:android:app_name")
DESCRIPTIONS = ("og:description", "description", "twitter:description")
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "date",
    "og:release_date",
    "weibo:article:create_at",
    "_pubtime",
)
UPDATED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "weibo:article:update_at",
)
LONGEST = 500  # characters; a longer property is something else
MOST_SCRIPT = 2_000_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the markup tells. A date that has a time of day is a datetime, with its zone where it states one.

    `body` is the article's text as told to machines, `free` whether all of it is said to be free to read.
    """

    title: str | None = None
    author: str | None = None
    site: str | None = None
    published: date | None = None
    updated: date | None = None
    description: str | None = None
    canonical: str | None = None
    body: str | None = None
    free: bool | None = None
    is_article: bool = False
    robots: str = ""


def metadata(tree: Element, url: str | None) -> Metadata:
    """What the markup of a page tells; `url` is where it was found."""
    properties = _properties(tree)
    article = jsonld.told([script for script in _scripts(tree) if len(script) <= MOST_SCRIPT])
    return Metadata(
        title=article.title if article.is_article else _first(properties, TITLES),
        author=article.author or _first(properties, AUTHORS),
        site=_first(properties, SITES) or article.site,
        published=_date(article.published) or _dated(properties, PUBLISHED),
        updated=_date(article.updated) or _dated(properties, UPDATED),
        description=_first(properties, DESCRIPTIONS) or article.description,
        canonical=_canonical(tree, properties, url),
        body=article.body if article.free is not False else None,
        free=_free(properties) if article.free is None else article.free,
        is_article=article.is_article or (_first(properties, ("og:type",)) or "").lower() in ("article", "news"),
        robots=(_first(properties, ("robots",)) or "").lower(),
    )


def _scripts(tree: Element) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text or ""


def _properties(tree: Element) -> Mapping[str, list[str]]:
    """The contents of the page's meta elements by name, property or itemprop, in small letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for meta in tree.iter("meta"):
        content = words(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop"):
            name = meta.get(attribute)
            if name and 0 < len(content) <= LONGEST:
                found[name.strip().lower()].append(content)
    for element in tree.iter("time", "span"):
        name = (element.get("itemprop") or "").lower()
        stated = element.get("datetime") or element.get("content")
        if name in ("datepublished", "datemodified") and stated:
            found[name].append(stated)
    return found


def _first(properties: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((properties[name][0] for name in names if properties.get(name)), None)


def _dated(properties: Mapping[str, list[str]], names: tuple[str, ...]) -> date | None:
    return next(filter(None, (_date(text) for name in names for text in properties.get(name, ()))), None)


def _date(text: str | None) -> date | None:
    return moment(text) if text else None


def _free(properties: Mapping[str, list[str]]) -> bool | None:
    """Whether the page calls its article free: Open Graph's content tier is "free", "metered" or "locked"."""
    tier = (_first(properties, ("article:content_tier", "og:article:content_tier")) or "").lower()
    return {"free": True, "locked": False}.get(tier)


def _canonical(tree: Element, properties: Mapping[str, list[str]], url: str | None) -> str | None:
    """The address a page gives itself, if it is one of the same site: any other may be somebody else's."""
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").strip().lower() == "canonical"]
    for link in (*links, _first(properties, ("og:url",))):
        address = _joined(url, link.strip()) if link and len(link) <= LONGEST * 4 else None
        if address and (not url or _domain(address) == _domain(url)):
            return shown(address)
    return None


def _joined(url: str | None, link: str) -> str | None:
    try:
        parts = urlsplit(urljoin(url or "", link))
        _ = parts.port
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname and not parts.username else None


def _domain(url: str) -> str | None:
    from courlan import extract_domain

    domain: str | None = extract_domain(url, fast=True)
    return domain or urlsplit(url).hostname
