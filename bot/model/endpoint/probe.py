"""Trying an endpoint, and looking for one on this machine."""

import time

from bot.core.ports import Prompt
from bot.model.endpoint.endpoint import Endpoint, NoAnswer

OLLAMA = "http://127.0.0.1:11434"
LOOK_SECONDS = 1.0

_PROBE = Prompt(
    name="probe",
    messages=(("user", 'Answer with the JSON object {"ok": true}.'),),
    schema={
        "type": "object",
        "properties": {"ok": {"type": "boolean"}},
        "required": ["ok"],
        "additionalProperties": False,
    },
    accept=lambda _: None,
    max_tokens=100,
)


async def probe(endpoint: Endpoint, seconds: float = 20.0) -> NoAnswer | None:
    """Makes one tiny call, which costs its tokens: why it gave no answer, or None where it did."""
    try:
        await endpoint.answer(_PROBE, time.monotonic() + seconds)
    except NoAnswer as error:
        return error
    return None


async def ollama_here(base: str = OLLAMA) -> list[str]:
    """The names of the models an Ollama on this machine has; none where there is none, or something else answers."""
    import httpx2

    try:
        async with httpx2.AsyncClient(timeout=LOOK_SECONDS, trust_env=False) as http:
            response = await http.get(f"{base}/api/tags")
            return [str(model["name"]) for model in response.json()["models"]]
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, LookupError, TypeError):
        return []
