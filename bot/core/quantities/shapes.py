"""Shapes: patterns over token classes, written in the tables as `<class>` and `<role:class|class>`.

A run of tokens is a string with one character per token, so a shape is a regular expression over that string. `|`, `?`,
`{m,n}`, groups and lookaheads mean what they mean there; a role is a named group, the first of its name.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.quantities.tokens import NUMBERS, OTHER, Token

_ITEM = re.compile(r"<(?:(?P<role>[a-z_]+):)?(?P<classes>[a-z_|]+)>")
_PIECE = re.compile(r"<[a-z_:|]+>|\(\?[:=!]|\)|\||\?|\{\d,\d\}")

Made = TypeVar("Made")


class _Codes(dict[str, str]):
    """The character that stands for each token class, made up when the class is first met."""

    def __missing__(self, token: str) -> str:
        self[token] = "." if token == OTHER else chr(0xE000 + len(self))
        return self[token]


CODES = _Codes()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a shape matched: its tokens, and which of them play which role."""

    tokens: Sequence[Token]
    found: re.Match[str]
    index: int

    @property
    def first(self) -> int:
        return self.found.start()

    @property
    def end(self) -> int:
        return self.found.end()

    def at(self, role: str) -> int:
        """The index of the token in a role, -1 where there is none."""
        name = f"{role}_{self.index}"
        return self.found.start(name) if name in self.found.re.groupindex else -1

    def __getitem__(self, role: str) -> Token | None:
        where = self.at(role)
        return None if where < 0 else self.tokens[where]

    def all(self) -> Sequence[Token]:
        return self.tokens[self.first : self.end]


Make = Callable[[Match], Made | None]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes in order of preference: those that can start with each code as one pattern, and each by itself."""

    starts: re.Pattern[str]
    at: Mapping[str, re.Pattern[str]]
    each: tuple[re.Pattern[str], ...]
    makes: tuple[str, ...]

    def scan(
        self, tokens: Sequence[Token], codes: str, makers: Mapping[str, Make[Made]]
    ) -> Iterator[tuple[Match, Made]]:
        """Every match, left to right, with what its maker made of it. A maker that returns None passes it on."""
        place = 0
        while start := self.starts.search(codes, place):
            place = start.end()
            found = self.at[codes[start.start()]].match(codes, start.start())
            while found:
                match = Match(tokens, found, int(str(found.lastgroup).removeprefix("shape")))
                made = makers[self.makes[match.index]](match)
                if made is not None:
                    yield match, made
                    place = found.end()
                    break
                found = self._later(codes, match)

    def _later(self, codes: str, match: Match) -> re.Match[str] | None:
        """The next shape that matches where one did whose maker passed it on."""
        later = (pattern.match(codes, match.first) for pattern in self.each[match.index + 1 :])
        return next(filter(None, later), None)


def compiled(rows: Sequence[Mapping[str, str]]) -> Shapes:
    """The shapes of `rows` (`form`, `make`), an earlier one before a later one."""
    forms = [row["form"].replace(" ", "") for row in rows]
    patterns = [f"(?P<shape{index}>{_pattern(form, index)})" for index, form in enumerate(forms)]
    starting: dict[str, list[int]] = {}
    for index, form in enumerate(forms):
        for token in _Starts(form).of_shape():
            starting.setdefault(CODES[token], []).append(index)
    at = {code: re.compile("|".join(patterns[index] for index in indices)) for code, indices in starting.items()}
    each = tuple(map(re.compile, patterns))
    return Shapes(re.compile(f"[{''.join(starting)}]"), at, each, tuple(row["make"] for row in rows))


def _classes(classes: str) -> list[str]:
    return [name for one in classes.split("|") for name in (NUMBERS if one == "num" else (one,))]


def _pattern(form: str, index: int) -> str:
    seen: set[str] = set()

    def item(match: re.Match[str]) -> str:
        role = match["role"] or match["classes"].split("|")[0]
        body = f"[{''.join(CODES[name] for name in _classes(match['classes']))}]"
        if role in seen:
            return body
        seen.add(role)
        return f"(?P<{role}_{index}>{body})"

    return _ITEM.sub(item, form)


class _Starts:
    """The token classes a shape can start with, by reading its form from left to right."""

    def __init__(self, form: str) -> None:
        self.pieces = _PIECE.findall(form)
        self.place = 0

    def of_shape(self) -> set[str]:
        return self._alternatives()[0]

    def _alternatives(self) -> tuple[set[str], bool]:
        """What any of the alternatives up to a closing bracket starts with, and whether one may be empty."""
        starts, empty = self._sequence()
        while self._take("|"):
            more, none = self._sequence()
            starts, empty = starts | more, empty or none
        return starts, empty

    def _sequence(self) -> tuple[set[str], bool]:
        starts: set[str] = set()
        empty = True
        while self.place < len(self.pieces) and self.pieces[self.place] not in ("|", ")"):
            more, none = self._item()
            if empty:
                starts |= more
            empty = empty and none
        return starts, empty

    def _item(self) -> tuple[set[str], bool]:
        piece = self.pieces[self.place]
        self.place += 1
        if piece.startswith("<"):
            item = _ITEM.match(piece)
            starts, empty = set(_classes(item["classes"]) if item else ()), False
        else:
            starts, empty = self._alternatives()
            self._take(")")
            if piece != "(?:":
                starts, empty = set(), True
        if self._take("?"):
            empty = True
        elif self.place < len(self.pieces) and self.pieces[self.place].startswith("{"):
            self.place += 1
        return starts, empty

    def _take(self, piece: str) -> bool:
        taken = self.place < len(self.pieces) and self.pieces[self.place] == piece
        self.place += taken
        return taken
