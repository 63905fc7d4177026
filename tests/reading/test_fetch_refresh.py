import time

import pytest

from bot.core.types import Document, Unread
from bot.reading.fetch import Fetched
from bot.reading.limits import ReadingSettings
from bot.reading.reader import Reader
from bot.reading.refresh import onward
from tests.sims.web import page as answer
from tests.sims.web import saying, serving


def page(html: str, kind: str = "text/html") -> Fetched:
    return Fetched(html.encode(), "http://a.com/", kind, None)


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0;url=/b">', "/b"),
        ("<html><head><META HTTP-EQUIV=Refresh CONTENT='0; URL=https://b.com/?a=1&amp;b=2'>", "https://b.com/?a=1&b=2"),
        ('<meta content="3; url=\'b\'" http-equiv="refresh" />', "b"),
        ('<meta http-equiv="refresh" content="0;/路">', "/路"),
        ('<meta http-equiv="refresh" content="300;url=/b">', None),
        ('<meta http-equiv="refresh" content="5">', None),
        ('<noscript><meta http-equiv="refresh" content="0;url=/b"></noscript>', None),
        ('<meta name="refresh" content="0;url=/b">', None),
        ('<p>The tag meta http-equiv="refresh" content="0;url=/b"', None),
    ],
)
def test_a_page_that_only_leads_on_says_where(html, target):
    assert onward(page(html)) == target


def test_what_is_no_page_leads_nowhere():
    assert onward(page('<meta http-equiv="refresh" content="0;url=/b">', "text/plain")) is None


@pytest.mark.parametrize(
    "piece", ["<meta ", "<noscript>", "<meta http-equiv=refresh ", "<meta http-equiv=refresh content='"]
)
def test_a_hostile_page_is_searched_at_once(piece):
    started = time.process_time()
    onward(page(piece * 50_000))
    assert time.process_time() - started < 0.5


ARTICLE = "<html><body><article>" + "<p>The council decided on new rules for parking.</p>" * 9 + "</article>"


async def test_a_link_is_shown_by_where_it_leads_and_without_what_is_secret():
    async with serving(saying(b"")) as server:

        async def talk(head, writer):
            led = f"<meta http-equiv=refresh content='0;url={server.url('/b?id=1&utm_source=x')}'>"
            writer.write(answer((ARTICLE if b"/b" in head else led).encode(), "Content-Type: text/html"))

        server.talk = talk
        found = await Reader(ReadingSettings(allow_private=True)).read_url(server.url("/a"))
        assert isinstance(found, Document)
        assert found.url == server.url("/b?id=1")


async def test_a_secret_is_not_told_of_a_link_that_could_not_be_read():
    async with serving(saying(answer(b"", status="404 Not Found"))) as server:
        found = await Reader(ReadingSettings(allow_private=True)).read_url(server.url("/a?id=1&token=abcdef"))
        assert isinstance(found, Unread)
        assert (found.input, found.url) == (server.url("/a?id=1"), server.url("/a?id=1"))
