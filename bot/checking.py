"""`duet check`: one claim against one source, or thousands of pairs, one a line."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from bot import wiring
from bot.core import as_json, grounding
from bot.core.errors import BadUse, NothingRead
from bot.core.language import detect, same_language
from bot.core.passages import split
from bot.core.types import EN, LANGUAGES, ZH, Document, Given, Unread

MAX_LINE = 2_000_000  # characters of one line of a batch: a claim and its whole source


async def read(given: Given) -> Document | Unread:
    """The document of one input, or why there is none."""
    async with wiring.reader() as reader:
        return await reader.read(given)


def one(
    source: Given, claim: str, lang: str | None, claim_other: str | None, lang_other: str | None
) -> grounding.Verdict:
    """The verdict on a claim against a file or a link. Raises NothingRead and BadUse."""
    document = asyncio.run(read(source))
    if isinstance(document, Unread):
        raise NothingRead([document])
    return grounding.check(sides(claim, lang, claim_other, lang_other), document, wiring.glossary())


def batch(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One verdict, as JSON values, for each line that is not blank; a line that is no pair gets an "error"."""
    glossary = wiring.glossary()
    for line in lines:
        if not line.strip():
            continue
        try:
            row = _row(line)
            texts = sides(row["claim"], row.get("lang"), row.get("claim_other"), row.get("lang_other"))
        except BadUse as error:
            yield {"supported": None, "reasons": [], "error": error.messages[0]}
            continue
        yield as_json.verdict(grounding.check(texts, document(row["source"]), glossary))


def sides(claim: str, lang: str | None, claim_other: str | None, lang_other: str | None) -> dict[str, str]:
    """The claim's texts by language, told apart where no language is given. Raises BadUse."""
    texts = {_language(claim, lang): claim}
    if claim_other:
        tag = _language(claim_other, lang_other)
        if tag in texts:
            raise BadUse("same_language_twice", {"lang": tag})
        texts[tag] = claim_other
    return texts


def _language(text: str, given: str | None) -> str:
    if given is not None and given not in LANGUAGES:
        raise BadUse("unknown_language", {"lang": given})
    return given or (ZH if same_language(detect(text), ZH) else EN)


def _row(line: str) -> dict[str, str]:
    try:
        row = json.loads(line) if len(line) <= MAX_LINE else None
    except (ValueError, RecursionError):
        row = None
    wanted = ("source", "claim")
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) and row[key].strip() for key in wanted):
        raise BadUse("bad_batch_line")
    if not all(isinstance(row.get(key), str | None) for key in ("lang", "claim_other", "lang_other")):
        raise BadUse("bad_batch_line")
    return row


@lru_cache(maxsize=64)
def document(text: str) -> Document:
    """A source text of a batch as a document; the same text is cut into passages once."""
    return Document(text=text, passages=split(text), language=detect(text), kind="pasted")
