"""Units of measure and currencies, the same in every language."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

TIME = ("months", "seconds")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, its worth in the base unit of that measure, and the system it belongs to."""

    measures: str
    factor: Fraction
    system: str


@cache
def common() -> dict[str, Any]:
    """The table `common.toml`: what quantities are written with in any language."""
    path = resources.files("bot.core.quantities") / "common.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def unit(name: str) -> Unit | None:
    """The unit of a canonical name, also of a rate ("km/hour"); None for a currency or any other word."""
    row = common()["units"].get(name)
    if row:
        return Unit(row[0], Fraction(row[1]), row[2])
    above, slash, below = name.partition("/")
    over, under = (unit(above), unit(below)) if slash else (None, None)
    if not over or not under:
        return None
    return Unit(f"{over.measures}/{under.measures}", over.factor / under.factor, over.system)


@cache
def same_currencies(code: str) -> tuple[str, ...]:
    """The currencies an unspecific sign also stands for, and the signs that stand for a currency: "$" and USD."""
    table = common()["currencies"]
    named = table.get(code, {}).get("as", ())
    return (*named, *(sign for sign, row in table.items() if code in row["as"]))


@cache
def perhaps_same(one: str, other: str) -> bool:
    """Whether two currency codes may mean one currency, depending on where the text was written: "$" and AUD."""
    table = common()["currencies"]
    return any(b in table[a]["doubt"] for a, b in ((one, other), (other, one)) if a in table)
