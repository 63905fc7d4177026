"""Words in Latin script in a text of any language, and which of them are names."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from bot.core.glossary import fold
from bot.core.language import table
from bot.core.types import EN

OTHER_SCRIPTS = ("zh", "ja", "ko")  # languages in whose texts a Latin word stands out
LONGEST = 60  # characters of a run that is taken for a word
LONGER = 4  # letters from which a word without a capital stands out in them
LOOK_BACK = 40  # characters in which the end of a sentence before a word is looked for
LONGEST_ACRONYM = 6  # words
TITLE_WORDS, TITLE_SHARE = 4, 0.65  # a line with so many longer words, such a share of them capitalised, is a headline

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_WORD = re.compile(
    rf"(?<![{_LETTER}0-9])(?:[A-Z][*#](?![*{_LETTER}])|[A-Z]\+\+|[{_LETTER}][{_LETTER}0-9]*(?:(?:[&'’‘-]|(?<=[A-Z0-9])\.(?=[A-Z0-9]))[{_LETTER}0-9]+)*)"
)
_GAP = re.compile(r"(?:[ -]|of|and|for|the|in|on|&)*")
_ENDING = re.compile(r"['’‘](?:s|re|ll|ve|d|m|t)?$")
_LONGER = re.compile(rf"[{_LETTER}]{{{LONGER},}}")
_OPENING = "\"'“‘「『《〈([（［*_#—–•·>|-"
_CLOSING = "\"'”’」』》〉)]）］*_"
_STOP = ".!?。！？:：;；…"


class Word(NamedTuple):
    """A run of Latin letters, with what is joined to them, at `start:end` of a text."""

    text: str
    start: int
    end: int


class Name(NamedTuple):
    """A word that seems to name something. `opens`: its capital may be due to its place in the sentence alone."""

    text: str
    start: int
    end: int
    opens: bool

    @property
    def acronym(self) -> bool:
        return len(self.text) > 1 and self.text.removesuffix("s").isupper()

    @property
    def plain(self) -> bool:
        """Written as ordinary words are, with one capital and no digit or sign."""
        return self.text.isalpha() and self.text[1:].islower()


def words(text: str) -> tuple[Word, ...]:
    """Every word in Latin script, web and mail addresses left out."""
    if "@" in text or "www." in text or "://" in text:
        text = _ADDRESS.sub(lambda m: " " * len(m.group()), text)
    found = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if "'" in word or "’" in word or "‘" in word:
            word = _ENDING.sub("", word)
        if len(word) <= LONGEST:
            found.append(Word(word, start, start + len(word)))
    return tuple(found)


def names(text: str, found: Sequence[Word], lang: str) -> Iterator[Name]:
    """The names among the words `found` in `text`; within another script every capitalised or longer word is one."""
    if lang.startswith(OTHER_SCRIPTS):
        parts = (part for word in found for part in _parts(word) if _foreign(part))
        yield from (Name(part.text, part.start, part.end, False) for part in parts)
        return
    headlines = _headlines(text)
    for word in found:
        if _capital(word):
            opens = _opens(text, word.start) or bisect(headlines, word.start) % 2 == 1
            yield from (Name(part.text, part.start, part.end, opens) for part in _parts(word) if _capital(part))


def long_forms(text: str, found: Sequence[Name]) -> dict[str, set[int]]:
    """Where names begin that an acronym may stand for, by its letters: "+who" for World, Health and Organization."""
    starts: dict[str, set[int]] = {}
    for i in range(len(found)):
        initials = found[i].text[0]
        for j in range(i + 1, min(i + LONGEST_ACRONYM, len(found))):
            if not _GAP.fullmatch(text, found[j - 1].end, found[j].start):
                break
            initials += found[j].text[0]
            starts.setdefault(f"+{initials.lower()}", set()).update(name.start for name in found[i : j + 1])
    return starts


def _parts(word: Word) -> Iterator[Word]:
    """The halves of a compound, unless digits hold it together as in "GPT-4"; single letters only with a sign."""
    if "-" not in word.text or any(map(str.isdigit, word.text)):
        if len(word.text) > 1:
            yield word
        return
    start = word.start
    for part in word.text.split("-"):
        if len(part) > 1:
            yield Word(part, start, start + len(part))
        start += len(part) + 1


def _capital(word: Word) -> bool:
    return not word.text.islower() and fold(word.text) not in not_names()


def _foreign(word: Word) -> bool:
    return (not word.text.islower() or len(word.text) >= LONGER) and fold(word.text) not in not_names()


def _opens(text: str, start: int) -> bool:
    """Whether a sentence, a quotation or a bracket opens just before `start`."""
    before = text[max(0, start - LOOK_BACK) : start]
    bare = before.rstrip()
    if not bare or "\n" in before[len(bare) :]:
        return True
    rest = bare.rstrip(_OPENING)
    if len(rest) < len(bare) and len(bare) == len(before) and bare[-1] != "-":
        return True
    rest = rest.rstrip().rstrip(_CLOSING)
    if not rest or rest[-1] not in _STOP:
        return False
    last = re.split(rf"[^{_LETTER}.]", rest[:-1])[-1]
    return rest[-1] != "." or not (last in _abbreviations() or (len(last) == 1 and last.isupper()))


def _headlines(text: str) -> list[int]:
    """Where headlines begin and end, in turn."""
    found: list[int] = []
    start = 0
    for line in text.split("\n"):
        longer = _LONGER.findall(line)
        capitals = sum(word[0].isupper() for word in longer)
        if len(longer) >= TITLE_WORDS and capitals >= TITLE_SHARE * len(longer):
            found += (start, start + len(line))
        start += len(line) + 1
    return found


@cache
def not_names() -> frozenset[str]:
    """What is capitalised in English without being a name, folded."""
    return frozenset(map(fold, table(EN, "names")["not_names"].split()))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(table(EN, "names")["abbreviations"].split())
