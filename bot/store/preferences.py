"""What was set for a community or for one of its channels, and by whom. Which value is in force, core decides."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, delete, select

from bot.core.ports import Place, Preference
from bot.store.database import Database
from bot.store.tables import preferences
from bot.store.vault import Vault, person


class Preferences:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, place: Place, key: str, value: str, by: str, now: datetime) -> None:
        """Sets a value, JSON, for a channel, or for a community where `place` names no channel."""
        row = {
            "value": value,
            "person": person(self._vault, place.platform, by),
            "set_by": self._vault.seal(by),
            "at": now,
        }
        new = self._database.insert(preferences).values(
            platform=place.platform, community=place.community, channel=place.channel, key=key, **row
        )
        same = ["platform", "community", "channel", "key"]
        async with self._database.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=same, set_=row))

    async def drop(self, place: Place, key: str) -> bool:
        """Unsets a value; False where none was set."""
        one = and_(
            preferences.c.platform == place.platform,
            preferences.c.community == place.community,
            preferences.c.channel == place.channel,
            preferences.c.key == key,
        )
        async with self._database.writing() as connection:
            return bool((await connection.execute(delete(preferences).where(one))).rowcount)

    async def of(self, place: Place) -> Mapping[str, Preference]:
        """Everything set for exactly this place, by key."""
        found = select(preferences).where(
            preferences.c.platform == place.platform,
            preferences.c.community == place.community,
            preferences.c.channel == place.channel,
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(found)).all()
        return {row.key: Preference(row.value, row.set_by and self._vault.unseal(row.set_by), row.at) for row in rows}
