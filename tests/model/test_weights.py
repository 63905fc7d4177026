"""Installing over real loopback HTTP into a real folder."""

import asyncio
import hashlib
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from bot.core.errors import BadUse
from bot.model import weights
from bot.model.weights import Model, Reach, State, WeightsError, Why
from tests.sims import model as sims

CONTENT = b"GGUF\x03\x00\x00\x00" + random.Random(7).randbytes(300_000)
NAME = "tiny"
DEV_FULL = Path("/dev/full")


@dataclass
class Publisher:
    """Serves CONTENT, as well or as badly as a test asks."""

    content: bytes = CONTENT
    ranges: bool = True
    status: int = 0
    cuts: list[int] = field(default_factory=list)  # how many bytes each next answer breaks off after
    stalls_after: int | None = None
    asked: list[str | None] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    address: str = ""
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Range"))
        self.hosts.append(request.host)
        if self.status:
            return web.Response(status=self.status)
        start = int(self.asked[-1].removeprefix("bytes=").rstrip("-")) if self.ranges and self.asked[-1] else 0
        body = self.content[start:]
        response = web.StreamResponse(status=206 if start else 200)
        response.content_length = len(body)
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        await response.prepare(request)
        if self.cuts:
            await response.write(body[: self.cuts.pop(0)])
            request.transport.close()
            return response
        if self.stalls_after is not None:
            await response.write(body[: self.stalls_after])
            self.stalled.set()
            await self.closing.wait()
            return response
        await response.write(body)
        return response


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")


async def serve(publisher: Publisher) -> AsyncIterator[Publisher]:
    app = web.Application()
    app.router.add_get("/{path:.*}", publisher.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    publisher.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield publisher
    publisher.closing.set()
    await runner.cleanup()


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async for one in serve(Publisher()):
        yield one


@pytest.fixture
async def mirror() -> AsyncIterator[Publisher]:
    async for one in serve(Publisher()):
        yield one


def model(*sources: str, size: int = len(CONTENT)) -> Model:
    """A model to be had at the publisher's, then at each of `sources`."""
    hub = {"kind": "huggingface", "repository": "some/where"}
    more = [{"kind": "address", "url": f"{one}/mirror.gguf"} for one in sources]
    pinned = {"size": size, "sha256": hashlib.sha256(CONTENT).hexdigest(), "licence": "MIT", "tested": True}
    return Model.model_validate({"name": NAME, "file": "tiny.gguf", "sources": [hub, *more], **pinned})


def reach(publisher: Publisher, **more: object) -> Reach:
    return Reach(endpoint=publisher.address, **more)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


INSTALLED = {"tiny.gguf", "tiny.gguf.verified"}


async def test_a_model_is_installed_from_its_publisher(publisher: Publisher, tmp_path: Path) -> None:
    told = []
    path = await weights.install(model(), tmp_path, reach(publisher), lambda *at: told.append(at))
    assert path.read_bytes() == CONTENT
    assert files(tmp_path) == INSTALLED
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)


async def test_an_installed_model_is_not_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    for _ in range(2):
        await weights.install(model(), tmp_path, reach(publisher))
    assert publisher.asked == [None]


async def test_a_file_put_there_by_hand_is_taken_when_its_hash_is_right(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(CONTENT)
    await weights.install(model(), tmp_path, reach(publisher))
    assert publisher.asked == []
    assert files(tmp_path) == INSTALLED


async def test_a_broken_file_is_replaced(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(CONTENT[:-1] + b"?")
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT


async def test_a_cut_download_goes_on_where_it_ended(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cuts = [100_000, 50_000]
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert publisher.asked == [None, "bytes=100000-", "bytes=150000-"]


async def test_the_next_installation_goes_on_with_what_the_last_one_got(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cuts = [100_000, 0]
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), tmp_path, reach(publisher))
    assert [one.why for one in raised.value.failures] == [Why.CUT]
    assert weights.listing([model()], tmp_path)[0].state is State.BEGUN
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert publisher.asked[-1] == "bytes=100000-"


async def test_a_mirror_goes_on_with_the_bytes_of_the_publisher(
    publisher: Publisher, mirror: Publisher, tmp_path: Path
) -> None:
    publisher.cuts = [100_000, 0]
    path = await weights.install(model(mirror.address), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert mirror.asked == ["bytes=100000-"]


async def test_a_server_that_knows_no_ranges_begins_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.ranges, publisher.cuts = False, [100_000]
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT


async def test_a_publisher_without_the_file_gives_way_to_the_mirror(
    publisher: Publisher, mirror: Publisher, tmp_path: Path
) -> None:
    publisher.status = 404
    path = await weights.install(model(mirror.address), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "no address", "ftp://127.0.0.1", "http://[broken"])
async def test_an_endpoint_that_cannot_be_reached_gives_way_to_the_mirror(
    endpoint: str, mirror: Publisher, tmp_path: Path
) -> None:
    path = await weights.install(model(mirror.address), tmp_path, Reach(endpoint=endpoint))
    assert path.read_bytes() == CONTENT


async def test_a_silent_publisher_gives_way_to_the_mirror(
    publisher: Publisher, mirror: Publisher, tmp_path: Path
) -> None:
    publisher.stalls_after = 1000
    publisher.ranges = False
    path = await weights.install(model(mirror.address), tmp_path, reach(publisher, silence_seconds=0.1))
    assert path.read_bytes() == CONTENT
    assert mirror.asked == ["bytes=1000-"]


async def test_other_bytes_of_the_same_size_are_deleted_and_the_mirror_is_asked_for_all(
    publisher: Publisher, mirror: Publisher, tmp_path: Path
) -> None:
    publisher.content = CONTENT[:-1] + b"?"
    path = await weights.install(model(mirror.address), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert (publisher.asked, mirror.asked) == ([None], [None])


async def test_wrong_bytes_from_an_earlier_try_cost_one_full_download(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.partial").write_bytes(b"?" * 1000)
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert publisher.asked == ["bytes=1000-", None]


async def test_where_every_source_has_other_bytes_nothing_is_left(
    publisher: Publisher, mirror: Publisher, tmp_path: Path
) -> None:
    publisher.content = mirror.content = CONTENT[:-1] + b"?"
    (tmp_path / "tiny.gguf.partial").write_bytes(CONTENT[:1000])
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(mirror.address), tmp_path, reach(publisher))
    assert [one.why for one in raised.value.failures] == [Why.WRONG_HASH, Why.WRONG_HASH]
    assert (len(publisher.asked), len(mirror.asked)) == (2, 1)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"?", b"<html>please sign in"])
async def test_an_answer_of_another_size_does_not_touch_what_came_before(
    content: bytes, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.content, publisher.ranges = content, False
    (tmp_path / "tiny.gguf.partial").write_bytes(CONTENT[:1000])
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model(), tmp_path, reach(publisher))
    assert [one.why for one in raised.value.failures] == [Why.OTHER_FILE]
    assert (tmp_path / "tiny.gguf.partial").read_bytes() == CONTENT[:1000]


async def test_when_nobody_has_it_each_source_and_its_reason_is_told(publisher: Publisher, tmp_path: Path) -> None:
    publisher.status = 503
    with pytest.raises(weights.CannotBeHad) as raised:
        await weights.install(model("http://user:secret@localhost:9"), tmp_path, reach(publisher))
    assert raised.value.failures == (
        weights.Failure("127.0.0.1", Why.REFUSED, 503),
        weights.Failure("localhost", Why.UNREACHABLE),
    )
    assert str(raised.value) == "CannotBeHad: tiny: 127.0.0.1 refused 503; localhost unreachable"
    assert raised.value.exit_code == 4


async def test_the_proxy_of_the_settings_is_used_and_does_not_print(publisher: Publisher, tmp_path: Path) -> None:
    way = Reach(endpoint="http://hub.invalid", proxy=publisher.address.replace("//", "//me:secret@"))
    await weights.install(model(), tmp_path, way)
    assert publisher.hosts == ["hub.invalid"]
    assert "secret" not in repr(way)


async def test_without_a_proxy_in_the_settings_the_systems_own_is_used(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("http_proxy", publisher.address)
    await weights.install(model(), tmp_path, Reach(endpoint="http://hub.invalid"))
    assert publisher.hosts == ["hub.invalid"]


async def test_a_disk_too_small_is_told_before_anything_is_fetched(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as raised:
        await weights.install(model(size=10**16), tmp_path, reach(publisher))
    assert raised.value.key == "no_space"
    assert publisher.asked == []


@pytest.mark.skipif(not DEV_FULL.exists(), reason="this system has no /dev/full")
async def test_a_disk_that_fills_up_is_one_error_and_leaves_nothing(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.partial").symlink_to(DEV_FULL)
    with pytest.raises(WeightsError) as raised:
        await weights.install(model(), tmp_path, reach(publisher))
    assert raised.value.key == "no_space"
    assert files(tmp_path) == set()


async def test_a_cache_folder_that_cannot_be_made_is_one_error(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError) as raised:
        await weights.install(model(), tmp_path / "file" / "models", reach(publisher))
    assert raised.value.key == "bad_cache"
    assert weights.listing([model()], tmp_path / "file" / "models")[0].state is State.MISSING


async def test_of_two_installers_the_second_says_so_and_the_first_can_be_stopped(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.stalls_after = 1000
    first = asyncio.create_task(weights.install(model(), tmp_path, reach(publisher)))
    await publisher.stalled.wait()
    for second in (
        weights.install(model(), tmp_path, reach(publisher)),
        asyncio.to_thread(weights.remove, model(), tmp_path),
    ):
        with pytest.raises(WeightsError) as raised:
            await second
        assert raised.value.key == "weights_locked"
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    publisher.stalls_after = None
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT


KILLED = """
import asyncio, sys
from pathlib import Path
from bot.model import weights
model = weights.Model.model_validate_json(sys.argv[1])
def told(done, total):
    print(done, flush=True)
asyncio.run(weights.install(model, Path(sys.argv[2]), weights.Reach(endpoint=sys.argv[3]), told))
"""


@pytest.mark.slow
async def test_an_installer_killed_in_the_middle_leaves_no_file_and_the_next_goes_on(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.stalls_after = 200_000
    arguments = (model().model_dump_json(), str(tmp_path), publisher.address)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, *arguments, stdout=asyncio.subprocess.PIPE
    )
    await process.stdout.readline()
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    assert files(tmp_path) == {"tiny.gguf.partial"}
    publisher.stalls_after = None
    path = await weights.install(model(), tmp_path, reach(publisher))
    assert path.read_bytes() == CONTENT
    assert publisher.asked[1]


def put(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "tiny.gguf"
    path.write_bytes(content)
    return path


def test_a_start_hashes_a_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, pinned = put(tmp_path), model()
    assert weights.ready(pinned, tmp_path) == path
    monkeypatch.setattr(hashlib, "sha256", None)
    assert weights.ready(pinned, tmp_path) == path


def test_a_file_changed_since_is_hashed_again_and_refused(tmp_path: Path) -> None:
    path = put(tmp_path)
    weights.ready(model(), tmp_path)
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(1, 1))
    assert weights.listing([model()], tmp_path)[0].state is State.UNVERIFIED
    with pytest.raises(WeightsError) as raised:
        weights.ready(model(), tmp_path)
    assert raised.value.key == "wrong_hash"


def test_a_broken_marker_only_costs_a_hash(tmp_path: Path) -> None:
    path = put(tmp_path)
    for text in ("", "[]", "{", '{"size": 1}'):
        (tmp_path / "tiny.gguf.verified").write_text(text)
        assert weights.listing([model()], tmp_path)[0].state is State.UNVERIFIED
        assert weights.ready(model(), tmp_path) == path


def test_verify_finds_the_change_that_kept_size_and_time(tmp_path: Path) -> None:
    path = put(tmp_path)
    weights.verify(model(), tmp_path)
    before = path.stat().st_mtime_ns
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(before, before))
    assert weights.ready(model(), tmp_path) == path
    with pytest.raises(WeightsError) as raised:
        weights.verify(model(), tmp_path)
    assert raised.value.key == "wrong_hash"
    with pytest.raises(WeightsError):
        weights.ready(model(), tmp_path)


def test_verifying_what_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as raised:
        weights.verify(model(), tmp_path)
    assert (raised.value.key, raised.value.exit_code) == ("not_installed", 4)


def test_listing_tells_what_is_there(tmp_path: Path) -> None:
    assert weights.listing([model()], tmp_path / "none")[0].state is State.MISSING
    put(tmp_path)
    weights.ready(model(), tmp_path)
    listed = weights.listing([model()], tmp_path)[0]
    assert (listed.state, listed.bytes, listed.path) == (State.INSTALLED, len(CONTENT), tmp_path / "tiny.gguf")


def test_removing_deletes_everything_of_the_model_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path)
    weights.ready(model(), tmp_path)
    (tmp_path / "tiny.gguf.partial").write_bytes(b"12345")
    (tmp_path / "tiny.gguf.wheels").mkdir()
    (tmp_path / "other.gguf").touch()
    assert weights.remove(model(), tmp_path) == len(CONTENT) + 5
    assert files(tmp_path) == {"other.gguf"}
    assert weights.remove(model(), tmp_path) == 0
    assert weights.remove(model(), tmp_path / "none") == 0


def test_a_gguf_file_of_ones_own_is_taken(tmp_path: Path) -> None:
    weights.check_gguf(sims.weights(tmp_path / "own.gguf"))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GGUF",
        b"GGML\x03\0\0\0",
        b"PK\x03\x04 a wheel",
        b"GGUF\x01\0\0\0",
        b"GGUF\x04\0\0\0",
        b"GGUF\0\0\0\x03",
        CONTENT,
    ],
    ids=[
        "empty",
        "cut off",
        "older format",
        "zip",
        "dropped version",
        "unknown version",
        "big-endian",
        "no model in it",
    ],
)
def test_a_file_that_is_no_gguf_is_refused(head: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadUse) as raised:
        weights.check_gguf(put(tmp_path, head))
    assert (raised.value.key, raised.value.exit_code) == ("not_gguf", 2)


def test_a_folder_a_pipe_or_nothing_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none"):
        with pytest.raises(BadUse) as raised:
            weights.check_gguf(path)
        assert raised.value.key == "unreadable_file"


@pytest.mark.parametrize(
    ("xdg", "platform", "expected"),
    [
        ("/var/cache", "linux", "/var/cache/duet/models"),
        ("/var/cache", "darwin", "/var/cache/duet/models"),
        ("relative", "linux", "/home/ada/.cache/duet/models"),
        ("", "linux", "/home/ada/.cache/duet/models"),
        (None, "darwin", "/home/ada/Library/Caches/duet/models"),
    ],
)
def test_models_lie_in_the_users_cache_folder(
    xdg: str | None, platform: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert weights.default_folder(xdg, platform) == Path(expected)
