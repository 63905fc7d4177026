"""The shape of a model's answers: JSON schemas, what is wrong with an answer, and the claims in it.

Schemas keep to what every provider's strict mode takes: every property required, no other ones, no bounds.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from bot.core.abstract import wording
from bot.core.types import Claim, Document, Stance

Json = Mapping[str, Any]
Accept = Callable[[Json], None]

STANCES = tuple(stance.value for stance in Stance)


def points(languages: Sequence[str], *, headline: bool = False, labelled: bool = False) -> dict[str, Any]:
    """The schema of written points, in these languages; `labelled` points say which one they stand for."""
    sides = {lang: {"type": "string"} for lang in languages}
    lines = {"passages": {"type": "array", "items": {"type": "integer"}}}
    label = {"point": {"type": "integer"}} if labelled else {}
    stance = {"stance": {"type": "string", "enum": list(STANCES)}, "voice": {"type": "string"}}
    found: dict[str, Any] = {"points": {"type": "array", "items": _object({**label, **lines, **stance, **sides})}}
    return _object({"headline": _object({**lines, **sides}), **found} if headline else found)


def verdicts() -> dict[str, Any]:
    """The schema of one verdict for each point."""
    verdict = _object({"point": {"type": "integer"}, "supported": {"type": "boolean"}})
    return _object({"verdicts": {"type": "array", "items": verdict}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def writes(languages: Sequence[str], numbers: Collection[int], *, headline: bool, least: int) -> Accept:
    """What accepts first points: right types throughout, and where at least `least` are wanted a usable one among them.

    `numbers` are the lines there are. A single unusable point is no reason to ask for everything again.
    """
    sides = dict.fromkeys(languages, str)

    def accept(value: Json) -> None:
        found = _rows(value, "points", {"passages": list, "stance": str, "voice": str, **sides})
        if headline:
            _row(value.get("headline"), "headline", {"passages": list, **sides})
        if len(found) < least:
            raise ValueError(f"points holds {len(found)} points, at least {least} are wanted")
        flaws = [_flaw(row, languages, numbers) for row in found]
        if flaws and all(flaws):
            raise ValueError(f"points[0]: {flaws[0]}")

    return accept


def rewrites(languages: Sequence[str]) -> Accept:
    """What accepts points written again; they may be empty."""
    sides = dict.fromkeys(languages, str)

    def accept(value: Json) -> None:
        _rows(value, "points", {"point": int, "passages": list, "stance": str, "voice": str, **sides})

    return accept


def judges(value: Json) -> None:
    """Accepts verdicts."""
    _rows(value, "verdicts", {"point": int, "supported": bool})


def _rows(value: Json, name: str, fields: Mapping[str, type]) -> list[Json]:
    rows = value.get(name)
    if not isinstance(rows, list):
        raise ValueError(f"{name} is no list")
    for n, row in enumerate(rows):
        _row(row, f"{name}[{n}]", fields)
    return rows


def _row(row: object, name: str, fields: Mapping[str, type]) -> None:
    if not isinstance(row, Mapping):
        raise ValueError(f"{name} is no object")
    for field, kind in fields.items():
        one = row.get(field)
        if type(one) is not kind:
            raise ValueError(f"{name}.{field} is missing or no {kind.__name__}")
        if isinstance(one, list) and not all(type(item) is int for item in one):
            raise ValueError(f"{name}.{field} holds something else than line numbers")
    if row.get("stance", STANCES[0]) not in STANCES:
        raise ValueError(f"{name}.stance is none of {', '.join(STANCES)}")


def _flaw(row: Json, languages: Sequence[str], numbers: Collection[int]) -> str:
    """What makes a point useless, "" for none."""
    if not row["passages"] or not set(row["passages"]) <= set(numbers):
        return "passages names no line, or one that does not exist"
    for lang in languages:
        if not row[lang].strip():
            return f"{lang} is empty"
        if wording.absurd(row[lang], lang):
            return f"{lang} is far too long"
        if link := wording.link(row[lang], ""):
            return f"{lang} holds a link: {link[:60]}"
    return ""


def claim(row: Json, languages: Sequence[str], source: int, document: Document, numbers: Collection[int]) -> Claim:
    """The claim an accepted point makes about `document`, whose lines `numbers` were shown.

    A number that was not shown becomes the id "", which no passage has. A weaker stance counts only with what it
    takes: an attributed point names a voice that stands in its lines.
    """
    known = [n for n in dict.fromkeys(row["passages"]) if n in numbers]
    ids = [document.passages[n - 1].id for n in known]
    unknown = [""] if len(known) < len(set(row["passages"])) else []
    words = " ".join(document.passages[n - 1].text for n in known)
    stance = Stance(row["stance"]) if "stance" in row else None
    if stance is Stance.ATTRIBUTED and not (row["voice"].strip() and row["voice"].strip() in words):
        stance = None
    texts = {lang: row[lang].strip() for lang in languages}
    return Claim(text=texts, source=source, passages=(*ids, *unknown), stance=stance)
