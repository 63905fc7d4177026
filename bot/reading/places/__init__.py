"""Known places: sites whose words are better had another way than by their page, each by its own small rule, no key.

A rule is pure: it says what to fetch instead of a link, and makes a document of what comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.core.types import Document
from bot.reading.places import arxiv, github, hackernews, reddit, wechat, wikipedia, x, youtube
from bot.reading.places.building import Place, preview_document

__all__ = ["Visit", "find", "preview_document"]

PLACES: Sequence[Place] = (
    arxiv.PLACE,
    github.README,
    github.ISSUE,
    github.RELEASE,
    github.FILE,
    github.GIST,
    hackernews.PLACE,
    reddit.PLACE,
    wechat.PLACE,
    wikipedia.PLACE,
    x.PLACE,
    youtube.PLACE,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """How a link of a known place is read: `address` is fetched in its place."""

    place: Place
    url: str
    address: str

    def more(self, body: bytes) -> str | None:
        """What else is to be fetched once the first answer is there; the document can be made without it."""
        return self.place.more(body) if self.place.more else None

    def document(self, body: bytes, extra: bytes | None, longest: int) -> Document:
        """The document of a link. Raises ReadingError; the reason is not_as_known for an answer of another shape."""
        return self.place.read(body, extra, self.url, longest)


def find(url: str) -> Visit | None:
    """How to read a link, if it leads to a known place."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    for place in PLACES:
        if any(host == known or (known[0] == "." and host.endswith(known)) for known in place.hosts):
            address = place.address(parts)
            if address:
                return Visit(place, url, address)
    return None
