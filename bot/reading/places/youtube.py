"""YouTube: title and description from the page of a video, and its captions where it lets them be had."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, parse_qs

from bot.core.types import Document, PassageKind
from bot.reading.layout import Line
from bot.reading.limits import ReadingError
from bot.reading.markup import fragment
from bot.reading.places.building import Place, at, day, first, json_of, list_at, page, text_at, tree_of

PARAGRAPH = 500  # characters of captions that make a paragraph; they have none of their own
_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_RESPONSE = re.compile(r"ytInitialPlayerResponse\s{0,3}=\s{0,3}(?=\{)")
_CAPTIONS = re.compile(r"https://www\.youtube\.com/api/timedtext\?[\w%.,=&+~:/-]{1,4000}", re.ASCII)


def _address(parts: SplitResult) -> str | None:
    steps = [step for step in parts.path.split("/") if step]
    if parts.hostname == "youtu.be":
        video = steps[0] if steps else ""
    elif steps[:1] in (["shorts"], ["live"], ["embed"]) and len(steps) > 1:
        video = steps[1]
    else:
        video = parse_qs(parts.query).get("v", [""])[0] if parts.path == "/watch" else ""
    return f"https://www.youtube.com/watch?v={video}" if _VIDEO.fullmatch(video) else None


def _told(body: bytes) -> Any:  # noqa: ANN401
    """What the page tells its player, None where it tells nothing."""
    text = body.decode("utf-8", "replace")
    found = _RESPONSE.search(text)
    if not found:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0]
    except (ValueError, RecursionError):
        return None


def _captions(body: bytes) -> str | None:
    """Where the captions are: those a person made before those a machine heard, the languages Duet writes first."""
    tracks = list_at(_told(body), "captions", "playerCaptionsTracklistRenderer", "captionTracks")
    known = [one for one in tracks if _CAPTIONS.fullmatch(text_at(one, "baseUrl"))]
    best = min(known, key=_rank, default=None)
    return f"{text_at(best, 'baseUrl')}&fmt=json3" if best else None


def _rank(track: Any) -> tuple[bool, bool]:  # noqa: ANN401
    ours = text_at(track, "languageCode").lower().startswith(("zh", "en"))
    return text_at(track, "kind") == "asr", not ours


def _read(body: bytes, extra: bytes | None, url: str, longest: int) -> Document:
    told = _told(body)
    title = text_at(told, "videoDetails", "title")
    if not title:
        raise ReadingError("needs_login" if at(told, "playabilityStatus") else "not_as_known")
    description = [
        Line(line.strip()) for line in text_at(told, "videoDetails", "shortDescription").splitlines() if line.strip()
    ]
    spoken = list(_spoken(extra)) if extra else []
    if not spoken and not description:
        raise ReadingError("no_captions")
    return page(
        [*description, *spoken],
        title=title,
        site="YouTube",
        url=url,
        longest=longest,
        author=text_at(told, "videoDetails", "author") or None,
        published=day(first(tree_of(body), "//meta[@itemprop='datePublished']/@content")),
        teaser=not spoken,
    )


def _spoken(body: bytes) -> Iterator[Line]:
    """The captions in paragraphs, each ending with a sentence where they have any."""
    pending = ""
    for words in _words(body):
        pending = f"{pending} {words}".strip()
        if len(pending) >= PARAGRAPH and (pending[-1] in ".!?。！？" or len(pending) >= 2 * PARAGRAPH):
            yield Line(pending, PassageKind.SENTENCE)
            pending = ""
    if pending:
        yield Line(pending, PassageKind.SENTENCE)


def _words(body: bytes) -> Iterator[str]:
    if body.lstrip().startswith(b"{"):
        events = list_at(json_of(body), "events")
        texts = ("".join(text_at(part, "utf8") for part in list_at(event, "segs")) for event in events)
    else:
        tree = fragment(body.decode("utf-8", "replace"))
        texts = (one.text_content() for one in (tree.xpath("//text|//p") if tree is not None else []))
    for text in texts:
        words = " ".join(text.split())
        if words:
            yield words


PLACE = Place(
    "YouTube", ("youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"), _address, _read, more=_captions
)
