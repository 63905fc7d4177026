"""The composition root: settings become the parts. Nothing happens at import time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot import settings
from bot.core.errors import BadUse, DuetError

if TYPE_CHECKING:
    from bot.core.glossary import Glossary
    from bot.core.ports import Engine
    from bot.model.local import Local
    from bot.model.process import ModelProcess
    from bot.model.weights import Model, Reach
    from bot.reading.reader import Reader


def reader() -> Reader:
    """What turns links, files and texts into documents."""
    from bot.reading.reader import Reader, ReadingSettings

    section = settings.load().reading
    return Reader(ReadingSettings(**section.model_dump()))


def engines(choice: str | None = None) -> list[Engine]:
    """The engines to ask, in order; `choice` overrides the setting. The last one needs nothing and always answers."""
    from bot.core.extract import Extract

    chosen = choice or settings.load().model.engine
    if chosen not in settings.ENGINES:
        raise BadUse("unknown_engine", {"engine": chosen})
    if chosen == "extract":
        return [Extract(why="asked_for")]
    try:
        return [local(), Extract()]
    except DuetError:
        if chosen == "local":
            raise
        return [Extract(why="no_model")]


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
