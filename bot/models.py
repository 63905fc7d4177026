"""`duet model` and the installing in `duet demo`: what a person sees of it."""

import asyncio
import sys
from collections.abc import Iterator

from bot import settings, wiring
from bot.core import phrases
from bot.model import weights

MEGABYTE = 1_000_000


def install_once() -> None:
    """Installs the embedded model where it is not there; where it cannot be had, says so in one line and goes on."""
    section = settings.load().model
    if section.engine == "extract" or section.file:
        return
    try:
        model = wiring.chosen_weights()
        if weights.listing([model], wiring.model_folder())[0].state is not weights.State.INSTALLED:
            install(None)
    except weights.WeightsError as error:
        for message in error.messages:
            print(*message.values(), sep=" · ", file=sys.stderr)


def install(name: str | None) -> None:
    """Installs a model with a progress bar on standard error. Raises BadUse and WeightsError."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    model = wiring.chosen_weights(name)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(phrases.line("weights.installing", name=model.name), total=model.size)
        asyncio.run(
            weights.install(
                model,
                wiring.model_folder(),
                wiring.reach(),
                lambda done, total: bar.update(task, completed=done, total=total),
            )
        )
    _tell("weights.done", name=model.name)


def lines() -> Iterator[str]:
    """One line a model: its state, size and licence."""
    for one in weights.listing(wiring.catalogue(), wiring.model_folder()):
        state = phrases.line(f"weights.{one.state.value}")
        untested = "" if one.model.tested else f" · {phrases.line('weights.untested')}"
        yield f"{one.model.name} · {state} · {one.model.size // MEGABYTE} MB · {one.model.licence}{untested}"


def verify(name: str | None) -> None:
    """Raises BadUse and WeightsError."""
    model = wiring.chosen_weights(name)
    weights.verify(model, wiring.model_folder())
    _tell("weights.verified", name=model.name)


def remove(name: str | None) -> None:
    """Raises BadUse and WeightsError."""
    model = wiring.chosen_weights(name)
    freed = weights.remove(model, wiring.model_folder())
    _tell("weights.removed", name=model.name, megabytes=freed // MEGABYTE)


def _tell(key: str, **values: object) -> None:
    print(phrases.line(key, **values), file=sys.stderr)
