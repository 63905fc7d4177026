"""Cutting a text into passages: the smallest things that can be pointed at.

Blocks (a paragraph, a heading, a list item) are found first, sentences within them second. Every passage is a span of
the text as given, so that `passage.text == text[passage.start:passage.end]`.
"""

from collections.abc import Iterable

from bot.core.passages.blocks import Block, blocks
from bot.core.passages.sentences import has_word, sentences, trimmed
from bot.core.types import Passage, PassageKind

__all__ = ["Block", "blocks", "cut", "split"]

# Characters of a heading or a list item that is one passage; a longer one is cut into its sentences.
LONGEST_WHOLE = {PassageKind.HEADING: 300, PassageKind.ITEM: 200}


def split(text: str, *, markdown: bool = False) -> tuple[Passage, ...]:
    """The passages of a plain text in reading order, with ids from "1" and paragraphs counted from 0.

    Headings, list items and quoted blocks keep their kind. With `markdown` the block marks of Markdown (front matter,
    "#", fences, tables, whole lines in bold) are understood as well; inline marks are part of the words.
    Linear in the length of the text.
    """
    return cut(text, blocks(text, markdown=markdown))


def cut(text: str, found: Iterable[Block]) -> tuple[Passage, ...]:
    """The passages of a text whose blocks are known already, as of a page. Blocks without a word give none."""
    passages: list[Passage] = []
    paragraph = 0
    for block in found:
        spans = [span for span in _spans(text, block) if has_word(text, *span)]
        for start, end in spans:
            passages.append(Passage(str(len(passages) + 1), text[start:end], start, end, paragraph, block.kind))
        paragraph += bool(spans)
    return tuple(passages)


def _spans(text: str, block: Block) -> list[tuple[int, int]]:
    length = block.end - block.start
    if length <= LONGEST_WHOLE.get(block.kind, 0):
        return [trimmed(text, block.start, block.end)]
    return sentences(text, block.start, block.end)
