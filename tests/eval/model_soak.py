"""Twenty asks at once to the embedded model, then again while it is killed: `python -m tests.eval.model_soak [FILE]`.

An ask is three short generations under one deadline. Every one must be answered or refused with a reason by then: a
refused ask is what a person gets as extracts.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.model.process import ModelProcess, ModelSettings, ModelUnavailable
from bot.model.weights import default_folder
from bot.model.wire import Request
from tests.sims.model import cpu_seconds, run_file_of

FILE = default_folder(None) / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
ASKS = 20
DEADLINE = 120.0
RULES = "Translate the sentence to Chinese. Keep every number, name and date. Write the translation only."
SENTENCES = (
    "The port authority said on {day} May that pier {n} stays closed until the storm has passed.",
    "About {n} million litres of water were pumped out of the tunnel, twice as much as the year before.",
    "The ministry has not said who will pay for the repairs of bridge {n}.",
)


@dataclass
class Outcome:
    seconds: list[float] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    first_place: list[float] = field(default_factory=list)

    def told(self) -> str:
        late = sum(seconds > DEADLINE + 0.5 for seconds in self.seconds)
        refused = ", ".join(f"{count} {reason}" for reason, count in self.reasons.items() if reason != "rendered")
        return (
            f"{self.reasons['rendered']} of {ASKS} rendered, the others as extracts ({refused or 'none'}); "
            f"answered after {min(self.seconds):.1f} to {max(self.seconds):.1f} s, {late} after the deadline; "
            f"longest wait for a first turn {max(self.first_place, default=0):.1f} s"
        )


async def ask(model: ModelProcess, number: int, outcome: Outcome) -> None:
    began = time.monotonic()
    turns: list[float] = []

    def hear(place: int) -> None:
        if place == 0:
            turns.append(time.monotonic() - began)

    try:
        for sentence in SENTENCES:
            text = sentence.format(day=number + 1, n=number + 3)
            messages = (("system", RULES), ("user", text))
            await model.generate(Request(began + DEADLINE, messages, max_tokens=60, since=began), hear)
        outcome.reasons["rendered"] += 1
    except ModelUnavailable as error:
        outcome.reasons[error.key] += 1
    outcome.seconds.append(time.monotonic() - began)
    outcome.first_place += turns[:1]


async def crowd(model: ModelProcess) -> Outcome:
    outcome = Outcome()
    async with asyncio.timeout(DEADLINE + 10):  # none hangs
        await asyncio.gather(*(ask(model, number, outcome) for number in range(ASKS)))
    return outcome


def memory_of(pid: int) -> str:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    peak, anonymous, file = (int(lines[name].split()[0]) // 1024 for name in ("VmHWM", "RssAnon", "RssFile"))
    return f"peak {peak} MiB ({anonymous} MiB its own, {file} MiB of the file)"


async def speeds(model: ModelProcess, folder: Path) -> None:
    """Load time, tokens a second and how fast a cancelled generation lets the processor go, one ask at a time."""

    async def timed(text: str, tokens: int) -> tuple[float, int, int]:
        before = time.monotonic()
        answer = await model.generate(Request(before + DEADLINE, (("user", text),), max_tokens=tokens))
        return time.monotonic() - before, answer.prompt_tokens - answer.cached_tokens, answer.tokens

    print(f"started and answered one token after {(await timed('Hello', 1))[0]:.1f} s")
    seconds, read, _ = await timed("The ferry to the island left on time. " * 60, 1)
    print(f"reads {read / seconds:.0f} tokens a second ({read} tokens)")
    seconds, _, written = await timed("Count from one to one hundred in words.", 100)
    print(f"writes {written / seconds:.1f} tokens a second ({written} tokens)")
    for what, text in (("reading", "The bus was late again. " * 400), ("writing", "Count to one hundred in words.")):
        task = asyncio.create_task(timed(text, 500))
        await asyncio.sleep(3)
        task.cancel()
        print(f"cancelled while {what}: idle after {await until_idle(run_file_of(folder).pid):.1f} s")
    print(memory_of(run_file_of(folder).pid))


async def until_idle(pid: int) -> float:
    began = busy = time.monotonic()
    used = cpu_seconds(pid)
    while time.monotonic() - busy < 0.5:
        await asyncio.sleep(0.05)
        if (now := cpu_seconds(pid)) > used + 0.01:
            used, busy = now, time.monotonic()
    return busy - began


async def kill_in_the_middle(folder: Path, after: float) -> None:
    await asyncio.sleep(after)
    os.kill(run_file_of(folder).pid, signal.SIGKILL)


async def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = ModelProcess(ModelSettings(file, folder, idle_minutes=1))
        await speeds(model, folder)
        print(f"{ASKS} at once: {(await crowd(model)).told()}")
        print(memory_of(run_file_of(folder).pid))
        outcome, _ = await asyncio.gather(crowd(model), kill_in_the_middle(folder, 15))
        print(f"{ASKS} at once, killed after 15 s: {outcome.told()}")
        await model.stop()


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if path.exists():
        asyncio.run(main(path))
    else:
        print(f"skipped: no weights at {path}")
