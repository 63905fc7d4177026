"""What a model needs and what a machine or container has, from the texts the kernel writes."""

from pathlib import Path

import pytest

from bot.model import memory, threads
from bot.model.gguf import NotGguf, Shape, shape
from bot.model.memory import MIB
from tests.sims.model import weights

MEMINFO = "MemTotal:        2035680 kB\nMemFree:          134932 kB\nMemAvailable:    1024000 kB\nBuffers: 2 kB\n"
STAT = "anon 104857600\nfile 524288000\nshmem 0\ninactive_file 209715200\nactive_file 104857600\n"
STAT_V1 = "inactive_file 1\nactive_file 1\ntotal_inactive_file 209715200\ntotal_active_file 104857600\n"


def a_machine(files: dict[str, str]):
    def read(path: Path) -> str:
        try:
            return files[str(path)]
        except KeyError:
            raise FileNotFoundError(path) from None

    return read


def in_v2(folder: str, limit: str, usage: int) -> dict[str, str]:
    texts = {"memory.max": limit, "memory.current": f"{usage}\n", "memory.stat": STAT}
    return {f"{folder}/{name}": text for name, text in texts.items()}


def in_v1(folder: str, limit: str, usage: int) -> dict[str, str]:
    texts = {"memory.limit_in_bytes": limit, "memory.usage_in_bytes": f"{usage}\n", "memory.stat": STAT_V1}
    return {f"{folder}/{name}": text for name, text in texts.items()}


@pytest.mark.parametrize(
    ("files", "free"),
    [
        pytest.param({"/proc/meminfo": MEMINFO}, 1000 * MIB, id="a machine without control groups"),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "0::/\n"} | in_v2("/sys/fs/cgroup", "max\n", 700 * MIB),
            1000 * MIB,
            id="a group without a limit",
        ),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "0::/\n"}
            | in_v2("/sys/fs/cgroup", f"{800 * MIB}\n", 700 * MIB),
            400 * MIB,
            id="a container whose files in memory count as free",
        ),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "0::/system.slice/duet.service\n"}
            | in_v2("/sys/fs/cgroup/system.slice", f"{600 * MIB}\n", 400 * MIB)
            | in_v2("/sys/fs/cgroup/system.slice/duet.service", f"{900 * MIB}\n", 400 * MIB),
            500 * MIB,
            id="a parent tighter than its child",
        ),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "4:cpu,cpuacct:/docker/a\n3:memory:/docker/a\n0::/\n"}
            | in_v1("/sys/fs/cgroup/memory", f"{512 * MIB}\n", 400 * MIB),
            412 * MIB,
            id="version 1, its own group mounted at the root",
        ),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "3:memory:/\n"}
            | in_v1("/sys/fs/cgroup/memory", "9223372036854771712\n", 400 * MIB),
            1000 * MIB,
            id="version 1 without a limit",
        ),
        pytest.param(
            {"/proc/meminfo": MEMINFO, "/proc/self/cgroup": "0::/\n"}
            | in_v2("/sys/fs/cgroup", f"{300 * MIB}\n", 700 * MIB),
            0,
            id="a container over its limit",
        ),
        pytest.param({"/proc/meminfo": "MemTotal: 2 kB\n"}, None, id="a kernel that does not say"),
        pytest.param({}, None, id="a system without /proc"),
    ],
)
def test_free_memory_is_the_tightest_of_machine_and_container(files: dict[str, str], free: int | None) -> None:
    assert memory.available(a_machine(files)) == free


def test_this_machine_can_be_asked() -> None:
    free = memory.available()
    assert free is None or 0 <= free < 1 << 50


def test_a_model_needs_its_file_its_context_and_something_to_work_with() -> None:
    coder = Shape(file_bytes=1_117_320_768, cache_bytes_per_token=28_672)
    assert memory.needed(coder, 4096) == 1_117_320_768 + 112 * MIB + memory.BUFFERS + memory.MARGIN
    assert memory.needed(coder, 8192) - memory.needed(coder, 4096) == 112 * MIB


@pytest.mark.parametrize(
    ("numbers", "per_token"),
    [
        pytest.param({}, 16, id="keys and values as wide as a head"),
        pytest.param({"block_count": 28, "attention.head_count": 12, "attention.head_count_kv": 2,
                      "embedding_length": 1536}, 28_672, id="a common small model"),
        pytest.param({"attention.key_length": 16, "attention.value_length": 32}, 96, id="widths of its own"),
    ],
)  # fmt: skip
def test_the_size_of_a_context_is_read_from_the_file(numbers: dict[str, int], per_token: int, tmp_path: Path) -> None:
    file = weights(tmp_path / "toy.gguf", **numbers)
    assert shape(file) == Shape(file.stat().st_size, per_token)


@pytest.mark.parametrize("cut", [0, 3, 4, 20, 60, 100])
def test_a_file_that_ends_early_is_no_model(cut: int, tmp_path: Path) -> None:
    file = weights(tmp_path / "toy.gguf")
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(NotGguf):
        shape(file)


def test_a_text_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "toy.gguf"
    file.write_text("<html>404 Not Found</html>" * 10)
    with pytest.raises(NotGguf):
        shape(file)


CORE = "processor\t: {n}\nphysical id\t: {socket}\ncore id\t\t: {core}\ncpu cores\t: 2\n\n"


@pytest.mark.parametrize(
    ("where", "cores"),
    [
        pytest.param([(0, 0), (0, 1)], 2, id="two cores"),
        pytest.param([(0, 0), (0, 0), (0, 1), (0, 1)], 2, id="two cores of two threads"),
        pytest.param([(0, 0), (1, 0)], 2, id="two sockets"),
        pytest.param([], 0, id="not told"),
    ],
)
def test_threads_of_one_core_count_once(where: list[tuple[int, int]], cores: int) -> None:
    text = "".join(CORE.format(n=n, socket=socket, core=core) for n, (socket, core) in enumerate(where))
    assert threads.cores_in(text or "processor: 0\nBogoMIPS: 50.00\n") == cores


@pytest.mark.parametrize(("quota", "cores"), [("max 100000\n", 0), ("150000 100000\n", 2), ("50000 100000\n", 1)])
def test_a_containers_share_of_the_processor_is_rounded_up(quota: str, cores: int) -> None:
    assert threads.cores_of_quota(quota) == cores


def test_there_are_one_to_four_threads() -> None:
    assert 1 <= threads.default() <= threads.MOST
