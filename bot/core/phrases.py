"""The bot's own words, in both languages, from `languages/<tag>/phrases.toml`."""

import string
from functools import cache

from bot.core.language import table
from bot.core.types import LANGUAGES, Texts


@cache
def _flat(lang: str) -> dict[str, str]:
    return {f"{group}.{key}": text for group, rows in table(lang, "phrases").items() for key, text in rows.items()}


def phrase(key: str, lang: str, /, **values: object) -> str:
    """The phrase `group.key` in `lang` with its `{places}` filled. Raises KeyError for an unknown key or place."""
    return _flat(lang)[key].format_map(values)


def both(key: str, /, **values: object) -> Texts:
    """The phrase in every language Duet speaks, by tag."""
    return {lang: phrase(key, lang, **values) for lang in LANGUAGES}


def line(key: str, /, **values: object) -> str:
    """The phrase in both languages on one line, told once where they read the same."""
    return " · ".join(dict.fromkeys(both(key, **values).values()))


def keys(lang: str) -> frozenset[str]:
    """Every phrase key of a language."""
    return frozenset(_flat(lang))


def places(key: str, lang: str) -> frozenset[str]:
    """The names of the places a phrase fills."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(_flat(lang)[key]) if name)
