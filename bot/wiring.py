"""The composition root: settings become the parts. Nothing happens at import time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot import settings
from bot.core.errors import BadUse

if TYPE_CHECKING:
    from bot.core.glossary import Glossary
    from bot.core.ports import Engine
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
    return [Extract(why="asked_for" if chosen == "extract" else "no_model")]


@cache
def glossary() -> Glossary:
    """Names and words across languages: the community's own first, then the dictionary, read when first needed."""
    from bot.core.glossary import Glossary
    from bot.reading.dictionary import cedict

    return Glossary(settings.glossary_terms(), cedict)
