"""What a quantity is: the records the finder makes and the comparison reads."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Exact = int | Fraction


class Kind(StrEnum):
    """What a quantity measures. Its `low` and `high` mean the thing named here."""

    NUMBER = "number"  # a plain count or value, fractions too
    PERCENT = "percent"  # in hundredths: 5 for 5 %
    POINTS = "points"  # percentage points
    MONEY = "money"  # unit: ISO 4217 code, or "$" and "¥" where several are possible
    MEASURE = "measure"  # unit: a name from `common.toml`, "km/hour" for a rate
    DURATION = "duration"  # unit: "year", "month", "week", "day", "hour", "minute", "second"
    DATE = "date"  # month * 100 + day, 0 for a part not given: 1122, 1100, 22
    YEAR = "year"  # negative before Christ
    DECADE = "decade"  # its first year, below 100 where the century is not given
    CENTURY = "century"
    WEEKDAY = "weekday"  # Monday is 1
    SEASON = "season"  # spring is 1
    QUARTER = "quarter"
    HALF = "half"  # of a year or a match: the first or the second
    TIME = "time"  # minutes after midnight; unit "24h" where morning and afternoon are told apart
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"  # twice, 5 倍; unit "increase" where it is what was added
    SCORE = "score"
    NAME = "name"  # figures inside a Latin name; unit: its letters


class Bound(StrEnum):
    """What the words around a value say of it. `VAGUE` values mean any number from `low` to `high`.

    `OVER` and `UNDER` mean more and less too, unless the word belongs to something else: "spread over 3 days".
    """

    MORE = "more"
    LESS = "less"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a quantity. `low` equals `high` unless it is a range."""

    kind: Kind
    low: Exact
    high: Exact
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as written at `text[start:end]` and what it means.

    `rounded` is true where the text itself says its value is not exact. `weak` ones ("one", 一, "both") bear out a
    quantity of the other text, but are not missed there. `also` are further readings of the same words: "2/3" may be
    a fraction or a day, "$" several dollars.
    """

    kind: Kind
    low: Exact
    high: Exact
    unit: str | None
    bound: Bound | None
    rounded: bool
    text: str
    start: int
    end: int
    weak: bool = False
    also: tuple[Reading, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        return (Reading(self.kind, self.low, self.high, self.unit), *self.also)
