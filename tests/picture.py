"""Writes what `duet demo` prints as a picture: `python tests/picture.py docs/demo.png`. Needs Chromium."""

import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e2127; color: #e6e6e6; padding: 20px 26px;
       font: 15px/1.6 "Noto Sans Mono CJK SC", "Noto Sans CJK SC", monospace; }}
p {{ margin: 0; min-height: 1.6em; }}
.dim {{ color: #9aa0aa; }}
</style>{lines}"""
SIZE = "1000,650"


def main(path: str) -> None:
    shown = subprocess.run([sys.executable, "-m", "bot", "demo"], capture_output=True, text=True, check=True).stdout
    lines = ["<p class=dim>$ make demo</p>", *(f"<p>{html.escape(line)}</p>" for line in shown.splitlines())]
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(PAGE.format(lines="\n".join(lines)), encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
        ]
        subprocess.run([browser, *options, f"--window-size={SIZE}", f"--screenshot={path}", page.as_uri()], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
