"""What reading is allowed to do, and what it raises where it cannot.

ReadingError          a reason (a key of the phrase tables, `unread.<reason>`) and the values its phrase needs
└── FetchError        a link that could not be opened
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """`timeout_seconds` is for a whole link with its redirects, `first_byte_seconds` for the head of each answer.

    `max_bytes` counts after decompression, `max_wire_bytes` all that a server sends, heads included. `allow_hosts` are
    internal hosts ("wiki.corp", "wiki.corp:8080") that may be read; `allow_private` lets every host and port.
    `never_read` tells the hosts that are not to be read. `per_host` requests to a host go out at a time. `proxy` is an
    HTTP proxy that opens tunnels, "http://user:password@host:port". `work_seconds` may go into making a document of
    what was read.
    """

    timeout_seconds: float = 20
    max_bytes: int = 8_000_000
    max_characters: int = 400_000
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = "Duet/0.1 (self-hosted summarizer)"
    first_byte_seconds: float = 10
    max_wire_bytes: int = 8_000_000
    ports: tuple[int, ...] = (80, 443)
    allow_hosts: tuple[str, ...] = ()
    per_host: int = 2
    work_seconds: float = 20
    proxy: str = field(default="", repr=False)
    never_read: Callable[[str], bool] = lambda _: False


class ReadingError(Exception):
    """An input that cannot be read; becomes an `Unread`."""

    def __init__(self, reason: str, **detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class FetchError(ReadingError):
    """A link that cannot be opened, or opens on something that is not to be read."""


def too_large(most: int) -> FetchError:
    """The error for an answer of more than `most` bytes."""
    return FetchError("too_large", megabytes=f"{most / 1e6:g}")
