"""Corrupt one name in good English-Chinese sentence pairs, and measure how much of it the check of names sees.

`python -m tests.eval.names_corrupt PAIRS.tsv > corrupted.jsonl`           PAIRS.tsv holds "English<TAB>Chinese" lines
`python -m tests.eval.names_corrupt --measure corrupted.jsonl [FROM TO]`   only the pairs from number FROM up to TO

The same pairs give the same corruptions. A line is {"i", "side", "kind", "en", "zh", "clean"}: `side` was changed and
`clean` is its text before; every pair also stands there unchanged, with the kind "none".
"""

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.core import names
from bot.core.glossary import Glossary
from bot.core.types import EN, ZH, Weight
from bot.reading.dictionary import cedict

Row = dict[str, Any]
Change = Callable[[str], str | None]

TAGS = {"en": EN, "zh": ZH}
ALARMS = (0.01, 0.02, 0.05, 0.1)

COUNTRY_PAIRS = """
China=中国 Japan=日本 Germany=德国 France=法国 Russia=俄罗斯 India=印度 Brazil=巴西 Canada=加拿大 Australia=澳大利亚
Italy=意大利 Spain=西班牙 Mexico=墨西哥 Egypt=埃及 Turkey=土耳其 Iran=伊朗 Iraq=伊拉克 Israel=以色列 Pakistan=巴基斯坦
Greece=希腊 Poland=波兰 Sweden=瑞典 Norway=挪威 Thailand=泰国 Vietnam=越南 Kenya=肯尼亚 Nigeria=尼日利亚
Chile=智利 Argentina=阿根廷 Ukraine=乌克兰 Portugal=葡萄牙
"""
GIVEN_NAMES = """
Peter John James Robert Michael William David Richard Thomas Charles Daniel Matthew Anthony Mark Paul Steven Andrew
George Kevin Brian Edward Jeff Scott Frank Stephen Jack Alex Christopher Mary Patricia Jennifer Linda Elizabeth
Barbara Susan Jessica Sarah Karen Lisa Nancy Anna Maria Sam Tom Tommy Carolyn Martin Simon Adam Alan Albert
Benjamin Bill Bob Carl Carlos Diego Donald Eric Fernando Harry Henry Howard Ian Jim Joe Jon Jonathan Jose Joseph
Juan Keith Larry Leslie Lewis Louis Luis Marco Mario Marta Nick Oliver Oscar Patrick Phil Ralph Ray Roberto
Rodrigo Roger Ron Samuel Steve Tony Vincent Walter
"""
MONTHS_AND_DAYS = """
January February March April August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
COUNTRIES = dict(pair.split("=") for pair in COUNTRY_PAIRS.split())
GIVEN = frozenset(GIVEN_NAMES.split())
NO_NAMES = frozenset(MONTHS_AND_DAYS.split())
CLASSES = {
    "place": r"capital of|, city |city in|province|, (?:US )?state|river|island|region|country",
    "person": r"\(\d{4}-",
    "nation": r"/[A-Z][a-z]+/$",
}

ACRONYM = re.compile(r"(?<![A-Za-z0-9.&*-])[A-Z]{2,5}(?![A-Za-z0-9&*-])")
LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][a-z]{3,}(?![A-Za-z0-9])")
HAN = re.compile(
    r"(?<=·)[\u4e00-\u9fff]{2,6}(?=\s*[（(，。、])|(?<=[，。、“《])[\u4e00-\u9fff]{3,6}(?=\s*[（(][A-Z）])"
)
IN_BRACKETS = re.compile(r"\s*[（(][A-Z][^）)]*[）)]")
FULL_NAME = re.compile(r"(?<![A-Za-z])([A-Z][a-z]+) ([A-Z][a-z]{3,})(?![A-Za-z])")
CAPITALISED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}(?![a-z])")


class Corruptor:
    """Makes a corrupted text of a good one, with names that occur elsewhere in the same pairs."""

    def __init__(self, pairs: Sequence[tuple[str, str]], dictionary: str, chance: random.Random) -> None:
        english, chinese = [en for en, _ in pairs], [zh for _, zh in pairs]
        self.chance = chance
        self.latin = pool(LATIN, chinese)
        self.acronyms = pool(ACRONYM, english + chinese)
        self.names = pool(HAN, chinese)
        self.surnames = sorted({m[2] for en in english for m in FULL_NAME.finditer(en) if m[1] in GIVEN})
        self.alike = by_class(dictionary, "".join(chinese))

    def changes(self) -> dict[tuple[str, str], Change]:
        """What makes a corrupted text of each kind, by kind and side; None where there is nothing to corrupt."""
        english, chinese = list(COUNTRIES), list(COUNTRIES.values())
        return {
            ("latin name", "zh"): lambda text: self.swap(LATIN.finditer(text), self.latin, text),
            ("acronym", "en"): lambda text: self.swap(ACRONYM.finditer(text), self.acronyms, text),
            ("acronym", "zh"): lambda text: self.swap(ACRONYM.finditer(text), self.acronyms, text),
            ("country", "en"): lambda text: self.swap(re.finditer(rf"\b({'|'.join(english)})\b", text), english, text),
            ("country", "zh"): lambda text: self.swap(re.finditer("|".join(chinese), text), chinese, text),
            ("han name", "zh"): self.han_name,
            ("surname", "en"): self.surname,
            ("dictionary name", "zh"): self.dictionary_name,
            ("letter", "en"): self.letter,
        }

    def swap(self, found: Iterator[re.Match[str]], others: Sequence[str], text: str) -> str | None:
        """`text` with one match, its last group if it has any, replaced by something that begins otherwise."""
        matches = list(found)
        if not matches:
            return None
        match = self.chance.choice(matches)
        start, end = match.span(match.lastindex or 0)
        fitting = [other for other in others if other[:2] != text[start : start + 2] and other not in text]
        return text[:start] + self.chance.choice(fitting) + text[end:] if fitting else None

    def han_name(self, text: str) -> str | None:
        """Without the original beside the name, as most translations have it."""
        bare = IN_BRACKETS.sub("（）", text)
        return self.swap(HAN.finditer(bare), self.names, bare)

    def surname(self, text: str) -> str | None:
        return self.swap((m for m in FULL_NAME.finditer(text) if m[1] in GIVEN), self.surnames, text)

    def letter(self, text: str) -> str | None:
        found = [m for m in CAPITALISED.finditer(text) if m.group() not in NO_NAMES]
        if not found:
            return None
        match = self.chance.choice(found)
        place = self.chance.randrange(match.start() + 1, match.end())
        letter = self.chance.choice([c for c in "abcdefghiklmnoprstu" if c != text[place]])
        return text[:place] + letter + text[place + 1 :]

    def dictionary_name(self, text: str) -> str | None:
        found = [word for word in self.alike if word in text]
        if not found:
            return None
        word = self.chance.choice(found)
        return text.replace(word, self.chance.choice([other for other in self.alike[word] if other[0] != word[0]]))


def pool(pattern: re.Pattern[str], texts: Sequence[str]) -> list[str]:
    return sorted({m.group() for text in texts for m in pattern.finditer(text)} - NO_NAMES)


def by_class(dictionary: str, seen: str) -> dict[str, list[str]]:
    """The names of the dictionary that occur in the text `seen`, each with the others of its class."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in dictionary.splitlines():
        entry = re.match(r"\S+ ([\u4e00-\u9fff]{2,6}) \[[A-Z][^\]]*\] (/.*/)$", line)
        if entry and entry[1] in seen:
            kind = next((kind for kind, sign in CLASSES.items() if re.search(sign, entry[2])), None)
            if kind:
                found[kind].append(entry[1])
    return {word: words for words in found.values() for word in words if len(words) > 3}


def corrupted(pairs: Sequence[tuple[str, str]], dictionary: str) -> Iterator[Row]:
    changes = Corruptor(pairs, dictionary, random.Random(20260917)).changes()
    for i, (en, zh) in enumerate(pairs):
        texts = {"en": en, "zh": zh}
        yield {"i": i, "side": None, "kind": "none", **texts, "clean": None}
        for (kind, side), change in changes.items():
            bad = change(texts[side])
            if bad and bad != texts[side]:
                yield {"i": i, "side": side, "kind": kind, **(texts | {side: bad}), "clean": texts[side]}


def measure(rows: Sequence[Row], glossary: Glossary) -> None:
    """Prints for each kind what share carries a blocking reason, any, and each kind of reason; then the Han curve."""
    seen: Counter[str] = Counter()
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    scores: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for claim in [row["side"]] if row["side"] else ["en", "zh"]:
            source = "zh" if claim == "en" else "en"
            sides = (row[claim], TAGS[claim], row[source], TAGS[source], glossary)
            found = names.check(*sides, complete=True)
            label = f"{row['kind']} ({claim})"
            seen[label] += 1
            marks[label].update({reason.kind for reason in found})
            marks[label]["any"] += bool(found)
            marks[label]["block"] += any(reason.weight is Weight.BLOCK for reason in found)
            if claim == "zh":
                scores[label].append(names.han_score(*sides))
    table(seen, marks)
    curve(scores)


def table(seen: Counter[str], marks: dict[str, Counter[str]]) -> None:
    columns = ("block", "any", "name", "name_unclear", "han_name", "name_lost")
    print(f"{'kind':<24}{'n':>6}" + "".join(f"{column:>14}" for column in columns))
    for label in sorted(seen, key=lambda label: (not label.startswith("none"), label)):
        shares = "".join(f"{100 * marks[label][column] / seen[label]:>13.1f}%" for column in columns)
        print(f"{label:<24}{seen[label]:>6}{shares}")


def curve(scores: dict[str, list[float]]) -> None:
    clean = sorted(scores.pop("none (zh)"), reverse=True)
    print("\nHan names, by the score of the most suspicious one: caught at this share of false alarms")
    print(f"{'':<24}" + "".join(f"{100 * alarm:>8.0f}%" for alarm in ALARMS))
    for label, values in sorted(scores.items()):
        thresholds = [clean[int(alarm * len(clean))] for alarm in ALARMS]
        shares = (sum(value > threshold for value in values) / len(values) for threshold in thresholds)
        print(f"{label:<24}" + "".join(f"{100 * share:>8.1f}%" for share in shares))


def main(arguments: Sequence[str]) -> None:
    if arguments[0] == "--measure":
        from bot import wiring

        start, end = (int(number) for number in arguments[2:4]) if len(arguments) > 2 else (0, sys.maxsize)
        rows = [json.loads(line) for line in Path(arguments[1]).read_text(encoding="utf-8").splitlines()]
        measure([row for row in rows if start <= row["i"] < end], wiring.glossary())
        return
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    pairs = [(en, zh) for en, _, zh in (line.partition("\t") for line in lines)]
    for row in corrupted(pairs, cedict()):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
