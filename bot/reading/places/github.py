"""GitHub by its public API: a repository's README, an issue or pull request with its comments, a release, a gist."""

import base64
import binascii
import re
from typing import Any
from urllib.parse import SplitResult, quote

from bot.core.types import Document
from bot.reading.limits import ReadingError
from bot.reading.places.building import Place, at, day, json_of, list_at, markdown_page, text_at

API = "https://api.github.com"
SITE = "GitHub"
NO_REPOSITORIES = frozenset(
    ("about", "apps", "collections", "contact", "customer-stories", "enterprise", "events", "explore", "features")
) | frozenset(
    ("login", "marketplace", "orgs", "pricing", "search", "settings", "sponsors", "topics", "trending", "users")
)
WORDS = (".md", ".markdown", ".txt", ".rst", ".adoc", ".org")
MOST_COMMENTS = 50
_COMMENTS = re.compile(rf"{re.escape(API)}/repos/[\w.-]{{1,100}}/[\w.-]{{1,100}}/issues/\d{{1,9}}/comments")


def _steps(parts: SplitResult) -> list[str]:
    steps = [step for step in parts.path.split("/") if step]
    sound = all(re.fullmatch(r"[\w.-]{1,100}", step) for step in steps[:2]) and steps[:1] != [".."]
    return steps if sound and steps and steps[0].lower() not in NO_REPOSITORIES else []


def _readme(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    return f"{API}/repos/{steps[0]}/{steps[1].removesuffix('.git')}/readme" if len(steps) == 2 else None


def _issue(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    known = len(steps) >= 4 and steps[2] in ("issues", "pull") and steps[3].isdecimal() and steps[3].isascii()
    return f"{API}/repos/{steps[0]}/{steps[1]}/issues/{steps[3]}" if known else None


def _release(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    if steps[2:] == ["releases", "latest"]:
        return f"{API}/repos/{steps[0]}/{steps[1]}/releases/latest"
    if steps[2:4] == ["releases", "tag"] and len(steps) > 4:
        return f"{API}/repos/{steps[0]}/{steps[1]}/releases/tags/{quote('/'.join(steps[4:]), safe='%')}"
    return None


def _file(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    if len(steps) < 5 or steps[2] != "blob" or not steps[-1].lower().endswith(WORDS) or ".." in steps:
        return None
    return "https://raw.githubusercontent.com/" + quote("/".join([*steps[:2], *steps[3:]]), safe="/%")


def _gist(parts: SplitResult) -> str | None:
    found = re.fullmatch(r"(?:/[\w-]{1,100})?/([0-9a-f]{20,40})/?", parts.path)
    return f"{API}/gists/{found[1]}" if found else None


def _comments(body: bytes) -> str | None:
    issue = json_of(body)
    told = text_at(issue, "comments_url")
    return f"{told}?per_page={MOST_COMMENTS}" if at(issue, "comments") and _COMMENTS.fullmatch(told) else None


def _read_readme(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    try:
        text = base64.b64decode(text_at(json_of(body), "content")).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise ReadingError("not_as_known") from error
    return markdown_page(text, title=None, site=SITE, url=url, longest=longest, author=None, published=None)


def _read_issue(body: bytes, extra: bytes | None, url: str, longest: int) -> Document:
    issue = json_of(body)
    comments = list_at(json_of(extra)) if extra else []
    said = [f"{text_at(one, 'user', 'login')}: {text_at(one, 'body')}" for one in comments if text_at(one, "body")]
    return _written(issue, [text_at(issue, "body"), *said], text_at(issue, "title"), url, longest)


def _read_release(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    release = json_of(body)
    name = text_at(release, "name") or text_at(release, "tag_name")
    return _written(release, [text_at(release, "body")], name, url, longest)


def _read_gist(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    gist = json_of(body)
    files = at(gist, "files")
    texts = [text_at(one, "content") for one in files.values()] if isinstance(files, dict) else []
    return _written(gist, texts, text_at(gist, "description"), url, longest)


def _written(found: Any, texts: list[str], title: str, url: str, longest: int) -> Document:  # noqa: ANN401
    """The document of what somebody wrote, under its title."""
    if not isinstance(found, dict) or not any(texts):
        raise ReadingError("empty_page" if isinstance(found, dict) and title else "not_as_known")
    author = next(filter(None, (text_at(found, who, "login") for who in ("user", "author", "owner"))), None)
    published = day(at(found, "published_at") or at(found, "created_at"))
    text = "\n\n".join([f"# {title}" if title else "", *texts])
    return markdown_page(
        text,
        title=title or None,
        site=SITE,
        url=url,
        longest=longest,
        author=author,
        published=published,
    )


def _read_file(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    text = body.decode("utf-8", "replace")
    return markdown_page(text, title=None, site=SITE, url=url, longest=longest, author=None, published=None)


README = Place("GitHub repository", ("github.com",), _readme, _read_readme, or_page=True)
ISSUE = Place("GitHub issue", ("github.com",), _issue, _read_issue, more=_comments, or_page=True)
RELEASE = Place("GitHub release", ("github.com",), _release, _read_release, or_page=True)
FILE = Place("GitHub file", ("github.com",), _file, _read_file, or_page=True)
GIST = Place("GitHub gist", ("gist.github.com",), _gist, _read_gist, or_page=True)
