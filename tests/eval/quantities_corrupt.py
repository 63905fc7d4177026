"""Put one small error of quantity into one side of good English-Chinese pairs, so that the check can be measured.

usage: quantities_corrupt.py pairs.tsv > corrupted.jsonl   (lines `en<TAB>zh`; fixed seed: always the same output)

Each line out is {"i", "side": "en"|"zh", "kind", "en", "zh", "clean"}: the pair as a checker sees it, the side that was
changed, and its text before. Every pair also appears once as it is, with the kind "none": those count false alarms.
"""

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

Change = Callable[[str, random.Random], str | None]

MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty"]
WORDS += ["forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
SIGNS = [("US$", "€"), ("$", "£"), ("€", "$"), ("£", "€")]
CURRENCIES = [("dollars", "euros"), ("euros", "pounds"), ("yuan", "yen")]
CURRENCIES_ZH = [
    ("美元", "英镑"),
    ("欧元", "日元"),
    ("英镑", "欧元"),
    ("澳元", "美元"),
    ("人民币", "美元"),
    ("日元", "韩元"),
]
BOUNDS = [
    ("more than", "less than"),
    ("over", "under"),
    ("at least", "at most"),
    ("nearly", "more than"),
    ("almost", "more than"),
]
BOUNDS += [("less than", "more than"), ("fewer than", "more than"), ("up to", "more than")]
BOUNDS_ZH = [("超过", "不到"), ("至少", "最多"), ("不到", "超过"), ("近", "超过"), ("逾", "不足")]
BOUNDS_ZH_AFTER = [("以上", "以下")]
HAN_DIGITS = "一二三四五六七八九"
COUNTED = "个名位家座只条辆架艘枚项次场起件份张部台套间支队组种类层级人国代届轮年天岁月分"
FIGURE = r"(?<![\w.,:/-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w,:/-]|\.\d)"


def swap(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def chosen(pattern: str, text: str, rand: random.Random, flags: int = 0) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return rand.choice(found) if found else None


def other(options: list[str], this: str, rand: random.Random) -> str:
    return rand.choice([one for one in options if one.lower() != this.lower()])


def drop_en(text: str, rand: random.Random) -> str | None:
    """ "300 carriages" → "carriages", but not where the same measure is given twice: "5 km (3 miles)"."""
    match = chosen(FIGURE + r" (?=[a-z])", text, rand) if "(" not in text else None
    return swap(text, match, "") if match else None


def drop_zh(text: str, rand: random.Random) -> str | None:
    """300 名警察 → 警察"""
    match = chosen(r"(?<![\d.,年月第])\d[\d,.]*\s*[名位个座辆架艘块节](?!月|小时|百分)", text, rand)
    return swap(text, match, "") if match else None


def add_en(text: str, rand: random.Random) -> str | None:
    """ "the police" → "the 37 police" """
    match = chosen(r"(?<=\bthe )(?=[a-z]{4,}s\b)", text, rand)
    return swap(text, match, f"{rand.randint(13, 97)} ") if match else None


def add_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=[了有])(?=[\u4e00-\u9fff]{2,})(?![\d一二三四五六七八九十两几数多个些])", text, rand)
    return swap(text, match, f" {rand.randint(13, 97)} 个") if match else None


def points_en(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=\d)( ?%| percent| per cent)(?! points)", text, rand)
    return swap(text, match, " percentage points") if match else None


def points_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=\d)\s?[%％]", text, rand)
    return swap(text, match, " 个百分点") if match else None


def range_end(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=\d)( ?[-–] ?| to | and | ?至 ?| ?到 ?)(\d{1,3})(?![\d,.:-]| ?月| ?日)", text, rand)
    if not match or not re.search(r"(?<![\d:])\d+$", text[: match.start()]):
        return None
    return swap(text, match, match[1] + str(int(match[2]) + rand.randint(2, 7)))


def swapped(*tables: tuple[list[tuple[str, str]], str, str]) -> Change:
    """Changes the first of two words into the second, between the patterns that show it to belong to a number."""

    def change(text: str, rand: random.Random) -> str | None:
        options = []
        for table, before, after in tables:
            for old, new in table:
                edge, close = (r"\b" if letter.isascii() and letter.isalpha() else "" for letter in (old[0], old[-1]))
                pattern = f"{before}{edge}{re.escape(old)}{close}{after}"
                options += [(match, new) for match in re.finditer(pattern, text)]
        return swap(text, *rand.choice(options)) if options else None

    return change


def weekday_en(text: str, rand: random.Random) -> str | None:
    match = chosen(rf"\b(?:{DAYS})\b", text, rand)
    return swap(text, match, other(DAYS.split("|"), match[0], rand)) if match else None


def weekday_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=[周期拜])(?<!一周)[一二三四五六日](?![次个年])(?<=[周星期礼拜][一二三四五六日])", text, rand)
    return swap(text, match, other(list("一二三四五六日"), match[0], rand)) if match else None


def year(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<![\d.,$£€¥:/-])(?:1[5-9]|20)\d\d(?![\d.,:/-]| ?[a-z]?[mk]\b)", text, rand)
    return swap(text, match, str(int(match[0]) + rand.choice([-10, -2, -1, 1, 2, 10]))) if match else None


def ordinal_en(text: str, rand: random.Random) -> str | None:
    match = chosen(rf"\b(?:{'|'.join(ORDINALS)})(?=[ -][a-z])(?! half)", text, rand)
    return swap(text, match, other(ORDINALS, match[0], rand)) if match else None


def ordinal_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<=第)[二三四五六七八九](?![天年方者十百])", text, rand)
    return swap(text, match, other(list("二三四五六七八九"), match[0], rand)) if match else None


def time_en(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<![\d:])(\d{1,2})(?=:\d\d|(?: ?[ap]\.?m\b)| o'clock)", text, rand)
    return swap(text, match, str((int(match[1]) + rand.randint(1, 4)) % 12 + 1)) if match else None


def time_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<![\d:])(\d{1,2})(?=:\d\d| ?点(?! ?[球多]))", text, rand)
    if not match:
        return None
    return swap(text, match, str((int(match[1]) + rand.choice([1, 2, 3, 4])) % 12 + 1))


def word_en(text: str, rand: random.Random) -> str | None:
    match = chosen(rf"\b(?:{'|'.join(WORDS)})\b(?!-)", text, rand, re.IGNORECASE)
    return swap(text, match, other(WORDS, match[0], rand)) if match else None


def word_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(
        rf"(?<![\d〇零一二两三四五六七八九十百千万亿第周期拜星之])[两二三四五六七八九](?=[{COUNTED}])", text, rand
    )
    return swap(text, match, other(list("三四五六七八九"), match[0], rand)) if match else None


def magnitude_han(text: str, rand: random.Random) -> str | None:
    """Figures with a magnitude rewritten in Han numerals, the magnitude changed: 120 万 → 一百二十亿."""
    match = chosen(r"(?<![\d.,])([1-9]\d?) ?(万|亿)", text, rand)
    if not match:
        return None
    tens, ones = divmod(int(match[1]), 10)
    written = (
        (HAN_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (HAN_DIGITS[ones - 1] if ones else "")
    )
    return swap(text, match, written + {"万": "亿", "亿": "万"}[match[2]])


def day_month_en(text: str, rand: random.Random) -> str | None:
    match = chosen(rf"\b({MONTHS}) (\d{{1,2}})\b(?!,\d|\d)", text, rand)
    months = MONTHS.replace("April|", "April|May|").split("|")
    if not match or not 1 <= int(match[2]) <= 12 or months.index(match[1]) + 1 == int(match[2]):
        return None
    return swap(text, match, f"{months[int(match[2]) - 1]} {months.index(match[1]) + 1}")


def day_month_zh(text: str, rand: random.Random) -> str | None:
    match = chosen(r"(?<!\d)(\d{1,2})( ?月 ?)(\d{1,2})(?= ?[日号])", text, rand)
    if not match or int(match[3]) > 12 or match[1] == match[3]:
        return None
    return swap(text, match, match[3] + match[2] + match[1])


NUMBER_EN = (
    r"(?= (?:US\$|[$£€])?(?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty)\b))"
)
NUMBER_ZH = r"(?=\s?[\d两二三四五六七八九十])"
AFTER_NUMBER_EN = r"(?:(?<=\d )|(?<=lion ))"
KINDS: dict[str, dict[str, Change]] = {
    "en": {
        "number dropped": drop_en,
        "number added": add_en,
        "percent to points": points_en,
        "range end": range_end,
        "bound flipped": swapped((BOUNDS, "", NUMBER_EN)),
        "weekday": weekday_en,
        "year": year,
        "ordinal": ordinal_en,
        "currency": swapped((SIGNS, "", r"(?=\d)"), (CURRENCIES, AFTER_NUMBER_EN, "")),
        "time": time_en,
        "number word": word_en,
        "day and month": day_month_en,
    },
    "zh": {
        "number dropped": drop_zh,
        "number added": add_zh,
        "percent to points": points_zh,
        "range end": range_end,
        "bound flipped": swapped(
            (BOUNDS_ZH, "(?<!最)(?<!附)", NUMBER_ZH), (BOUNDS_ZH_AFTER, r"(?<=[\d名个人岁天年时])\s?", "")
        ),
        "weekday": weekday_zh,
        "year": year,
        "ordinal": ordinal_zh,
        "currency": swapped((CURRENCIES_ZH, r"(?<=[\d万亿\s])", "")),
        "time": time_zh,
        "number word": word_zh,
        "han magnitude": magnitude_han,
        "day and month": day_month_zh,
    },
}


def corrupted(pairs: list[tuple[str, str]], rand: random.Random) -> Iterator[dict[str, object]]:
    """Every pair as it is, and once for every kind of error that can be put into either side of it."""
    for i, (en, zh) in enumerate(pairs):
        yield {"i": i, "side": None, "kind": "none", "en": en, "zh": zh, "clean": None}
        for side, text in (("en", en), ("zh", zh)):
            for kind, change in KINDS[side].items():
                bad = change(text, rand)
                if bad and bad != text:
                    yield {"i": i, "side": side, "kind": kind, "en": en, "zh": zh, side: bad, "clean": text}


def main(path: str) -> None:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    pairs = [(en, zh) for en, _, zh in (line.partition("\t") for line in lines)]
    for row in corrupted(pairs, random.Random(20261123)):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
