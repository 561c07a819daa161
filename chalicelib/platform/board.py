"""
A notice board the processes of one machine share: which scopes of the cache have changed.

A few pages of shared memory. Each scope has a slot with eight random bytes; whoever invalidates
the scope writes others. A process that finds the bytes it saw before knows, without asking any
server, that what it keeps is still right. Two scopes in one slot only cost a needless question.

Every process that invalidates must write to the same board, so there is one only where the
supervisor runs them all.
"""

import mmap
import os
import zlib
from pathlib import Path

SLOTS = 4096
SLOT_BYTES = 8  # aligned, so that a slot is read and written in one piece


class Board:
    """The board in the file at `path`, made when it is not there."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(descriptor, SLOTS * SLOT_BYTES)
            self._memory = memoryview(mmap.mmap(descriptor, SLOTS * SLOT_BYTES)).cast("Q")
        finally:
            os.close(descriptor)

    def read(self, scope: str) -> int:
        return self._memory[slot_of(scope)]

    def at(self, slot: int) -> int:
        """What stands in a slot, for who reads many and keeps where they are."""
        return self._memory[slot]

    def change(self, scope: str) -> None:
        self._memory[slot_of(scope)] = int.from_bytes(os.urandom(SLOT_BYTES))


def slot_of(scope: str) -> int:
    return zlib.crc32(scope.encode()) % SLOTS
