"""What hostile input costs, and what a person is told of it: `python -m tests.eval.reading_attacks [DATA]`.

Each is served over loopback and read under the limits that are set if nothing is, its work done in child processes. A
line has the seconds it took, the longest time the event loop stood still meanwhile, the most memory a child held, and
the sentence. With DATA, which holds `extraction/` as published, its pages are read beside plain trafilatura.
"""

import asyncio
import ctypes
import gzip
import hashlib
import io
import socket
import sys
import time
import zipfile
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bot.core import telling
from bot.core.types import Document, Given, Unread
from bot.pool.pool import Pool, PoolSettings
from bot.reading import address, jobs
from bot.reading.limits import ReadingError
from bot.reading.reader import Reader, ReadingSettings
from tests.eval import extraction
from tests.sims.web import Names, Talk, connects, endless, page, saying, serving

OUTSIDE = "127.0.0.2"  # plays the open internet
PARAGRAPH = "<p>The council of the town said on Monday that bridge {n} over the river will cost {n} million euros.</p>"
ROW = "<tr><td>{n}</td><td>bridge {n}</td><td>the council of the town wants to build it in spring</td></tr>"
ENTRY = (
    "<item><title>Bridge {n}</title><description>The council said on Monday what it costs: {n}.</description></item>"
)
MODULES = ("bot.reading.jobs", "trafilatura", "pypdfium2", "feedparser")


@dataclass(slots=True)
class Watch:
    """What was seen while something went on: the longest stall in seconds, the most memory of a child in bytes."""

    stall: float = 0.0
    memory: int = 0


@asynccontextmanager
async def watching() -> AsyncIterator[Watch]:
    watch = Watch()

    async def look() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            watch.stall = max(watch.stall, time.perf_counter() - began - 0.01)
            watch.memory = max(watch.memory, most_memory())

    looking = asyncio.create_task(look())
    try:
        yield watch
    finally:
        looking.cancel()


def most_memory() -> int:
    """The most bytes that a child there is now ever held, as Linux tells it."""
    peaks = [0]
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            peaks.append(int((status.partition("VmHWM:")[2].split() or ["0"])[0]) * 1024)
    return max(peaks)


def repeated(one: str, size: int) -> str:
    """So many characters of something that is never twice the same."""
    return "".join(one.format(n=n) for n in range(size // len(one)))


def html(body: str) -> bytes:
    begin = "<html><head><title>The bridges of the town</title></head><body>"
    return (begin + body).encode()


def pdf(pages: int, stream: bytes | None = None) -> bytes:
    """A PDF whose pages each show what the stream draws; lines of words of their own where none is given."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    head = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents "
    for n in range(pages):
        packed = zlib.compress(stream or drawn(n))
        objects.append(f"{head}{5 + 2 * n} 0 R >>".encode())
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def drawn(page: int) -> bytes:
    """What draws twenty lines of words."""
    words = [hashlib.md5(b"%d %d" % (page, line)).hexdigest() for line in range(20)]
    lines = (f"(The council says {one[:7]} about {one[7:12]} and {one[12:20]}.) Tj 0 -20 Td" for one in words)
    return f"BT /F1 12 Tf 60 700 Td {' '.join(lines)} ET".encode()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "words")
    return out.getvalue()


def laughs() -> bytes:
    """The "billion laughs": nine entities of ten of the one before."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    item = "<item><title>&e9;</title><description>&e9;</description></item>"
    return f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]><rss version="2.0"><channel>{item}</channel></rss>'.encode()


def bodies() -> Iterable[tuple[str, str, Callable[[], bytes]]]:
    """The name of each, the content type it is said to be of, and its bytes, made when they are needed."""
    feed = "<rss version='2.0'><channel><title>T</title>{}</channel></rss>"
    return (
        ("page of 1 MB", "text/html", lambda: html(repeated(PARAGRAPH, 1_000_000))),
        ("page of 7 MB", "text/html", lambda: html(repeated(PARAGRAPH, 7_000_000))),
        ("page of 8 MB", "text/html", lambda: html(repeated(PARAGRAPH, 8_000_000))),
        ("table of 1.5 MB", "text/html", lambda: html(f"<table>{repeated(ROW, 1_500_000)}</table>")),
        ("page 5,000 elements deep", "text/html", lambda: html("<div>" * 5000 + repeated(PARAGRAPH, 2000))),
        ("page 1,500,000 elements deep", "text/html", lambda: html("<div>" * 1_500_000)),
        ("1,750,000 paragraphs of a letter", "text/html", lambda: html("<p>a" * 1_750_000)),
        ("element of 600,000 attributes", "text/html", lambda: html(f"<p {repeated('a{n}=b ', 5_000_000)}>")),
        ("text of 7 MB", "text/plain", ("The dog ran over it. " * 330_000).encode),
        ("line of 7 MB", "text/plain", lambda: b"a" * 7_000_000),
        ("PDF of 10,000 pages", "application/pdf", lambda: pdf(10_000)),
        ("PDF page unpacking to 500 MB", "application/pdf", lambda: pdf(1, b"BT /F1 9 Tf (abc) Tj ET\n" * 20_000_000)),
        ("zip said to be a PDF", "application/pdf", archive),
        ("feed of 7 MB", "application/rss+xml", lambda: feed.format(repeated(ENTRY, 7_000_000)).encode()),
        ("feed of a billion laughs", "application/rss+xml", laughs),
        ("feed 1,000,000 elements deep", "application/rss+xml", lambda: feed.format("<item>" * 1_000_000).encode()),
        ("JSON 7,000,000 arrays deep", "application/json", lambda: b"[" * 7_000_000),
    )


def talks() -> Iterable[tuple[str, Talk]]:
    """Servers that behave badly."""
    bomb = gzip.compress(bytes(200_000_000), 9)
    packed = page(bomb, "Content-Type: text/html", "Content-Encoding: gzip")
    begin = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>"
    return (
        (f"gzip bomb, {len(bomb) / 1e6:.1f} MB for 200", saying(packed)),
        ("a byte every 0.2 s", endless(begin, b"a", 0.2)),
        ("endless page", endless(begin, b"<p>The council said so." * 3000)),
        ("redirect loop", saying(page(b"", "Location: /", status="302 Found"))),
    )


async def told(name: str, work: Awaitable[Document | Unread]) -> None:
    """Prints what something cost and came to."""
    async with watching() as watch:
        began = time.perf_counter()
        found = await work
        seconds = time.perf_counter() - began
    if isinstance(found, Document):
        pages = f", {found.pages_read} of {found.pages} pages" if found.pages else ""
        said = f"read: {len(found.passages)} passages, {found.cut} characters left out{pages}"
    else:
        said = f"{found.reason}: {telling.unread(found)['en']}"
    figures = f"{seconds:6.2f} s  stall {watch.stall * 1000:4.0f} ms  {watch.memory / 1e6:4.0f} MB"
    print(f"{name:34} {figures}  {said}", flush=True)


async def attacks(pool: Pool) -> None:
    reader = Reader(ReadingSettings(allow_private=True), pool)
    for name, kind, make in bodies():
        answer = await asyncio.to_thread(lambda make=make, kind=kind: page(make(), f"Content-Type: {kind}"))
        async with serving(saying(answer)) as server:
            await told(name, reader.read(Given("link", server.url())))
    for name, talk in talks():
        async with serving(talk) as server:
            await told(name, reader.read(Given("link", server.url())))
    await told("name that leads inside afterwards", rebinding(pool))
    await told("library that crashes", failing(reader, ctypes.string_at, 0))
    await told("library that hangs", failing(reader, time.sleep, 60))


async def failing(reader: Reader, *work) -> Unread:
    """What the reader says where its work does this."""
    with mock.patch.object(reader, "_pool", Instead(reader, *work)):
        return await reader.read(Given("text", "-", "words"))


class Instead:
    """A pool that does some other work than it is asked for."""

    def __init__(self, reader: Reader, *work) -> None:
        self.pool, self.work = reader._pool, work

    async def run(self, function, *args, seconds):
        return await self.pool.run(*self.work, seconds=seconds)


async def rebinding(pool: Pool) -> Document | Unread:
    """A page that leads on to its own host, whose name has become an internal one by then."""
    names, public = Names({"town.example": [[OUTSIDE], ["127.0.0.1"]]}), address.is_public
    async with serving(saying(page(b"", "Location: /on", status="302 Found")), OUTSIDE) as server:
        reader = Reader(ReadingSettings(ports=(server.port,)), pool)
        with (
            mock.patch.object(socket, "getaddrinfo", names),
            mock.patch.object(address, "is_public", lambda one: one == OUTSIDE or public(one)),
            connects() as heard,
        ):
            found = await reader.read(Given("link", server.url(host="town.example")))
        inside = [one for one in heard if one[0] != OUTSIDE]
        print(f"{'':34} {len(inside)} connects inside of {len(heard)}")
        return found


async def speed(pool: Pool, folder: Path) -> None:
    """Prints how long pages take, one after the other and together, beside trafilatura in this process."""
    cases = [*extraction.english(folder), *extraction.chinese(folder)]
    most = jobs.Most(8_000_000, 400_000)

    async def one(case: extraction.Case) -> None:
        url = case.url or "https://town.example/"
        with suppress(ReadingError):
            await pool.run(jobs.page, case.body, "text/html", None, url, most, seconds=60)

    began = time.perf_counter()
    for case in cases:
        extraction.theirs(case)
    plain = time.perf_counter() - began
    await asyncio.gather(*(one(case) for case in cases[:4]))
    began = time.perf_counter()
    for case in cases:
        await one(case)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    async with watching() as watch:
        await asyncio.gather(*map(one, cases))
    together = time.perf_counter() - began
    count = len(cases)
    print(f"{count} pages: trafilatura {plain / count * 1000:.0f} ms each, duet {ours / count * 1000:.0f} ms each;")
    print(f"two at a time {60 * count / together:.0f} pages a minute, stall {watch.stall * 1000:.0f} ms")


async def overhead(pool: Pool) -> None:
    """Prints what it costs to have a job done elsewhere."""
    for size in (10, 100_000, 8_000_000):
        times = 20 if size > 1_000_000 else 200
        body = bytes(size)
        began = time.perf_counter()
        for _ in range(times):
            await pool.run(len, body, seconds=10)
        print(f"a job of {size} bytes: {(time.perf_counter() - began) / times * 1000:.2f} ms")


async def main(data: Path | None) -> None:
    began = time.perf_counter()
    async with Pool(PoolSettings(modules=MODULES)) as pool:
        await pool.run(abs, 1, seconds=10)
        print(f"first job after {time.perf_counter() - began:.2f} s")
        await overhead(pool)
        if data and (data / "extraction").is_dir():
            await speed(pool, data / "extraction")
        await attacks(pool)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if sys.argv[1:] else None))
