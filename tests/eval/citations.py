"""Whether the passages found for a claim are those its author drew on: answers about meetings with their gold turns.

`python -m tests.eval.citations DATA`, where DATA holds `chat/qmsum_val/` as published (QMSum, Zhong et al., NAACL
2021): a meeting is a document whose passages are its turns, an answer the claim, or each of its sentences one.
Precision is the share of the cited turns within the answer's gold spans; recall the share of the gold spans, and of
their turns, that are cited; `hit` the share of claims with any cited turn in them. Chance is the precision of turns
cited blindly.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from bot import wiring
from bot.checking import document
from bot.core.evidence import passages_for
from bot.core.types import EN, Document, Passage

NOISE = re.compile(r"\{[a-z]+\}")


@dataclass(frozen=True, slots=True)
class Case:
    """An answer about a meeting; `gold` are the spans of turns it was drawn from, first and last included."""

    answer: str
    meeting: Document
    gold: tuple[range, ...]


class Placed(NamedTuple):
    precision: float
    spans: float
    turns: float
    hit: float
    cited: int
    chance: float


def of_lines(lines: Sequence[str], lang: str) -> Document:
    """A document whose passages are these lines."""
    passages: list[Passage] = []
    at = 0
    for n, line in enumerate(lines):
        passages.append(Passage(str(n), line, at, at + len(line), n))
        at += len(line) + 1
    return Document("\n".join(lines), tuple(passages), lang, "pasted")


def said(turn: dict[str, str]) -> str:
    """What a turn says, without the transcriber's notes of noise; a dash for nothing."""
    return " ".join(NOISE.sub(" ", turn["content"]).split()) or "-"


def cases(folder: Path) -> Iterator[Case]:
    """The specific questions' answers: a general one's are drawn from the whole meeting."""
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        whole = of_lines([said(turn) for turn in data["meeting_transcripts"]], EN)
        for query in data["specific_query_list"]:
            gold = tuple(range(int(first), int(last) + 1) for first, last in query["relevant_text_span"])
            if gold:
                yield Case(query["answer"], whole, gold)


def sentences(case: Case) -> list[str]:
    """The answer's sentences that say something."""
    return [one.text for one in document(case.answer).passages if len(one.text.split()) >= 4]


def place(claim: str, case: Case) -> Placed:
    """How the turns found for one claim lie to the gold ones."""
    cited = {int(passage.id) for passage in passages_for(claim, EN, case.meeting, wiring.glossary())}
    gold = {turn for span in case.gold for turn in span}
    right = cited & gold
    return Placed(
        precision=len(right) / len(cited) if cited else 0.0,
        spans=fmean(bool(cited & set(span)) for span in case.gold),
        turns=len(right) / len(gold),
        hit=float(bool(right)),
        cited=len(cited),
        chance=len(gold) / len(case.meeting.passages),
    )


def report(name: str, placed: Sequence[Placed]) -> None:
    mean = Placed(*(fmean(column) for column in zip(*placed, strict=True)))
    print(
        f"{name:<16}{len(placed):>5}{mean.precision:>11.3f}{mean.chance:>9.3f}{mean.hit:>7.3f}"
        f"{mean.spans:>14.3f}{mean.turns:>14.3f}{mean.cited:>8.1f}"
    )


def main(data: Path) -> None:
    """Prints one line for whole answers and one for their sentences."""
    found = list(cases(data / "chat" / "qmsum_val"))
    if not found:
        print(f"No meetings in {data}: nothing is measured.")
        return
    print(
        f"{'claims':<16}{'n':>5}{'precision':>11}{'chance':>9}{'hit':>7}"
        f"{'recall spans':>14}{'recall turns':>14}{'cited':>8}"
    )
    claims: dict[str, Callable[[Case], list[str]]] = {
        "whole answers": lambda case: [case.answer],
        "sentences": sentences,
    }
    for name, of in claims.items():
        report(name, [place(claim, case) for case in found for claim in of(case)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
