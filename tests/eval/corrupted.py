"""How much of what was corrupted the check notices, per kind and side, and how often it accuses a good pair.

`python -m tests.eval.corrupted PAIRS.jsonl`, where each line is {"i", "side", "kind", "en", "zh", "clean"}: `side` was
changed and is the claim, the other the source; a pair of kind "none" is checked in both directions and counts once.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from bot import wiring
from bot.checking import document
from bot.core import grounding, quantities
from bot.core.types import EN, ZH, Reason, Weight

TAGS = {"en": EN, "zh": ZH}
GROUPS = {
    "numbers": set(quantities.REASONS),
    "name": {"name"},
    "name doubt": {"name_unclear", "name_lost"},
    "han_name": {"han_name"},
    "negation": {"negation"},
    "hedge": {"hedge", "modality", "scope"},
    "antonym": {"antonym"},
    "attribution": {"attribution"},
    "form": {"language", "script", "residue", "loop", "leak", "cut_off", "quotation"},
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


def reasons(row: dict, side: str) -> list[Reason]:
    other = "zh" if side == "en" else "en"
    return list(grounding.check({TAGS[side]: row[side]}, document(row[other]), wiring.glossary()).reasons)


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    seen: Counter[tuple[str, str]] = Counter()
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        sides = [row["side"]] if row["side"] else ["en", "zh"]
        found = [reason for side in sides for reason in reasons(row, side)]
        key = (row["kind"], row["side"] or "both")
        seen[key] += 1
        groups[key].update(marks(found))
    table(seen, groups)


def marks(found: Iterable[Reason]) -> set[str]:
    found = list(found)
    names = {GROUP_OF.get(reason.kind, reason.kind) for reason in found}
    names |= {"BLOCK"} if any(r.weight is Weight.BLOCK for r in found) else set()
    names |= {"DOUBT"} if any(r.weight is Weight.DOUBT for r in found) else set()
    return names | ({"ANY"} if found else set())


def table(seen: Counter, groups: dict[tuple[str, str], Counter[str]]) -> None:
    columns = [*GROUPS, "BLOCK", "DOUBT", "ANY"]
    columns = [c for c in columns if any(c in counter for counter in groups.values())]
    print(f"{'kind':<24}{'side':<6}{'n':>5}  " + "".join(f"{c[:10]:>12}" for c in columns))
    for key in sorted(seen, key=lambda k: (k[0] != "none", k)):
        shares = "".join(f"{100 * groups[key][c] / seen[key]:>11.1f}%" for c in columns)
        print(f"{key[0]:<24}{key[1]:<6}{seen[key]:>5}  {shares}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
