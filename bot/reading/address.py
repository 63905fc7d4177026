"""Which addresses a link may lead to."""

import ipaddress
import socket
import string

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.reading.limits import FetchError

NAME = frozenset(string.ascii_lowercase + string.digits + ".-_")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; one that wraps another is judged by that, or refused."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.sixtofour or ip.teredo:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def checked(link: str) -> URL:
    """The link as a URL that may be asked for, its host not looked up yet. Raises FetchError."""
    try:
        url = URL(link.strip())
        host, port = url.raw_host, url.port
    except (ValueError, UnicodeError) as error:
        raise FetchError("bad_url") from error
    if url.scheme not in ("http", "https") or not host or not port:
        raise FetchError("bad_url")
    if url.raw_user is not None or url.raw_password is not None or set(link) & set("\\\n\r\t"):
        raise FetchError("bad_url")
    if not _is_literal(host) and (_looks_like_a_number(host) or not set(host.lower()) <= NAME):
        raise FetchError("bad_url")
    return url


def check_literal(url: URL, *, allow_private: bool) -> None:
    """Refuses a URL whose host is a private address itself: no resolver is asked for those. Raises FetchError."""
    host = url.raw_host or ""
    if not allow_private and _is_literal(host) and not is_public(host):
        raise FetchError("private_address")


class VettingResolver(AbstractResolver):
    """Looks a host up and lets only public addresses through, at the moment of connecting.

    The connector connects to exactly what this returns, so a name that answers differently the second time
    (DNS rebinding) gains nothing.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._inner = ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._allow_private or is_public(one["host"])]
        if not allowed:
            raise FetchError("private_address")
        return allowed

    async def close(self) -> None:
        await self._inner.close()


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _looks_like_a_number(host: str) -> bool:
    """Whether a browser would read the host as an IPv4 address (WHATWG URL, "ends in a number"): 127.1, 0x7f000001."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last.isdigit() or (last.startswith("0x") and all(char in "0123456789abcdef" for char in last[2:]))
