"""What `duet doctor` finds: whether this installation is sound, and which engine would write a digest."""

import asyncio
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from bot import asking, settings, wiring
from bot.core import phrases
from bot.core.errors import BadUse, DuetError
from bot.model.endpoint import ollama_here, probe

MOST_MODELS = 5


class Finding(NamedTuple):
    """One line of the doctor's: whether it is well, and what it is, in both languages."""

    ok: bool
    text: str


def findings() -> list[Finding]:
    """All findings, the settings first: the rest depends on them. Raises BadUse where they cannot be used."""
    settings.load()
    wiring.policy()
    return [
        Finding(True, phrases.line("doctor.python", version=platform.python_version())),
        Finding(True, phrases.line("doctor.settings", path=settings.config_folder() / "duet.toml")),
        _dictionary(),
        *asyncio.run(_store()),
        *_engine(),
        *_endpoints(),
    ]


def _dictionary() -> Finding:
    entries = len(wiring.glossary())
    if entries:
        return Finding(True, phrases.line("doctor.dictionary", n=entries))
    return Finding(False, phrases.line("doctor.dictionary_missing"))


async def _store() -> list[Finding]:
    now = datetime.now(UTC)
    try:
        store = await wiring.store(now)
    except BadUse as error:
        return [Finding(False, " · ".join(error.messages[0].values()))]
    spent = await store.ledger.spent(asking.ACCOUNT, asking.today())
    await store.close()
    told = {
        "dollars": f"{spent.dollars:.4f}",
        "allowed": f"{settings.load().budget.dollars_a_day:.2f}",
        "tokens": f"{spent.input_tokens + spent.output_tokens:,}",
        "unpriced": f"{spent.unpriced_tokens:,}",
    }
    here = Finding(True, phrases.line("doctor.store", url=_without_password(settings.store_url())))
    return [here, Finding(True, phrases.line("doctor.spent", **told))]


def _without_password(url: str) -> str:
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


def _engine() -> Iterator[Finding]:
    """The engine that would answer, and what stands in the way of the embedded model."""
    info = next(iter(wiring.engines().values())).info
    why = phrases.both(f"doctor.why_{info.why or info.kind}")
    told = {lang: phrases.phrase("doctor.engine", lang, name=info.name, why=why[lang]) for lang in why}
    yield Finding(True, " · ".join(told.values()))
    if info.why == "no_model":
        try:
            wiring.local()
        except DuetError as error:
            yield from (Finding(True, " · ".join(message.values())) for message in error.messages)


def _endpoints() -> Iterator[Finding]:
    """Each endpoint that may be asked, tried with one tiny call; an Ollama seen here that is not used."""
    found = wiring.endpoints() if settings.load().model.engine in ("auto", "endpoint") else {}
    for name, endpoint in found.items():
        problem = asyncio.run(probe(endpoint))
        if problem:
            yield from (Finding(False, f"{name}: " + " · ".join(message.values())) for message in problem.messages)
        else:
            yield Finding(True, phrases.line("doctor.endpoint", name=name, host=endpoint.host))
    if not found and (models := asyncio.run(ollama_here())):
        yield Finding(True, phrases.line("doctor.ollama", models=", ".join(models[:MOST_MODELS])))
