"""What names and words are called in another language: the community's own terms first, then CC-CEDICT.

The dictionary is read when it is first needed. Latin-script words are compared by their `key`: without case,
diacritics, possessive and plural, and with "French" counted as "France".
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from bot.core.language import table
from bot.core.types import EN, ZH

Term = Mapping[str, str | Sequence[str]]

LONGEST = 10  # characters of the longest dictionary word looked for; longer entries are sayings
RARE = 500  # a character in fewer dictionary words than this says what the word is about

_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’.][A-Za-zÀ-ɏ]+)*")
_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)|^(?:\(Tw\) )?surname ")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")
_PERSONAL = re.compile(r"^([^(]*) \((?:[A-Za-z-]+ )?(?:sur|given |place )?names?\)$")
_NO_SENSE = ("CL:", "(bird species", "(idiom", "Kangxi radical", "old variant", "see ")
_BARE = re.compile(
    r"/[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*(?:/|,? \(?(?:an? |the )?(?:capital|country|continent|island|city in Japan))"
)
_MEANING = re.compile(r"[/;] ?(?:to |the )?([a-z]{3,})(?= \(|[/,;])")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "'"}
)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A Latin-script word in lower case, without diacritics, dots and possessive."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return letters.removesuffix("'s").removesuffix("'").replace(".", "")


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """What a Latin-script word is compared by: its folded form, in the singular, "french" as "france"."""
    folded = fold(word)
    forms = _forms()
    return forms.get(folded) or forms.get(singular := _singular(folded)) or singular


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s" or word[-2] == "s":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]


@cache
def _small() -> frozenset[str]:
    return frozenset(table(EN, "names")["small"].split())


@cache
def _initials() -> dict[str, str]:
    initials: dict[str, str] = table(EN, "names")["initials"]
    return initials


@cache
def _forms() -> dict[str, str]:
    lines = table(EN, "names")["forms"].strip().splitlines()
    return {
        form: base for base, _, forms in (line.partition(": ") for line in lines) for form in (base, *forms.split())
    }


class Glossary:
    """Renderings of names. `terms` map a language tag to a name or to several; `dictionary` returns CC-CEDICT's text.

    Two glossaries are never equal, so what was worked out with one can be cached under it.
    """

    def __init__(self, terms: Iterable[Term] = (), dictionary: Callable[[], str] = str) -> None:
        self._terms = tuple(terms)
        self._dictionary = dictionary
        self._senses: dict[str, frozenset[str]] = {}
        self._names: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._characters: dict[str, frozenset[str]] = {}
        self._proper: dict[str, bool] = {}

    @property
    def lexicon(self) -> Mapping[str, str]:
        """Every Han word there is, of the dictionary and the community."""
        return self._index[0]

    def __len__(self) -> int:
        """How many Han words there are; reads the dictionary."""
        return len(self.lexicon)

    def __contains__(self, word: str) -> bool:
        """Whether a Han word, in Simplified characters, is in the dictionary or a community term."""
        return word in self.lexicon

    def simplified(self, text: str) -> str:
        """`text` with Traditional characters as Simplified ones, character by character; for comparing only."""
        return text.translate(self._index[1])

    def senses(self, word: str) -> frozenset[str]:
        """Every key in the English names and senses of a Han word; initials are marked with a plus: "+ceo"."""
        if word not in self._senses:
            found: set[str] = set()
            for words in self._english(word):
                keys = [key(w) for w in words]
                found.update(keys)
                if len(keys) > 1:
                    found.add("+" + "".join(_initials().get(k, k[0]) for k in keys))
                if len(keys) == 2:
                    found.add("".join(keys))
            self._senses[word] = frozenset(found)
        return self._senses[word]

    def names(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The keys of each English name of a Han word, its capitalised words only; of what is no name, its senses."""
        if word not in self._names:
            english = self._english(word)
            capitals = tuple(keys for words in english if (keys := tuple(key(w) for w in words if w[0].isupper())))
            self._names[word] = capitals or tuple(tuple(map(key, words)) for words in english)
        return self._names[word]

    def proper(self, word: str) -> bool:
        """Whether a Han word is only ever a name: every entry's pinyin is capitalised, or only the community has it."""
        if word not in self._proper:
            entries = self.lexicon.get(word)
            self._proper[word] = entries is not None and all(e[1:2].isupper() for e in entries.splitlines())
        return self._proper[word]

    def minor(self, word: str) -> bool:
        """Whether the dictionary explains every sense of a name, as of the county 上高; 中国 it just calls China."""
        return word not in self._community and not _BARE.search(self.lexicon.get(word, ""))

    def readings(self, character: str) -> tuple[str, ...]:
        """The pinyin of a Han character without tones, the usual one first."""
        found = (e[1 : e.index("]")].lower().replace("u:", "v") for e in self.lexicon.get(character, "").splitlines())
        return tuple(dict.fromkeys(re.sub(r"[^a-z]", "", f) for f in found))

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable there is in pinyin, without tones."""
        characters = (word for word in self.lexicon if len(word) == 1)
        return frozenset(reading for character in characters for reading in self.readings(character))

    def knows(self, word: str) -> bool:
        """Whether the dictionary's English has this word, in just this case."""
        return word.encode() in self._vocabulary

    def characters(self, word: str) -> frozenset[str]:
        """The telling characters of the Han words that mean an ordinary English word."""
        if word not in self._characters:
            found: set[str] = set()
            for place in {p for form in (word, key(word)) for p in self._meanings.get(form, ())}:
                start = self._text.rfind("\n", 0, place) + 1
                found.update(self._text[start:place].split(" ", 2)[1][:4])
            self._characters[word] = frozenset(c for c in found if self._frequency[c] < RARE)
        return self._characters[word]

    def english(self, word: str) -> str | None:
        """The usual English of a Han name, as written in the dictionary; None where it knows none."""
        names = (words for words in self._english(word) if all(w[0].isupper() for w in words))
        return next((" ".join(words) for words in names), None)

    def gloss(self, word: str) -> str | None:
        """The first sense of a Han word in English; None where the dictionary has none."""
        return next((" ".join(words) for words in self._english(word)), None)

    def terms_in(self, text: str, lang: str) -> Iterator[tuple[str, str]]:
        """The community's terms that occur in `text`, written in `lang`, each with its first rendering in the other."""
        own, other = (EN, ZH) if lang == EN else (ZH, EN)
        for term in self._terms:
            written = next((name for name in _called(term, own) if _occurs(name, text)), None)
            if written:
                yield written, _called(term, other)[0]

    def siblings(self, name: str) -> tuple[str, ...]:
        """Other Latin-script names of the community term that is called `name`."""
        return self._aliases.get(fold(name), ())

    def _english(self, word: str) -> list[list[str]]:
        """The words of each English name or sense of a Han word, as written, without the small ones."""
        names = [_WORD.findall(name) for name in self._community.get(word, ())]
        entries = self.lexicon.get(word, "").splitlines()
        return names + [
            words for e in entries for sense in e.split("/")[1:-1] for words in _words_of(sense, len(word) == 1)
        ]

    @property
    def has_dictionary(self) -> bool:
        return bool(self._text)

    @cached_property
    def longest(self) -> dict[str, int]:
        """How long the longest word is that begins with two characters; `LONGEST` at most."""
        found: dict[str, int] = {}
        for word in self.lexicon:
            if len(word) > found.get(start := word[:2], 1):
                found[start] = min(len(word), LONGEST)
        return found

    @cached_property
    def _text(self) -> str:
        return self._dictionary()

    @cached_property
    def _index(self) -> tuple[dict[str, str], dict[int, str]]:
        """Entries as written, by their word in Simplified characters; and Traditional characters to Simplified ones."""
        entries: dict[str, str] = {}
        simplified: dict[int, str] = {}
        for line in self._text.splitlines():
            if line[:1] == "#":
                continue
            traditional, word, rest = line.split(" ", 2)
            entries[word] = f"{entries[word]}\n{rest}" if word in entries else rest
            if len(word) == 1:
                simplified[ord(traditional)] = word
        for name in self._community:
            entries.setdefault(name, "")
        # A character that is also written so in Simplified text stays: 乾 in 乾坤, 宁 which is Traditional for another.
        return entries, {code: word for code, word in simplified.items() if chr(code) not in entries}

    @cached_property
    def _vocabulary(self) -> frozenset[bytes]:
        letters = bytes(b if b < 128 and chr(b).isalnum() else 32 for b in range(256))
        return frozenset(self._text.encode().translate(letters).split())

    @cached_property
    def _meanings(self) -> dict[str, list[int]]:
        """Where in the dictionary's text an English word is a whole sense."""
        places: dict[str, list[int]] = {}
        for match in _MEANING.finditer(self._text):
            places.setdefault(match[1], []).append(match.start())
        return places

    @cached_property
    def _frequency(self) -> Counter[str]:
        return Counter("".join(self.lexicon))

    @cached_property
    def _community(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term in self._terms:
            for name in _called(term, ZH):
                found.setdefault(name, []).extend(_called(term, EN))
        return found

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, ...]]:
        return {fold(name): names for term in self._terms if len(names := _called(term, EN)) > 1 for name in names}


def _occurs(name: str, text: str) -> bool:
    if not name.isascii():
        return name in text
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", text) is not None


def _called(term: Term, tag: str) -> tuple[str, ...]:
    names = term.get(tag, ())
    return (names,) if isinstance(names, str) else tuple(names)


def _words_of(sense: str, character: bool) -> list[list[str]]:
    """The words of one sense as written in the dictionary; a single character counts only for senses of one word."""
    if sense.startswith(_NO_SENSE) or (character and sense.startswith("surname ")):
        return []
    personal = _PERSONAL.match(sense)
    parts = re.split(r", | or ", personal[1]) if personal else [_core(_ASIDE.sub(" ", sense).strip())]
    parts += _ACRONYM.findall(sense)
    found = ([w for w in _WORD.findall(part) if w.lower() not in _small()] for part in parts)
    return [words for words in found if words and (len(words) == 1 or not character)]


def _core(sense: str) -> str:
    """A name without what is said about it: "Tokyo" of "Tokyo, capital of Japan"."""
    head, comma, _ = sense.partition(", ")
    return head if comma and head[:1].isupper() else sense
