"""Writes what `duet demo` prints as an SVG picture: `python tests/picture.py docs/demo.svg`."""

import subprocess
import sys

from rich.console import Console
from rich.text import Text


def main(path: str) -> None:
    shown = subprocess.run([sys.executable, "-m", "bot", "demo"], capture_output=True, text=True, check=True).stdout
    console = Console(record=True, width=100, file=sys.stderr)
    console.print(Text("$ make demo", style="dim"))
    for line in shown.splitlines():
        console.print(Text(line))
    console.save_svg(path, title="duet demo")


if __name__ == "__main__":
    main(sys.argv[1])
