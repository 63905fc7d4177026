"""What a link says, as browsers read it: the one parser whose reading is judged and then connected to."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from bot.reading.limits import FetchError

LONGEST = 8_000  # characters; RFC 9110, 4.1 asks for at least this many
PORTS = {"http": 80, "https": 443}
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
LONGEST_NAME = 253  # RFC 1035, 2.3.4 without the ends
UNUSUAL = re.compile(r"[\x00-\x1f\x7f]|^[^?#]*\\")  # browsers drop the former and turn the latter into a slash
AUTHORITY = re.compile(r"(?:https?:)?//(?P<host>[^/?#:]*)", re.IGNORECASE)
HEAD = re.compile(r"https?://[^/?#]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Url:
    """An absolute http(s) URL in parts. `host` is in ASCII, an IPv6 address without brackets; `target` is what is asked
    for, path and query; `href` is all of it without fragment and credentials, which `credentials` says there were."""

    scheme: str
    host: str
    port: int
    target: str
    href: str
    credentials: bool = False

    @property
    def authority(self) -> str:
        """Host and port as a request's Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(text: str, base: str | None = None) -> Url:
    """The link as the WHATWG URL standard reads it, relative to `base` where given. Raises FetchError("bad_url")."""
    from ada_url import URL

    try:
        url = URL(text, base) if base else URL(text)
        scheme, host = url.protocol.removesuffix(":"), url.hostname.strip("[]")
        if scheme not in PORTS:
            raise FetchError("bad_url")
        port = int(url.port or PORTS[scheme])
    except ValueError as error:
        raise FetchError("bad_url") from error
    target = url.pathname + url.search
    href = f"{scheme}://{url.host}{target}"
    return Url(scheme, host, port, target, href, bool(url.username or url.password))


def checked(text: str, base: str | None = None) -> Url:
    """A link that may be asked for, its host not looked up yet.

    Refused, though browsers guess their way through: credentials, control characters, backslashes before the query,
    other spellings of an IPv4 address (127.1, 0x7f000001), names that are none in the DNS.

    Raises FetchError("bad_url").
    """
    link = text.strip(" \t\r\n")
    if len(link) > LONGEST or UNUSUAL.search(link) or not (base or HEAD.match(link)):
        raise FetchError("bad_url")
    url = parse(link, base)
    usual = _is_spelled_out(url.host, link) if _is_address(url.host) else _is_name(url.host)
    if url.credentials or not usual:
        raise FetchError("bad_url")
    return url


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_spelled_out(address: str, link: str) -> bool:
    """Whether an address stands in a link as it is usually written; a relative link has none."""
    authority = AUTHORITY.match(link)
    return ":" in address or authority is None or authority["host"] == address


def _is_name(host: str) -> bool:
    name = host.removesuffix(".")
    return len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None and all(map(_is_label, name.split(".")))


def _is_label(label: str) -> bool:
    """Whether a label of an international name is the one form of what it says (UTS #46, 4: validity criteria)."""
    from ada_url import idna

    if not label.startswith("xn--"):
        return True
    try:
        said = label[4:].encode("ascii").decode("punycode")
        return not said.isascii() and idna.encode(said).decode("ascii") == label
    except ValueError:
        return False
