"""arXiv: title, authors and day of the abstract's page, the words of the PDF; both links of a paper read the same."""

import re
from dataclasses import replace
from urllib.parse import SplitResult

from bot.core.types import Document
from bot.reading.layout import Line
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.pdf import pdf_document
from bot.reading.places.building import Place, day, first, page, tree_of

_PAPER = re.compile(
    r"/(?:abs|pdf|html|format)/((?:[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?)(?:\.pdf)?/?",
    re.ASCII,
)
_FORM = re.compile(r"https?://(?:www\.)?arxiv\.org/pdf/[\w./-]{1,40}")


def _address(parts: SplitResult) -> str | None:
    found = _PAPER.fullmatch(parts.path)
    return f"https://arxiv.org/abs/{found[1]}" if found else None


def _pdf(body: bytes) -> str | None:
    told = first(tree_of(body), "//meta[@name='citation_pdf_url']/@content")
    return told if told and _FORM.fullmatch(told) else None


def _read(body: bytes, extra: bytes | None, url: str, longest: int) -> Document:
    tree = tree_of(body)
    title = first(tree, "//meta[@name='citation_title']/@content")
    told = first(tree, "//meta[@name='citation_abstract']/@content") or first(tree, "//blockquote[@class]")
    if not title:
        raise ReadingError("not_as_known")
    authors = [_in_order(name) for name in tree.xpath("//meta[@name='citation_author']/@content")]
    author = ", ".join(authors[:3]) + (" et al." if len(authors) > 3 else "")
    published = day(first(tree, "//meta[@name='citation_date']/@content"))
    abstract = [Line((told or "").removeprefix("Abstract:").strip())] if told else []
    if extra:
        try:
            found = pdf_document(extra, kind="page", url=url, limits=ReadingSettings(max_characters=longest))
            return replace(found, title=title, site="arxiv.org", author=author or None, published=published)
        except ReadingError:
            pass
    return page(
        abstract,
        title=title,
        site="arxiv.org",
        url=url,
        longest=longest,
        author=author or None,
        published=published,
        teaser=True,
    )


def _in_order(name: str) -> str:
    """ "Doe, Jane" as "Jane Doe"."""
    last, comma, given = name.partition(", ")
    return f"{given} {last}" if comma else name


PLACE = Place("arXiv", ("arxiv.org", "export.arxiv.org"), _address, _read, more=_pdf, or_page=True)
