"""The records everything else passes around. All frozen; no behaviour beyond what a record needs to be itself.

A `Claim` is what an engine says a passage says. A `Point` is a claim against which no blocking reason stands;
only `core.grounding` makes one. Texts by language are mappings from a BCP 47 tag to a string; a side that could
not be rendered is absent from the mapping and `null` in the JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

ZH = "zh-Hans"
EN = "en"
LANGUAGES = (ZH, EN)

Texts = Mapping[str, str]


class Stance(StrEnum):
    """Who stands behind a statement, from the strongest to the weakest."""

    REPORTED = "reported"
    ATTRIBUTED = "attributed"
    ANONYMOUS = "anonymous"
    OPINION = "opinion"


class Weight(StrEnum):
    """What a reason does to a claim: `BLOCK` keeps it from being shown, `DOUBT` is shown beside it."""

    BLOCK = "block"
    DOUBT = "doubt"


class PassageKind(StrEnum):
    SENTENCE = "sentence"
    ITEM = "item"
    HEADING = "heading"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Given:
    """One input as a person gave it: a "link", the path of a "file", or a pasted "text" as `content`.

    `content` is bytes where the encoding is not known yet (standard input, an upload); `value` then only names it.
    """

    kind: Literal["link", "file", "text"]
    value: str
    content: str | bytes | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing that can be pointed at. `text == document.text[start:end]`, always.

    `page` is the page of a PDF it begins on, from 1.
    """

    id: str
    text: str
    start: int
    end: int
    paragraph: int
    kind: PassageKind = PassageKind.SENTENCE
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Something to digest. `text` is the text as read; passages point into it in reading order.

    `language` is a BCP 47 tag as detected, also for languages Duet does not render ("ja", "fr", "und").
    `relays` are the publishers a pasted text says it passes on; `links` are the links found in it. `cut` is how many
    characters at its end were left out because it is too long. Of a PDF with `pages` the first `pages_read` were read.
    `published_at` and `updated_at` are told where the page states a time of day, with its zone where it states one;
    `canonical` is the address the page gives itself. A `teaser` is the free beginning of an article behind a wall.
    """

    text: str
    passages: tuple[Passage, ...]
    language: str
    kind: str  # "page" | "file" | "pasted" | "feed"
    title: str | None = None
    title_from_text: bool = False
    site: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    relays: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    cut: int = 0
    pages: int = 0
    pages_read: int = 0
    published_at: datetime | None = None
    updated: date | None = None
    updated_at: datetime | None = None
    canonical: str | None = None
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read, and why: `reason` is a key of the phrase tables (`unread.<reason>`)."""

    input: str
    reason: str
    url: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The document's own words at `start:end` of its text as read, in source number `source` (from 1)."""

    source: int
    passage: str
    text: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Stance of one passage and, where it is named, who speaks. `said` is true where the sentence itself says so."""

    stance: Stance
    name: str | None = None
    said: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One disagreement between a claim and its source: the kind, and the two spans that disagree ("" for none).

    `kind` is a key of the phrase tables (`reason.<kind>`), which hold the words for a person in both languages.
    """

    kind: str
    weight: Weight
    claim: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What an engine says the named passages of one source say. Unchecked; never shown.

    `doubts` are the engine's own, and travel with the claim; they only ever add to what grounding finds.
    """

    text: Texts
    source: int
    passages: tuple[str, ...]
    stance: Stance | None = None
    doubts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A claim that passed grounding. `translated` are the languages of `text` its source is not in."""

    text: Texts
    translated: tuple[str, ...]
    stance: Stance
    voice: str | None
    says_who: bool
    evidence: tuple[Evidence, ...]
    doubts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One line of a digest's list of sources. `status` is "read", "teaser" (its free beginning) or why it was not."""

    n: int
    status: str
    title: str | None = None
    site: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    relays: tuple[str, ...] = ()
    kind: str = "page"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read, skipped and dropped.

    `characters` and `left_out` count what was read of the texts and what was too long to be, `pages` and `pages_read`
    those of the PDFs of which not every page was read; `dropped` are the
    blocking reasons against claims that are not shown; `other_languages` those Duet digests but does not render;
    `teasers` counts the documents of which only the free beginning was read.
    """

    inputs: int
    read: int
    characters: int
    passages: int
    left_out: int = 0
    unread: tuple[Unread, ...] = ()
    dropped: tuple[Reason, ...] = ()
    other_languages: tuple[str, ...] = ()
    pages: int = 0
    pages_read: int = 0
    teasers: int = 0


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """How the claims were made: `kind` is "extract" (no model), "local" or "endpoint".

    `before` are the engines that were asked first and had no answer, each with the key of its reason as `why`.
    `detail` is what the phrase of `why` needs.
    """

    kind: str
    name: str
    why: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    before: "tuple[EngineInfo, ...]" = ()

    @property
    def stopped(self) -> bool:
        """Whether a model stopped before it was done."""
        return (self.why or "").startswith("model_")


@dataclass(frozen=True, slots=True)
class Usage:
    """What the digest cost: model tokens and money in US dollars, in how many calls; `repair_tokens` of the tokens went
    into second attempts. `dollars` is None where the price of one of the calls is not known."""

    input_tokens: int = 0
    output_tokens: int = 0
    dollars: float | None = 0.0
    calls: int = 0
    repair_tokens: int = 0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def plus(self, other: "Usage") -> "Usage":
        """Two usages as one. An unknown price stays unknown."""
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            None if self.dollars is None or other.dollars is None else self.dollars + other.dollars,
            self.calls + other.calls,
            self.repair_tokens + other.repair_tokens,
        )


@dataclass(frozen=True, slots=True)
class Digest:
    title: Point
    points: tuple[Point, ...]
    sources: tuple[SourceInfo, ...]
    coverage: Coverage
    languages: tuple[str, ...]
    engine: EngineInfo
    usage: Usage = Usage()
    more_points: int = 0
