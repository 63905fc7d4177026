"""Cutting a document into parts that fit a model's window, in whole passages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.core.types import Document, Passage

MARK = 3  # tokens at most of a passage's number and the end of its line

Numbered = tuple[int, Passage]


@dataclass(frozen=True, slots=True)
class Part:
    """Passages in the document's order, each with its number: its place in the document, from 1.

    `tokens` holds the passages and their numbers.
    """

    passages: tuple[Numbered, ...]
    tokens: int

    @property
    def own_tokens(self) -> int:
        """Those of the passages alone."""
        return self.tokens - MARK * len(self.passages)

    @property
    def characters(self) -> int:
        return sum(len(passage.text) for _, passage in self.passages)


def parts(document: Document, window_tokens: int, count: Callable[[str], int]) -> tuple[Part, ...]:
    """The document in as few parts of about the same size as hold no more than `window_tokens` each.

    `count` tells the tokens of a text; it is asked once for each passage. A passage longer than a part is in none.
    """
    costs = [count(passage.text) + MARK for passage in document.passages]
    sized = [(n, p, cost) for n, (p, cost) in enumerate(zip(document.passages, costs, strict=True), 1)]
    fitting = [one for one in sized if one[2] <= window_tokens]
    total = sum(cost for _, _, cost in fitting)
    share = total / max(1, -(-total // max(1, window_tokens)))
    return tuple(_filled(fitting, share, window_tokens))


def _filled(sized: Iterable[tuple[int, Passage, int]], share: float, window: int) -> Iterator[Part]:
    held: list[Numbered] = []
    tokens = 0
    for n, passage, cost in sized:
        if held and (tokens >= share or tokens + cost > window):
            yield Part(tuple(held), tokens)
            held, tokens = [], 0
        held.append((n, passage))
        tokens += cost
    if held:
        yield Part(tuple(held), tokens)


def halves(part: Part) -> tuple[Part, Part]:
    """A part of at least two passages in two parts of about as many characters."""
    middle, seen, at = part.characters / 2, 0, 0
    while at < len(part.passages) - 1 and (at == 0 or seen < middle):
        seen += len(part.passages[at][1].text)
        at += 1
    first = round(part.tokens * seen / max(1, part.characters))
    return Part(part.passages[:at], first), Part(part.passages[at:], part.tokens - first)


def left_out(document: Document, read: Iterable[Part]) -> int:
    """How many characters of the document's passages are in none of the parts."""
    return sum(len(passage.text) for passage in document.passages) - sum(part.characters for part in read)
