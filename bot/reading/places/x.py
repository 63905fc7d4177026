"""X, once Twitter: a post by the public oEmbed, which shows its words; long ones only begin there."""

import re
from urllib.parse import SplitResult, quote

from bot.core.types import Document
from bot.reading.dates import full_date
from bot.reading.limits import ReadingError
from bot.reading.markup import element_lines, fragment
from bot.reading.places.building import Place, json_of, page, text_at

_POST = re.compile(r"/(\w{1,15})/status(?:es)?/(\d{1,20})(?:/.*)?|/i/(?:web/)?status/(\d{1,20})(?:/.*)?", re.ASCII)


def _address(parts: SplitResult) -> str | None:
    found = _POST.fullmatch(parts.path)
    if not found:
        return None
    post = f"https://twitter.com/{found[1] or 'i'}/status/{found[2] or found[3]}"
    return f"https://publish.twitter.com/oembed?omit_script=1&dnt=1&url={quote(post, safe='')}"


def _read(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    told = json_of(body)
    tree = fragment(text_at(told, "html"))
    quoted = tree.xpath("//blockquote") if tree is not None else []
    if not quoted:
        raise ReadingError("not_as_known")
    lines = [line for paragraph in quoted[0].xpath("./p") for line in element_lines(paragraph)]
    dates = [found for link in quoted[0].xpath("./a") if (found := full_date(link.text_content()))]
    return page(
        lines,
        title=None,
        site="X",
        url=url,
        longest=longest,
        author=text_at(told, "author_name") or None,
        published=dates[-1] if dates else None,
        teaser=bool(lines) and lines[-1].text.endswith("…"),
    )


PLACE = Place(
    "X", ("x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com"), _address, _read, refused="needs_login"
)
