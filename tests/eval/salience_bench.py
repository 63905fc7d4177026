"""How well the chosen passages match summaries people wrote, against the first passages and passages drawn by chance.

`python -m tests.eval.salience_bench DATA`, where DATA holds `consistency/`, `chat/` and `extraction/` as published. For
each set and number of points: ROUGE F1, the mean place of the chosen passages (0 start, 1 end) and the difference to as
many first passages, with the 95 % interval of a paired bootstrap over documents.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bot.core.choose import choose
from bot.core.passages import split
from bot.core.salience import FAINT, scores
from bot.core.types import EN, ZH, Document, Passage
from tests.eval.rouge import Rouge, mean, rouge

COUNTS = (3, 5, 7)
REFERENCES = 8  # of one document; more of them are rewordings of each other
DRAWS = 3
ROUNDS = 2000
SPOKEN = 12  # turns; a shorter stretch of a meeting leaves nothing to choose
BLURB = (60, 400)  # characters of a page's description that is a summary
LONG = 1500  # characters of a page that needs one

_NOISE = re.compile(r"\{\w+\}|\s+(?=[,.?!'])")
_BLURB = re.compile(r'<meta[^>]+(?:property|name)="(?:og:)?description"[^>]+content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Case:
    document: Document
    references: tuple[str, ...]


def _document(text: str, language: str) -> Document:
    return Document(text, split(text), language, "pasted")


def _turns(turns: Sequence[str], language: str) -> Document:
    """A document whose passages are the turns' sentences, each turn a paragraph."""
    return _document("\n\n".join(" ".join(turn.split()) for turn in turns), language)


def edited(data: Path) -> Iterator[Case]:
    """Documents of eight kinds with one-sentence summaries, those marked consistent."""
    sets = json.loads((data / "consistency/summedits_evaluation.json").read_text(encoding="utf-8"))
    for n, text in enumerate(sets["docs"]):
        good = sorted({row["summary"] for row in sets["rows"] if row["doc"] == n and row["label"] == 1})
        if good:
            yield Case(_document(text, EN), tuple(good[:REFERENCES]))


def meetings_zh(data: Path) -> Iterator[Case]:
    """Stretches of Chinese panel discussions, each with a summary."""
    for line in (data / "chat/vcsum_short_dev_40.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Case(_turns(["".join(turn) for turn in row["context"]], ZH), (row["discussion"],))


def meetings_en(data: Path) -> Iterator[Case]:
    """English meetings as a whole, and their stretches on one topic."""
    for file in sorted((data / "chat/qmsum_val").glob("*.json")):
        meeting = json.loads(file.read_text(encoding="utf-8"))
        said = [_NOISE.sub("", turn["content"]) for turn in meeting["meeting_transcripts"]]
        for query in meeting["general_query_list"]:
            yield Case(_turns(said, EN), (query["answer"],))
        for query in meeting["specific_query_list"]:
            part = [turn for a, b in query["relevant_text_span"] for turn in said[int(a) : int(b) + 1]]
            if len(part) >= SPOKEN:
                yield Case(_turns(part, EN), (query["answer"],))


def pages(data: Path) -> Iterator[Case]:
    """English pages with their own description; often it is the first sentence, which flatters the first passages."""
    gold = json.loads((data / "extraction/en/ground-truth.json").read_text(encoding="utf-8"))
    for name, page in gold.items():
        html = gzip.decompress((data / f"extraction/en/{name}.html.gz").read_bytes()).decode("utf-8", "replace")
        blurb = max(_BLURB.findall(html), key=len, default="")
        if BLURB[0] <= len(blurb) and len(page["articleBody"]) >= LONG and " the " in blurb:
            yield Case(_document(page["articleBody"], EN), (blurb[: BLURB[1]],))


SETS: dict[str, Callable[[Path], Iterator[Case]]] = {
    "edited summaries": edited,
    "meetings zh": meetings_zh,
    "meetings en": meetings_en,
    "pages": pages,
}


def ours(document: Document, count: int) -> list[Passage]:
    """The chosen passages, everything taken as reported, in the document's order."""
    wanted = {name for point in choose(document, {}, count).chosen for name in point.passages}
    return [passage for passage in document.passages if passage.id in wanted]


def prose(document: Document) -> list[Passage]:
    """The passages a fair baseline would draw from."""
    worth = scores(document)
    found = [passage for passage, score in zip(document.passages, worth, strict=True) if score >= FAINT]
    return found or list(document.passages)


def score(passages: Sequence[Passage], references: Sequence[str]) -> Rouge:
    text = "\n".join(passage.text for passage in passages)
    return mean(rouge(text, reference) for reference in references)


def place(document: Document, passages: Sequence[Passage]) -> float:
    return fmean(passage.start / len(document.text) for passage in passages)


def interval(differences: Sequence[float]) -> tuple[float, float, float]:
    """Mean and 95 % interval of a paired bootstrap."""
    rng = random.Random(1)
    drawn = sorted(fmean(rng.choices(differences, k=len(differences))) for _ in range(ROUNDS))
    return fmean(differences), drawn[ROUNDS // 40], drawn[-ROUNDS // 40]


def _figures(scores_: Sequence[Rouge]) -> str:
    return "/".join(f"{100 * value:.1f}" for value in mean(scores_))


def report(name: str, cases: Sequence[Case], count: int) -> str:
    """One line of the table."""
    mine, first, chance, places, lead_places = [], [], [], [], []
    for n, case in enumerate(cases):
        chosen, usable = ours(case.document, count), prose(case.document)
        lead = usable[: len(chosen)]
        draws = [random.Random(f"{n}.{i}").sample(usable, len(lead)) for i in range(DRAWS)]
        mine.append(score(chosen, case.references))
        first.append(score(lead, case.references))
        chance.append(mean(score(draw, case.references) for draw in draws))
        places.append(place(case.document, chosen))
        lead_places.append(place(case.document, lead))
    apart = [interval([a[i] - b[i] for a, b in zip(mine, first, strict=True)]) for i in range(3)]
    shown = "  ".join(f"{100 * m:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}]" for m, low, high in apart)
    return (
        f"{name:17} {len(cases):3} docs, {count} points: ours {_figures(mine)} at {fmean(places):.2f}, "
        f"first {_figures(first)} at {fmean(lead_places):.2f}, chance {_figures(chance)}; ours - first {shown}"
    )


def main(arguments: Sequence[str]) -> None:
    data = Path(arguments[0]) if arguments else Path()
    if not (data / "chat").is_dir():
        print("salience: skipped, no data")
        return
    for name, read in SETS.items():
        cases = list(read(data))
        for count in COUNTS:
            print(report(name, cases, count))


if __name__ == "__main__":
    main(sys.argv[1:])
