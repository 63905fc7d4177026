"""Whether a Latin-script name stands in a text: in its own letters, under a known rendering, or in pinyin."""

import re
from functools import cache

from bot.core.glossary import fold, key
from bot.core.language import table
from bot.core.names.latin import Name
from bot.core.names.text import Text, squeeze
from bot.core.types import ZH

ALIKE = 6  # letters from which two spellings may differ by one and be the same name


def stands(name: Name, text: Text) -> bool:
    """Whether `name` is in `text` in any known way."""
    return in_letters(name, text) or in_characters(name, text) or _with_number(name, text)


def in_letters(name: Name, text: Text) -> bool:
    """Whether `name` is in the Latin words of `text`: as it is, in another form, by initials or another known name."""
    folded = fold(name.text)
    if folded in text.forms or key(name.text) in text.keys:
        return True
    if not name.plain and ((bare := squeeze(folded)) in text.forms or bare in text.joined):
        return True
    if name.acronym and len(folded) > 2 and squeeze(folded) in text.initials:
        return True
    return any(all(fold(word) in text.forms for word in other.split()) for other in text.glossary.siblings(name.text))


def in_characters(name: Name, text: Text) -> bool:
    """Whether the Han words of `text` are a known rendering of `name`, or its pinyin."""
    if not text.han:
        return False
    wanted, folded = key(name.text), squeeze(fold(name.text))
    if wanted in text.senses or (name.acronym and f"+{folded}" in text.senses):
        return True
    if not text.alone.isdisjoint(abbreviations().get(wanted, ())):
        return True
    if any(word in text.han for word in renderings().get(wanted, ())):
        return True
    if not name.plain:
        return False
    near = (sense for sense in text.senses if sense[:2] == wanted[:2])
    return any(_related(wanted, sense) for sense in near) or text.spells(folded)


def _with_number(name: Name, text: Text) -> bool:
    """Names such as GPT-4 and COVID-19: the letters, and the number unless a rendering of the letters leaves it out."""
    letters, digits = re.sub(r"[^A-Za-z]", "", name.text), re.sub(r"\D", "", name.text)
    if not digits or len(letters) < 2:
        return False
    bare = Name(letters, name.start, name.end, name.opens)
    return in_characters(bare, text) or (digits in text.numbers and in_letters(bare, text))


def _related(a: str, b: str) -> bool:
    """Whether two keys that begin alike are forms of one name: Catalan and Catalonia, Krushchev and Khrushchev."""
    if len(a) < 4:
        return False
    if len(a) >= ALIKE and alike(a, b):
        return True
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= 4 and max(len(a), len(b)) - shared <= 3 and (shared >= 5 or shared == min(len(a), len(b)))


def alike(a: str, b: str) -> bool:
    """Whether one letter changed, added, left out or swapped with the next makes one of the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
        return swapped or a[start + 1 :] == b[start + 1 :]
    return a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]


@cache
def renderings() -> dict[str, tuple[str, ...]]:
    """What general words in names are called in Chinese, by key."""
    return {key(word): tuple(names.split()) for word, names in table(ZH, "names")["renderings"].items()}


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """The single characters that stand for a name, by key."""
    return {key(word): tuple(names.split()) for word, names in table(ZH, "names")["abbreviations"].items()}
