"""Opening a link: the only code that does."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from ssl import SSLCertVerificationError, SSLContext

import httpcore2

from bot.reading.body import Unpacker
from bot.reading.identity import one_time
from bot.reading.limits import FetchError, ReadingSettings, too_large
from bot.reading.manners import ROBOTS_BYTES, Robots, Turns
from bot.reading.network import Meter, Network
from bot.reading.sniff import HEAD, TEXTS, sniffed
from bot.reading.url import Url, checked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.9,*/*;q=0.1"
CHUNK_COST = 512  # bytes that a chunk counts beside its own: one of a single byte takes as long to read as a large one
REFUSALS = {
    401: "needs_login",
    402: "paywall",
    403: "blocked",
    404: "http_404",
    407: "needs_login",
    410: "http_404",
    429: "blocked",
    451: "blocked_region",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier answer said by which a later one can be compared (RFC 9110, 8.8: validators)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to. `url` is the last one asked, `content_type` what its bytes or else its server say it is.

    `known` is to be given with the next request for it; `modified` is False, and `body` empty, where nothing changed.
    """

    body: bytes
    url: str
    content_type: str
    charset: str | None
    known: Known = Known()
    modified: bool = True


Refresh = Callable[[Fetched], str | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a fetch: the content types that are read (all where None), an earlier answer, where a page
    itself leads on, whether nobody waits for it, and how many bytes it may be."""

    most: int
    accept: Collection[str] | None = None
    known: Known = Known()
    refresh: Refresh | None = None
    scheduled: bool = False


class Fetcher:
    """Opens http(s) links within `limits`. Sends no cookie, heeds no proxy but that of `limits`.

    One is kept for all links: it knows how many requests a host is answering, and what its robots.txt says.
    """

    def __init__(
        self,
        limits: ReadingSettings,
        *,
        ssl_context: SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._given_ssl = ssl_context
        self._clock = clock
        self._turns = Turns(limits.per_host)
        self._robots = Robots(clock)

    async def fetch(
        self,
        url: str,
        *,
        accept: Collection[str] = TEXTS,
        known: Known | None = None,
        refresh: Refresh | None = None,
        scheduled: bool = False,
    ) -> Fetched:
        """Opens a link and follows its redirects, and those that `refresh` finds in a page.

        `scheduled` is for pages nobody asked for: robots.txt is heeded, and no link opened that is good for one use.
        Raises FetchError with the reason bad_url, closed_port, private_address, no_answer, bad_answer, bad_certificate,
        proxy_down, proxy_refused, timeout, http_404, http_status, needs_login, paywall, blocked, blocked_region,
        too_many_redirects, too_large, wrong_type, blocked_by_policy, one_time or robots.
        """
        wish = Wish(self._limits.max_bytes, accept, known or Known(), refresh, scheduled)
        return await self._follow(checked(url), wish)

    async def _follow(self, url: Url, wish: Wish) -> Fetched:
        network, left = Network(self._limits), self._limits.timeout_seconds
        for _ in range(self._limits.max_redirects + 1):
            if self._limits.never_read(url.host):
                raise FetchError("blocked_by_policy")
            if wish.scheduled:
                await self._enter(url)
            async with self._turns.at(url.host):
                started = self._clock()
                with _translated(url, self._limits):
                    async with asyncio.timeout(left):
                        found = await self._asked(url, wish, network)
                left -= self._clock() - started
            if isinstance(found, Fetched):
                onward = wish.refresh(found) if wish.refresh else None
                if not onward:
                    return found
                found = onward
            url = checked(found, url.href)
        raise FetchError("too_many_redirects", count=str(self._limits.max_redirects))

    async def _enter(self, url: Url) -> None:
        """Waits until a page nobody asked for may be opened. Raises FetchError where it may not."""
        if one_time(url.href):
            raise FetchError("one_time")
        await self._robots.enter(url, self._limits.user_agent, self._robots_txt)

    async def _robots_txt(self, url: str) -> bytes:
        return (await self._follow(checked(url), Wish(ROBOTS_BYTES))).body

    async def _asked(self, url: Url, wish: Wish, network: Network) -> Fetched | str:
        """What one request is answered: a page, or where to go on."""
        place = httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
        connection = httpcore2.AsyncHTTPConnection(
            place.origin, ssl_context=self._ssl if url.scheme == "https" else None, network_backend=network
        )
        request = httpcore2.Request(
            b"GET",
            place,
            headers=self._headers(url, wish.known),
            extensions={"sni_hostname": url.host.removesuffix(".")},
        )
        try:
            network.meter.expect_head()
            response = await _begun(connection, request, self._limits.first_byte_seconds)
            network.meter.expect_body()
            head = Head(response)
            target = head.text("location")
            if response.status in REDIRECTS and target:
                return target
            return await _answer(response, head, url, wish, network.meter)
        finally:
            await connection.aclose()

    def _headers(self, url: Url, known: Known) -> list[tuple[str, str]]:
        headers = [
            ("Host", url.authority),
            ("User-Agent", self._limits.user_agent),
            ("Accept", ACCEPT),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        ]
        conditions = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
        return headers + [(name, value) for name, value in conditions if value and _is_field(value)]

    @cached_property
    def _ssl(self) -> SSLContext:
        return self._given_ssl or httpcore2.default_ssl_context()


class Head:
    """The fields of an answer, those of one name joined (RFC 9110, 5.3)."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._fields: dict[str, str] = {}
        for name, value in response.headers:
            key, text = name.decode("ascii", "replace").lower(), _decoded(value)
            self._fields[key] = f"{self._fields[key]}, {text}" if key in self._fields else text

    def text(self, name: str) -> str:
        """The value of a field, "" where there is none."""
        return self._fields.get(name, "").strip()

    def media(self) -> tuple[str, str | None]:
        """Content type and character set as told, ("", None) where nothing is."""
        message = Message()
        message["content-type"] = self.text("content-type")
        return (message.get_content_type(), message.get_content_charset()) if self.text("content-type") else ("", None)


async def _begun(
    connection: httpcore2.AsyncHTTPConnection, request: httpcore2.Request, seconds: float
) -> httpcore2.Response:
    try:
        async with asyncio.timeout(seconds):
            return await connection.handle_async_request(request)
    except TimeoutError as error:
        raise FetchError("timeout", seconds=f"{seconds:g}") from error


async def _answer(response: httpcore2.Response, head: Head, url: Url, wish: Wish, meter: Meter) -> Fetched:
    known = Known(head.text("etag") or None, head.text("last-modified") or None)
    told, charset = head.media()
    if response.status == NOT_MODIFIED and wish.known != Known():
        return Fetched(b"", url.href, told, charset, wish.known, modified=False)
    if head.text("cf-mitigated"):
        raise FetchError("blocked", code=str(response.status))
    if not 200 <= response.status < 300:
        raise FetchError(REFUSALS.get(response.status, "http_status"), code=str(response.status))
    body, kind = await _body(response, head, told, wish, meter)
    return Fetched(body, url.href, kind, charset, known)


async def _body(response: httpcore2.Response, head: Head, told: str, wish: Wish, meter: Meter) -> tuple[bytes, str]:
    """The body, counted as it is unpacked, and its content type, judged as soon as enough has come."""
    if int(head.text("content-length") or 0) > wish.most:
        raise too_large(wish.most)
    unpacker = Unpacker(head.text("content-encoding").lower(), wish.most)
    body, kind = bytearray(), ""
    async for chunk in response.aiter_stream():
        meter.add(CHUNK_COST)
        body += unpacker.feed(chunk)
        if not kind and len(body) >= HEAD:
            kind = _wanted(bytes(body[:HEAD]), told, wish.accept)
    unpacker.close()
    return bytes(body), kind or _wanted(bytes(body), told, wish.accept)


def _wanted(beginning: bytes, told: str, accept: Collection[str] | None) -> str:
    """The content type of an answer. Raises FetchError("wrong_type") where it is not read."""
    kind = sniffed(beginning, told)
    if accept is not None and kind not in accept:
        raise FetchError("wrong_type", type=kind)
    return kind


@contextmanager
def _translated(url: Url, limits: ReadingSettings) -> Iterator[None]:
    """Turns what the client raises into a FetchError."""
    try:
        yield
    except TimeoutError as error:
        raise FetchError("timeout", seconds=f"{limits.timeout_seconds:g}") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError) as error:
        invalid = isinstance(error.__cause__, SSLCertVerificationError)
        raise FetchError("bad_certificate" if invalid else "no_answer", host=url.host) from error


def _is_field(value: str) -> bool:
    """Whether a text may be sent as the value of a field."""
    return value.isascii() and value.isprintable()


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
