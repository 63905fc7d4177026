"""A stand-in for the embedded model: run as the model process, it serves a backend that writes counted words.

Each generation is told to `heard.jsonl` beside the run file. What it does is in the prompt's first word ("crash" dies)
and, for loading, in the last bytes of the model's file ("broken", "crash", "slow").
"""

import json
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.model import runfile, serve
from bot.model.wire import Answer, Refused, Request

TOKEN_SECONDS = 0.01


class Counting:
    def __init__(self, options: serve.Options) -> None:
        mood = Path(options.file).read_bytes()
        self._heard = Path(options.run_file).with_name("heard.jsonl")
        self._tell("loaded", "")
        if mood.endswith(b"broken"):
            raise ValueError
        if mood.endswith(b"crash"):
            os.kill(os.getpid(), signal.SIGKILL)
        if mood.endswith(b"slow"):
            time.sleep(0.5)

    def generate(self, request: Request, stopped: Callable[[], bool]) -> Answer:
        prompt = request.prompt or request.messages[-1][1]
        self._tell("began", prompt)
        if prompt.startswith("crash"):
            os.kill(os.getpid(), signal.SIGKILL)
        if prompt.startswith("quote"):
            raise RuntimeError(prompt)
        if prompt.startswith("long"):
            raise Refused("too_long")
        print(prompt, file=sys.stderr, flush=True)  # as native code might
        words = []
        for number in range(request.max_tokens):
            if stopped():
                self._tell("stopped", prompt)
                break
            words.append(str(number))
            time.sleep(TOKEN_SECONDS)
        else:
            self._tell("ended", prompt)
        return Answer(" ".join(words), tokens=len(words), first={"0": -0.1} if request.alternatives else {})

    def _tell(self, what: str, prompt: str) -> None:
        with self._heard.open("a") as file:
            file.write(json.dumps([what, prompt, os.getpid()]) + "\n")


def weights(path: Path, mood: bytes = b"", **numbers: int) -> Path:
    """Writes the beginning of a GGUF file: a model of one layer, or with the given `numbers`."""
    about = {
        "block_count": 1,
        "attention.head_count": 2,
        "attention.head_count_kv": 1,
        "embedding_length": 8,
        **numbers,
    }
    values = [_string("general.architecture") + struct.pack("<I", 8) + _string("toy")]
    values += [_string(f"toy.{key}") + struct.pack("<II", 4, value) for key, value in about.items()]
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(values)) + b"".join(values) + mood)
    return path


def run_file_of(folder: Path) -> runfile.Running:
    """Who answers in `folder`."""
    _, running = runfile.look(runfile.path_in(folder))
    assert running
    return running


def cpu_seconds(pid: int) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


if __name__ == "__main__":
    sys.exit(serve.main(sys.argv[1:], load=Counting))
