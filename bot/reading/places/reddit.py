"""Reddit: a post and its comments by the JSON every post has under its own address."""

import re
from urllib.parse import SplitResult

from bot.core.types import Document
from bot.reading.limits import ReadingError
from bot.reading.places.building import Place, at, day, json_of, list_at, markdown_page, text_at

MOST_COMMENTS = 60
_POST = re.compile(r"(?:/(?:r|user)/[\w.-]{1,50})?/comments/([a-z0-9]{3,12})(?:/.*)?")
_SHORT = re.compile(r"/([a-z0-9]{3,12})/?")


def _address(parts: SplitResult) -> str | None:
    found = (_SHORT if parts.hostname == "redd.it" else _POST).fullmatch(parts.path)
    return (
        f"https://www.reddit.com/comments/{found[1]}.json?raw_json=1&sort=top&limit={MOST_COMMENTS}" if found else None
    )


def _read(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    found = json_of(body)
    post = at(found, 0, "data", "children", 0, "data")
    if not isinstance(post, dict):
        raise ReadingError("not_as_known")
    children = list_at(found, 1, "data", "children")
    comments = [one["data"] for one in children if isinstance(one, dict) and one.get("kind") == "t1" and "data" in one]
    said = [f"{text_at(one, 'author')}: {text_at(one, 'body')}" for one in comments if text_at(one, "body")]
    title = text_at(post, "title")
    if not text_at(post, "selftext") and not said:
        raise ReadingError("empty_page")
    text = "\n\n".join([f"# {title}", text_at(post, "selftext"), *said[:MOST_COMMENTS]])
    return markdown_page(
        text,
        title=title,
        site=f"Reddit r/{text_at(post, 'subreddit')}",
        url=url,
        longest=longest,
        author=text_at(post, "author") or None,
        published=day(at(post, "created_utc")),
    )


PLACE = Place("Reddit", (".reddit.com", "reddit.com", "redd.it"), _address, _read)
