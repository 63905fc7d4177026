"""Pages that only lead on to another one."""

import re
from html import unescape

from bot.reading.fetch import Fetched
from bot.reading.sniff import PAGES

HEAD = 16_384  # bytes of a page among which it may say so
LONGEST_WAIT = 10  # seconds; a page that is shown longer is one to read

META = re.compile(
    r"<meta\s(?=[^>]{0,2000}http-equiv\s?=\s?[\"']?refresh[\"'\s/>])(?P<rest>[^>]{1,2000})>", re.IGNORECASE
)
CONTENT = re.compile(r"content\s?=\s?(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s>]+))", re.IGNORECASE)
# WHATWG HTML, 4.2.5.3: seconds, then the address, in quotes or not
VALUE = re.compile(r"\s*(?P<wait>\d{1,4})[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?(?P<url>[^\"']+)", re.IGNORECASE)
NOSCRIPT = re.compile(r"<noscript[\s>].{0,4000}?(?:</noscript|\Z)", re.IGNORECASE | re.DOTALL)


def onward(page: Fetched) -> str | None:
    """Where a page sends its reader within seconds by itself (meta refresh), None where it does not or is no page.

    What it does for readers without scripts is not meant for Duet: such a page has its article in itself.
    """
    if page.content_type not in PAGES:
        return None
    head = NOSCRIPT.sub("", page.body[:HEAD].decode("latin-1"))
    meta = META.search(head)
    content = CONTENT.search(meta["rest"]) if meta else None
    value = VALUE.match(unescape(next(filter(None, content.groups()), ""))) if content else None
    if value is None or int(value["wait"]) > LONGEST_WAIT:
        return None
    return value["url"].strip().encode("latin-1", "replace").decode("utf-8", "replace")
