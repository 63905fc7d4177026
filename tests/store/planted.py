"""A store with something in every table that may hold a person's words, name or tokens."""

from datetime import timedelta

from bot.core.ports import AskRecord, Charge, Outgoing, Payer, Place, Posted
from tests.store.others import NOW

SENTENCE, NAME, TOKEN = "the planted sentence 埋下的句子", "planted-person-77", "planted-token-aW50ZXJhY3Rpb24"
PLANTED = (SENTENCE, NAME, TOKEN, "埋下")
PLACE = Place("discord", "guild-1", "channel-1")
ELSEWHERE = Place("discord", "guild-2", "channel-2")
SHOWN = {"asks", "documents", "answers", "outbox", "posted", "digests", "preferences", "glossary"}


def ask(number="1", place=PLACE, asker=NAME, **changed):
    values = {
        "id": f"discord:{number}",
        "place": place,
        "asker": asker,
        "reply": f'{{"token": "{TOKEN}"}}',
        "inputs": SENTENCE,
        "languages": ("zh-Hans", "en"),
        "length": "short",
        "visibility": "public",
        "deadline": NOW + timedelta(minutes=5),
        "created": NOW,
    }
    return AskRecord(**values | changed)


def outgoing(workflow="discord:1", part="digest", place=PLACE):
    return Outgoing(workflow, part, place, f"webhook {TOKEN}", SENTENCE)


def posted(message="m-1", place=PLACE, **changed):
    values = {"workflow": "discord:1", "asker": NAME, "kind": "chat", "digest": SENTENCE, "made": NOW}
    return Posted(place, message, **values | changed)


async def plant(store, number="1", place=PLACE, who=NAME):
    """Fills every table on behalf of one person at one place."""
    workflow = f"{place.platform}:{number}"
    await store.asks.add(ask(number, place, who))
    await store.documents(workflow).put(1, SENTENCE, NOW)
    await store.answers(workflow).put("hash", SENTENCE, NOW)
    await store.outbox.begin(outgoing(workflow, place=place), NOW)
    await store.posted.put(
        posted(
            f"m-{number}",
            place,
            workflow=workflow,
            asker=who,
            messages=((place.channel, f"said-{number}"),),
            authors=(who,),
        )
    )
    rests_on = {"input": [SENTENCE], "term": [SENTENCE], "author": [f"{place.platform}:{who}"]}
    audience = f"{place.platform}:{place.community}:{place.channel}"
    await store.digests.put(f"key-{number}", audience, SENTENCE, rests_on, NOW)
    await store.flights.begin(f"work-{number}", "owner", NOW, timedelta(days=2))
    await store.flights.finish(f"work-{number}", "owner", SENTENCE, NOW, timedelta(days=2))
    await store.preferences.put(place, "length", '"long"', who, NOW)
    await store.glossary.put(place, {"zh-Hans": "埋下", "en": [SENTENCE]}, who, NOW)
    await store.opt_outs.add(place.platform, who, NOW)
    await store.instances.take("run", "start-1", NOW)
    charge = Charge("api.example", "endpoint", "writer", 10, 5, 0.1)
    await store.ledger.settle(Payer("guild-1", "2026-05-01", workflow), "call", charge, NOW)
