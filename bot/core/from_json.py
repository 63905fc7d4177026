"""A digest read back from the JSON values `as_json.digest` writes.

A record is an object with the names of its fields; what the object lacks is the field's default. What was not written
does not come back: of a dropped claim only the kind of the reason is known, not its two spans.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.core import telling
from bot.core.types import Coverage, Digest, Point, Reason, Unread, Weight

T = TypeVar("T")

Json = Mapping[str, Any]

MOST_DROPPED = 10_000  # no digest has so many claims; a number may be anything


def digest(value: object) -> Digest:
    """The digest that `as_json.digest` wrote as `value`. Raises ValueError for anything else.

    The points are taken as checked: a value from elsewhere shows what it says, not what Duet found.
    """
    try:
        return _record(Digest, value)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"not a digest: {error}") from error


def _record(kind: type[T], value: object) -> T:
    """Raises ValueError for a wrong value, TypeError for a missing one, KeyError for a reason without words."""
    written = _shaped(kind, _object(value))
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name in written]  # type: ignore[arg-type]  # a record
    made = kind(**{name: _read(hints[name], written[name]) for name in names})
    if isinstance(made, Reason):
        telling.reason(made)
    if isinstance(made, Unread):
        telling.unread(made)
    return made


def _shaped(kind: type, written: Json) -> Json:
    """The object with every field in the shape of its record."""
    if kind is Point:
        sides = {lang: text for lang, text in _object(written["text"]).items() if text is not None}
        return {"says_who": False, **written, "text": sides}
    if kind is Coverage:
        kinds = [name for name, n in _object(written["dropped"]).items() for _ in range(_count(n))]
        blocked = [{"kind": name, "weight": Weight.BLOCK.value, "claim": "", "source": ""} for name in kinds]
        return {**written, "dropped": blocked}
    return written


def _read(kind: Any, value: object) -> Any:  # noqa: ANN401  whatever the field's type says
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _read(next(one for one in inner if one is not NoneType), value)
    if origin is tuple:
        return tuple(_read(inner[0], one) for one in _is(list, value))
    if origin is not None:
        return {name: _read(inner[1], one) for name, one in _object(value).items()}
    if is_dataclass(kind):
        return _record(kind, value)  # type: ignore[arg-type]  # a class, not one of its records
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, date):
        return kind.fromisoformat(_is(str, value))
    return float(value) if kind is float and type(value) is int else _is(kind, value)


def _is(kind: type[T], value: object) -> T:
    """`value`, where it is of that type itself: a truth value is no number."""
    if type(value) is not kind:
        raise ValueError(f"not a digest: a {kind.__name__} is missing")
    return value


def _object(value: object) -> Json:
    return _is(dict, value)


def _count(value: object) -> int:
    if not 0 <= (count := _is(int, value)) <= MOST_DROPPED:
        raise ValueError("not a digest: a count is wrong")
    return count
