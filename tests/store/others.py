"""What another process does to the store, for tests: `python -m tests.store.others <what> <url> …`."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from bot.core.calls import Kept, Metered
from bot.core.ports import Allowance, Answered, Charge, Cost, Outgoing, Payer, Place, Prompt
from bot.core.types import EngineInfo, Usage
from bot.store.store import Store

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = "the instance key of every test; long enough"


async def opened(store):
    """Only opens it."""
    return "opened"


async def begin(store, name, count):
    """`count` tasks that all want the same work; says how many of them may do it."""
    tried = [store.flights.begin("same", f"{name}-{n}", NOW) for n in range(int(count))]
    return sum(flight.state == "won" for flight in await asyncio.gather(*tried))


async def hold(store, seconds):
    """Takes the work for so many seconds and is never heard of again."""
    flight = await store.flights.begin("same", "lost", datetime.now(UTC), timedelta(seconds=float(seconds)))
    print(flight.state, flush=True)
    await asyncio.sleep(60)


async def finish(store, seconds):
    """Does the work `same` in so many seconds, as everyone does it."""

    async def work():
        print("working", flush=True)
        await asyncio.sleep(float(seconds))
        return "done elsewhere"

    return await store.flights.once("same", "other", work, asyncio.get_running_loop().time() + 60, clock)


async def spend(store, name, count):
    """Tries to spend a cent so many times of a day's dollar, settling every second one; says how often it could."""
    done = 0
    for n in range(int(count)):
        payer = Payer("guild", "2026-05-01", f"{name}-{n}")
        if await store.ledger.reserve(payer, "call", Cost(10, 0.01), Allowance(1.0, 0), NOW):
            done += 1
            if n % 2:
                await store.ledger.settle(payer, "call", Charge("h", "endpoint", "m", 5, 5, 0.01), NOW)
    return done


async def send(store, count):
    """Begins so many messages every process begins; says how many of them were new."""
    place = Place("discord", "guild-1", "channel-1")
    messages = [Outgoing("discord:1", str(n), place, "there", "words") for n in range(int(count))]
    rows = await asyncio.gather(*(store.outbox.begin(message, NOW) for message in messages))
    return sum(row.attempts == 1 for row in rows)


async def name(store, wanted):
    """Takes a name and is never heard of again."""
    print(await store.instances.take(wanted, "lost", NOW), flush=True)
    await asyncio.sleep(60)


async def ask(store, hangs_at):
    """An ask of five model calls, each told when it is made; one of them may never be answered."""

    class Endpoint:
        info, window, count = EngineInfo("endpoint", "writer"), 8000, staticmethod(len)

        async def answer(self, prompt, deadline):
            print(prompt.name, flush=True)
            await asyncio.sleep(60 if prompt.name == hangs_at else 0)
            return Answered({"said": prompt.name}, Usage(10, 5), "api.example", "writer")

    payer = Payer("guild", "2026-05-01", "ask-1")
    endpoint = Metered(Endpoint(), store.ledger, lambda *_: 0.01, payer, Allowance(1.0, 0), clock)
    answers = Kept(endpoint, store.answers("ask-1"), clock)
    for n in "12345":
        prompt = Prompt(n, (("user", n),), {"type": "object"}, lambda _: None, 100)
        said = (await answers.answer(prompt, 0)).value["said"]
        assert said == n
    return "done"


def clock():
    return datetime.now(UTC)


async def main(what, url, *words):
    store = await Store.open(url, NOW, (KEY,))
    print(await globals()[what](store, *words), flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
