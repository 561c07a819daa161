"""Reading a file that is being downloaded."""

from typing import Protocol


class NotArriving(Exception):
    """The bytes do not arrive in time: the download failed, was cancelled or is too slow."""


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
        Exactly this range, up to the end of the file; waits until it has arrived.

        The bytes are verified where the source allows it, and are never a placeholder.
        Raises `NotArriving`, and `ValueError` for a negative offset or length.
        """

    def close(self) -> None:
        """Stop prioritising for this reader; the download continues."""
