"""Whether links are read as browsers read them, and whether any leads inside.

`python -m tests.eval.urls DATA`, where DATA holds `urls/`: WHATWG's own cases (whatwg_urltestdata.json) and links that
try to reach private addresses (ssrf_sample.tsv). Every name resolves to 127.0.0.1; every connect of the process is
counted as the interpreter reports it, and those to public addresses are not made. Every link is opened twice: as it is,
and as the end of a redirect.
"""

import asyncio
import csv
import json
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import httpcore2

from bot.reading import address
from bot.reading.fetch import Fetcher
from bot.reading.limits import FetchError, ReadingSettings
from bot.reading.url import checked, parse
from tests.sims.web import Names, connects, page, saying, serving

OPEN = "127.0.0.2"  # plays the open internet


def outcome(case: dict[str, Any], read: Any) -> str | None:
    """The host `read` finds in a case, None where it refuses."""
    try:
        found: str = read(case["input"], case.get("base") or None).host
    except FetchError:
        return None
    return found


def agreement(cases: list[dict[str, Any]]) -> None:
    """Prints how many hosts are the standard's, and what is refused."""
    failing = [case for case in cases if case.get("failure")]
    valid = [case for case in cases if not case.get("failure") and case["protocol"] in ("http:", "https:")]
    own = [case for case in valid if case["input"].lower().startswith("http")]
    for name, rows in (("http(s) as given", own), ("http(s), relative ones too", valid)):
        right = sum(outcome(case, parse) == case["hostname"].strip("[]") for case in rows)
        opened = [case for case in rows if outcome(case, checked) is not None]
        wrong = sum(outcome(case, checked) != case["hostname"].strip("[]") for case in opened)
        print(
            f"{name}: {right} of {len(rows)} hosts agree; {len(opened)} may be opened, {wrong} of them at another host"
        )
    print(f"invalid: {sum(outcome(case, checked) is not None for case in failing)} of {len(failing)} may be opened")


async def reach(links: list[str]) -> tuple[Counter[str], list[tuple[str, int]]]:
    """What each link is answered, and the addresses connected to that are not the redirecting server's."""
    reasons: Counter[str] = Counter()
    async with serving(saying(b""), OPEN) as outside:
        limits = ReadingSettings(timeout_seconds=3, ports=(80, 443, outside.port))
        with connects() as heard:
            for link in links:
                field = f"Location: {link}".replace("\r", "%0D").replace("\n", "%0A")
                outside.talk = saying(page(b"", field, status="302 Found"))
                for url in (link, outside.url(host=OPEN)):
                    reasons[await reason(url, limits)] += 1
        return reasons, [one for one in heard if one[0] != OPEN]


async def reason(url: str, limits: ReadingSettings) -> str:
    try:
        await Fetcher(limits).fetch(url)
    except FetchError as error:
        return error.reason
    return "read"


def inside(links: list[str]) -> None:
    """Prints how many connects to other than public addresses the links led to."""

    class Everything(Names):
        def __call__(self, host: str, port: int, *_: Any, **__: Any) -> Any:
            self.answers.setdefault(str(host), [["127.0.0.1"]])
            return super().__call__(host, port)

    class NoInternet(httpcore2.AnyIOBackend):
        async def connect_tcp(self, host: str, port: int, **others: Any) -> httpcore2.AsyncNetworkStream:
            if host != OPEN and real(host):
                raise httpcore2.ConnectError
            return await super().connect_tcp(host, port, **others)

    started = time.perf_counter()
    real = address.is_public
    with (
        mock.patch.object(httpcore2, "AnyIOBackend", NoInternet),
        mock.patch.object(socket, "getaddrinfo", Everything({})),
        mock.patch.object(address, "is_public", lambda one: one == OPEN or real(one)),
    ):
        reasons, heard = asyncio.run(reach(links))
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    print(
        f"{len(links)} links, twice each: {len(heard)} connects inside ({told}) · {time.perf_counter() - started:.1f} s"
    )


def main(folder: Path) -> None:
    if not folder.is_dir():
        print(f"skipped: there is no {folder}")
        return
    cases = [
        case for case in json.loads((folder / "whatwg_urltestdata.json").read_text("utf-8")) if isinstance(case, dict)
    ]
    with (folder / "ssrf_sample.tsv").open(encoding="utf-8", newline="") as file:
        tries = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    agreement(cases)
    inside([row["url"] for row in tries])
    inside([case["input"] for case in cases])


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "urls")
