"""Wikipedia: the plain text of an article by the TextExtracts API; mobile pages and Chinese variants as well."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, unquote

from bot.core.types import Document, PassageKind
from bot.reading.layout import Line
from bot.reading.limits import ReadingError
from bot.reading.places.building import Place, at, json_of, page, text_at

VARIANTS = frozenset({"zh-cn", "zh-hans", "zh-hant", "zh-hk", "zh-mo", "zh-my", "zh-sg", "zh-tw"})
BESIDE = frozenset(
    ("see also", "references", "external links", "notes", "further reading", "bibliography", "sources", "citations")
) | frozenset(
    (
        "参见",
        "參見",
        "参考文献",
        "參考文獻",
        "外部链接",
        "外部連結",
        "注释",
        "註釋",
        "参考资料",
        "參考資料",
        "脚注",
        "延伸阅读",
    )
)
_HEADING = re.compile(r"(={2,6}) (.{1,300}) \1")


def _address(parts: SplitResult) -> str | None:
    language = (parts.hostname or "").split(".")[0]
    _, folder, *rest = parts.path.split("/", 2) if parts.path.count("/") > 1 else ("", "", "")
    variant = folder.lower() if folder.lower() in VARIANTS and language == "zh" else ""
    title = unquote(rest[0] if rest else "").replace("_", " ").strip()
    namespaced = re.match(r"[A-Z][A-Za-z]{1,20}:\S", title)
    if (folder != "wiki" and not variant) or not title or namespaced or not re.fullmatch(r"[a-z-]{2,12}", language):
        return None
    query = "action=query&prop=extracts%7Cinfo&explaintext=1&redirects=1&converttitles=1&format=json&formatversion=2"
    wanted = f"&variant={variant}" if variant else ""
    return f"https://{language}.wikipedia.org/w/api.php?{query}{wanted}&titles={quote(title, safe='')}"


def _read(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    article = at(json_of(body), "query", "pages", 0)
    if not isinstance(article, dict):
        raise ReadingError("not_as_known")
    if article.get("missing"):
        raise ReadingError("http_404")
    lines = list(_lines(text_at(article, "extract")))
    return page(lines, title=text_at(article, "title") or None, site="Wikipedia", url=url, longest=longest)


def _lines(extract: str) -> Iterator[Line]:
    """The lines of an article, without the sections that are lists of other works and pages."""
    beside = 0
    for line in filter(None, map(str.strip, extract.splitlines())):
        heading = _HEADING.fullmatch(line)
        if heading:
            level = len(heading[1])
            beside = 0 if beside and level <= beside else beside
            beside = beside or (level if heading[2].lower() in BESIDE else 0)
        if not beside:
            yield Line(heading[2], PassageKind.HEADING) if heading else Line(line)


PLACE = Place("Wikipedia", (".wikipedia.org",), _address, _read, or_page=True)
