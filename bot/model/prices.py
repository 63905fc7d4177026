"""What a call costs, by the price list that comes in the package genai-prices. Nothing is fetched.

The list is imported when first asked for: half a second and a hundred megabytes of memory.
"""

import ipaddress
import re
from datetime import datetime
from urllib.parse import urlsplit

# Names a private network may use: RFC 6761, 6762, 8375, the top level reserved for private use, and a router's habit.
PRIVATE_NAMES = ("localhost", "local", "internal", "home.arpa", "lan")

# Models that run nowhere but with their makers, and Ollama's names for those it only passes on.
_SOLD = re.compile(r"(?:gpt-(?!oss)|chatgpt|o\d|claude|gemini|grok)|.*[:-]cloud$")


def price(model: str, provider_url: str, input_tokens: int, output_tokens: int, at: datetime) -> float | None:
    """The price of one call in US dollars, at the provider's list price of the moment `at`; None where it is unknown.

    `provider_url` tells the provider: the list has no price for a gateway it does not know. A model of one's own
    machine or private network costs nothing, unless it is one that is only sold: then a gateway stands there.
    """
    if own_machine(provider_url):
        return None if _SOLD.match(model.lower().rpartition("/")[2]) else 0.0
    return _listed(model, provider_url, input_tokens, output_tokens, at)


def own_machine(url: str) -> bool:
    """Whether a URL leads to this machine or a private network, by its address or the kind of its name."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(tuple(f".{name}" for name in PRIVATE_NAMES)))
    return ip.is_private or ip.is_loopback or ip.is_link_local


def _listed(model: str, provider_url: str, input_tokens: int, output_tokens: int, at: datetime) -> float | None:
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    try:
        found = calc_price(usage, model, provider_api_url=provider_url, genai_request_timestamp=at)
    except LookupError:
        return None
    # The library adds up what prices there are: a listed model without any would cost nothing.
    if found.model_price.input_mtok is None or found.model_price.output_mtok is None:
        return None
    return float(found.total_price)
