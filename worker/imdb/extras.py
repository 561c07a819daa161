"""What comes beside the titles: other names of them, and people. Each only when it is new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psycopg import Connection

from chalicelib.catalog.store import search_index
from chalicelib.platform.clock import Clock
from worker.imdb import akas, people, runs
from worker.imdb.files import AKAS, WITH_PEOPLE, ImdbFile
from worker.imdb.folder import Folder
from worker.imdb.progress import Progress


@dataclass(frozen=True)
class Extras:
    """`conn` holds the lock of all imports."""

    conn: Connection
    folder: Folder
    progress: Progress
    clock: Clock
    is_forced: bool = False

    def akas(self) -> bool:
        """Whether there was anything new. Raises `Refused`."""
        path = self.folder.newest(AKAS)
        return self._bring(
            "imdb_akas_hash",
            "other names",
            [AKAS],
            lambda: akas.merge(self.conn, path, self.progress),
        )

    def people(self) -> bool:
        """Whether there was anything new. Raises `Refused`."""
        paths = {file: self.folder.newest(file) for file in WITH_PEOPLE}
        return self._bring(
            "imdb_people_hash",
            "people",
            WITH_PEOPLE,
            lambda: people.merge(self.conn, paths, self.progress),
        )

    def _bring(
        self, name: str, step: str, files: Sequence[ImdbFile], merge: Callable[[], object]
    ) -> bool:
        """Which titles are worth it depends on the titles, so theirs is part of the value."""
        accepted = runs.accepted(self.conn)
        paths = [self.folder.newest(file) for file in files]
        value = self.folder.fingerprint(paths, accepted.get(runs.STATE, ""))
        is_new = value != accepted.get(name) or self.is_forced
        if is_new:
            with self.progress.step(step), self.conn.transaction():
                merge()
                runs.remember(self.conn, name=name, value=value, now=self.clock())
            with self.conn.transaction():
                search_index.rebuild_lookups(self.conn)
        self.folder.keep(files, {})
        return is_new
