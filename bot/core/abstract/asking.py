"""What a model is asked, from the prompt files: to write points, to write some again, to judge them."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bot.core import prompting, telling
from bot.core.abstract import shape, wording
from bot.core.abstract.checking import Checked, Source
from bot.core.abstract.data import fenced, numbered, plain
from bot.core.budget import Part
from bot.core.glossary import Glossary
from bot.core.grounding import own_words
from bot.core.language import own_tag, same_language
from bot.core.ports import Prompt
from bot.core.types import EN, ZH, Document, Reason

MOST_NAMES = 40
ANSWER, EACH = 300, 300  # tokens an answer may have, and more for each point: several times what one takes
VERDICT = 30
SHOWN = 250  # characters of what a side of a claim said
MOST_WRONG = 4
UNPLACED = frozenset({"no_passage", "wrong_passage"})  # beside these other reasons say nothing

Numbered = Sequence[tuple[int, str]]


@cache
def _texts(name: str) -> dict[str, Any]:
    path = resources.files("bot.core") / "texts" / "prompts" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sides(languages: Sequence[str], document: Document) -> tuple[str, ...]:
    """The languages points are written in: those asked for, and the document's own, which they are checked in."""
    own = own_tag(document.language)
    return tuple(dict.fromkeys((*languages, own) if own else languages))


@dataclass(frozen=True, slots=True)
class Writing:
    """What to ask of one part of a document: so many points, and a headline or none."""

    source: Source
    part: Part
    languages: tuple[str, ...]
    count: int
    headline: bool
    least: int


def write(asked: Writing, glossary: Glossary) -> Prompt:
    """The request for the points of one part."""
    texts, document = _texts("write"), asked.source.document
    titled = [(0, document.title)] if asked.headline and document.title else []
    lines = [*titled, *((n, passage.text) for n, passage in asked.part.passages)]
    data = fenced(numbered(lines))
    told = (texts["title"] if titled else texts["headline"]) if asked.headline else ""
    ask = texts["ask"].format(names=_names(data, document, glossary), count=asked.count, headline=told)
    numbers = frozenset(n for n, _ in asked.part.passages)
    return Prompt(
        name="write",
        messages=(("system", _system("write", asked.languages)), ("user", f"{data}\n{ask}")),
        schema=shape.points(asked.languages, headline=asked.headline),
        accept=shape.writes(asked.languages, numbers, headline=asked.headline, least=asked.least),
        max_tokens=ANSWER + EACH * asked.count,
    )


def rewrite(entries: Sequence[str], languages: Sequence[str]) -> Prompt:
    """The request to write points again, given an `entry` of each."""
    return Prompt(
        name="repair",
        messages=(("system", _system("repair", languages)), ("user", fenced("\n".join(entries)))),
        schema=shape.points(languages, labelled=True),
        accept=shape.rewrites(languages),
        max_tokens=ANSWER + EACH * len(entries),
    )


def judge(found: Sequence[tuple[Checked, Numbered]]) -> Prompt:
    """The request for a verdict on each point, which are counted from 1."""
    point = _texts("support")["point"]
    entries = (_entry(point, n, one, lines, "") for n, (one, lines) in enumerate(found, 1))
    return Prompt(
        name="support",
        messages=(("system", _texts("support")["system"]), ("user", fenced("\n".join(entries)))),
        schema=shape.verdicts(),
        accept=shape.judges,
        max_tokens=ANSWER + VERDICT * len(found),
    )


def entry(n: int, failed: Checked, lines: Numbered, source: Source) -> str:
    """What a repair is told of one failed claim: its lines, what it said, and exactly what is wrong with it."""
    wrong = " ".join(_wrong(failed, source))
    return _entry(_texts("repair")["point"], n, failed, lines, wrong)


def _entry(point: str, n: int, one: Checked, lines: Numbered, wrong: str) -> str:
    said = "\n".join(f"{lang}: {plain(text)[:SHOWN]}" for lang, text in one.claim.text.items())
    return point.format(n=n, lines=numbered(lines), sides=said, wrong=plain(wrong))


def _wrong(failed: Checked, source: Source) -> Iterable[str]:
    """Each reason in a sentence, a figure with what it is to be said as; else that the sides of the claim differ."""
    document = source.document
    words = document.title or "" if failed.title else own_words([p for _, p in source.named(failed.claim)])
    elsewhere = [reason for reason in failed.reasons if reason.kind in UNPLACED]
    told: dict[str, None] = {}
    for reason in elsewhere or failed.reasons:
        if reason.source in words:
            told |= dict.fromkeys(_told(reason, _side(reason, failed, document), words, document))
    differing = [f"its sides differ: “{reason.claim}”, “{reason.source}”." for reason in failed.reasons]
    return list(told or differing)[:MOST_WRONG]


def _told(reason: Reason, lang: str, words: str, document: Document) -> Iterable[str]:
    if reason.source and not same_language(lang, document.language):
        return [f"{one}." for one in prompting.care([reason], words, document.language, lang)]
    return [telling.reason(reason)[EN]]


def _side(reason: Reason, failed: Checked, document: Document) -> str:
    """The language of the side a reason is about: the one that holds its span, else the one that was translated."""
    holding = [lang for lang, text in failed.claim.text.items() if reason.claim and reason.claim in text]
    translated = [lang for lang in failed.claim.text if not same_language(lang, document.language)]
    return next(iter((*holding, *translated, *failed.claim.text)), EN)


def _system(name: str, languages: Sequence[str]) -> str:
    names = _texts("write")["languages"]
    lengths = _texts("write")["lengths"].format(han=wording.HAN, latin=wording.LATIN)
    told = " and ".join(names[lang] for lang in languages)
    return str(_texts(name)["system"]).format(languages=told, lengths=lengths).strip()


def _names(data: str, document: Document, glossary: Glossary) -> str:
    """The community's own names that occur in the text, as a line; "" for none."""
    lang = own_tag(document.language) or ZH
    found = list(glossary.terms_in(data, lang))[:MOST_NAMES]
    told = "; ".join(f"{plain(one)} = {plain(other)}" for one, other in found)
    return str(_texts("write")["names"]).format(names=told) if told else ""
