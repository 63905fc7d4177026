"""Balanced accuracy, per domain, of telling a consistent summary sentence from one with a small error.

usage: python -m tests.eval.consistency SUMMEDITS.json [half] [check]

SUMMEDITS.json holds {"docs": [text, …], "rows": [{"domain", "summary", "label", "doc", …}, …]}, label 1 for consistent.
`half` is 0 or 1 for every other document of each domain, to develop on one and look at the other, or "all".
`check` is "words" for polarity and support on the whole document, "all" for the whole grounding check, and "names" for
what names and figures alone make of it. A summary any reason stands against counts as accused.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bot import wiring
from bot.checking import document
from bot.core import grounding, polarity, support
from bot.core.types import EN, Document, Reason

Row = dict[str, Any]
OTHERS = {"negation", "hedge", "modality", "scope", "antonym", "attribution", "unsupported"}


def words(claim: str, text: str) -> list[Reason]:
    """What polarity and support alone find against a claim, given a whole document."""
    return [*polarity.check(claim, EN, text, EN, complete=False), *support.check(claim, text, EN)]


def reasons(claim: str, text: str) -> list[Reason]:
    """What the whole check finds."""
    return list(grounding.check({EN: claim}, read(text), wiring.glossary()).reasons)


def named(claim: str, text: str) -> list[Reason]:
    """What it finds without polarity and support."""
    return [reason for reason in reasons(claim, text) if reason.kind not in OTHERS]


@cache
def read(text: str) -> Document:
    return document(text)


CHECKS: dict[str, Callable[[str, str], list[Reason]]] = {"words": words, "all": reasons, "names": named}


def half_of(data: dict[str, Any], half: str) -> list[Row]:
    """The rows of every other document of each domain."""
    documents: dict[str, set[int]] = defaultdict(set)
    for row in data["rows"]:
        documents[row["domain"]].add(row["doc"])
    wanted = {doc for docs in documents.values() for i, doc in enumerate(sorted(docs)) if half in ("all", str(i % 2))}
    return [row for row in data["rows"] if row["doc"] in wanted]


def accuracy(rows: list[Row]) -> tuple[float, float, float]:
    """Balanced accuracy, and the shares of wrong and of right summaries accused, all in percent."""
    accused = {
        0: [row["accused"] for row in rows if row["label"] == 0],
        1: [row["accused"] for row in rows if row["label"]],
    }
    wrong, right = (100 * sum(found) / max(1, len(found)) for found in (accused[0], accused[1]))
    return (wrong + 100 - right) / 2, wrong, right


def main(path: str, half: str = "all", check: str = "all") -> None:
    file = Path(path)
    if not file.is_file():
        print(f"{path} is not there; nothing measured")
        return
    data = json.loads(file.read_text(encoding="utf-8"))
    rows = half_of(data, half)
    for row in rows:
        row["kinds"] = {reason.kind for reason in CHECKS[check](row["summary"], data["docs"][row["doc"]])}
        row["accused"] = bool(row["kinds"])
    print(f"{'domain':<14}{'n':>5}{'balanced':>10}{'caught':>9}{'alarms':>9}  by kind (caught/alarms, %)")
    scores = []
    for domain in sorted({row["domain"] for row in rows}):
        mine = [row for row in rows if row["domain"] == domain]
        balanced, caught, alarms = accuracy(mine)
        scores.append(balanced)
        print(f"{domain:<14}{len(mine):>5}{balanced:>10.1f}{caught:>9.1f}{alarms:>9.1f}  {by_kind(mine)}")
    balanced, caught, alarms = accuracy(rows)
    print(f"{'all rows':<14}{len(rows):>5}{balanced:>10.1f}{caught:>9.1f}{alarms:>9.1f}  {by_kind(rows)}")
    print(f"{'mean of domains':<19}{sum(scores) / len(scores):>10.1f}")


def by_kind(rows: list[Row]) -> str:
    parts = []
    for kind in sorted({kind for row in rows for kind in row["kinds"]}):
        _, caught, alarms = accuracy([{**row, "accused": kind in row["kinds"]} for row in rows])
        parts.append(f"{kind} {caught:.0f}/{alarms:.0f}")
    return ", ".join(parts)


if __name__ == "__main__":
    main(*sys.argv[1:])
