"""Makers of number tokens: how the shapes `[[number]]` and `[[range]]` of the tables become one number each."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from bot.core.quantities.quantity import Bound, Exact
from bot.core.quantities.shapes import Match
from bot.core.quantities.tokens import Number, Token, numeric

HALF = Fraction(1, 2)


def number_of(token: Token | None) -> Number:
    """The number of a number token, the one a word of the tables stands for, or one."""
    if token is None:
        return Number(1, 1, spelled=True)
    if token.number:
        return token.number
    value = int(token.value)
    return Number(value, value, spelled=True)


def scale_of(token: Token | None) -> int:
    """What a magnitude multiplies by: a word of the tables, or numerals that are nothing but magnitudes (万)."""
    if token is None:
        return 1
    return token.number.scale if token.number else int(token.value)


def shared(low: Number, high: Number) -> Number:
    """A range; "3 to 5 million" and 10–20 万 give both ends the last magnitude, "900 to 1.2 million" does not."""
    first = low.low
    if low.scale == 1 < high.scale and first * high.scale < high.high:
        first *= high.scale
    return Number(first, high.high, high.scale, low.bound or high.bound, low.spelled and high.spelled)


def _made(match: Match, number: Number) -> Token:
    tokens = match.all()
    return numeric(number, tokens[0].start, tokens[-1].end)


def _cardinal(match: Match) -> Token:
    """A small magnitude multiplies what was said since the last large one: two hundred and thirty-five thousand."""
    total: Exact = 0
    current: Exact = 0
    scale = 1
    for token in match.all():
        if token.kind == "scale":
            worth = int(token.value)
            scale *= worth
            if worth < 1000:
                current = (current or 1) * worth
            else:
                total, current = total + (current or 1) * worth, 0
        elif token.number or token.kind in ("ones", "tens", "article"):
            current += number_of(token).low
            scale = 1
    spelled = not any(token.number for token in match.all())
    return _made(match, Number(total + current, total + current, scale, spelled=spelled))


def _and_a_half(match: Match) -> Token:
    scale = scale_of(match["scale"])
    value = (number_of(match["num"]).low + HALF) * scale
    return _made(match, Number(value, value, scale, spelled=True))


def _half_of(match: Match) -> Token:
    scale = scale_of(match["scale"])
    return _made(match, Number(HALF * scale, HALF * scale, scale, spelled=True))


def _scaled(match: Match) -> Token | None:
    """A number and a magnitude that stands apart from it; in the shape of `bounded`, a word like 多 between them."""
    number, scale = number_of(match["num"]), scale_of(match["scale"])
    odd = match["odd"] or match["odder"]
    if odd and match["scale"] and scale == 1:
        return None
    bound = Bound(odd.value) if odd else number.bound
    return _made(match, Number(number.low * scale, number.high * scale, scale, bound, number.spelled))


def _vaguely(match: Match) -> Token:
    low, high = map(int, match["vague"].value.split()[:2]) if match["vague"] else (1, 1)
    scale = 1
    for token in match.all()[1:]:
        scale *= scale_of(token)
    return _made(match, Number(low * scale, (high + 1) * scale - 1, scale, Bound.VAGUE, spelled=True))


def _compound_ordinal(match: Match) -> Token:
    tokens = match.all()
    worth = sum(int(token.value.rstrip("stndrh") or 0) for token in tokens if token.kind != "dash")
    return Token("ordinal", str(worth), tokens[0].start, tokens[-1].end)


def _mixed(match: Match) -> Token:
    value = sum((token.number.low for token in match.all() if token.number), Fraction(0))
    return _made(match, Number(value, value))


def _ratio(match: Match) -> Token | None:
    above, below = match["above"], match["below"]
    tokens = match.all()
    if not (above and below) or tokens[-1].end - tokens[0].start != sum(t.end - t.start for t in tokens):
        return None
    if (
        not isinstance(number_of(above).low, int)
        or not isinstance(number_of(below).low, int)
        or not number_of(below).low
    ):
        return None
    value = Fraction(number_of(above).low, number_of(below).low)
    return Token(
        "ratio", f"{number_of(above).low}/{number_of(below).low}", above.start, below.end, Number(value, value)
    )


def _fraction_of(match: Match) -> Token | None:
    above, below = number_of(match["above"]), number_of(match["below"])
    if not below.low:
        return None
    return _made(match, Number(Fraction(above.low) / below.low, Fraction(above.high) / below.low, spelled=True))


def _one_in(match: Match) -> Token | None:
    """ "one in five", "four out of ten"; but "in" also says where and when."""
    above, below = number_of(match["above"]), number_of(match["below"])
    if not 0 < above.low < below.low or (match["in"] and above.low > 1):
        return None
    value = Fraction(above.low) / below.low
    return _made(match, Number(value, value, spelled=True))


def _negated(match: Match) -> Token:
    number = number_of(match["num"])
    return _made(match, number._replace(low=-number.low, high=-number.high))


def _between(match: Match) -> Token | None:
    tokens = match.all()
    if number_of(match["low"]).low < 1 < number_of(match["high"]).low and number_of(match["low"]).spelled:
        return None  # 下降三分之一至 34 亿
    number = shared(number_of(match["low"]), number_of(match["high"]))
    years = "years" if match["low"] and match["low"].kind == "four" else ""
    return Token("range", years, tokens[0].start, tokens[-1].end, number)


MAKERS: Mapping[str, Callable[[Match], Token | None]] = {
    "and_a_half": _and_a_half,
    "between": _between,
    "bounded": _scaled,
    "cardinal": _cardinal,
    "compound_ordinal": _compound_ordinal,
    "fraction_of": _fraction_of,
    "half_of": _half_of,
    "mixed": _mixed,
    "negated": _negated,
    "one_in": _one_in,
    "ratio": _ratio,
    "scaled": _scaled,
    "vaguely": _vaguely,
}
