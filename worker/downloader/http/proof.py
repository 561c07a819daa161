"""Whether a file is what it should be: its hash, taken along while it arrives."""

import hashlib
from typing import Protocol

STEP_BYTES = 1024 * 1024
#: How much is caught up with at a time while bytes arrive; the rest comes at the end.
MAX_AT_ONCE_BYTES = 256 * STEP_BYTES


class Readable(Protocol):
    def read_at(self, offset: int, length: int) -> bytes: ...


class Proof:
    """
    One checksum and how far it was taken.

    Bytes are hashed from the front as soon as there is no gap before them, while they are still
    in memory.
    """

    def __init__(self, checksum: str) -> None:
        """`checksum` is a kind and a digest, such as `sha256:…` (see `JobOptions.checksum`)."""
        self.checksum = checksum
        self._kind, _, self._wanted = checksum.partition(":")
        self._hash = hashlib.new(self._kind, usedforsecurity=False)
        self._at = 0

    def catch_up(self, file: Readable, prefix: int, most: int = MAX_AT_ONCE_BYTES) -> None:
        """Take along what is here from the front. Raises `OSError`."""
        end = min(prefix, self._at + most)
        while self._at < end:
            data = file.read_at(self._at, min(STEP_BYTES, end - self._at))
            if not data:
                return
            self._hash.update(data)
            self._at += len(data)

    def is_right(self, file: Readable, total: int) -> bool:
        self.catch_up(file, total, total)
        return self._at == total and self._hash.hexdigest() == self._wanted

    def start_again(self) -> None:
        """The bytes were replaced."""
        self._hash = hashlib.new(self._kind, usedforsecurity=False)
        self._at = 0
