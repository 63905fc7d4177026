"""What is kept unreadable in the database: texts sealed, people and messages as hashes they can be found by.

One data key seals everything. It lies in the database, itself sealed by the instance key, which does not lie there; so
a change of the instance key seals one row anew, and whoever runs meanwhile notices nothing. Sealing is Fernet
(AES-128-CBC and HMAC-SHA256, github.com/fernet/spec, as the `cryptography` package implements it).
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import BadUse
from bot.store.tables import vault

SHORTEST_KEY = 32  # characters


class Vault:
    """Seals with one data key."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)
        self._lookups = hmac.digest(key, b"duet lookups", "sha256")

    def seal(self, text: str) -> str:
        """The text as nobody can read it without the key, in ASCII; another each time."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def unseal(self, sealed: str) -> str:
        """The text that was sealed. Raises `InvalidToken` for what was not sealed here, or was altered."""
        return self._fernet.decrypt(sealed).decode("utf-8", "surrogatepass")

    def trace(self, *names: str) -> str:
        """What something can be found by again and not be known from, as 64 hexadecimal digits."""
        return hmac.new(self._lookups, json.dumps(names).encode(), hashlib.sha256).hexdigest()


def person(vault: Vault, platform: str, name: str) -> str:
    """A person of a platform, as every table holds them."""
    return vault.trace("person", platform, name)


async def opened(connection: AsyncConnection, keys: Sequence[str]) -> Vault:
    """The vault of a database, made where there is none. The first of the instance `keys` is the one in force: what
    another of them sealed is sealed anew. Raises BadUse where a key is too short, and where none of them fits."""
    fernets = [_instance_key(key) for key in keys]
    sealed = await connection.scalar(select(vault.c.key))
    if sealed is None:
        key = Fernet.generate_key()
        await connection.execute(insert(vault).values(id=1, key=fernets[0].encrypt(key).decode()))
        return Vault(key)
    try:
        key = MultiFernet(fernets).decrypt(sealed)
    except InvalidToken:
        raise BadUse("store_wrong_key") from None
    if not _fits(fernets[0], sealed):
        await connection.execute(update(vault).values(key=fernets[0].encrypt(key).decode()))
    return Vault(key)


def key_of_file(path: Path, *, make: bool) -> tuple[str, ...]:
    """The key that lies in a file; one is made, for its owner only, if `make` and there is none. Raises OSError."""
    if not path.exists():
        if not make:
            return ()
        new = path.with_suffix(".new")  # a process killed in the middle leaves no half a key
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST_KEY))
            file.flush()
            os.fsync(descriptor)
        new.replace(path)
    return (path.read_text(encoding="ascii", errors="replace").strip(),)


def _instance_key(text: str) -> Fernet:
    if len(text) < SHORTEST_KEY:
        raise BadUse("store_short_key", {"least": SHORTEST_KEY})
    derived = HKDF(SHA256(), 32, salt=None, info=b"duet instance key").derive(text.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _fits(key: Fernet, sealed: str) -> bool:
    try:
        key.decrypt(sealed)
    except InvalidToken:
        return False
    return True
