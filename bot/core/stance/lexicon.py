"""The cues of one language, compiled from its table `stance.toml`."""

import re
from collections.abc import Mapping
from functools import cache

from bot.core.language import table
from bot.core.types import LANGUAGES

Cues = Mapping[str, re.Pattern[str]]


def _joined(entry: str | list[str], *, words: bool) -> str:
    if isinstance(entry, str):
        return entry
    body = "|".join(entry)
    return rf"(?<!\w)(?:{body})(?!\w)" if words else f"(?:{body})"


def _verbs(section: Mapping[str, list[str]], *, words: bool) -> str:
    kinds = ("belief", "forecast", "plain", "short", "strict", "show", "quoting")
    groups = "|".join(f"(?P<{kind}>{'|'.join(section[kind])})" for kind in kinds)
    return rf"(?<!\w)(?:{groups})(?!\w)" if words else f"(?:{groups})"


# Sections whose lists are of words; the others hold patterns that say themselves where they begin and end.
_WORDS = ("who", "report", "commentary", "headings")


@cache
def cues(tag: str) -> Cues:
    """Every list of the table as one pattern, under "section.name"; all verbs of speech under "verbs"."""
    data = table(tag, "stance")
    found = {"verbs": _verbs(data["verbs"], words=data["words"]), "weak": _joined(data["verbs"]["weak"], words=False)}
    for section in ("speaker", "who", "headings", "report", "commentary"):
        for name, entry in data[section].items():
            found[f"{section}.{name}"] = _joined(entry, words=data["words"] and section in _WORDS)
    return {name: re.compile(pattern, 0 if name == "verbs" else re.IGNORECASE) for name, pattern in found.items()}


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str], int], ...]:
    tables = ((tag, table(tag, "stance")) for tag in LANGUAGES)
    return tuple((tag, re.compile(data["script"]), data["script_weight"]) for tag, data in tables)


def tongue(text: str) -> str:
    """The language whose cues apply to a passage, told by its script alone."""
    return max(_scripts(), key=lambda entry: entry[2] * len(entry[1].findall(text)))[0]


@cache
def _folding() -> dict[int, str]:
    pairs = "".join(table(tag, "stance").get("traditional", "") for tag in LANGUAGES)
    return {ord("’"): "'"} | {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


def folded(text: str) -> str:
    """Text for matching cues: Traditional characters as Simplified ones, straight apostrophes. Offsets survive."""
    return text.translate(_folding())
