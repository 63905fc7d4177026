"""What is to be known about an endpoint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

Provider = Literal["openai", "anthropic", "gemini"]
Mode = Literal["json_schema", "tool", "prompted"]

MODES: tuple[Mode, ...] = ("json_schema", "tool", "prompted")

_HOMES: Mapping[Provider, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "gemini": "https://generativelanguage.googleapis.com",
}


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """One endpoint. "openai" is every OpenAI-compatible one; an empty `base_url` is the provider's own.

    `count` tells how many tokens a text has; `window` is how many a prompt and its answer may have together;
    `seconds` bounds one call; `pause` is the wait, in seconds, before a failed call is repeated when the server names
    none. `mode` is how the answer's shape is asked for, "auto" for the best the server takes. `section` is where the
    operator finds these settings, `names` are those found elsewhere; both for messages.
    """

    provider: Provider
    name: str
    count: Callable[[str], int]
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    window: int = 32_768
    seconds: float = 120.0
    temperature: float = 0.2
    proxy: str | None = field(default=None, repr=False)
    mode: Mode | Literal["auto"] = "auto"
    pause: float = 1.0
    section: str = "model"
    names: Mapping[str, str] = field(default_factory=dict)

    def setting(self, field: str) -> str:
        """What the operator calls one of these settings: by `names`, or as part of its section."""
        return self.names.get(field, f"{self.section}.{field}")

    @property
    def url(self) -> str:
        """The address asked, without a slash at its end."""
        return (self.base_url.strip() or _HOMES[self.provider]).rstrip("/")

    @property
    def host(self) -> str:
        """Who is asked, with the port where one is named, and never a name and password."""
        return _split(self.url).netloc.rpartition("@")[2] or self.section

    @property
    def sendable(self) -> bool:
        """Whether the key is one a header can hold."""
        return self.api_key.isascii() and self.api_key.isprintable()

    @property
    def usable(self) -> bool:
        """Whether the address is one an API can be at; secrets belong in the key, not in the address."""
        parts = _split(self.url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (parts.username or parts.password or parts.query or parts.fragment)
        )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts
