"""Which addresses a link may lead to."""

import asyncio
import socket
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

from bot.reading.limits import FetchError, ReadingSettings

# Not of the open internet: IANA's special-purpose address registries, multicast, the reserved rest, and the address at
# which Azure's host answers its machines. Python's own `is_global` differs from one release to the next.
SPECIAL_V4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 168.63.129.16/32"
)
UNICAST_V6 = IPv6Network("2000::/3")  # all that is given out to the open internet (RFC 4291, 2.4)
SPECIAL_V6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20"  # Teredo, ORCHID, examples, 6to4, examples
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; one that wraps another is judged by that, or refused."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _networks(SPECIAL_V4))
    if ip.scope_id is not None:
        return False
    if ip.ipv4_mapped:
        return is_public(str(ip.ipv4_mapped))
    if ip in NAT64:
        return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip in UNICAST_V6 and not any(ip in network for network in _networks(SPECIAL_V6))


async def vetted(host: str, port: int, limits: ReadingSettings) -> tuple[str, ...]:
    """The addresses of a host that may be connected to at a port, looked up once, in the resolver's order.

    A host that `limits.allow_hosts` names may have any address. Raises FetchError with the reason private_address or
    closed_port, OSError where the name has no address.
    """
    found = await _addresses(host, port)
    if limits.allow_private:
        return found
    name = host.lower().removesuffix(".")
    with_port = f"{name}:{port}" in limits.allow_hosts
    if not with_port and name not in limits.allow_hosts:
        found = tuple(filter(is_public, found))
    if not found:
        raise FetchError("private_address")
    if not with_port and port not in limits.ports:
        raise FetchError("closed_port", port=str(port))
    return found


async def _addresses(host: str, port: int) -> tuple[str, ...]:
    try:
        return (str(ip_address(host)),)
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@cache
def _networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, listed.split()))
