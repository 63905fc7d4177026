"""The words and shapes of one language, compiled from `common.toml` and the language's `quantities.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from bot.core.language import own_tag, table
from bot.core.quantities import shapes, trie
from bot.core.quantities.units import common

OTHER = "other"
LATIN = "a-zà-öø-ÿā-ž"
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，．？！；"}
_MARKS = {ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("‐"): "-", ord("‑"): "-", ord("−"): "-", ord("　"): " "}
_UPPER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}

_GLUED = ("unit", "scale", "ampm", "letter", "percent", "times", "cross")
_CLOSED_UP = ("currency", "cross")  # may be grown together with figures that follow: USD14, 4x4
_LINK = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|<[@#!:][^<>\s]{1,80}>"
    r"|(?<![a-z0-9.@-])[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}\.[a-z0-9.-]{2,63}"
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|cn|io|gov|edu|uk|hk|tw)(?![a-z0-9])(?:/[!-~]*)?"
)
_MAYBE_LINK = re.compile(r"[@<]|://|\.[a-z]")
_ISO = (
    r"(?<![\d./-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{1,2}/\d{2}|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/]|[.-]\d)(?:t(?=\d))?"
)
_CLOCK = r"(?<![\d:.])\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?![\d:])"
_FIGURES = (
    r"\d{1,3}(?:,\d{3}){1,12}(?!\d)(?:\.\d{1,20})?"
    r"|\d{1,3}(?:[\u00a0\u2009\u202f']\d{3}){1,12}(?!\d)(?:\.\d{1,20})?|\d{1,3}(?: 000){1,6}(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){1,12},\d{1,6}(?!\d)|\d{1,3}(?:\.\d{3}){2,12}(?![.\d])"
    r"|\d{1,2}(?:,\d{2}){1,6},\d{3}(?!\d)|\d+(?:\.\d{1,30})?"
)


@dataclass(frozen=True, slots=True)
class Special:
    """A token class found by a pattern; `values` gives the value of what matched, by a part of it."""

    kind: str
    values: Mapping[str, str]
    capital: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What finding quantities in one language needs. `words` maps a written form to its token class and value."""

    scanner: re.Pattern[str]
    words: Mapping[str, tuple[str, str]]
    specials: Mapping[str, Special]
    exact: frozenset[str]
    prefixes: frozenset[str]
    folding: Mapping[int, str]
    numerals: Mapping[str, Any]
    number: shapes.Shapes
    range: shapes.Shapes
    quantity: shapes.Shapes

    def fold(self, text: str) -> str:
        """Text as it is compared: narrow, lower case, Simplified, links blanked out. Every offset stays where it is."""
        folded = text.translate(self.folding)
        return _LINK.sub(lambda link: "\x00" * len(link.group()), folded) if _MAYBE_LINK.search(folded) else folded


@lru_cache(maxsize=64)
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a BCP 47 tag. Of a language Duet does not know, figures and symbols only."""
    return _lexicon(own_tag(lang))


@cache
def _lexicon(tag: str | None) -> Lexicon:
    own = table(tag, "quantities") if tag else {}
    tables = (own, common())
    words = {
        form.strip(): (token, value)
        for source in reversed(tables)
        for token, values in source.get("lexicon", {}).items()
        for value, forms in values.items()
        for form in forms.split("|")
    }
    special = {f"s{n}": row for n, row in enumerate(chain.from_iterable(t.get("special", ()) for t in tables))}
    exact = frozenset(common()["spelling"]["exact"].split())
    return Lexicon(
        scanner=re.compile(_scanner(words, special)),
        words=words,
        specials={n: Special(r["class"], r.get("values", {}), r.get("capital", False)) for n, r in special.items()},
        exact=exact,
        prefixes=frozenset(own.get("prefixes", "").split()),
        folding=_folding(own.get("traditional", "")),
        numerals=own,
        number=shapes.compiled([row for t in tables for row in t.get("number", ())]),
        range=shapes.compiled([row for t in tables for row in t.get("range", ())]),
        quantity=shapes.compiled([row for t in tables for row in t.get("quantity", ())]),
    )


def _folding(pairs: str) -> dict[int, str]:
    return _WIDE | _UPPER | _MARKS | {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


def _scanner(words: Mapping[str, tuple[str, str]], special: Mapping[str, Mapping[str, Any]]) -> str:
    """One pattern for every kind of token, told apart by group names; each is tried only where it can start."""
    closed_up = [word for word, (token, _) in words.items() if token in _CLOSED_UP and word[0].isalpha()]
    latin = [word for word in words if re.match(f"[{LATIN}]", word)]
    figured = [word for word in words if word[0].isdigit()]
    marks = [word for word in words if word not in {*latin, *figured}]
    glued = [word for word in latin if words[word][0] in _GLUED]
    letters_name, figures_name = _names(glued, closed_up)
    early: list[tuple[str, str, str]] = []
    late: list[tuple[str, str, str]] = []
    for name, row in special.items():
        (late if row["class"].endswith("han") else early).append((name, row["starts"], row["pattern"]))
    digit = "0123456789"
    letters = [
        (
            "word",
            f"(?<![{LATIN}])(?:{trie.pattern(closed_up)}(?=[0-9])|{trie.pattern(latin)}(?![{LATIN}0-9]|'(?!s(?![{LATIN}]))[{LATIN}]))",
        ),
        *(
            (name, f"(?=[{starts}]){pattern}")
            for name, starts, pattern in early
            if starts.isascii() and starts.isalpha()
        ),
        ("name", letters_name),
        ("unknown", f"[{LATIN}]+(?:'[{LATIN}]+)?"),
    ]
    figures = [
        *((name, pattern) for name, starts, pattern in early if starts == digit),
        ("iso", _ISO),
        ("clock", _CLOCK),
        ("code", figures_name),
        ("figured", trie.pattern(figured) if figured else "(?!)"),
        *((name, pattern) for name, starts, pattern in late if starts == digit),
        ("figures", _FIGURES),
    ]
    rest = [(n, s, p) for n, s, p in early if not s.isascii() or not s.isalnum()]
    rest += [("mark", "".join({word[0] for word in marks}), trie.pattern(marks))]
    rest += [(n, s, p) for n, s, p in late if s != digit]
    others = [(name, f"(?={trie.one_of(starts)})(?:{pattern})") for name, starts, pattern in rest]
    firsts = trie.one_of("".join(starts for _, starts, _ in rest))
    return f"(?=[{LATIN}]){_any(letters)}|(?=[0-9]){_any(figures)}|(?={firsts}){_any(others)}"


def _any(parts: list[tuple[str, str]]) -> str:
    return f"(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in parts)})"


def _names(glued: list[str], closed_up: list[str]) -> tuple[str, str]:
    """Figures grown together with letters that are no unit: A380, H5N1, and 39C, dotted versions, hyphened codes."""
    unit = trie.pattern(glued)
    powers = trie.pattern(word for word in glued if word[-1].isdigit())
    letters = (
        rf"(?<![a-z0-9])(?!{trie.pattern(closed_up)}\d|{powers}(?![a-z0-9]))"
        r"[a-z]{1,12}\d[a-z0-9]{0,20}(?:[-.][a-z0-9]{1,20}){0,3}"
    )
    figures = (
        rf"(?<![a-z0-9.,])\d{{1,8}}(?:\.\d{{1,4}})?(?!(?:{unit})(?![a-z]))[a-z][a-z0-9]{{0,20}}"
        rf"|(?<![a-z0-9.,])\d{{1,2}}x\d{{1,2}}(?![\d.]|[ -]?(?:{unit})(?![a-z]))"
        r"|(?<![\d.,])(?!\d{1,3}(?:\.\d{3})+(?![.\d]))\d+(?:\.\d+){2,12}|(?<![\d-])\d+(?:-\d+){2,12}|\d{3,6}\.(?:hk|sh|sz|ss|t|tw)(?![a-z0-9])"
    )
    return letters, figures
