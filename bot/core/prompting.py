"""What a model is asked, put together from the prompt files: the text as data, and what is known about it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from bot.core.glossary import Glossary
from bot.core.language import own_tag, same_language, table
from bot.core.names.terms import kept_names, known_names
from bot.core.names.text import Text
from bot.core.quantities import Kind, Quantity, find
from bot.core.quantities.saying import say
from bot.core.types import EN, ZH, Reason

Messages = tuple[tuple[str, str], ...]
Term = tuple[str, str]  # as written, as to be said

_FIGURE = re.compile(r"(?:[A-Z]{1,3})?[$€£¥]?\s?\d")

# A figure with a scale, in figures or in a word.
_LARGE = re.compile(
    r"(?i)(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten)\s?(?:million|billion|trillion|万亿|亿|万)"
)

MOST_TERMS = 12  # a sentence with more is a table; a small model forgets the sentence over them


@cache
def _prompts(name: str) -> dict[str, Any]:
    path = resources.files("bot.core") / "texts" / "prompts" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rendering(text: str, lang: str, terms: Sequence[Term], care: Sequence[str] = ()) -> Messages:
    """The conversation, as (role, content), that asks for `text` in `lang`.

    The terms stand in the text already as they are to be said: a small model copies what it does not have to think
    about (constrained decoding by code-switching, Song et al., NAACL 2019). `care` says what a first attempt got wrong.
    """
    prompt = _prompts("render")[lang]
    wrong = prompt["wrong"].format(wrong="; ".join(care)) if care else ""
    kept = [said for written, said in terms if written == said]
    known = prompt["terms"].format(terms=", ".join(kept)) if kept else ""
    shown = [turn for one in prompt["examples"] for turn in (("user", one["ask"]), ("assistant", one["answer"]))]
    ask = prompt["ask"].format(terms=known, wrong=wrong, text=_mixed(text, terms))
    return (("system", prompt["system"].strip()), *shown, ("user", ask))


def judging(source: str, rendering: str, lang: str) -> tuple[Messages, Messages]:
    """The conversations that ask, for one word, whether a rendering in `lang` says the same as its source.

    The second asks the other way round: what a rendering leaves out is seen from its source.
    """
    own = next(tag for tag in _prompts("judge") if tag != lang)
    there = _prompts("judge")[lang]["ask"].format(source=source, rendering=rendering)
    back = _prompts("judge")[own]["ask"].format(source=rendering, rendering=source)
    return (("user", there),), (("user", back),)


def _mixed(text: str, terms: Sequence[Term]) -> str:
    said = dict(terms)
    if not said:
        return text
    longest_first = sorted(said, key=len, reverse=True)
    pattern = "|".join(re.escape(written) for written in longest_first)
    return " ".join(re.sub(pattern, lambda match: f" {said[match.group()]} ", text).split())


def terms(text: str, source_lang: str, lang: str, glossary: Glossary) -> tuple[Term, ...]:
    """The figures and names of `text` with how they are to be said in `lang`."""
    found = find(text, source_lang)
    figures = [_part_of_month(quantity, text, source_lang, lang) or _figure(quantity, lang) for quantity in found]
    set_phrases = table(own_tag(source_lang) or EN, "saying").get("terms", {}).get(lang, {})
    names = [
        *known_names(text, source_lang, glossary),
        *((one, said) for one, said in set_phrases.items() if one in text),
    ]
    if not same_language(lang, EN):
        names += [(name, name) for name in kept_names(text, glossary)]
    told = {written: said for written, said in (*names, *figures) if said}
    return tuple(told.items())[:MOST_TERMS]


def _figure(quantity: Quantity, lang: str) -> tuple[str, str | None]:
    """A quantity as written and as said. Words before the figure, such as "nearly", are left for the model to say, and
    so are units: of "1.5 million cubic metres" the figure is said."""
    large = _LARGE.search(quantity.text) if quantity.kind in (Kind.MEASURE, Kind.DURATION) else None
    if large and quantity.low == quantity.high:
        return large.group(), say(replace(quantity, kind=Kind.NUMBER, unit=None, bound=None), lang)
    figure = _FIGURE.search(quantity.text)
    if not quantity.bound or not figure or figure.start() == 0:
        return quantity.text, say(quantity, lang)
    return quantity.text[figure.start() :], say(replace(quantity, bound=None), lang)


def _part_of_month(quantity: Quantity, text: str, source_lang: str, lang: str) -> Term | None:
    """ "the end of February" as a whole: of "the end of 2 月" a small model makes the 31st."""
    month = say(quantity, lang) if quantity.kind is Kind.DATE and quantity.low % 100 == 0 else None
    if month is None:
        return None
    for edge, shapes in table(own_tag(source_lang) or EN, "saying")["edges"].items():
        for shape in shapes:
            before, _, after = shape.partition("{month}")
            start, end = quantity.start - len(before), quantity.end + len(after)
            written = text[max(start, 0) : end]
            if start >= 0 and written.lower() == f"{before}{quantity.text}{after}".lower():
                return written, table(lang, "saying")["edges"][edge][0].format(month=month)
    return None


def left_over(reasons: Sequence[Reason], glossary: Glossary) -> tuple[Term, ...]:
    """Terms for the Han words a rendering into English left standing."""
    words = [word for one in reasons if one.kind == "residue" for word in _words(one.claim, glossary)]
    return tuple((word, gloss) for word in dict.fromkeys(words) if (gloss := glossary.gloss(word)))


def _words(run: str, glossary: Glossary) -> list[str]:
    """The dictionary words a run of Han characters is made of."""
    words = (run[start:end] for start, end in Text(run, ZH, glossary).segments)
    return [word for word in words if word in glossary]


def care(reasons: Sequence[Reason], text: str, source_lang: str, lang: str) -> tuple[str, ...]:
    """What was found against a rendering, in the words of a request."""
    figures = {quantity.text: say(quantity, lang) for quantity in find(text, source_lang)}
    return tuple(dict.fromkeys(_told(reason, figures) for reason in reasons if reason.kind != "residue"))


def _told(reason: Reason, figures: Mapping[str, str | None]) -> str:
    right = figures.get(reason.source) or reason.source
    if reason.claim and right:
        return f"“{reason.claim}” is wrong, say “{right}”"
    return f"say “{right}” too" if right else f"“{reason.claim}” is not in the source"
