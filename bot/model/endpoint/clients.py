"""The libraries that speak to each provider, held to single calls: no retry, no redirect, a bounded answer."""

import logging
import ssl
import warnings
from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING, cast

from bot.model.endpoint.options import EndpointSettings

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model

MAX_BYTES = 1_000_000
CONNECT_SECONDS = 10.0
NO_KEY = "none"  # the libraries want one where a server of one's own needs none

_LIBRARIES = ("openai", "anthropic", "google_genai")
_OWN_MAX_TOKENS = ("openai.com", "azure.com")  # elsewhere the older name `max_tokens` is the known one


class NotAnApi(Exception):
    """What answers is a web page, or sends elsewhere."""


class TooMuch(Exception):
    """The answer has more than `MAX_BYTES`, or is compressed although that was not asked for."""


def http_client(settings: EndpointSettings) -> "httpx2.AsyncClient":
    """A client for one answer, which is bounded. Proxies of the environment count where none is set."""
    import httpx2

    _hush()
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(settings.seconds, connect=min(CONNECT_SECONDS, settings.seconds)),
        headers={"Accept-Encoding": "identity"},
        proxy=settings.proxy,
        verify=_trusted(),
        event_hooks={"response": [_bound]},
    )


def _hush() -> None:
    """Debug lines of these libraries hold prompts; that a model takes no temperature is nobody's concern."""
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", "Sampling parameters", UserWarning)


@cache
def _trusted() -> ssl.SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


async def _bound(response: "httpx2.Response") -> None:
    # Some providers' keys are in headers that would go along with a redirect.
    kind = response.headers.get("content-type", "")
    if response.is_redirect or (response.is_success and "html" in kind):
        raise NotAnApi
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooMuch
    response.stream = _bounded(cast("httpx2.AsyncByteStream", response.stream))


def _bounded(stream: "httpx2.AsyncByteStream") -> "httpx2.AsyncByteStream":
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MAX_BYTES
            async for chunk in stream:
                left -= len(chunk)
                if left < 0:
                    raise TooMuch
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()


def model(settings: EndpointSettings, http: "httpx2.AsyncClient") -> "Model":
    """The provider's model, asked through `http`. The first one of a provider imports its library: seconds."""
    return {"openai": _openai, "anthropic": _anthropic, "gemini": _gemini}[settings.provider](settings, http)


def _openai(settings: EndpointSettings, http: "httpx2.AsyncClient") -> "Model":
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(
        base_url=settings.url, api_key=settings.api_key or NO_KEY, max_retries=0, timeout=http.timeout, http_client=http
    )
    host = settings.host.partition(":")[0]
    profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=host.endswith(_OWN_MAX_TOKENS))
    return OpenAIChatModel(settings.name, provider=OpenAIProvider(openai_client=client), profile=profile)


def _anthropic(settings: EndpointSettings, http: "httpx2.AsyncClient") -> "Model":
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(
        base_url=settings.url, api_key=settings.api_key or NO_KEY, max_retries=0, timeout=http.timeout, http_client=http
    )
    return AnthropicModel(settings.name, provider=AnthropicProvider(anthropic_client=client))


def _gemini(settings: EndpointSettings, http: "httpx2.AsyncClient") -> "Model":
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    provider = GoogleProvider(api_key=settings.api_key or NO_KEY, base_url=settings.url, http_client=http)
    return GoogleModel(settings.name, provider=provider)
