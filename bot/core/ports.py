"""What the core needs from outside, as a handful of methods each."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.core.types import Claim, Digest, Document, EngineInfo, Given, Reason, Unread, Usage, Voice


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
    """What an engine is asked for: at most `count` claims over `documents`, whose voices are decided already.

    `since` is when the first engine of the ask was asked, a reading of `time.monotonic`, and `spent` how many tokens
    those before this one took; `endpoints` counts the endpoints that may still be asked, this one included.
    """

    documents: tuple[Document, ...]
    voices: tuple[Mapping[str, Voice], ...]
    languages: tuple[str, ...]
    count: int
    since: float = field(default_factory=time.monotonic)
    spent: int = 0
    endpoints: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine answers. `more` is how many further points the documents would have carried.

    `pending` is how many of how many claims an engine that renders one after the other has tried. `dropped` is a
    blocking reason against each claim the engine gave up itself, `left_out` how many characters of the documents it did
    not read. `calls` were made, at the cost of `usage`, of which `repair` went into second attempts.
    """

    headline: Claim | None
    claims: tuple[Claim, ...]
    engine: EngineInfo
    more: int = 0
    usage: Usage = field(default_factory=Usage)
    pending: tuple[int, int] = (0, 0)
    dropped: tuple[Reason, ...] = ()
    left_out: int = 0
    calls: int = 0
    repair: Usage = field(default_factory=Usage)


class Engine(Protocol):
    """Makes claims, unchecked."""

    @property
    def info(self) -> EngineInfo: ...

    def drafts(self, task: Task) -> AsyncIterator[Draft]:
        """One draft or several, each fuller than the one before; the last is the answer. Raises `errors.NoEngine`
        where there is none."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request to a model that writes: the conversation as (role, content), and the shape its answer must have.

    `schema` is the JSON schema of an object; `accept` raises ValueError, saying to the model what is wrong with an
    answer of that shape. `max_tokens` bounds the answer.
    """

    name: str
    messages: tuple[tuple[str, str], ...]
    schema: Mapping[str, Any]
    accept: Callable[[Mapping[str, Any]], None]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answer to a prompt, which has its shape, and what it cost; `host` is who was asked."""

    value: Mapping[str, Any]
    usage: Usage
    host: str
    model: str


class Answers(Protocol):
    """One endpoint. `window` is how many tokens a prompt and its answer may have together."""

    @property
    def info(self) -> EngineInfo: ...

    @property
    def window(self) -> int: ...

    def count(self, text: str) -> int:
        """How many tokens a text has, a margin included where the endpoint's own count is not known."""

    async def answer(self, prompt: Prompt, deadline: float) -> Answered:
        """The answer by `deadline`, a reading of `time.monotonic`. Raises `errors.NoEngine`, whose key says why not."""


class AnswerMemory(Protocol):
    """Remembers the finished answers of one ask by the hash of what was asked."""

    async def get(self, request: str) -> str | None: ...

    async def put(self, request: str, answer: str, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for a call: an account, in which of its local days (an ISO date), for which ask."""

    account: str
    day: str
    ask: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call costs at most: tokens in and out, and US dollars; None where the model's price is not known."""

    tokens: int
    dollars: float | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an account may spend in a day: US dollars on models with a known price, tokens on all others together."""

    dollars: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What a call came to, without a word of its content. `dollars` is None where the price is not known."""

    host: str
    engine: str
    model: str
    input_tokens: int
    output_tokens: int
    dollars: float | None


class Ledger(Protocol):
    """Keeps what calls cost within an allowance. `call` names one within an ask."""

    async def reserve(self, payer: Payer, call: str, bound: Cost, allowance: Allowance, now: datetime) -> bool:
        """Sets `bound` aside for a call and says whether the day's allowance has room for it.

        A reservation that is not settled ends after a while; the same call reserved again replaces it.
        """

    async def settle(self, payer: Payer, call: str, charge: Charge, now: datetime) -> None:
        """Puts what was really spent in the reservation's place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a platform something belongs: a community (a server, a workspace) and a channel of it. `community` is
    "" in direct messages, `channel` is "" for the community as a whole."""

    platform: str
    community: str
    channel: str = ""


AskState = Literal["open", "done", "failed", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class AskRecord:
    """An ask as it is kept. `id` is made from the platform's own id of the event; `reply` is the handle to answer by
    and `inputs` what to read, each in a form of the caller's. These two and `asker` are None once it is not open."""

    id: str
    place: Place
    asker: str | None
    reply: str | None
    inputs: str | None
    languages: tuple[str, ...]
    length: str
    visibility: Literal["public", "private"]
    deadline: datetime
    created: datetime
    state: AskState = "open"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message of a workflow that is to go out: `part` names it within the workflow, `destination` and `payload`
    are in a form of the caller's, and None once it is out or given up."""

    workflow: str
    part: str
    place: Place
    destination: str | None
    payload: str | None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """What the outbox holds of a message: the `mark` it is found again by, how often it was begun, and the platform's
    id of it once it is out."""

    outgoing: Outgoing
    mark: str
    state: Literal["open", "closed", "given_up"]
    attempts: int
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours that is still ours to edit. `digest` is what it shows, with its evidence, as JSON; `kind` says
    how long that is kept. `messages` (channel, id) and `authors` are what it rests on, where that is a chat; these and
    `asker` can be asked for and not be read again."""

    place: Place
    message: str
    workflow: str
    asker: str | None
    kind: Literal["chat", "page"]
    digest: str
    made: datetime
    messages: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preference:
    """A value somebody set, as JSON; `by` and `at` are None where it stands in a file or the environment."""

    value: str
    by: str | None = None
    at: datetime | None = None
