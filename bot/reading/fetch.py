"""Opening a link: the only code that does."""

import asyncio
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.reading.address import VettingResolver, check_literal, checked
from bot.reading.limits import FetchError, ReadingSettings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LOGIN = frozenset({401, 402, 403, 407})
GONE = frozenset({404, 410})
READABLE = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/x-markdown",
        "application/octet-stream",
        "",
    }
)
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to. `content_type` is without parameters, "" if none was told; `url` is the last one asked."""

    body: bytes
    url: str
    content_type: str
    charset: str | None


async def fetch(url: str, limits: ReadingSettings) -> Fetched:
    """Opens an http(s) link and follows its redirects, within `limits`. Sends no cookie and heeds no proxy setting.

    Raises FetchError with the reason bad_url, private_address, no_answer, timeout, http_404, http_status, needs_login,
    too_many_redirects, too_large or wrong_type.
    """
    asked = checked(url)
    try:
        async with asyncio.timeout(limits.timeout_seconds), _session(limits) as session:
            return await _follow(session, asked, limits)
    except TimeoutError as error:
        raise FetchError("timeout", seconds=f"{limits.timeout_seconds:g}") from error
    except aiohttp.InvalidURL as error:
        raise FetchError("bad_url") from error
    except (aiohttp.ClientError, OSError) as error:
        raise FetchError("no_answer", host=asked.host or "") from error


def _session(limits: ReadingSettings) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=VettingResolver(allow_private=limits.allow_private), use_dns_cache=False, force_close=True
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None),  # the deadline is over all redirects together
        headers={
            "User-Agent": limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
        },
    )


async def _follow(session: aiohttp.ClientSession, url: URL, limits: ReadingSettings) -> Fetched:
    for _ in range(limits.max_redirects + 1):
        check_literal(url, allow_private=limits.allow_private)
        async with session.get(url, allow_redirects=False) as response:
            target = response.headers.get("Location")
            if response.status not in REDIRECTS or not target:
                return await _answer(response, limits)
        try:
            url = checked(str(url.join(URL(target))))
        except ValueError as error:
            raise FetchError("bad_url") from error
    raise FetchError("too_many_redirects", count=str(limits.max_redirects))


async def _answer(response: aiohttp.ClientResponse, limits: ReadingSettings) -> Fetched:
    status, told = response.status, "Content-Type" in response.headers
    if status in GONE:
        raise FetchError("http_404", code=str(status))
    if status in LOGIN:
        raise FetchError("needs_login", code=str(status))
    if not 200 <= status < 300:
        raise FetchError("http_status", code=str(status))
    content_type = response.content_type.lower() if told else ""
    if content_type not in READABLE:
        raise FetchError("wrong_type", type=content_type)
    body = await _body(response, limits.max_bytes)
    return Fetched(body, str(response.url), content_type, response.charset if told else None)


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """The body, counted as it is decompressed: a small answer can unpack to an endless one."""
    if (response.content_length or 0) > max_bytes:
        raise FetchError("too_large", megabytes=f"{max_bytes / 1e6:g}")
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise FetchError("too_large", megabytes=f"{max_bytes / 1e6:g}")
    return bytes(body)
