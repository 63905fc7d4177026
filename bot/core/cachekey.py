"""What a digest was made of and how, as hashes: where all of it is the same, the digest is the same."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from bot.core.digest import Readings
from bot.core.glossary import Term
from bot.core.language import TRADITIONAL
from bot.core.types import Document, EngineInfo, Unread

_NOT_OF_ITS_OWN = {"text", "passages"}  # of a document, these are hashed passage by passage


def digest_key(
    readings: Readings,
    languages: Sequence[str],
    length: str,
    engine: EngineInfo,
    terms: Iterable[Term] = (),
    dictionary: str = "",
    verify: str = "off",
) -> str:
    """The key of the digest of `readings` by `engine`, as 64 hexadecimal digits.

    `terms` are those of the community's glossary that occur in the documents, `dictionary` tells which dictionary
    there is, `verify` whether a model judged the points. A digest that another engine wrote in the end has that
    engine's key.
    """
    made_of = {
        "documents": [_document(one) for one in readings.documents],
        "unread": [_unread(one) for one in readings.unread],
        "languages": list(languages),
        "length": length,
        "engine": [engine.kind, engine.name],
        "terms": sorted(term_id(term) for term in terms),
        "dictionary": dictionary,
        "verify": verify,
        "rules": rules(),
    }
    return _sha256(json.dumps(made_of, ensure_ascii=False, sort_keys=True, default=str))


def input_hashes(readings: Readings) -> tuple[str, ...]:
    """What each document was read from, as hashes: its link, or its text where it has none."""
    return tuple(_sha256(one.url or one.text) for one in readings.documents)


def term_id(term: Term) -> str:
    """A term of the glossary as a hash of all it says."""
    return _sha256(json.dumps(dict(term), ensure_ascii=False, sort_keys=True, default=list))


def occurring(terms: Iterable[Term], documents: Sequence[Document]) -> tuple[Term, ...]:
    """The terms a name of which stands in one of the documents, in any case and with or without diacritics.

    In Traditional characters a name is not seen so plainly: there, every term counts.
    """
    if any(document.language == TRADITIONAL for document in documents):
        return tuple(terms)
    text = "\n".join(_folded(part) for document in documents for part in (document.title or "", document.text))
    return tuple(term for term in terms if any(_folded(name) in text for name in _names(term)))


@cache
def rules() -> str:
    """The hash of everything in the core that decides what a digest says: its code, cue tables and prompts."""
    return fingerprint(resources.files("bot.core"))


def fingerprint(folder: Traversable) -> str:
    """The hash of every source file and table in a folder and below, by name and content."""
    found = hashlib.sha256()
    for path, file in sorted(_files(folder, ""), key=lambda one: one[0]):
        content = file.read_bytes()
        found.update(f"{path}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".py", ".toml", ".md", ".txt")):
            yield path + entry.name, entry


def _document(one: Document) -> list[object]:
    """Everything of a document a digest rests on or shows."""
    about = [getattr(one, field.name) for field in fields(one) if field.name not in _NOT_OF_ITS_OWN]
    return [about, [(p.id, p.text, p.start, p.paragraph, p.kind) for p in one.passages], len(one.text)]


def _unread(one: Unread) -> list[object]:
    return [one.input, one.reason, one.url, dict(one.detail)]


def _names(term: Term) -> Iterator[str]:
    for said in term.values():
        yield from (said,) if isinstance(said, str) else said


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
