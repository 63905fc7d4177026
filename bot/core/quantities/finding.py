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
_FEW = 3  # tokens, and Han characters, between 至少 and its number: a verb, not another thought
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
    before = _bound_before(text, tokens, first)
    if before is not None:
        first = before
        found.append(Bound(tokens[first].value))
    behind = end + (end < len(tokens) and _counted(text, tokens[end]))
    if behind < len(tokens) and tokens[behind].kind in ("after", "odd"):
        found.append(Bound(tokens[behind].value))
        end = behind + 1
    return first, end, next((b for b in found if b in _ONE_SIDED), found[0] if found else None)


def _bound_before(text: str, tokens: Sequence[Token], first: int) -> int | None:
    """The bound right before a token, or one that may stand further off: 至少造成 15 人死亡, "at least another 40"."""
    near = first - 2 if first > 1 and tokens[first - 1].kind == "reach" else first - 1
    if near >= 0 and tokens[near].kind in ("bound", "far_bound"):
        return near
    far = next((n for n in range(near, max(-1, near - _FEW), -1) if tokens[n].kind == "far_bound"), None)
    return far if far is not None and _is_word(text[tokens[far].end : tokens[first].start]) else None


def _counted(text: str, token: Token) -> bool:
    """Whether a token may be what a number counts, between it and its bound: "40 families or more"."""
    return token.kind in ("counter", "ge") or (token.kind == OTHER and _is_word(text[token.start : token.end]))


def _is_word(text: str) -> bool:
    """Whether a text is one word, or a few Han characters."""
    word = text.strip()
    return word.isalpha() and (word.isascii() or len(word) <= _FEW)
