"""The child's side of the pool: does the jobs that come in on standard input, one at a time.

A frame is its length in 8 bytes and a pickle. In come a job's (seconds, function, arguments). Out goes an empty frame
once the modules are imported, then for each job (done, value or exception, whether the child leaves now).
"""

import importlib
import os
import pickle
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

OOM_SCORE = "700"  # where memory runs out, the kernel takes a job, not the bot (proc_pid_oom_score_adj(5))
GRACE_SECONDS = 5  # after which the kernel ends a job whose parent is not there any more to do so
MOST_JOBS = 500  # libraries keep some of what they had
LEAVES_AT = 1 / 2  # of its memory: what it keeps of that would be missing to the next job
BELIEVED_TO = 3 / 4  # of its memory: near the end of it, libxml2 takes the part of a page it has room for as the whole
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes elsewhere


def main(memory: int, modules: Sequence[str]) -> None:
    """Works until there are no more jobs. `memory` bytes of address space are all there is."""
    for module in modules:
        importlib.import_module(module)
    jobs, answers = _channel()
    _limit(memory)
    _write(answers, b"")
    for number, job in enumerate(_frames(jobs), 1):
        done, value = _result(job)
        if _peak() > memory * BELIEVED_TO:
            done, value = False, MemoryError()
        leaves = number == MOST_JOBS or _peak() > memory * LEAVES_AT
        _write(answers, _pickled(done, value, leaves))
        if leaves:
            return


def _channel() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output; in their place, and that of the errors, nothing: a library's words may be a page's."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    return jobs, answers


def _limit(memory: int) -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what people read
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _frames(pipe: BinaryIO) -> Iterator[bytes]:
    while head := pipe.read(8):
        yield pipe.read(int.from_bytes(head, "big"))


def _write(pipe: BinaryIO, body: bytes) -> None:
    pipe.write(len(body).to_bytes(8, "big"))
    pipe.write(body)
    pipe.flush()


def _result(job: bytes) -> tuple[bool, Any]:
    """Whether the job was done, and what it gave or raised."""
    try:
        seconds, function, arguments = pickle.loads(job)  # noqa: S301  the parent wrote it
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)
        return True, function(*arguments)
    except Exception as error:
        return False, error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _pickled(done: bool, value: Any, leaves: bool) -> bytes:  # noqa: ANN401
    """The answer; in place of a value that cannot travel, the name of why."""
    try:
        body = pickle.dumps((done, value, leaves), pickle.HIGHEST_PROTOCOL)
        if not done:
            pickle.loads(body)  # noqa: S301  ours: some exceptions can be written and not read
    except MemoryError as error:
        return pickle.dumps((False, error, True))
    except Exception as error:
        why = type(error if done else value).__name__
        return pickle.dumps((False, ChildProcessError(why), leaves))
    return body


def _peak() -> int:
    """The most bytes of memory this process ever held. On Linux ru_maxrss begins with what its parent held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024  # proc_pid_status(5)
