"""A compressed file of lines, read in blocks that end where a line ends."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

try:  # three times as fast as the standard library, which does where it is lacking
    from isal import igzip, isal_zlib
except ImportError:
    igzip = isal_zlib = None  # type: ignore[assignment]

from worker.imdb.errors import Truncated
from worker.imdb.files import ImdbFile

BLOCK_BYTES = 1 << 20
LONGEST_LINE = 1 << 20  # title.principals has the longest, of some kilobytes


class Unpacked(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


_gzip: Any = igzip or gzip
#: What either of them raises for bytes that are not gzip, or no longer.
DAMAGED = (EOFError, OSError, zlib.error, *((isal_zlib.error,) if isal_zlib else ()))


class LineFile:
    """An open file: its header was checked, what follows is read with `blocks` or `read`."""

    def __init__(self, file: ImdbFile, unpacked: Unpacked, *, is_counted: bool = True) -> None:
        self.file = file
        self.rows = 0  # lines handed out so far, if they are counted
        self._is_counted = is_counted
        self._unpacked = unpacked
        self._skip_header()

    def read(self, size: int = 0) -> bytes:
        """
        Whole lines, each with its end, about `size` bytes of them or `BLOCK_BYTES`; nothing at the
        end of the file.

        Raises `Truncated` when the file breaks off before its end.
        """
        block = self._unpack(size or BLOCK_BYTES)
        if block and not block.endswith(b"\n"):
            block += self._finish_line()
            if not block.endswith(b"\n"):  # the last line of a file may lack its end
                block += b"\n"
        if self._is_counted:
            self.rows += block.count(b"\n")
        return block

    def blocks(self) -> Iterator[bytes]:
        """Everything that is left. Raises `Truncated`."""
        while block := self.read():
            yield block

    def _skip_header(self) -> None:
        """Raises `HeaderChanged` or `Truncated`."""
        self.file.check_header(self._finish_line().rstrip(b"\n"))

    def _finish_line(self) -> bytes:
        try:
            return self._unpacked.readline(LONGEST_LINE)
        except DAMAGED as error:
            raise self._truncated() from error

    def _unpack(self, size: int) -> bytes:
        try:
            return self._unpacked.read(size)
        except DAMAGED as error:
            raise self._truncated() from error

    def _truncated(self) -> Truncated:
        return Truncated(f"{self.file.file_name} is damaged, or not all of it came.")


@contextmanager
def open_lines(file: ImdbFile, path: Path, *, is_counted: bool = True) -> Iterator[LineFile]:
    """
    Counting takes a quarter of the time of unpacking. Raises `HeaderChanged` or `Truncated`.
    """
    with _gzip.open(path, "rb") as unpacked:
        yield LineFile(file, unpacked, is_counted=is_counted)
