"""What reading is allowed to do, and what it raises where it cannot.

ReadingError          a reason (a key of the phrase tables, `unread.<reason>`) and the values its phrase needs
└── FetchError        a link that could not be opened
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """`timeout_seconds` is for a whole link with its redirects, `max_bytes` counts after decompression."""

    timeout_seconds: float = 20
    max_bytes: int = 8_000_000
    max_characters: int = 400_000
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = "Duet/0.1 (self-hosted summarizer)"


class ReadingError(Exception):
    """An input that cannot be read; becomes an `Unread`."""

    def __init__(self, reason: str, **detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class FetchError(ReadingError):
    """A link that cannot be opened, or opens on something that is not to be read."""
