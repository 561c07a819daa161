"""
Generations of cache scopes in memory that the processes of one machine share.

Each scope has a slot of eight random bytes, which an invalidation replaces. A process that reads
the bytes it read before knows, without a request, that its local copies are valid. Two scopes in
one slot cost an unnecessary lookup, nothing more.

Every process that invalidates must use the same file, so only the supervisor of all processes
provides one.

The lowest bit says whether a value was read or computed since (`use`): a generation that is still
unused has nothing to invalidate (unused_generations.py).
"""

import mmap
import os
import zlib
from pathlib import Path

SLOTS = 4096
SLOT_BYTES = 8  # aligned, so that a slot is read and written atomically
USED = 1


class SharedGenerations:
    """A memory-mapped file, created when missing. Without one, memory of this process."""

    def __init__(self, path: Path | None) -> None:
        if path is None:
            self._memory = memoryview(mmap.mmap(-1, SLOTS * SLOT_BYTES)).cast("Q")
            return
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            allocate(descriptor, SLOTS * SLOT_BYTES)
            self._memory = memoryview(mmap.mmap(descriptor, SLOTS * SLOT_BYTES)).cast("Q")
        finally:
            os.close(descriptor)

    def read(self, scope: str) -> int:
        return self._memory[slot_of(scope)]

    def read_slot(self, slot: int) -> int:
        """As `read`, for callers that keep the slot of a scope."""
        return self._memory[slot]

    def replace(self, scope: str) -> None:
        self.replace_slot(slot_of(scope))

    def replace_slot(self, slot: int) -> None:
        self._memory[slot] = _random() | USED

    def replace_unused(self, scope: str) -> int:
        """As `replace`; returns the generation, which lasts until it is used or replaced."""
        generation = _random() & ~USED
        self._memory[slot_of(scope)] = generation
        return generation

    def use(self, scope: str) -> int:
        """As `read`, for a value that is going to be kept."""
        slot = slot_of(scope)
        generation = self._memory[slot]
        if not generation & USED:
            # Another random one: it cannot bring back one that was replaced at this moment.
            generation = self._memory[slot] = _random() | USED
        return generation


def allocate(descriptor: int, length: int) -> None:
    """
    Give the file blocks for all its bytes; those that it has are kept. Raises `OSError`.

    A page of a mapped file without a block ends the process (SIGBUS) on a full disk.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, length)
    elif missing := max(length - os.fstat(descriptor).st_size, 0):  # macOS
        os.pwrite(descriptor, bytes(missing), length - missing)


def _random() -> int:
    return int.from_bytes(os.urandom(SLOT_BYTES))


def slot_of(scope: str) -> int:
    return zlib.crc32(scope.encode()) % SLOTS
