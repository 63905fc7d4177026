"""Finding every quantity in a text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.core.quantities import counts, lexer, measures, moments, numbers, shares
from bot.core.quantities.lexicon import Lexicon, lexicon
from bot.core.quantities.parts import Part
from bot.core.quantities.quantity import Bound, Kind, Quantity
from bot.core.quantities.shapes import CODES, Shapes
from bot.core.quantities.tokens import OTHER, Token

_MAKERS = {**counts.MAKERS, **shares.MAKERS, **measures.MAKERS, **moments.MAKERS}
_LONG = 2_000  # characters; a passage is shorter, and is looked at more than once
_ONE_SIDED = (Bound.MORE, Bound.LESS, Bound.OVER, Bound.UNDER)


def find(text: str, lang: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order of appearance, read with the words of the language tagged `lang`.

    In a language without a table of its own, figures and symbols are found, number words are not.
    """
    return _remembered(text, lang) if len(text) <= _LONG else _found(text, lang)


def _found(text: str, lang: str) -> tuple[Quantity, ...]:
    words = lexicon(lang)
    tokens = lexer.tokens(text, words)
    for shapes in (words.number, words.range):
        tokens = _rewritten(tokens, shapes)
    return tuple(_quantities(text, tokens, words))


_remembered = lru_cache(maxsize=4096)(_found)


def _codes(tokens: Sequence[Token]) -> str:
    return "".join([CODES[token.kind] for token in tokens])


def _rewritten(tokens: list[Token], shapes: Shapes) -> list[Token]:
    out: list[Token] = []
    place = 0
    for match, token in shapes.scan(tokens, _codes(tokens), numbers.MAKERS):
        out += tokens[place : match.first]
        out.append(token)
        place = match.end
    return out + tokens[place:] if place else tokens


def _quantities(text: str, tokens: Sequence[Token], words: Lexicon) -> Iterator[Quantity]:
    for _, parts in words.quantity.scan(tokens, _codes(tokens), _MAKERS):
        for part in parts:
            yield _quantity(text, tokens, part)


def _quantity(text: str, tokens: Sequence[Token], part: Part) -> Quantity:
    first, end, bound = _bounded(text, tokens, part)
    main, *also = part.readings
    start, stop = tokens[first].start, tokens[end - 1].end
    return Quantity(
        main.kind,
        main.low,
        main.high,
        main.unit,
        bound,
        rounded=bound in (Bound.ABOUT, Bound.VAGUE),
        text=text[start:stop],
        start=start,
        end=stop,
        weak=part.weak and not (bound and main.kind is Kind.NUMBER and main.low > 10),
        also=tuple(also),
    )


def _bounded(text: str, tokens: Sequence[Token], part: Part) -> tuple[int, int, Bound | None]:
    """The tokens of a part with the words that bound it before and after; "more" and "less" outweigh "about"."""
    first, end, found = part.first, part.end, [part.bound] if part.bound else []
    before = next((n for n in (first - 1, first - 2) if n < 0 or tokens[n].kind != "reach"), -1)
    if before >= 0 and tokens[before].kind == "bound":
        first = before
        found.append(Bound(tokens[first].value))
    behind = end + (end < len(tokens) and _counted(text, tokens[end]))
    if behind < len(tokens) and tokens[behind].kind in ("after", "odd"):
        found.append(Bound(tokens[behind].value))
        end = behind + 1
    return first, end, next((b for b in found if b in _ONE_SIDED), found[0] if found else None)


def _counted(text: str, token: Token) -> bool:
    """Whether a token may be what a number counts, between it and its bound: 60 个或更多, "40 families or more"."""
    return token.kind in ("counter", "ge") or (token.kind == OTHER and text[token.start : token.end].strip().isalpha())
