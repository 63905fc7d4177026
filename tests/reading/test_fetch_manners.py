"""How Duet behaves where nobody asked for a page, and what it asks again."""

import asyncio
import ssl
from dataclasses import replace

import pytest

from bot.reading.fetch import Fetcher, Known
from bot.reading.limits import FetchError, ReadingSettings
from bot.reading.sniff import FEEDS, PDF, TEXTS
from tests.sims.web import page, saying, serving

LIMITS = ReadingSettings(timeout_seconds=5, allow_private=True, user_agent="Duet/0.1 (test)")
HTML = page(b"<html><body><p>Hello</p></body></html>", "Content-Type: text/html")


class Site:
    """A site with a robots.txt that counts what it is asked for."""

    def __init__(self, robots: bytes, more: dict[str, bytes] | None = None) -> None:
        self.answers = {"/robots.txt": robots} | (more or {})
        self.asked: list[str] = []

    async def __call__(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1].decode()
        self.asked.append(path)
        writer.write(self.answers.get(path, HTML))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def naps(monkeypatch):
    """Seconds slept between two requests, without sleeping them."""
    slept, real = [], asyncio.sleep

    async def sleep(seconds, *_):
        if seconds > 0:
            slept.append(seconds)
        await real(0)

    monkeypatch.setattr("bot.reading.manners.asyncio.sleep", sleep)
    return slept


def rules(text: str) -> bytes:
    return page(text.encode(), "Content-Type: text/plain")


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (rules("User-agent: *\nDisallow: /private"), True),
        (rules("User-agent: *\nDisallow: /"), False),
        (rules("User-agent: Duet\nDisallow: /a"), False),
        (rules("User-agent: Other\nDisallow: /"), True),
        (rules("<html>no rules</html>"), True),
        (rules(""), True),
        (page(b"", status="404 Not Found"), True),
        (page(b"", status="403 Forbidden"), True),
        (page(b"", status="429 Too Many Requests"), False),
        (page(b"", status="500 Internal Server Error"), False),
        (rules("#" * 600_000), False),
    ],
)
async def test_rules_are_heeded_where_nobody_asked_for_the_page(robots, allowed, naps):
    site = Site(robots)
    async with serving(site) as server:
        fetcher = Fetcher(LIMITS)
        if allowed:
            assert (await fetcher.fetch(server.url("/a"), scheduled=True)).content_type == "text/html"
        else:
            with pytest.raises(FetchError, match="robots"):
                await fetcher.fetch(server.url("/a"), scheduled=True)
            assert site.asked == ["/robots.txt"]
            assert (await fetcher.fetch(server.url("/a"))).content_type == "text/html"


async def test_rules_are_kept_for_a_day_and_pages_spaced_as_they_say(naps):
    site, clock = Site(rules("User-agent: *\nCrawl-delay: 4")), Clock()
    async with serving(site) as server:
        fetcher = Fetcher(LIMITS, clock=clock)
        for path in ("/a", "/b", "/c"):
            await fetcher.fetch(server.url(path), scheduled=True)
        assert site.asked == ["/robots.txt", "/a", "/b", "/c"]
        assert naps == [4, 8]
        clock.now = 25 * 3600.0
        await fetcher.fetch(server.url("/a"), scheduled=True)
        assert site.asked.count("/robots.txt") == 2


async def test_a_redirect_to_a_page_that_is_not_to_be_read_is_not_followed(naps):
    leads = {
        "/a": page(b"", "Location: /hidden", status="302 Found"),
        "/b": page(b"", "Location: /unsubscribe?u=1", status="302 Found"),
    }
    site = Site(rules("User-agent: *\nDisallow: /hidden"), leads)
    async with serving(site) as server:
        fetcher = Fetcher(LIMITS)
        for path, reason in (("/a", "robots"), ("/b", "one_time"), ("/c?token=x", "one_time")):
            with pytest.raises(FetchError, match=reason):
                await fetcher.fetch(server.url(path), scheduled=True)
        assert site.asked == ["/robots.txt", "/a", "/b"]


async def test_a_person_who_gives_such_a_link_has_it_read():
    async with serving(saying(HTML)) as server:
        assert (await Fetcher(LIMITS).fetch(server.url("/a?token=x"))).url == server.url("/a?token=x")


async def test_what_did_not_change_is_not_sent_again():
    first = page(b"<p>a", "Content-Type: text/html", 'ETag: "1"', "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT")
    async with serving(saying(first)) as server:
        fetched = await Fetcher(LIMITS).fetch(server.url())
    assert fetched.known == Known('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    async with serving(saying(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')) as server:
        again = await Fetcher(LIMITS).fetch(server.url(), known=fetched.known)
        assert (again.modified, again.body, again.known) == (False, b"", fetched.known)
        assert b'If-None-Match: "1"\r\nIf-Modified-Since: Mon, 01 Jan 2024' in server.heads[0]
        with pytest.raises(FetchError, match="http_status"):
            await Fetcher(LIMITS).fetch(server.url())


async def test_what_a_server_said_cannot_write_into_a_request():
    async with serving(saying(HTML)) as server:
        await Fetcher(LIMITS).fetch(server.url(), known=Known('"1"\r\nX-Evil: 1', "今天"))
        assert b"If-None-Match" not in server.heads[0]
        assert b"X-Evil" not in server.heads[0]


@pytest.mark.parametrize(
    ("told", "body", "kind"),
    [
        ("text/html", b"<p>a</p>", "text/html"),
        ("", b"<!DOCTYPE html><p>a", "text/html"),
        ("", b"\xef\xbb\xbf \n<html>", "text/html"),
        ("application/octet-stream", b"<html>", "text/html"),
        ("image/png", b"<html><head>", "text/html"),
        ("text/plain", b"<html> is a tag", "text/plain"),
        ("", "你好".encode(), "text/plain"),
        ("", "你好".encode("utf-16"), "text/plain"),
        ("", b"ab\x00\x01", "application/octet-stream"),
        ("text/html", b"%PDF-1.7\n", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.7\n", "application/pdf"),
        ("text/html", b"PK\x03\x04", "application/zip"),
        ("text/html", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("text/html", b"RIFF1234WEBPVP8", "image/webp"),
        ("text/html", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("text/html", b'<?xml version="1.0"?><rss version="2.0">', "application/rss+xml"),
        ("text/xml", b'<?xml version="1.0"?>\n<!-- a -->\n<feed xmlns="a">', "application/atom+xml"),
        ("", b"<rdf:RDF xmlns:rdf='a'>", "application/rdf+xml"),
        ("application/xml", b'<?xml version="1.0"?><!DOCTYPE html><html lang="a">', "application/xhtml+xml"),
        ("application/json", b'{"a": 1}', "application/json"),
        ("image/svg+xml", b"<svg xmlns='a'>", "image/svg+xml"),
    ],
)
async def test_an_answer_is_what_its_bytes_say(told, body, kind):
    fields = [f"Content-Type: {told}"] if told else []
    async with serving(saying(page(body, *fields))) as server:
        fetcher = Fetcher(LIMITS)
        found = await fetcher.fetch(server.url(), accept={kind})
        assert (found.content_type, found.body) == (kind, body)
        if kind not in TEXTS:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(server.url())
            assert (caught.value.reason, caught.value.detail) == ("wrong_type", {"type": kind})
    assert not TEXTS & (PDF | FEEDS)


@pytest.mark.parametrize(
    ("location", "path"),
    [("b?c=d", "/x/b?c=d"), ("/路", "/%E8%B7%AF"), ("//127.0.0.1:{port}/y", "/y"), ("?z", "/x/a?z")],
)
async def test_a_redirect_may_be_relative_and_in_any_script(location, path):
    async with serving(saying(HTML)) as server:
        talk = Site(HTML, {"/x/a": page(b"", f"Location: {location.format(port=server.port)}", status="301 Moved")})
        server.talk = talk
        assert (await Fetcher(LIMITS).fetch(server.url("/x/a"))).url == server.url(path)


@pytest.fixture(scope="module")
def authority():
    return pytest.importorskip("trustme").CA()


async def test_the_certificate_has_to_be_the_names(authority):
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(theirs)
    authority.configure_trust(ours)
    async with serving(saying(HTML), ssl=theirs) as server:
        url = f"https://localhost:{server.port}/"
        assert (await Fetcher(LIMITS, ssl_context=ours).fetch(url)).content_type == "text/html"
        for wrong, context in ((url.replace("localhost", "127.0.0.1"), ours), (url, None)):
            with pytest.raises(FetchError, match="bad_certificate"):
                await Fetcher(replace(LIMITS, first_byte_seconds=5), ssl_context=context).fetch(wrong)
