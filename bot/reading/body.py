"""What an answer unpacks to, bounded while it is unpacked."""

import zlib

from bot.reading.limits import FetchError, too_large

WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
RAW = -zlib.MAX_WBITS  # what some servers send as deflate
MEMBER = b"\x1f\x8b"  # how another member of a gzip file begins (RFC 1952, 2.2); anything else behind one is padding


class Unpacker:
    """Undoes one content coding (RFC 9110, 8.4.1): gzip or deflate. Others, and several in a row, nobody asked for.

    Raises FetchError: bad_answer for such a coding and for bytes that are not of theirs.
    """

    def __init__(self, coding: str, most: int) -> None:
        self._most = most
        self._made = 0
        if coding not in WINDOWS and coding not in ("", "identity"):
            raise FetchError("bad_answer")
        self._window = WINDOWS.get(coding)
        self._inner = zlib.decompressobj(self._window) if self._window else None

    def feed(self, data: bytes) -> bytes:
        """What the next bytes unpack to. Raises FetchError("too_large") once it is more than `most` in all."""
        try:
            made = self._unpacked(data) if self._inner else data
        except zlib.error as error:
            raise FetchError("bad_answer") from error
        self._made += len(made)
        if self._made > self._most:
            raise too_large(self._most)
        return made

    def close(self) -> None:
        """Says that all bytes were fed. Raises FetchError where the packed form breaks off."""
        if self._inner and self._made and not self._inner.eof:
            raise FetchError("bad_answer")

    def _unpacked(self, data: bytes) -> bytes:
        made = bytearray()
        while data and self._inner and len(made) <= self._most - self._made:
            if self._inner.eof:
                if not data.startswith(MEMBER) or self._window != WINDOWS["gzip"]:
                    break
                self._inner = zlib.decompressobj(self._window)
            made += self._step(self._inner, data, self._most - self._made + 1 - len(made))
            data = self._inner.unused_data
        return bytes(made)

    def _step(self, inner: "zlib._Decompress", data: bytes, room: int) -> bytes:
        try:
            return inner.decompress(data, room)
        except zlib.error:
            if self._made or self._window != WINDOWS["deflate"]:
                raise
        self._window = RAW
        self._inner = zlib.decompressobj(RAW)
        return self._inner.decompress(data, room)
