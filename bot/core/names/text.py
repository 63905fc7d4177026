"""What a text offers for names to be found in: its Latin words in every form, its Han words, its sounds."""

import re
from functools import cached_property

from bot.core.glossary import Glossary, fold, key
from bot.core.language import table
from bot.core.names.hearing import Hearing, Listener
from bot.core.names.latin import Name, Word, long_forms, names, words
from bot.core.types import ZH

MISSPELT = 5  # letters from which a spelling that is nearly a name's is that name, misspelt

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_PAIR = re.compile(r"(?=(?<![a-z0-9])([a-z]++[ -]?(?:[0-9]++|[a-z]++))(?![a-z0-9]))")
_NUMBER = re.compile(r"\d+")


class Text:
    """One text in one language, as names are compared with it. Everything is worked out when first needed."""

    def __init__(self, text: str, lang: str, glossary: Glossary) -> None:
        self.text = text
        self.lang = lang
        self.glossary = glossary

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(names(self.text, self.words, self.lang))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Its acronyms, marked as `Glossary.senses` marks initials: "+who"."""
        return frozenset(f"+{squeeze(fold(name.text))}" for name in self.names if name.acronym)

    @cached_property
    def long_forms(self) -> dict[str, set[int]]:
        """Where names begin that acronyms may stand for, by the acronym."""
        return long_forms(self.text, self.names)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every spelling its Latin words offer, folded: whole, in parts, and without signs."""
        found: set[str] = set()
        for word in self.words:
            folded = fold(word.text)
            found.add(folded)
            if not folded.isalpha():
                found.update(part for part in re.split(r"[^a-z0-9]+", folded) if part)
                found.add(squeeze(folded))
        return frozenset(found)

    @cached_property
    def joined(self) -> frozenset[str]:
        """Neighbouring Latin words and numbers written as one: "gpt4" of "GPT 4"."""
        return frozenset(map(squeeze, _PAIR.findall(self.text.lower())))

    @cached_property
    def by_letter(self) -> dict[str, list[str]]:
        """Its longer forms by the letter they begin with."""
        found: dict[str, list[str]] = {}
        for form in self.forms:
            if len(form) >= MISSPELT:
                found.setdefault(form[0], []).append(form)
        return found

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(map(key, self.forms))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(_NUMBER.findall(self.text))

    @cached_property
    def initials(self) -> str:
        """The first letters of all its words in a row, and again of the capitalised ones."""
        letters = [word.text[0] for word in self.words]
        return f"{''.join(letters)} {''.join(filter(str.isupper, letters))}".lower()

    @cached_property
    def han(self) -> str:
        """The text in Simplified characters; "" where it has no Han character."""
        return self.glossary.simplified(self.text) if _HAN.search(self.text) else ""

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """Its Han runs cut into the longest dictionary words from left to right; other characters are alone."""
        forward, found = self._matches[0], []
        for run in _HAN.finditer(self.han):
            start = run.start()
            while start < run.end():
                end = forward.get(start, start + 1)
                found.append((start, end))
                start = end
        return tuple(found)

    @cached_property
    def segments_from_the_end(self) -> tuple[tuple[int, int], ...]:
        """The same, from right to left."""
        backward, found = self._matches[1], []
        for run in _HAN.finditer(self.han):
            end = run.end()
            while end > run.start():
                start = backward.get(end, end - 1)
                found.append((start, end))
                end = start
        return tuple(found)

    @cached_property
    def senses(self) -> frozenset[str]:
        """The English keys its Han words may stand for, words within and across each other included."""
        alone = (self.han[a:b] for a, b in self.segments if b - a == 1)
        return frozenset().union(*map(self.glossary.senses, self._matches[2].union(alone)))

    @cached_property
    def alone(self) -> frozenset[str]:
        """Its characters that are no part of a word, or head one such as 美军 or 法方."""
        han, after = self.han, table(ZH, "names")["after_abbreviation"]
        return frozenset(han[a] for a, b in self.segments if b - a == 1 or (b - a == 2 and han[a + 1] in after))

    def hears(self, name: str) -> Hearing:
        """Where in its Han characters a Latin-script name comes closest to being written by sound."""
        return self._listener.hears(name)

    def spells(self, pinyin: str) -> bool:
        """Whether some neighbouring characters are written so in pinyin."""
        return self._listener.spells(pinyin)

    @cached_property
    def _listener(self) -> Listener:
        proper, han = self.glossary.proper, self.han
        words = ((a, b) for a, b in self.segments if b - a > 1 and not proper(han[a:b]))
        return Listener(han, {i for a, b in words for i in range(a, b)}, self.glossary)

    @cached_property
    def _matches(self) -> tuple[dict[int, int], dict[int, int], set[str]]:
        """Where the longest dictionary word from each place ends, where that up to each place begins, and all words."""
        lexicon, longest, han = self.glossary.lexicon, self.glossary.longest, self.han
        forward: dict[int, int] = {}
        backward: dict[int, int] = {}
        found: set[str] = set()
        for run in _HAN.finditer(han):
            start, end = run.span()
            for i in range(start, end - 1):
                for j in range(i + 2, min(i + longest.get(han[i : i + 2], 0), end) + 1):
                    word = han[i:j]
                    if word in lexicon:
                        found.add(word)
                        forward[i] = j
                        backward.setdefault(j, i)
        return forward, backward, found


def squeeze(folded: str) -> str:
    """Only the letters and digits: "GPT-4" and "GPT4" are the same."""
    return re.sub(r"[^a-z0-9]", "", folded)
