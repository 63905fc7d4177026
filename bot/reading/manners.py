"""How Duet behaves towards the sites it reads: few requests at a time, robots.txt where nobody asked for the page."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from bot.reading.limits import FetchError
from bot.reading.url import Url

if TYPE_CHECKING:
    from protego import Protego

ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: what has to be parsed at least
FRESH_SECONDS = 24 * 3600  # RFC 9309, 2.4: no copy should be used longer
RETRY_SECONDS = 600  # after which rules that could not be had are asked for again
TOO_MANY = 429  # a site that says so does not mean that it has no rules
MOST_SITES = 1_000
LEAST_PAUSE, MOST_PAUSE = 1.0, 10.0  # seconds between two pages of a site that nobody waits for


class Turns:
    """At most `per_host` requests to a host at a time."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def at(self, host: str) -> asyncio.Semaphore:
        """What a request to a host waits for; kept as long as somebody does."""
        turn = self._turns.get(host) or asyncio.Semaphore(self._per_host)
        self._turns[host] = turn
        return turn


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks of programs, until `until`; `rules` is None where that could not be learned."""

    rules: "Protego | None"
    until: float

    def allow(self, url: Url, agent: str) -> bool:
        return self.rules is not None and bool(self.rules.can_fetch(url.href, agent))

    def pause(self, agent: str) -> float:
        """Seconds between two requests."""
        asked = self.rules.crawl_delay(agent) if self.rules else None
        return min(max(asked or 0.0, LEAST_PAUSE), MOST_PAUSE)


T = TypeVar("T")
Get = Callable[[str], Awaitable[bytes]]


class Robots:
    """The robots.txt of sites (RFC 9309), each kept for a day."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Rules] = OrderedDict()
        self._next: OrderedDict[str, float] = OrderedDict()

    async def enter(self, url: Url, agent: str, get: Get) -> None:
        """Waits until a page nobody asked for may be requested; `get` opens robots.txt.

        Raises FetchError("robots") where the site does not want that, and whatever keeps the site from being reached.
        """
        site = f"{url.scheme}://{url.authority}"
        rules = self._known.get(site)
        if rules is None or rules.until <= self._clock():
            rules = await self._learn(site, get)
            _keep(self._known, site, rules)
        if not rules.allow(url, agent):
            raise FetchError("robots", host=url.host)
        start = max(self._clock(), self._next.get(site, 0.0))
        _keep(self._next, site, start + rules.pause(agent))
        await asyncio.sleep(start - self._clock())

    async def _learn(self, site: str, get: Get) -> Rules:
        from protego import Protego

        try:
            text = (await get(f"{site}/robots.txt")).decode("utf-8", "replace")
        except FetchError as error:
            status = int(error.detail.get("code", 0))
            if not status and error.reason != "too_large":
                raise
            if not 400 <= status < 500 or status == TOO_MANY:
                return Rules(None, self._clock() + RETRY_SECONDS)
            text = ""
        return Rules(Protego.parse(text), self._clock() + FRESH_SECONDS)


def _keep(known: OrderedDict[str, T], site: str, value: T) -> None:
    """Puts a value in, and the oldest out where there are too many."""
    known[site] = value
    known.move_to_end(site)
    if len(known) > MOST_SITES:
        known.popitem(last=False)
