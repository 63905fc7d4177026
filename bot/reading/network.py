"""How a connection is made: to an address that was vetted, and to no other; through a proxy, if one is set."""

from base64 import b64encode
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore2

from bot.reading.address import vetted
from bot.reading.limits import FetchError, ReadingSettings, too_large

MOST_ADDRESSES = 4  # of one host that are tried
HEAD_BYTES = 160_000  # the longest head the client takes, and what is read of the body with it
CONNECT_SECONDS = 4  # for an address, where another one is left to try


class Meter:
    """Counts what servers send for one link. Raises FetchError("too_large") beyond `most` bytes in all, or beyond
    `HEAD_BYTES` between two calls of `expect_head` and `expect_body`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._until = most

    def expect_head(self) -> None:
        """What comes now is a head: every line of it costs far more to read than as much of a body does."""
        self._until = min(self._most, self._bytes + HEAD_BYTES)

    def expect_body(self) -> None:
        """What comes now is a body."""
        self._until = self._most

    def add(self, count: int) -> None:
        """Counts bytes that have come."""
        self._bytes += count
        if self._bytes > self._until:
            raise too_large(self._most)


class Metered(httpcore2.AsyncNetworkStream):
    """A connection whose incoming bytes are counted, heads and framing included."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  the library's signature
        data = await self._stream.read(max_bytes, timeout)
        self._meter.add(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        return Metered(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._meter)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
        return self._stream.get_extra_info(info)


class Network(httpcore2.AsyncNetworkBackend):
    """Opens every connection of one link.

    The client hands over a host, and what is connected to is what the one look-up of it gave and `vetted` let through:
    a name that answers differently the second time (DNS rebinding) gains nothing.
    """

    def __init__(self, limits: ReadingSettings) -> None:
        self._limits = limits
        self.meter = Meter(limits.max_wire_bytes)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,  # noqa: ARG002  the library's signature
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        addresses = (await vetted(host, port, self._limits))[:MOST_ADDRESSES]
        for address in addresses[:-1]:
            try:
                return await self._opened(address, port, CONNECT_SECONDS)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout, FetchError):
                continue
        return await self._opened(addresses[-1], port, timeout)

    async def _opened(self, address: str, port: int, seconds: float | None) -> httpcore2.AsyncNetworkStream:
        if self._limits.proxy:
            return Metered(await tunnel(self._limits.proxy, address, port, seconds), self.meter)
        return Metered(await httpcore2.AnyIOBackend().connect_tcp(address, port, timeout=seconds), self.meter)


async def tunnel(proxy: str, address: str, port: int, seconds: float | None) -> httpcore2.AsyncNetworkStream:
    """A tunnel to an address through an HTTP proxy (CONNECT; RFC 9110, 9.3.6), for http as for https.

    The proxy is given the address, never the name: it would look it up once more, and nobody would vet what it finds.
    Raises FetchError with the reason proxy_refused or proxy_down.
    """
    parts = urlsplit(proxy)
    there = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    url = httpcore2.URL(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or {"http": 80, "https": 443}[parts.scheme],
        target=there,
    )
    headers = [(b"Host", there.encode()), *_credentials(parts.username, parts.password)]
    connection = httpcore2.AsyncHTTPConnection(url.origin)
    try:
        request = httpcore2.Request(b"CONNECT", url, headers=headers, extensions={"timeout": {"connect": seconds}})
        answer = await connection.handle_async_request(request)
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError) as error:
        raise FetchError("proxy_down") from error
    if not 200 <= answer.status < 300:
        await connection.aclose()
        raise FetchError("proxy_refused", code=str(answer.status))
    stream: httpcore2.AsyncNetworkStream = answer.extensions["network_stream"]
    return stream


def _credentials(user: str | None, password: str | None) -> list[tuple[bytes, bytes]]:
    if user is None:
        return []
    pair = f"{unquote(user)}:{unquote(password or '')}".encode()
    return [(b"Proxy-Authorization", b"Basic " + b64encode(pair))]
