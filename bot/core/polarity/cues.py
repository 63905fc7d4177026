"""Finding cue words: negators, hedges, reporting verbs, poles of opposites, by the tables of a language.

A language's tables say whether its words are written apart (`units = "words"`) or run together
(`units = "characters"`). Either way a text becomes a row of units and an entry of a table a shorter row.
Entries compete within their group (a topic, or one axis of opposites): the longest that fits at a place is the cue
there and hides the shorter ones inside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from bot.core.language import table

TOPICS = ("negation", "hedge", "hearsay", "certainty", "modality", "scope", "attribution")
OPPOSITES = "antonym"
NOT = "not"  # the key of what denies a whole clause

STRONG, WEAK = 0.9, 0.2  # the need of a pole's words proper, and of those that have other senses too
GAP, WIDEST_GAP = "…", 6  # in an entry: up to so many units of one clause
BREAK = re.compile(r"[,;:.!?，；：。！？]")  # ends a clause

_WORD = re.compile(r"[a-z][a-z\d]*?(?=n't(?![a-z]))|n't|[a-z][a-z\d]*|'[a-z]+|\d+(?:[.,]\d+)*|[^\sa-z\d]")
_SHORTEST_AFFIXED = 4  # letters
_SIGN = {"plus": "+", "minus": "-", "except": ""}
_VOWELS = "aeiou"
_MARKED = re.compile(r"(.*?)([a-z-]+)([~*])(.*)")

Row = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue at `start:end` of a text.

    `key` says what it means ("not", "possible", "amount+"). `need` is how surely another text saying the same
    holds a cue of that key too; `serve` is how well this cue answers such a need of the other text. Both 0 to 1.
    """

    start: int
    end: int
    key: str
    need: float
    serve: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of units, or an affix, is a cue of. One that neither needs nor serves only hides shorter entries."""

    topic: str
    group: str
    key: str
    need: float
    serve: float


@dataclass(slots=True)
class Node:
    """A place in the tree of entries: what ends here, and where the next unit leads."""

    entries: list[Entry] = field(default_factory=list)
    after: dict[str, "Node"] = field(default_factory=dict)
    gap: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    tree: Node
    affixes: tuple[tuple[re.Pattern[str], Entry], ...]


def clean(text: str) -> str:
    """Lower case and plain apostrophes, position by position: the result has the length of `text`."""
    plain = text.replace("’", "'")
    low = plain.lower()
    return low if len(low) == len(plain) else "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)


@lru_cache(maxsize=64)
def units(text: str, lang: str) -> Row:
    """The units of a text with their places; every number is the unit "#" in a language written in words."""
    low = clean(text).translate(_simplified(lang))
    if table(lang, "polarity")["units"] == "characters":
        return tuple((c, i, i + 1) for i, c in enumerate(low) if not c.isspace())
    return tuple(("#" if m[0][0].isdigit() else m[0], m.start(), m.end()) for m in _WORD.finditer(low))


@cache
def _simplified(lang: str) -> dict[int, str]:
    pairs = table(lang, "polarity").get("traditional", "")
    return str.maketrans(dict(zip(pairs[::2], pairs[1::2], strict=True)))


def scan(text: str, lang: str, topic: str) -> tuple[Cue, ...]:
    """The cues of one topic in reading order; none of one group overlap."""
    return _scan(text, lang).get(topic, ())


@lru_cache(maxsize=64)
def _scan(text: str, lang: str) -> Mapping[str, tuple[Cue, ...]]:
    """The cues of all topics. Linear in the text: the depth of the tree bounds the work at a place."""
    lexicon = _lexicon(lang)
    row = units(text, lang)
    taken: dict[str, int] = {}
    found: dict[str, list[Cue]] = defaultdict(list)
    for at, (unit, start, end) in enumerate(row):
        node = lexicon.tree.after.get(unit)
        for last, entry in _fitting(node, row, at) if node else ():
            if taken.get(entry.group, -1) < at:
                taken[entry.group] = last
                if entry.need or entry.serve:
                    found[entry.topic].append(Cue(start, row[last][2], entry.key, entry.need, entry.serve))
        if lexicon.affixes and len(unit) >= _SHORTEST_AFFIXED:
            affix = _affix(unit, lang)
            if affix and taken.get(affix.group, -1) < at:
                found[affix.topic].append(Cue(start, end, affix.key, affix.need, affix.serve))
    return {topic: tuple(cues) for topic, cues in found.items()}


def _fitting(node: Node | None, row: Row, at: int) -> list[tuple[int, Entry]]:
    """Every entry below `node`, which stands for the unit at `at`, that fits the row, with the place of its last unit.

    The longest come first.
    """
    found: list[tuple[int, Entry]] = []
    while node is not None:
        found += [(at, entry) for entry in node.entries]
        if node.gap:
            found += _beyond_gap(node.gap, row, at + 1)
        at += 1
        node = node.after.get(row[at][0]) if at < len(row) else None
    if len(found) > 1:
        found.sort(key=_longest_first)
    return found


def _longest_first(match: tuple[int, Entry]) -> int:
    return -match[0]


def _beyond_gap(node: Node, row: Row, at: int) -> list[tuple[int, Entry]]:
    for place in range(at, min(at + WIDEST_GAP, len(row))):
        unit = row[place][0]
        if BREAK.match(unit):
            break
        if unit in node.after:
            return _fitting(node.after[unit], row, place)
    return []


@lru_cache(maxsize=4096)
def _affix(unit: str, lang: str) -> Entry | None:
    return next((entry for pattern, entry in _lexicon(lang).affixes if pattern.fullmatch(unit)), None)


@cache
def _lexicon(lang: str) -> Lexicon:
    tree = Node()
    affixes: list[tuple[re.Pattern[str], Entry]] = []
    for entry, part in _parts(lang):
        for written in part["words"]:
            for form in _forms(written, lang):
                _plant(tree, tuple(unit for unit, _, _ in units(form, lang)), entry)
        affixes += ((re.compile(affix), entry) for affix in part.get("affixes", ()))
    return Lexicon(tree, tuple(affixes))


def _plant(tree: Node, row: tuple[str, ...], entry: Entry) -> None:
    """Where two parts of a group hold the same words the later one counts."""
    for unit in row:
        if unit == GAP:
            tree.gap = tree = tree.gap or Node()
        else:
            tree = tree.after.setdefault(unit, Node())
    tree.entries = [other for other in tree.entries if other.group != entry.group] + [entry]


def _parts(lang: str) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    for topic in TOPICS:
        for part in table(lang, "polarity")[topic]:
            yield Entry(topic, topic, part["key"], part["need"], part["serve"]), part
    order = ("plus_weak", "minus_weak", "plus", "minus", "except")
    for axis, poles in table(lang, "antonyms").items():
        for name in (name for name in order if name in poles):
            need = 0.0 if name == "except" else WEAK if name.endswith("_weak") else STRONG
            yield Entry(OPPOSITES, axis, axis + _SIGN[name.split("_")[0]], need, 0.0), {"words": poles[name]}


def _forms(written: str, lang: str) -> Iterator[str]:
    """A written entry, and the forms its marked word takes: "~" those of a verb or noun, "*" the family of a root."""
    found = _MARKED.fullmatch(written)
    if not found:
        yield written
        return
    before, word, mark, after = found.groups()
    for form in inflected(word) if mark == "~" else _family(word, lang):
        yield before + form + after


def _family(root: str, lang: str) -> Iterator[str]:
    return (root + ending for ending in table(lang, "polarity")["family"].split())


def inflected(word: str) -> tuple[str, ...]:
    """The regular English forms of a verb or noun: rise, rises, rised, rising. Some of them do not exist."""
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2] not in _VOWELS:
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    doubled = word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3:-2] not in _VOWELS
    double = word + word[-1] if doubled and len(word) > 2 else stem
    s = "es" if re.search(r"(?:s|x|z|ch|sh|o)$", word) else "s"
    return tuple(dict.fromkeys((word, word + s, stem + "ed", stem + "ing", double + "ed", double + "ing")))
