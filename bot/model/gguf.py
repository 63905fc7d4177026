"""The few numbers of a GGUF file that say how much memory it takes.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAGIC = b"GGUF"
STRING, ARRAY = 8, 9
# The struct codes of the format's numbers and its bool, by type number.
CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
# Longer ones are not the numbers looked for, and a damaged file may name any length.
MAX_STRING = 1 << 20
MAX_ARRAY = 1 << 12

Value = int | float | bool | str | list[int | float | bool]


class NotGguf(Exception):
    """The file is not a GGUF file, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`cache_bytes_per_token` is what one token of context takes in the KV cache, keys and values of 16 bits."""

    file_bytes: int
    cache_bytes_per_token: int


def shape(path: Path) -> Shape:
    """The shape of a model's file. Raises NotGguf, and OSError where it cannot be read."""
    try:
        with path.open("rb") as file:
            about = _model_values(file)
        return Shape(path.stat().st_size, _cache_bytes_per_token(about))
    except (struct.error, KeyError, ValueError, TypeError, ZeroDivisionError) as error:
        raise NotGguf(type(error).__name__) from error


def _cache_bytes_per_token(about: dict[str, Value]) -> int:
    layers, heads = _whole(about["block_count"]), _whole(about["attention.head_count"])
    per_layer = about.get("attention.head_count_kv", heads)
    heads_kv = sum(map(int, per_layer)) if isinstance(per_layer, list) else layers * _whole(per_layer)
    usual = _whole(about["embedding_length"]) // heads
    width = sum(_whole(about.get(f"attention.{kind}_length", usual)) for kind in ("key", "value"))
    return heads_kv * width * 2


def _whole(value: Value) -> int:
    if isinstance(value, str | list):
        raise TypeError(value)
    return int(value)


def _model_values(file: BinaryIO) -> dict[str, Value]:
    """The values of the model's architecture, by key without its name; the vocabulary that follows is not read."""
    if file.read(4) != MAGIC:
        raise ValueError
    _, _, count = _unpack(file, "IQQ")
    about: dict[str, Value] = {}
    for _ in range(count):
        key = _string(file)
        if key.startswith("tokenizer."):
            break
        about[key] = _value(file, *_unpack(file, "I"))
    prefix = f"{about['general.architecture']}."
    return {key.removeprefix(prefix): value for key, value in about.items() if key.startswith(prefix)}


def _unpack(file: BinaryIO, codes: str) -> tuple[int, ...]:
    form = f"<{codes}"
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "Q")
    if length > MAX_STRING:
        raise ValueError
    return file.read(length).decode("utf-8", errors="replace")


def _value(file: BinaryIO, kind: int) -> Value:
    if kind == STRING:
        return _string(file)
    if kind != ARRAY:
        return _unpack(file, CODES[kind])[0]
    item, count = _unpack(file, "IQ")
    if count > MAX_ARRAY:
        raise ValueError
    if item == STRING:
        return [len(_string(file)) for _ in range(count)]
    return list(_unpack(file, CODES[item] * count))
