"""Reads a file of the object store, for players that have an address of the gateway."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Protocol

from worker.downloader.in_progress_file import NotArriving
from worker.media_input import open_in_store


class _Body(Protocol):
    """What is left of an answer of the store."""

    def read(self, length: int, /) -> bytes: ...

    def close(self) -> None: ...


@dataclass
class StoreReader:
    """An `InProgressFile`, of one reader. `address` is one that we signed."""

    name: str
    size: int
    address: str
    _body: _Body | None = field(default=None, repr=False)
    _position: int = 0

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        """Exactly this range, up to the end of the file. Raises `NotArriving`."""
        length = min(length, self.size - offset)
        was_open = self._body is not None and self._position == offset
        try:
            return self._read(offset, length, timeout_s)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not was_open:
                raise NotArriving from error
        try:  # the store may close a connection that waits while the player has enough
            return self._read(offset, length, timeout_s)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NotArriving from error

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def _read(self, offset: int, length: int, timeout_s: float) -> bytes:
        """Raises `OSError` or `HTTPException`."""
        if self._body is None or self._position != offset:
            self.close()
            self._body, self._position = self._open(offset, timeout_s), offset
        pieces: list[bytes] = []
        missing = length
        while missing:
            piece = self._body.read(missing)
            if not piece:
                raise ConnectionResetError
            pieces.append(piece)
            missing -= len(piece)
        self._position += length
        return b"".join(pieces)

    def _open(self, offset: int, timeout_s: float) -> _Body:
        request = urllib.request.Request(  # noqa: S310  # an address that we signed
            self.address, headers={"Range": f"bytes={offset}-"}
        )
        body = open_in_store(request, timeout=timeout_s)
        given = body.headers.get("Content-Range", "")
        if not (given.startswith(f"bytes {offset}-") and given.endswith(f"/{self.size}")):
            body.close()  # all of it, or another version: not the bytes that were asked for
            raise http.client.HTTPException(f"range {given}")
        opened: _Body = body
        return opened
