"""Bring the files in: all of them anew, or what differs; and write down that it was done."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from psycopg import Connection

from chalicelib.platform.clock import Clock
from worker.imdb import faults, runs
from worker.imdb.differing import Differing
from worker.imdb.errors import TooFewRows
from worker.imdb.files import CORE, WITH_AKAS, WITH_PEOPLE, ImdbFile
from worker.imdb.folder import Folder
from worker.imdb.full import Full
from worker.imdb.partial import Partial
from worker.imdb.progress import Progress
from worker.imdb.reading import Numbers

MIN_SHARE = 0.9  # of the rows a file had last time


@dataclass(frozen=True)
class Options:
    is_forced: bool = False
    is_adult: bool = False
    only: frozenset[ImdbFile] = frozenset()  # none: all of them
    has_akas: bool = False
    has_people: bool = False
    workers: int = 2

    def wanted(self) -> tuple[ImdbFile, ...]:
        return (
            *CORE,
            *(WITH_AKAS if self.has_akas else ()),
            *(WITH_PEOPLE if self.has_people else ()),
        )

    def fetched(self) -> tuple[ImdbFile, ...]:
        return tuple(file for file in self.wanted() if not self.only or file in self.only)

    def words(self, year: int) -> str:
        """What leads to another catalogue although the files are the same."""
        return f"adult={self.is_adult} year={year}"


@dataclass(frozen=True)
class Outcome:
    """How it ended: `completed`, `unchanged`, `refused` or `failed`."""

    state: str
    way: str = ""  # `full` or `partial`
    message: str = ""


@dataclass
class Importing:
    """The two ways. `conn` holds the lock; `value` stands for the files with the options."""

    dsn: str
    conn: Connection
    folder: Folder
    options: Options
    progress: Progress
    clock: Clock
    run_id: int
    value: str

    def fully(self, new: dict[ImdbFile, Path]) -> Outcome:
        before = {file: self.folder.rows(file) for file in CORE}
        full = Full(
            self.dsn,
            self.conn,
            new,
            self.progress,
            self.clock(),
            is_adult=self.options.is_adult,
            rows_before=sum(rows or 0 for rows in before.values()) or None,
            workers=self.options.workers,
        )

        def accept(numbers: Numbers) -> None:
            self._check({file: rows for file, rows in before.items() if rows}, numbers.rows)

        def finish(conn: Connection) -> None:
            self._write(conn, "full", full.numbers.rows, full.numbers.bad, full.now)

        full.run(accept, finish)
        return self._keep("full", full.numbers.rows)

    def partly(self, old: dict[ImdbFile, Path], new: dict[ImdbFile, Path]) -> Outcome:
        partial = Partial(
            self.dsn,
            self.conn,
            old,
            new,
            self.progress,
            self.clock(),
            expected_rows=sum(self.folder.rows(file) or 0 for file in CORE),
            is_adult=self.options.is_adult,
        )

        def accept(counted: Differing) -> None:
            self._check(counted.old_rows, counted.rows)

        def finish(conn: Connection) -> None:
            self._write(conn, "partial", partial.counted.rows, partial.counted.bad, partial.now)

        partial.run(accept, finish)
        return self._keep("partial", partial.counted.rows)

    def _check(self, before: dict[ImdbFile, int], now: dict[ImdbFile, int]) -> None:
        """Raises `TooFewRows`."""
        for file, rows in before.items():
            if now[file] < rows * MIN_SHARE and not self.options.is_forced:
                raise TooFewRows(
                    f"{file.file_name} has {now[file]:,} rows and had {rows:,}: "
                    "the catalogue stays as it is. Force the import if that is right."
                )

    def _write(
        self,
        conn: Connection,
        way: str,
        rows: dict[ImdbFile, int],
        bad: dict[ImdbFile, int],
        now: datetime,
    ) -> None:
        runs.remember(conn, value=self.value, now=now)
        counts = {
            "way": way,
            "files": {file.name: {"rows": rows[file], "bad": bad.get(file, 0)} for file in rows},
        }
        runs.end(
            conn,
            self.run_id,
            state="completed",
            rows=sum(rows.values()),
            bad_rows=sum(bad.values()),
            counts=counts,
            now=self.clock(),
        )

    def _keep(self, way: str, rows: dict[ImdbFile, int]) -> Outcome:
        self.folder.keep(CORE, {file.name: count for file, count in rows.items()})
        faults.point("files kept")
        return Outcome("completed", way)
