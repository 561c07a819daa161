"""A compressed file of lines, read in blocks that end where a line ends."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

try:  # three times as fast as the standard library, which is the fallback
    from isal import igzip, isal_zlib
except ImportError:
    igzip = isal_zlib = None  # type: ignore[assignment]

from worker.imdb.dataset_files import ImdbFile
from worker.imdb.errors import Truncated

BLOCK_BYTES = 1 << 20
MAX_LINE_BYTES = 1 << 20  # title.principals has the longest, of some kilobytes


_gzip: Any = igzip or gzip
#: What either raises for bytes that are not gzip or are damaged.
DAMAGED = (EOFError, OSError, zlib.error, *((isal_zlib.error,) if isal_zlib else ()))


class LineFile:
    """
    An open file whose header was checked. `blocks` and `read` return what follows it.

    Raises `HeaderChanged`, and `Truncated` when the file breaks off before its end.
    """

    def __init__(self, file: ImdbFile, unpacked: IO[bytes]) -> None:
        self.file = file
        self.rows = 0  # lines returned so far
        self._unpacked = unpacked
        with self._checked():
            header = unpacked.readline(MAX_LINE_BYTES)
        file.check_header(header.rstrip(b"\n"))

    def read(self) -> bytes:
        """About `BLOCK_BYTES` of whole lines, each with its end; empty at the end of the file."""
        with self._checked():
            block = self._unpacked.read(BLOCK_BYTES)
            if block and not block.endswith(b"\n"):
                block += self._unpacked.readline(MAX_LINE_BYTES)
                if not block.endswith(b"\n"):  # the last line of a file may lack its end
                    block += b"\n"
        self.rows += block.count(b"\n")
        return block

    def blocks(self) -> Iterator[bytes]:
        """The rest of the file."""
        while block := self.read():
            yield block

    @contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except DAMAGED as error:
            message = f"{self.file.file_name} is damaged, or not all of it came."
            raise Truncated(message) from error


@contextmanager
def open_lines(file: ImdbFile, path: Path) -> Iterator[LineFile]:
    """Raises `HeaderChanged` or `Truncated`."""
    with _gzip.open(path, "rb") as unpacked:
        yield LineFile(file, unpacked)
