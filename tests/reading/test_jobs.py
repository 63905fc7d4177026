"""Reading whose work is done in a child process."""

import logging

import pytest

from bot.core import telling
from bot.core.types import Document, Given, Unread
from bot.pool.pool import Pool, PoolSettings
from bot.reading.reader import Reader, ReadingSettings
from tests.sims.paper import paper
from tests.sims.web import page, saying, serving

SENTENCE = "The council said on Monday that the bridge will cost seven million euros. "
PAGE = f"<html><head><title>The bridge</title></head><body><article><p>{SENTENCE * 3}</p></article></body></html>"
ENTRY = f"<item><title>A</title><description>{SENTENCE * 9}</description></item>"
FEED = f"<rss version='2.0'><channel><title>T</title>{ENTRY}</channel></rss>"


def reader(pool, **settings):
    return Reader(ReadingSettings(allow_private=True, **settings), pool)


@pytest.fixture(scope="module")
def bodies():
    return {
        "text/html": PAGE.encode(),
        "application/rss+xml": FEED.encode(),
        "application/pdf": paper("The bridge", [SENTENCE] * 60),
        "text/plain": (SENTENCE * 20).encode("utf-16"),
    }


async def test_every_kind_of_answer_is_read_in_the_child_as_in_the_parent(bodies, tmp_path):
    async with Pool(PoolSettings(processes=1)) as pool:
        both = (reader(pool), reader(None))
        for kind, body in bodies.items():
            path = tmp_path / "a"
            path.write_bytes(body)
            async with serving(saying(page(body, f"Content-Type: {kind}"))) as server:
                for given in (Given("link", server.url()), Given("file", str(path))):
                    found, same = [await one.read(given) for one in both]
                    assert isinstance(found, Document)
                    assert found == same
        assert await reader(pool).read(Given("text", "-", b"\x00")) == Unread("-", "not_text")


async def test_work_that_takes_too_long_is_given_up(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE * 5000, encoding="utf-8")
    async with Pool(PoolSettings(processes=1)) as pool:
        unread = await reader(pool, work_seconds=0.001).read(Given("file", str(path)))
    assert (unread.reason, unread.detail) == ("too_slow", {"seconds": "0.001"})
    assert "took longer than 0.001 seconds to make text of" in telling.unread(unread)["en"]


async def test_work_that_takes_too_much_memory_is_given_up():
    body = b"<html>" + b"<p>a" * 1_500_000
    async with Pool(PoolSettings(processes=1, memory=150_000_000)) as pool:
        unread = await reader(pool).read(Given("text", "-", body))
    assert unread == Unread("-", "too_costly")


@pytest.mark.parametrize("error", [ChildProcessError("exit -11"), IndexError("secret words"), RecursionError()])
async def test_a_library_that_fails_costs_one_reason_and_its_words_stay_out_of_the_log(error, caplog):
    class Failing:
        async def run(self, function, *args, seconds):
            raise error

    with caplog.at_level(logging.DEBUG):
        assert await reader(Failing()).read(Given("text", "-", PAGE)) == Unread("-", "unparsable")
    assert type(error).__name__ in caplog.text
    assert "secret" not in caplog.text
