"""What the core needs from outside, as a handful of methods each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.types import Claim, Document, EngineInfo, Given, Unread, Usage, Voice


class Reader(Protocol):
    """Turns one input into a source document, or says why not. Never raises for bad input."""

    async def read(self, given: Given) -> Document | Unread: ...


class Progress(Protocol):
    """Hears which stage an ask has reached: a key of the phrase tables (`progress.<stage>`) and its values."""

    def stage(self, stage: str, **values: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is asked for: at most `count` claims over `documents`, whose voices are decided already."""

    documents: tuple[Document, ...]
    voices: tuple[Mapping[str, Voice], ...]
    languages: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine answers. `more` is how many further points the documents would have carried."""

    headline: Claim | None
    claims: tuple[Claim, ...]
    more: int = 0
    usage: Usage = field(default_factory=Usage)


class Engine(Protocol):
    """Makes claims, unchecked. Raises `errors.NoEngine` where it cannot answer."""

    @property
    def info(self) -> EngineInfo: ...

    async def draft(self, task: Task) -> Draft: ...
