"""From a text to the tokens a quantity is put together from."""

import re
import unicodedata
from fractions import Fraction

from bot.core.quantities import numerals
from bot.core.quantities.lexicon import LATIN, Lexicon
from bot.core.quantities.tokens import LONGEST, OTHER, Number, Token, exact, numeric

_LETTERS_BEFORE = re.compile(rf"[{LATIN}]+\Z")
_FIGURES_BEFORE = re.compile(r"[\d.]+\Z")
_REACH = 24  # characters looked back for the letters a hyphen joins to a number
_GAP = re.compile(r"[\s-]+")


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of `text` in order; whatever no table knows is one `other` token between two known ones."""
    folded = lexicon.fold(text)
    reader = _Reader(text, folded, lexicon)
    found: list[Token] = []
    end = 0
    for match in lexicon.scanner.finditer(folded):
        token = reader.token(match)
        if token is None:
            continue
        while found and found[-1].end > token.start:
            end = found.pop().start
        if end < token.start and ("\n" in (gap := folded[end : token.start]) or not gap.isspace()):
            found.append(Token(OTHER, "", end, token.start))
        found.append(token)
        end = token.end
    return found


class _Reader:
    """Makes a token of each match of the scanner; `folded` is the text as compared, `text` as written."""

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self.text, self.folded, self.lexicon = text, folded, lexicon

    def token(self, match: re.Match[str]) -> Token | None:
        group = match.lastgroup or ""
        start, end = match.span()
        if group == "unknown":
            return None
        if group in ("word", "mark", "figured"):
            return self._word(match.group(), start, end)
        if group == "figures":
            return self._figures(match.group(), start, end)
        if group in ("name", "code"):
            return self._name(self._name_start(start), end)
        if group in self.lexicon.specials:
            return self._special(group, match.group(), start, end)
        return Token(group, match.group(), start, end)

    def _word(self, word: str, start: int, end: int) -> Token | None:
        kind, value = self.lexicon.words.get(word) or self.lexicon.words[_GAP.sub(" ", word)]
        if end - start == 1 and word.isascii() and word.isalpha() and word != "a":
            before = self.folded[max(0, start - _REACH) : start]
            if not before.rstrip(" ")[-1:].isdigit():
                return None
            if self.text[start] not in self.lexicon.exact and not before.endswith(" "):
                figures = _FIGURES_BEFORE.search(before)
                return self._name(start - len(figures.group()) if figures else start, end)
        return Token(kind, value, start, end)

    def _figures(self, figures: str, start: int, end: int) -> Token:
        name = self._name_start(start)
        if name < start or len(figures) > LONGEST:
            return self._name(name, end)
        plain = figures.isdigit()
        value = int(figures) if plain else _value(figures)
        return numeric(Number(value, value), start, end, figures, plain=plain and len(figures) == 4)

    def _name(self, start: int, end: int) -> Token:
        return Token("name", self.folded[start:end], start, end)

    def _name_start(self, start: int) -> int:
        """Where the name begins that a number ends (GPT-4), `start` if a hyphen joins it to no name."""
        if start < 2 or self.folded[start - 1] != "-":
            return start
        before = self.folded[max(0, start - _REACH) : start - 1]
        letters = _LETTERS_BEFORE.search(before)
        if not letters:
            return start
        word = letters.group()
        begin = start - 1 - len(word)
        written = self.text[begin : start - 1]
        known = word in self.lexicon.prefixes or word in self.lexicon.words
        return start if known or written.islower() else begin

    def _special(self, group: str, found: str, start: int, end: int) -> Token | None:
        special = self.lexicon.specials[group]
        if special.capital and not self.text[start].isupper():
            return None
        if special.kind == "digit_han":
            value = numerals.digits(found, self.lexicon.numerals)
            return numeric(Number(value, value), start, end)
        if special.kind.endswith("han"):
            return self._numerals(found, start, end)
        if special.kind == "vulgar":
            share = Fraction(unicodedata.numeric(found)).limit_denominator(10)
            return Token("vulgar", "", start, end, Number(share, share))
        worth = special.values.get(found) or next((v for k, v in special.values.items() if k in found), found)
        return Token(special.kind, worth, start, end)

    def _numerals(self, found: str, start: int, end: int) -> Token | None:
        number = numerals.parse(found, self.lexicon.numerals)
        if number is None:
            return None
        figures = len(found) == 4 and number.scale == 1 and 1000 <= number.low <= 2999 and "千" not in found
        return numeric(number, start, end, found, plain=figures)


def _value(figures: str) -> int | Fraction:
    """The value of figures with separators of any style: 1,234.5, 1.234,5, 1 234, 1'234, 1.234.567."""
    groups, _, last = figures.rpartition(",")
    if "." in groups:
        return exact(groups.replace(".", ""), last)
    if figures.count(".") > 1:
        return exact(figures.replace(".", ""))
    whole, _, decimals = figures.partition(".")
    return exact("".join(filter(str.isdigit, whole)), decimals)
