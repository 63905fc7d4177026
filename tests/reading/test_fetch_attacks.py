"""What cannot be done to the machine Duet runs on, over real sockets: 127.0.0.2 plays the open internet."""

import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from dataclasses import replace

import pytest

from bot.reading.fetch import Fetcher
from bot.reading.limits import FetchError, ReadingSettings
from tests.sims.web import Names, connects, endless, page, proxying, saying, serving

OPEN = "127.0.0.2"
LIMITS = ReadingSettings(timeout_seconds=5, first_byte_seconds=5, max_bytes=1_000_000, max_wire_bytes=1_000_000)
HTML = page(b"<html><body><p>Hello</p></body></html>", "Content-Type: text/html")


@pytest.fixture(autouse=True)
def internet(monkeypatch):
    monkeypatch.setattr("bot.reading.address.is_public", lambda address: address == OPEN)


@pytest.fixture
def names(monkeypatch):
    names = Names({})
    monkeypatch.setattr(socket, "getaddrinfo", names)
    return names


def limits(server, **changes):
    return replace(LIMITS, ports=(server.port,), **changes)


async def refused(url, limits, **wish):
    with pytest.raises(FetchError) as caught:
        await Fetcher(limits).fetch(url, **wish)
    return caught.value.reason


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once(names):
    names.answers["rebinding.test"] = [[OPEN], ["127.0.0.1"]]
    async with serving(saying(HTML), OPEN) as server:
        with connects() as heard:
            await Fetcher(limits(server)).fetch(server.url(host="rebinding.test"))
            assert heard == [(OPEN, server.port)]
            assert names.asked == ["rebinding.test"]
            assert await refused(server.url(host="rebinding.test"), limits(server)) == "private_address"
            assert heard == [(OPEN, server.port)]


async def test_of_several_addresses_only_public_ones_are_connected_to(names):
    names.answers["mixed.test"] = [["127.0.0.1", "10.0.0.1", OPEN, "::1"]]
    async with serving(saying(HTML), OPEN) as server:
        with connects() as heard:
            await Fetcher(limits(server)).fetch(server.url(host="mixed.test"))
        assert heard == [(OPEN, server.port)]


async def test_an_address_that_does_not_answer_leaves_the_next_one(names, monkeypatch):
    monkeypatch.setattr("bot.reading.address.is_public", lambda address: True)
    names.answers["two.test"] = [["127.0.0.3", OPEN]]
    async with serving(saying(HTML), OPEN) as server:
        assert (await Fetcher(limits(server)).fetch(server.url(host="two.test"))).content_type == "text/html"


@pytest.mark.parametrize("host", ["127.0.0.1", "inside.test", "[::1]", "[::ffff:127.0.0.1]"])
async def test_a_redirect_inside_is_not_followed(names, host):
    names.answers |= {"outside.test": [[OPEN]], "inside.test": [["127.0.0.1"]]}
    async with serving(saying(HTML)) as inside:
        answer = page(b"", f"Location: http://{host}:{inside.port}/", status="302 Found")
        async with serving(saying(answer), OPEN) as outside:
            with connects() as heard:
                allowed = replace(LIMITS, ports=(outside.port, inside.port))
                assert await refused(outside.url(host="outside.test"), allowed) == "private_address"
            assert heard == [(OPEN, outside.port)]
        assert inside.heads == []


async def test_a_page_that_leads_on_by_itself_is_vetted_like_a_redirect():
    async with serving(saying(HTML)) as inside, serving(saying(HTML), OPEN) as outside:
        allowed = replace(LIMITS, ports=(outside.port, inside.port))
        refused_by = await refused(outside.url(host=OPEN), allowed, refresh=lambda _: inside.url())
        assert refused_by == "private_address"
        targets = iter(["/next", None])
        found = await Fetcher(allowed).fetch(outside.url(host=OPEN), refresh=lambda _: next(targets))
        assert found.url == outside.url("/next", OPEN)
        assert await refused(outside.url(host=OPEN), allowed, refresh=lambda page: page.url) == "too_many_redirects"


async def test_a_port_that_is_not_the_webs_is_not_asked():
    async with serving(saying(HTML), OPEN) as server:
        assert await refused(server.url(host=OPEN), LIMITS) == "closed_port"
        assert server.heads == []


@pytest.mark.parametrize(
    ("named", "reached"),
    [("127.0.0.1", True), ("127.0.0.1:{port}", True), ("127.0.0.1:1", False), ("wiki.corp", False), ("", False)],
)
async def test_an_internal_host_is_read_where_it_is_named(named, reached):
    async with serving(saying(HTML)) as server:
        fetcher = Fetcher(limits(server, allow_hosts=(named.format(port=server.port),)))
        if reached:
            assert (await fetcher.fetch(server.url())).content_type == "text/html"
        else:
            with pytest.raises(FetchError, match="private_address"):
                await fetcher.fetch(server.url())


async def test_a_named_host_and_port_need_no_other_leave():
    async with serving(saying(HTML)) as server:
        fetcher = Fetcher(replace(LIMITS, allow_hosts=(f"127.0.0.1:{server.port}",)))
        assert (await fetcher.fetch(server.url())).content_type == "text/html"


GZIP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
BOMB = gzip.compress(b"a" * 50_000_000)

ATTACKS = {
    "gzip bomb": (saying(GZIP + BOMB), "too_large"),
    "deflate bomb": (saying(GZIP.replace(b"gzip", b"deflate") + zlib.compress(b"a" * 50_000_000)), "too_large"),
    "bomb in a bomb": (saying(GZIP.replace(b"gzip", b"gzip, gzip") + gzip.compress(BOMB)), "bad_answer"),
    "many empty members": (saying(GZIP + gzip.compress(b"") * 60_000), "too_large"),
    "another packing": (saying(GZIP.replace(b"gzip", b"br") + b"abc"), "bad_answer"),
    "packed and broken off": (saying(GZIP + gzip.compress(bytes(range(256)) * 9)[:-20]), "bad_answer"),
    "endless body": (endless(PLAIN, b"<p>" + b"a" * 60_000), "too_large"),
    "endless extensions of chunks": (endless(CHUNKED, b"1;" + b"a" * 50_000 + b"\r\na\r\n"), "too_large"),
    "a byte a chunk": (saying(CHUNKED + b"1\r\na\r\n" * 150_000), "too_large"),
    "endless head": (endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 1_000 + b"\r\n"), "no_answer"),
    "endless line": (endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 1_000), "no_answer"),
    "endless promises": (endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000), "too_large"),
    "a length that lies": (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), "too_large"),
    "two lengths": (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "no_answer"),
    "broken off": (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab"), "no_answer"),
    "nothing": (saying(b""), "no_answer"),
    "not HTTP": (saying(b"SSH-2.0-OpenSSH_9.6\r\n"), "no_answer"),
    "redirect loop": (saying(page(b"", "Location: /", status="302 Found")), "too_many_redirects"),
    "a picture": (saying(page(b"\x89PNG\r\n\x1a\n" + b"a" * 2_000, "Content-Type: text/html")), "wrong_type"),
    "an archive": (saying(page(b"PK\x03\x04" + b"a" * 2_000, "Content-Type: text/plain")), "wrong_type"),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_hostile_server_costs_little_and_has_its_reason(attack):
    talk, reason = ATTACKS[attack]
    async with serving(talk, OPEN) as server:
        tracemalloc.start()
        started = time.perf_counter()
        try:
            assert await refused(server.url(host=OPEN), limits(server)) == reason
            taken, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert taken < 2
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "talk",
    [
        endless(PLAIN, b"a", 0.02),
        endless(b"", b"H", 0.02),
        endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 0.02),
        endless(GZIP + BOMB[:20], b"", 0.02),
    ],
    ids=["body", "first line", "head", "silence"],
)
async def test_a_slow_drip_is_given_up_in_time(talk):
    async with serving(talk, OPEN) as server:
        started = time.perf_counter()
        assert await refused(server.url(host=OPEN), limits(server, timeout_seconds=0.3)) == "timeout"
        assert time.perf_counter() - started < 1


async def test_a_server_that_says_nothing_is_given_up_sooner_than_one_that_is_slow():
    async with serving(endless(b"", b"", 0.02), OPEN) as server:
        with pytest.raises(FetchError) as caught:
            await Fetcher(limits(server, first_byte_seconds=0.2)).fetch(server.url(host=OPEN))
        assert (caught.value.reason, caught.value.detail) == ("timeout", {"seconds": "0.2"})


async def test_a_page_of_a_megabyte_is_read():
    body = b"<p>" + b"a" * 999_000
    async with serving(saying(page(body, "Content-Type: text/html")), OPEN) as server:
        assert (await Fetcher(limits(server, max_wire_bytes=1_100_000)).fetch(server.url(host=OPEN))).body == body


async def test_a_packed_page_is_unpacked_whatever_its_form():
    html = b"<p>" + "好".encode() * 1_000
    raw = zlib.compressobj(wbits=-15)
    for coding, body in (
        ("gzip", gzip.compress(html)),
        ("gzip", gzip.compress(html[:500]) + gzip.compress(html[500:]) + b"\0\0"),
        ("x-gzip", gzip.compress(html)),
        ("deflate", zlib.compress(html)),
        ("deflate", raw.compress(html) + raw.flush()),
        ("identity", html),
    ):
        answer = page(body, "Content-Type: text/html", f"Content-Encoding: {coding}")
        async with serving(saying(answer), OPEN) as server:
            assert (await Fetcher(limits(server)).fetch(server.url(host=OPEN))).body == html


async def test_requests_to_one_host_wait_for_their_turn():
    busy, most = 0, 0

    async def talk(_, writer):
        nonlocal busy, most
        busy, most = busy + 1, max(most, busy + 1)
        await asyncio.sleep(0.05)
        busy -= 1
        writer.write(HTML)

    async with serving(talk, OPEN) as server:
        fetcher = Fetcher(limits(server, per_host=2))
        await asyncio.gather(*(fetcher.fetch(server.url(f"/{n}", OPEN)) for n in range(6)))
    assert most == 2


async def test_with_a_proxy_a_tunnel_is_opened_to_the_vetted_address(names):
    names.answers["site.test"] = [[OPEN]]
    async with serving(saying(HTML), OPEN) as server, proxying() as proxy:
        through = limits(server, proxy=f"http://127.0.0.1:{proxy.port}")
        found = await Fetcher(through).fetch(server.url("/a", "site.test"))
    assert found.url == server.url("/a", "site.test")
    assert proxy.asked == [f"{OPEN}:{server.port}"]
    assert f"Host: site.test:{server.port}".encode() in server.heads[0]


async def test_with_a_proxy_an_internal_name_is_still_refused(names):
    names.answers["inside.test"] = [["127.0.0.1"]]
    async with serving(saying(HTML)) as server, proxying() as proxy:
        through = limits(server, proxy=f"http://127.0.0.1:{proxy.port}")
        assert await refused(server.url(host="inside.test"), through) == "private_address"
    assert proxy.asked == []


async def test_a_proxy_is_told_who_asks():
    async with serving(saying(HTML), OPEN) as server, proxying(credentials=b"Basic bWU6cEBzcw==") as proxy:
        through = limits(server, proxy=f"http://me:p%40ss@127.0.0.1:{proxy.port}")
        assert (await Fetcher(through).fetch(server.url(host=OPEN))).content_type == "text/html"
        assert "p%40ss" not in repr(through)
        unnamed = limits(server, proxy=f"http://127.0.0.1:{proxy.port}")
        assert await refused(server.url(host=OPEN), unnamed) == "proxy_refused"


async def test_a_proxy_that_will_not_or_is_not_there_is_said():
    async with serving(saying(HTML), OPEN) as server:
        async with proxying(refuses=403) as proxy:
            through = limits(server, proxy=f"http://127.0.0.1:{proxy.port}")
            assert await refused(server.url(host=OPEN), through) == "proxy_refused"
        assert await refused(server.url(host=OPEN), through) == "proxy_down"
    assert server.heads == []
