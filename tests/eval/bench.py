"""How fast: `python -m tests.eval.bench`. Texts are made here; every line is a figure and what it is of."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot import wiring
from bot.checking import batch
from bot.core.choose import choose
from bot.core.language import detect
from bot.core.passages import split
from bot.core.types import Document

SAMPLE = Path(wiring.__file__).parent / "samples" / "harbour.md"
SENTENCES = [
    (
        "第{n}号泊位在 {n} 月 3 日恢复使用，吞吐量为 {n}20 万吨。",
        "Berth {n} reopened on the 3rd, with a throughput of {n}.2 million tonnes.",
    ),
    (
        "发言人周岚表示，工程不会推迟，预算约 {n} 亿元。",
        "Spokeswoman Zhou Lan said the work would not be delayed; the budget is about {n}00 million yuan.",
    ),
    (
        "两名知情人士称，第{n}批设备可能在周五运抵。",
        "Two people familiar with the matter said batch {n} may arrive on Friday.",
    ),
]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def text(characters: int, side: int = 0) -> str:
    parts, length, n = [], 0, 0
    while length < characters:
        part = SENTENCES[n % len(SENTENCES)][side].format(n=n % 90 + 1)
        parts.append(part)
        length += len(part)
        n += 1
    return ("" if side == 0 else " ").join(parts)


def document(whole: str) -> Document:
    return Document(whole, split(whole), detect(whole), "pasted")


def command(*arguments: str) -> float:
    run = [sys.executable, "-m", "bot", *arguments]
    return seconds(lambda: subprocess.run(run, capture_output=True, check=True))


def pairs(count: int) -> list[str]:
    made = []
    for n in range(count):
        zh, en = SENTENCES[n % len(SENTENCES)]
        made.append(json.dumps({"source": zh.format(n=n % 997 + 1), "claim": en.format(n=n % 997 + 1)}))
    return made


def main() -> None:
    print(f"{command('--help'):8.2f} s  duet --help")
    print(f"{command('summarize', str(SAMPLE), '--engine', 'extract'):8.2f} s  file to screen, extracts")
    for size in (4_000, 100_000):
        for side, name in enumerate(("Chinese", "English")):
            whole = document(text(size, side))
            print(
                f"{seconds(lambda whole=whole: choose(whole, {}, 7)):8.3f} s  choosing from {size:,} characters, {name}"
            )
    chat = document("\n".join(text(30)[:30] + str(n) for n in range(10_000)))
    print(f"{seconds(lambda: choose(chat, {}, 7)):8.2f} s  choosing from 10,000 messages")
    lines = pairs(3_000)
    print(f"{seconds(lambda: list(batch(lines[:1]))):8.2f} s  first check, dictionary and tables read")
    print(f"{len(lines) / seconds(lambda: list(batch(lines))):8.0f} /s  pairs checked")


if __name__ == "__main__":
    main()
