"""Whether the model fits: what it needs in memory, and what this machine or container has to give."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.model.gguf import Shape

MIB = 1 << 20

# Python, the vocabulary and llama.cpp's buffers at batches of 32: measured 116 MiB beside weights and KV cache.
BUFFERS = 128 * MIB
# Left to everything else, so that loading the model does not starve what runs beside it.
MARGIN = 128 * MIB

Read = Callable[[Path], str]


def needed(shape: Shape, context: int) -> int:
    """The bytes the model process needs for a model of this shape and `context` tokens, margin included."""
    return shape.file_bytes + shape.cache_bytes_per_token * context + BUFFERS + MARGIN


def available(read: Read = Path.read_text) -> int | None:
    """The bytes free for a new process of ours, the container's limit included; None where the system does not tell."""
    found = [*_machine(read), *_groups(read)]
    return max(0, min(found)) if found else None


def _machine(read: Read) -> Iterator[int]:
    for text in _texts(read, Path("/proc/meminfo")):
        if (free := available_in(text)) is not None:
            yield free


def _groups(read: Read) -> Iterator[int]:
    """The room each memory control group above this process leaves: the tightest of them counts."""
    for text in _texts(read, Path("/proc/self/cgroup")):
        for version, folder in memory_groups(text):
            names = GROUP_FILES[version]
            texts = [list(_texts(read, folder / name)) for name in names]
            if all(texts) and (free := room_in(*(found[0] for found in texts))) is not None:
                yield free


GROUP_FILES = {
    1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat"),
    2: ("memory.max", "memory.current", "memory.stat"),
}


def available_in(meminfo: str) -> int | None:
    """`MemAvailable` of /proc/meminfo in bytes (proc_meminfo(5))."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def memory_groups(cgroup: str) -> list[tuple[int, Path]]:
    """The memory control groups named in a /proc/self/cgroup, as (version, folder), with all their parents.

    A container often sees its own group mounted at the root under another name, so every parent is worth a look.
    """
    groups = []
    for line in cgroup.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "" or "memory" in controllers.split(","):
            version, root = (2, "/sys/fs/cgroup") if controllers == "" else (1, "/sys/fs/cgroup/memory")
            own = Path(path.lstrip("/"))
            groups += [(version, Path(root) / parent) for parent in (own, *own.parents)]
    return list(dict.fromkeys(groups))


def room_in(limit: str, usage: str, stat: str) -> int | None:
    """The bytes left in a control group of either version; None where it has no limit.

    Pages of files count as free, like in `MemAvailable`: the kernel drops them under pressure, and after a restart the
    largest of them is the model's own file (Linux Documentation/admin-guide/cgroup-v2.rst, memory.stat).
    """
    if limit.strip() == "max":
        return None
    counts = dict(line.split() for line in stat.splitlines())
    total = "total_" if "total_inactive_file" in counts else ""
    pages = sum(int(counts.get(f"{total}{kind}_file", 0)) for kind in ("inactive", "active"))
    return int(limit) - (int(usage) - pages)


def _texts(read: Read, path: Path) -> Iterable[str]:
    try:
        return (read(path),)
    except OSError:
        return ()
