"""How many threads the model may use: one a physical core, and no more than the container is given."""

import math
import os
import re
from pathlib import Path

# More do not help a small model: it waits for memory, not for cores.
MOST = 4


def default() -> int:
    """The number of threads where the settings name none."""
    shares = [os.cpu_count() or 1, MOST]
    if hasattr(os, "sched_getaffinity"):
        shares.append(len(os.sched_getaffinity(0)))
    for path, read in (("/proc/cpuinfo", cores_in), ("/sys/fs/cgroup/cpu.max", cores_of_quota)):
        try:
            shares.append(read(Path(path).read_text()) or MOST)
        except OSError:
            continue
    return max(1, min(shares))


def cores_in(cpuinfo: str) -> int:
    """The physical cores of a /proc/cpuinfo, 0 where it does not name them (arm64)."""
    sockets = re.findall(r"^physical id\s*: (\d+)", cpuinfo, re.MULTILINE)
    cores = re.findall(r"^core id\s*: (\d+)", cpuinfo, re.MULTILINE)
    return len(set(zip(sockets, cores, strict=False)))


def cores_of_quota(cpu_max: str) -> int:
    """The cores a control group's `cpu.max` ("quota period") is worth, rounded up; 0 for no limit."""
    quota, _, period = cpu_max.strip().partition(" ")
    return 0 if quota == "max" else math.ceil(int(quota) / int(period))
