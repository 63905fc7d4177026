"""Conversations set as text: "Q: … A: …", "问：… 答：…", "Jane Wu: …"."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.stance.lexicon import cues
from bot.core.stance.sentences import Sentence

LEAST_TURNS = 2  # of one label
_LABEL = re.compile(r"[*_#> \t]*([A-Z][\w.'-]*(?: [A-Z(][\w.')-]*){0,3}|[\u4e00-\u9fffA-Za-z·]{1,8})[*_ ]*[:：]")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: a name as written, None behind "A:"; `asks` marks the one who puts the questions."""

    name: str | None
    asks: bool
    opens: bool  # the sentence carries the label itself


def turns(sentences: Sequence[Sentence]) -> Mapping[str, Turn]:
    """The turn each passage belongs to, by passage id; empty where the document is no conversation."""
    labels = {s.passage.id: label for s in _openers(sentences) if (label := _label(s))}
    seen = Counter(labels.values())
    repeated = {label for label, count in seen.items() if count >= LEAST_TURNS}
    if len(repeated) < 2:
        return {}
    found: dict[str, Turn] = {}
    speaking: Turn | None = None
    for sentence in sentences:
        label = labels.get(sentence.passage.id)
        if label is not None and label in repeated:
            speaking = _turn(label, sentence)
        elif not sentence.is_prose or _leaves(sentence):
            speaking = None
        if speaking:
            found[sentence.passage.id] = speaking
            speaking = Turn(speaking.name, speaking.asks, opens=False)
    return found


def _openers(sentences: Sequence[Sentence]) -> list[Sentence]:
    paragraphs = [-1, *(s.passage.paragraph for s in sentences)]
    return [s for s, before in zip(sentences, paragraphs, strict=False) if s.passage.paragraph != before]


def _label(sentence: Sentence) -> str | None:
    found = _LABEL.match(sentence.passage.text)
    if not found or cues(sentence.tag)["headings.not_a_label"].fullmatch(found[1]):
        return None
    return found[1]


def _turn(label: str, sentence: Sentence) -> Turn:
    lexicon = cues(sentence.tag)
    asks = bool(lexicon["headings.question"].fullmatch(label))
    nameless = asks or lexicon["headings.answer"].fullmatch(label)
    return Turn(None if nameless else label, asks, opens=True)


def _leaves(sentence: Sentence) -> bool:
    """Whether the document itself takes over again: "According to the library, …"."""
    return bool(cues(sentence.tag)["speaker.according"].match(sentence.matched))
