"""The names of a text that a translator should be told: how they are rendered, or that they stay in Latin letters."""

from bot.core.glossary import Glossary
from bot.core.language import same_language
from bot.core.names.han import known, persons
from bot.core.names.text import Text
from bot.core.types import EN


def known_names(text: str, lang: str, glossary: Glossary) -> list[tuple[str, str]]:
    """(as written, as rendered) for the names in `text` that the community's terms or the dictionary know."""
    if same_language(lang, EN):
        return list(glossary.terms_in(text, lang))
    found = dict(glossary.terms_in(text, lang))
    seen = Text(text, lang, glossary)
    places = [(name.text, glossary.english(name.word) or _spelled(name.text, glossary)) for name in known(seen)]
    people = [(name.text, _person(name.text, glossary)) for name in persons(seen)]
    for written, english in (*places, *people):
        if english and not any(written in term for term in found):
            found[written] = english
    return list(found.items())


def _spelled(name: str, glossary: Glossary) -> str | None:
    """A Han name in pinyin, as places are written; None where a character has no reading."""
    readings = [glossary.readings(character)[:1] for character in glossary.simplified(name)]
    return "".join(reading[0] for reading in readings).capitalize() if all(readings) else None


def _person(name: str, glossary: Glossary) -> str | None:
    """A Chinese person's name in pinyin, the surname, of one character here, first."""
    surname, given = _spelled(name[0], glossary), _spelled(name[1:], glossary)
    return f"{surname} {given}" if surname and given else None


def kept_names(text: str, glossary: Glossary) -> list[str]:
    """The names of an English text that no dictionary knows: better left in Latin letters than guessed."""
    terms = " ".join(written for written, _ in glossary.terms_in(text, EN))
    names = (name.text for name in Text(text, EN, glossary).names if not name.opens or not name.plain)
    return [name for name in dict.fromkeys(names) if not glossary.knows(name) and name not in terms]
