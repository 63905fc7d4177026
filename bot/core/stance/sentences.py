"""The passages of a document with what stance needs to know of each: language, quotations, who it says is speaking."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.core.stance.lexicon import folded, tongue
from bot.core.stance.speakers import Attribution, attribution
from bot.core.types import Document, Passage, PassageKind

MOSTLY = 0.5  # the share of a passage from which on it counts as a quotation

# An opening mark that is never closed quotes the rest of its paragraph, as where a quotation runs over several.
_QUOTATION = re.compile(
    r'“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|(?<!\w)"(?=\S)[^"]*(?:"|$)|(?<!\w)‘(?:[^’]|’(?=\w))*’'
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One passage. `bare` is its text for matching with what its quotation marks hold blanked."""

    passage: Passage
    matched: str
    bare: str
    tag: str
    attribution: Attribution | None
    quoted: float
    runs_on: bool  # its quotation goes on in the next passage

    @property
    def is_quotation(self) -> bool:
        return self.quoted >= MOSTLY

    @property
    def is_prose(self) -> bool:
        return self.passage.kind is not PassageKind.HEADING


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The passages of `document` in reading order, each with its attribution."""
    publishers = frozenset(name.lower() for name in (document.site, *document.relays) if name)
    return tuple(
        _sentence(passage, spans, publishers)
        for _, group in groupby(document.passages, key=lambda one: one.paragraph)
        for passage, spans in _with_quotations(document.text, tuple(group))
    )


def _with_quotations(text: str, passages: tuple[Passage, ...]) -> Iterator[tuple[Passage, list[tuple[int, int]]]]:
    start, end = passages[0].start, passages[-1].end
    spans = [match.span() for match in _QUOTATION.finditer(text[start:end])]
    first = 0
    for passage in passages:
        low, high = passage.start - start, passage.end - start
        while first < len(spans) and spans[first][1] <= low:
            first += 1
        last = first
        while last < len(spans) and spans[last][0] < high:
            last += 1
        yield passage, [(a - low, b - low) for a, b in spans[first:last]]


def _sentence(passage: Passage, spans: list[tuple[int, int]], publishers: frozenset[str]) -> Sentence:
    matched = folded(passage.text)
    length = len(matched)
    inside = [(max(0, start), min(length, end)) for start, end in spans]
    tag = tongue(matched)
    bare = _blanked(matched, inside)
    return Sentence(
        passage=passage,
        matched=matched,
        bare=bare,
        tag=tag,
        attribution=attribution(passage.text, bare, tag, publishers),
        quoted=sum(end - start for start, end in inside) / max(1, len(matched.strip(" *>\n"))),
        runs_on=bool(spans) and spans[-1][1] > length,
    )


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with what stands inside its quotation marks replaced by spaces; the marks themselves stay."""
    parts, at = [], 0
    for start, end in spans:
        inner = text[start:end]
        parts += [text[at:start], "".join(c if c in _MARKS else " " for c in inner)]
        at = end
    return "".join([*parts, text[at:]])


_MARKS = frozenset('“”「」『』"‘')
