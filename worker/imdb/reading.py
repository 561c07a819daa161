"""Files into their staging tables, by connections that help each other."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, errors, sql

from worker.imdb.files import ImdbFile
from worker.imdb.lines import LineFile, open_lines
from worker.imdb.progress import Progress
from worker.imdb.sieve import Sieve
from worker.imdb.staging import copy_in, table_of
from worker.imdb.together import together


@dataclass
class Numbers:
    """How many lines each file had, how many made no sense, and how many were stored."""

    rows: dict[ImdbFile, int] = field(default_factory=dict)
    bad: dict[ImdbFile, int] = field(default_factory=dict)
    stored: dict[ImdbFile, int] = field(default_factory=dict)


class Abandoned(Exception):
    """The file is to be read again from its beginning, so this half of it is for nothing."""


@dataclass
class Source:
    """A file that two may read from: each takes the next block."""

    lines: LineFile
    progress: Progress
    stored: int = 0
    bad: int = 0
    is_abandoned: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def blocks(self) -> Iterator[bytes]:
        while True:
            with self._lock:
                if self.is_abandoned:
                    raise Abandoned
                before = self.lines.rows
                block = self.lines.read()
                self.progress.add(self.lines.rows - before)
            if not block:
                return
            yield block

    def load(self, conn: Connection) -> None:
        """As much of the file as the other does not take."""
        sieve = Sieve(self.lines.file)
        try:
            stored = copy_in(conn, sieve, self.blocks())
        except errors.DataError:
            self.is_abandoned = True
            return
        except Abandoned:
            return
        with self._lock:
            self.stored += stored
            self.bad += sieve.bad


def read_all(
    connections: Sequence[Connection],
    paths: dict[ImdbFile, Path],
    progress: Progress,
    numbers: Numbers,
    workers: int = 2,
) -> None:
    """
    Fill `raw_…` from each file, on one connection or two. The first file is the longest: one
    connection begins with it, the other reads the rest and then helps.

    A block that looks well may still hold something COPY refuses, such as bytes that are no
    text. Such a file is read again, line by line. Raises `Refused`.
    """
    with ExitStack() as stack:
        sources = {
            file: Source(stack.enter_context(open_lines(file, path)), progress)
            for file, path in paths.items()
        }
        longest, *others = sources.values()

        def read(conn: Connection, own: Sequence[Source]) -> None:
            for source in own:
                source.load(conn)

        # One connection alone is both the first and the last, and reads all of them.
        shares = {connections[0]: [longest], connections[-1]: [*others, longest]}
        with ThreadPoolExecutor(workers) as pool:
            together(connections, *(pool.submit(read, *share) for share in shares.items()))
        for file, source in sources.items():
            if source.is_abandoned:
                _read_carefully(connections[0], file, paths[file], numbers)
            else:
                numbers.rows[file] = source.lines.rows
                numbers.bad[file], numbers.stored[file] = source.bad, source.stored
            Sieve(file, bad=numbers.bad[file]).judge(numbers.rows[file])


def _read_carefully(conn: Connection, file: ImdbFile, path: Path, numbers: Numbers) -> None:
    conn.execute(sql.SQL("TRUNCATE {}").format(table_of(file)))
    sieve = Sieve(file, is_careful=True)
    with open_lines(file, path) as lines:
        numbers.stored[file] = copy_in(conn, sieve, lines.blocks())
        numbers.rows[file], numbers.bad[file] = lines.rows, sieve.bad
