"""What a passage's wording says about its place in a digest: page furniture, openers that point back, caveats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.core.language import table
from bot.core.salience.terms import fold, width
from bot.core.types import LANGUAGES, Passage, PassageKind

LABEL, NOTICE = 50.0, 90.0  # widths in Han characters up to which a furniture cue counts: at the start, anywhere
CODE = 1 / 12  # the share of marks from which a passage is code, a form or a drawing
SEGMENTS = 3  # separators that make a line a menu

_ENDS = (".", "。", "!", "?", "…", ":", ";")
_CLOSERS = "\"')]} "
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = re.compile(r"[{}<>;=|\\&_`#*+\[\]]")
_CODE = re.compile(r"<\|[^|>]{1,40}\|>|</?[a-z!][^>]{0,80}>|```|=>|->|::|[;{}]$|\)\s?[:;{]$|\w\([^()]{0,60}\):|\w\(\)")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_SEPARATOR = re.compile(r"\s[|·»›>•/]\s")
_BEFORE_WORDS = r"^[\W_]*"


@dataclass(frozen=True, slots=True)
class Signs:
    """What the wording of one passage shows.

    `no_prose`: it is a heading, code, a menu. `furniture`: it belongs to the page around the text. `order`: it tells a
    model what to do. `request`: it opens with an imperative. `question`: it asks. `ended`: it closes as a sentence
    does. `back`: it speaks of something named before it. `turn`: it goes on from what stands before it; `against`: it
    turns against that. `doubt`: it limits the truth of a neighbouring claim. `trail`: it says who was silent, or where
    a claim comes from.
    """

    no_prose: bool = False
    furniture: bool = False
    order: bool = False
    request: bool = False
    question: bool = False
    ended: bool = False
    back: bool = False
    turn: bool = False
    against: bool = False
    doubt: bool = False
    trail: bool = False


def signs(passage: Passage) -> Signs:
    """The signs of one passage, by the cues of every language with a table: a text may quote another language."""
    text = fold(passage.text).strip()
    closing = text.rstrip(_CLOSERS)
    return Signs(
        no_prose=passage.kind is PassageKind.HEADING or _is_no_prose(text),
        furniture=_is_furniture(text, width(passage.text)),
        order=_found("chrome", "order", text),
        request=_opens("chrome", "request", text),
        question=closing.endswith("?"),
        ended=closing.endswith(_ENDS),
        back=_opens("opener", "back", _after_turn(text)) or _found("opener", "speaker", text),
        turn=_opens("opener", "turn", text),
        against=_opens("opener", "against", text),
        doubt=_found("caveat", "doubt", text),
        trail=_found("caveat", "trail", text),
    )


def _is_no_prose(text: str) -> bool:
    return not _LETTER.search(text) or _is_code(text) or _is_menu(text)


def _is_furniture(text: str, room: float) -> bool:
    return (room <= LABEL and _opens("chrome", "start", text)) or (room <= NOTICE and _found("chrome", "any", text))


def _is_code(text: str) -> bool:
    marks = len(_MARKS.findall(text))
    return (marks >= 2 and bool(_CODE.search(text))) or marks > CODE * len(text)


def _is_menu(text: str) -> bool:
    linked = sum(len(link) for link in _LINK.findall(text))
    return linked * 2 > len(text) or len(_SEPARATOR.findall(text)) >= SEGMENTS


def _after_turn(text: str) -> str:
    turn = _opening("opener", "turn").match(text) or _opening("opener", "against").match(text)
    return text[turn.end() :] if turn else text


def _found(group: str, name: str, text: str) -> bool:
    return bool(_pattern(group, name).search(text))


def _opens(group: str, name: str, text: str) -> bool:
    return bool(_opening(group, name).match(text))


@cache
def _pattern(group: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(_cues(group, name)))


@cache
def _opening(group: str, name: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE_WORDS}(?:{'|'.join(_cues(group, name))})")


def _cues(group: str, name: str) -> Iterator[str]:
    for tag in LANGUAGES:
        yield from table(tag, "salience")[group][name]
