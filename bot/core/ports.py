"""What the core needs from outside, as a handful of methods each."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.types import Claim, Digest, Document, EngineInfo, Given, Unread, Usage, Voice


class Reader(Protocol):
    """Turns one input into a source document, or says why not. Never raises for bad input."""

    async def read(self, given: Given) -> Document | Unread: ...


class Progress(Protocol):
    """Hears how far an ask is."""

    def stage(self, stage: str, **values: object) -> None:
        """The stage reached: a key of the phrase tables (`progress.<stage>`) and its values."""

    def partial(self, digest: Digest, done: int, total: int) -> None:
        """A checked digest that is not whole yet: `done` of `total` points have been rendered or given up."""


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is asked for: at most `count` claims over `documents`, whose voices are decided already."""

    documents: tuple[Document, ...]
    voices: tuple[Mapping[str, Voice], ...]
    languages: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine answers. `more` is how many further points the documents would have carried.

    `pending` is how many of how many claims an engine that renders one after the other has tried.
    """

    headline: Claim | None
    claims: tuple[Claim, ...]
    engine: EngineInfo
    more: int = 0
    usage: Usage = field(default_factory=Usage)
    pending: tuple[int, int] = (0, 0)


class Engine(Protocol):
    """Makes claims, unchecked."""

    @property
    def info(self) -> EngineInfo: ...

    def drafts(self, task: Task) -> AsyncIterator[Draft]:
        """One draft or several, each fuller than the one before; the last is the answer. Raises `errors.NoEngine`
        where there is none."""
