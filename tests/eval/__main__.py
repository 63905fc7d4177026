"""Every figure at once: `python -m tests.eval DATA`, DATA a folder of public material; without it, one line."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = "tests.eval"


def main(data: Path) -> None:
    pairs = data / "translation" / "flores_dev_en_zh.tsv"
    if not pairs.exists():
        print(f"No material in {data}: nothing is measured.")
        return
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(folder) / "theirs.jsonl"
        theirs.write_text(output(str(data / "translation" / "corrupt.py"), str(pairs)), encoding="utf-8")
        show("Sentence pairs, one small error each", f"{HERE}.corrupted", str(theirs))
        show("Curves of negation, hedging and direction", f"{HERE}.polarity_corrupt", "--measure", str(theirs))
        for own in ("quantities_corrupt", "names_corrupt", "polarity_corrupt"):
            ours = Path(folder) / f"{own}.jsonl"
            ours.write_text(output("-m", f"{HERE}.{own}", str(pairs)), encoding="utf-8")
            show(f"Errors of our own: {own}", f"{HERE}.corrupted", str(ours))
            if own == "names_corrupt":
                show("Curves of Han names", f"{HERE}.{own}", "--measure", str(ours))
    summaries = data / "consistency" / "summedits_evaluation.json"
    show("Summaries of English documents", f"{HERE}.consistency", str(summaries), "all", "all")
    show("Chosen sentences against references", f"{HERE}.rouge", str(data))
    show("Pages", f"{HERE}.extraction", str(data))
    show("Feeds", f"{HERE}.feeds", str(data / "feeds"))
    show("Links as browsers read them, and links that try to get inside", f"{HERE}.urls", str(data))
    show("Hostile input: time, memory, sentence", f"{HERE}.reading_attacks", str(data))
    show("Claims about meetings and the turns found for them", f"{HERE}.citations", str(data))
    show("Wrong claims of a model behind an API", f"{HERE}.endpoint_corrupted", str(data))
    show("What a model behind an API costs", f"{HERE}.endpoint_tokens", str(data))


def output(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout


def show(title: str, module: str, *arguments: str) -> None:
    print(f"\n== {title}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
