"""Where weights lie on the disk, and what can be said of a file that lies there."""

import fcntl
import hashlib
import json
import os
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BadUse
from bot.model.gguf import NotGguf, shape
from bot.model.weights.catalogue import Model
from bot.model.weights.errors import WeightsError

Progress = Callable[[int, int], None]  # bytes done, bytes in all

GGUF_VERSIONS = (2, 3)  # those llama.cpp reads; 1 was dropped (ggml/docs/gguf.md)
BLOCK = 1 << 20


def default_folder(xdg_cache_home: str | None, platform: str = sys.platform) -> Path:
    """The user's cache folder for models, shared between checkouts. A relative XDG path is ignored, as its
    specification asks. Raises WeightsError where there is no home folder."""
    if xdg_cache_home and Path(xdg_cache_home).is_absolute():
        return Path(xdg_cache_home) / "duet" / "models"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise WeightsError("bad_cache", {"folder": "~", "why": error}) from error
    return home / ("Library/Caches" if platform == "darwin" else ".cache") / "duet" / "models"


@dataclass(frozen=True, slots=True)
class Place:
    """One model's files in the cache folder."""

    folder: Path
    model: Model

    @property
    def file(self) -> Path:
        return self.folder / self.model.file

    @property
    def partial(self) -> Path:
        """The first bytes of the file, whichever source they came from."""
        return self.folder / f"{self.model.file}.partial"

    @property
    def marker(self) -> Path:
        """Says which file was verified, so that a start need not hash it again."""
        return self.folder / f"{self.model.file}.verified"

    @property
    def scratch(self) -> Path:
        """A folder for what is needed only while installing."""
        return self.folder / f"{self.model.file}.wheels"

    @property
    def lock(self) -> Path:
        return self.folder / f".{self.model.file}.lock"

    def is_verified(self) -> bool:
        """Whether the file is the one that was verified, by its size and time of change."""
        try:
            return bool(json.loads(self.marker.read_text(encoding="utf-8")) == self._fingerprint())
        except (OSError, ValueError):
            return False

    def mark(self) -> None:
        """Notes that the file as it lies there has the pinned hash; where that cannot be noted, each start hashes."""
        with suppress(OSError):
            self.marker.write_text(json.dumps(self._fingerprint()) + "\n", encoding="utf-8")

    def publish(self) -> None:
        """Turns the verified partial file into the file, in one step that a crash cannot split."""
        self.partial.replace(self.file)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.mark()

    def clear(self) -> int:
        """Deletes everything of this model, finished or not; the bytes freed."""
        freed = size_of(self.file) + size_of(self.partial)
        for path in (self.marker, self.partial, self.file):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)
        return freed

    def _fingerprint(self) -> dict[str, object]:
        seen = self.file.stat()
        return {"sha256": self.model.sha256, "size": seen.st_size, "mtime_ns": seen.st_mtime_ns}


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Holds the model's lock; the system releases it when the process ends, however it ends.
    Raises WeightsError where another process holds it."""
    place.folder.mkdir(parents=True, exist_ok=True)
    with place.lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WeightsError("weights_locked", {"name": place.model.name}) from error
        yield


def size_of(path: Path) -> int:
    """A file's size, 0 where there is none."""
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def has_hash(path: Path, model: Model, progress: Progress) -> bool:
    """Whether the file at `path` is the model's, by size and sha256. Reads all of it."""
    if size_of(path) != model.size:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            progress(file.tell(), model.size)
    return digest.hexdigest() == model.sha256


def check_gguf(path: Path) -> None:
    """Whether a person's own file is a GGUF file of a model, by its head. Raises BadUse."""
    if not path.is_file():  # opening a pipe would wait for ever
        raise BadUse("unreadable_file", {"path": path})
    try:
        with path.open("rb") as file:
            head = file.read(8)
        known = len(head) == 8 and struct.unpack("<I", head[4:])[0] in GGUF_VERSIONS
        shape(path)
    except OSError as error:
        raise BadUse("unreadable_file", {"path": path}) from error
    except NotGguf as error:
        raise BadUse("not_gguf", {"path": path}) from error
    if not known:
        raise BadUse("not_gguf", {"path": path})
