"""The names of a text that a translator should be told: how they are rendered, or that they stay in Latin letters."""

from bot.core.glossary import Glossary
from bot.core.language import same_language
from bot.core.names.han import known
from bot.core.names.text import Text
from bot.core.types import EN


def known_names(text: str, lang: str, glossary: Glossary) -> list[tuple[str, str]]:
    """(as written, as rendered) for the names in `text` that the community's terms or the dictionary know."""
    if same_language(lang, EN):
        return list(glossary.terms_in(text, lang))
    found = dict(glossary.terms_in(text, lang))
    for name in known(Text(text, lang, glossary)):
        english = glossary.english(name.word)
        if english and not any(name.text in term for term in found):
            found[name.text] = english
    return list(found.items())


def kept_names(text: str, glossary: Glossary) -> list[str]:
    """The names of an English text that no dictionary knows: better left in Latin letters than guessed."""
    terms = " ".join(written for written, _ in glossary.terms_in(text, EN))
    names = (name.text for name in Text(text, EN, glossary).names if not name.opens or not name.plain)
    return [name for name in dict.fromkeys(names) if not glossary.knows(name) and name not in terms]
