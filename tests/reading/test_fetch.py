import asyncio
import gzip
import socket
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.reading.address import is_public
from bot.reading.fetch import Fetcher
from bot.reading.limits import FetchError, ReadingSettings

LIMITS = ReadingSettings(timeout_seconds=5, max_bytes=100_000, allow_private=True, user_agent="test agent")
PAGE = "<html><body><p>你好，世界。</p></body></html>"


class Site:
    """A site on loopback that remembers what it was asked."""

    def __init__(self):
        self.asked = []
        app = web.Application(middlewares=[self._remember])
        app.router.add_get("/page", self._page)
        app.router.add_get("/gb2312", self._gb2312)
        app.router.add_get("/status/{code}", self._status)
        app.router.add_get("/to", self._redirect)
        app.router.add_get("/loop", self._loop)
        app.router.add_get("/slow", self._slow)
        app.router.add_get("/drip", self._drip)
        app.router.add_get("/huge", self._huge)
        app.router.add_get("/bomb", self._bomb)
        app.router.add_get("/typed", self._typed)
        app.router.add_get("/broken", self._broken)
        self.server = TestServer(app)

    def url(self, path):
        return str(self.server.make_url(path))

    @web.middleware
    async def _remember(self, request, handler):
        self.asked.append(request)
        return await handler(request)

    async def _page(self, _):
        return web.Response(text=PAGE, content_type="text/html", headers={"Set-Cookie": "a=b"})

    async def _gb2312(self, _):
        return web.Response(body=PAGE.encode("gb2312"), headers={"Content-Type": "text/html; charset=gb2312"})

    async def _status(self, request):
        return web.Response(status=int(request.match_info["code"]), text="no")

    async def _redirect(self, request):
        return web.Response(status=302, headers={"Location": request.query["url"]})

    async def _loop(self, request):
        return web.Response(status=301, headers={"Location": str(request.rel_url)})

    async def _slow(self, _):
        await asyncio.sleep(30)

    async def _drip(self, request):
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"a")
            await asyncio.sleep(0.05)
        return response

    async def _huge(self, request):
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"a" * 10_000)
        return response

    async def _bomb(self, _):
        headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
        return web.Response(body=gzip.compress(b"a" * 20_000_000), headers=headers)

    async def _typed(self, request):
        return web.Response(body=b"abc", headers={"Content-Type": request.query["type"]})

    async def _broken(self, _):
        return web.Response(body=b"not gzip", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


@pytest.fixture
async def site():
    site = Site()
    await site.server.start_server()
    yield site
    await site.server.close()


async def refused(url, limits=LIMITS):
    with pytest.raises(FetchError) as caught:
        await Fetcher(limits).fetch(url)
    return caught.value


async def test_a_page_comes_with_its_address_type_and_character_set(site):
    fetched = await Fetcher(LIMITS).fetch(site.url("/page"))
    assert fetched.body.decode() == PAGE
    assert (fetched.url, fetched.content_type, fetched.charset) == (site.url("/page"), "text/html", "utf-8")
    assert (await Fetcher(LIMITS).fetch(site.url("/gb2312"))).charset == "gb2312"


async def test_a_request_names_duet_and_brings_no_cookie_back(site):
    await Fetcher(LIMITS).fetch(site.url("/page"))
    await Fetcher(LIMITS).fetch(site.url("/page"))
    assert site.asked[0].headers["User-Agent"] == "test agent"
    assert "Cookie" not in site.asked[1].headers


async def test_a_proxy_in_the_environment_is_not_used(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert (await Fetcher(LIMITS).fetch(site.url("/page"))).content_type == "text/html"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (404, "http_404"),
        (410, "http_404"),
        (401, "needs_login"),
        (402, "paywall"),
        (403, "blocked"),
        (407, "needs_login"),
        (429, "blocked"),
        (451, "blocked_region"),
        (500, "http_status"),
        (503, "http_status"),
        (304, "http_status"),
    ],
)
async def test_a_refusal_of_the_server_has_its_reason_and_code(site, code, reason):
    error = await refused(site.url(f"/status/{code}"))
    assert (error.reason, error.detail) == (reason, {"code": str(code)})


async def test_redirects_are_followed_to_the_last_address(site):
    fetched = await Fetcher(LIMITS).fetch(site.url("/to?url=/to%3Furl%3D/page"))
    assert fetched.url == site.url("/page")


async def test_a_site_that_is_never_read_is_not_asked_also_behind_a_redirect(site):
    limits = replace(LIMITS, never_read=lambda host: host == "localhost")
    elsewhere = site.url("/page").replace("127.0.0.1", "localhost")
    assert (await refused(elsewhere, limits)).reason == "blocked_by_policy"
    assert (await refused(site.url(f"/to?url={elsewhere}"), limits)).reason == "blocked_by_policy"
    assert [request.path for request in site.asked] == ["/to"]


async def test_a_redirect_loop_ends_after_the_allowed_number(site):
    error = await refused(site.url("/loop"), replace(LIMITS, max_redirects=3))
    assert error.reason == "too_many_redirects"
    assert len(site.asked) == 4


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/", "http://a:b@example.com/"])
async def test_a_redirect_to_something_that_is_no_link_is_refused(site, target):
    assert (await refused(site.url(f"/to?url={target}"))).reason == "bad_url"


async def test_a_server_that_does_not_answer_in_time_is_given_up(site):
    limits = replace(LIMITS, timeout_seconds=0.2)
    assert (await refused(site.url("/slow"), limits)).reason == "timeout"
    assert (await refused(site.url("/drip"), limits)).reason == "timeout"


async def test_an_answer_is_cut_off_at_the_limit_also_when_it_unpacks_to_more(site):
    assert (await refused(site.url("/huge"))).reason == "too_large"
    assert (await refused(site.url("/bomb"))).reason == "too_large"


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "application/pdf", "application/json"])
async def test_what_is_not_text_is_not_downloaded(site, kind):
    error = await refused(site.url(f"/typed?type={kind}"))
    assert (error.reason, error.detail) == ("wrong_type", {"type": kind})


async def test_an_answer_that_does_not_unpack_is_a_bad_one(site):
    assert (await refused(site.url("/broken"))).reason == "bad_answer"


async def test_a_port_nobody_listens_on_is_no_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert (await refused(f"http://127.0.0.1:{port}/")).reason == "no_answer"


async def test_a_name_that_does_not_exist_is_no_answer(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = await refused("http://nowhere.invalid/", replace(LIMITS, allow_private=False))
    assert error.reason == "no_answer"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://user:secret@example.com/",
        "http://user@example.com/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.1:80\\@example.com/",
        "http://exa mple.com/",
        "http://[::1/",
        "http://example.com:99999/",
        "http://a.com/\r\nHost: b",
    ],
)
async def test_what_is_no_link_to_a_page_is_refused_before_anything_is_asked(url):
    assert (await refused(url)).reason == "bad_url"


PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_private_address_is_refused(address):
    assert not is_public(address)
    host = f"[{address}]" if ":" in address else address
    error = await refused(f"http://{host}/", replace(LIMITS, allow_private=False))
    assert error.reason == "private_address"


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_a_public_address_is_not(address):
    assert is_public(address)


async def test_a_name_that_leads_to_a_private_address_is_refused_and_nothing_is_asked(site):
    closed = replace(LIMITS, allow_private=False)
    error = await refused(site.url("/page").replace("127.0.0.1", "localhost"), closed)
    assert error.reason == "private_address"
    assert site.asked == []


async def test_a_redirect_to_a_private_address_is_refused(site, monkeypatch):
    monkeypatch.setattr("bot.reading.address.is_public", lambda address: address == "127.0.0.1")
    target = f"http://127.0.0.2:{site.server.port}/page"
    error = await refused(
        site.url(f"/to?url={target}"), replace(LIMITS, allow_private=False, ports=(site.server.port,))
    )
    assert error.reason == "private_address"
    assert len(site.asked) == 1
