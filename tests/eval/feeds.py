"""What is read of malformed feeds and of Chinese ones in the character sets of their time.

Run as `python -m tests.eval.feeds FOLDER`, where the folder holds chinese_encodings/, encoding/ and parser/. A text is
right where no character was replaced, and of a Chinese feed where every character of its titles and texts stands in the
file as the wider character set of its family (gb18030, big5hkscs) decodes it.
"""

import html
import re
import sys
import time
from pathlib import Path

from bot.reading import feed
from bot.reading.encoding import declared_in, decode
from bot.reading.files import page_document
from bot.reading.limits import ReadingError, ReadingSettings

FAMILIES = {"GB2312": "gb18030", "Big5": "big5hkscs"}


def main(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".xml", ".html"))
    wrong = [path.name for path in files if not _right(path)]
    print(f"{len(files) - len(wrong)} of {len(files)} right; wrong: {', '.join(wrong) or 'none'}")


def _right(path: Path) -> bool:
    body = path.read_bytes()
    began = time.perf_counter()
    try:
        found, entries = _page(body) if path.suffix == ".html" else _feed(body)
    except ReadingError as error:
        print(f"{path.name}: {error.reason}")
        return False
    seconds = time.perf_counter() - began
    family = FAMILIES.get(path.name.partition("__")[0])
    exact = "\ufffd" not in found and (family is None or _stands_in(found, body.decode(family)))
    print(f"{path.name}: {entries} entries, {len(found)} characters, {seconds:.2f} s{'' if exact else ', NOT EXACT'}")
    return exact and bool(found)


def _feed(body: bytes) -> tuple[str, int]:
    found = feed.parse(body)
    return "\n".join([found.title or "", *(f"{one.title}\n{one.text}" for one in found.entries)]), len(found.entries)


def _page(body: bytes) -> tuple[str, int]:
    """A page of three words is no article: its text is what it decodes to."""
    try:
        return page_document(body, None, kind="file", url=None, limits=ReadingSettings()).text, 1
    except ReadingError:
        return decode(body, declared_in(body)), 1


def _stands_in(found: str, whole: str) -> bool:
    """Whether every Han character run read stands in the file."""
    plain = re.sub(r"<[^<>]*>", "", html.unescape(re.sub(r"<!\[CDATA\[|\]\]>", "", whole)))
    whole = "".join(plain.split())
    runs = "".join(char if "\u3400" <= char <= "\u9fff" else " " for char in found).split()
    return all(run in whole for run in runs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
