"""Reading a file that is still arriving."""

from typing import Protocol


class NotArriving(Exception):
    """The bytes will not come in time: the download failed, was cancelled, or is too slow."""


class InProgressFile(Protocol):
    """A file of a download in progress. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """The last part of the file's path."""

    @property
    def size(self) -> int:
        """Length of the whole file, in bytes."""

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        """
        Exactly the bytes asked for, as far as the file goes; waits until they have arrived.

        What is returned has been verified where the source allows it, and is never a
        placeholder. Raises `NotArriving` and `ValueError` for a negative offset or length.
        """

    def close(self) -> None:
        """Stop fetching on this reader's behalf; the download itself goes on."""
