"""Alternate titles and people, each imported only when its files or the titles changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg import Connection

from chalicelib.catalog.store import search_index
from chalicelib.platform.clock import Clock
from worker.imdb import import_runs, merge_people
from worker.imdb.dataset_files import AKAS, WITH_PEOPLE, ImdbFile
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.progress import ImportProgress
from worker.imdb.row_filter import RowFilter, copy_rows, select_titles, selected_lines

KINDS = frozenset((b"imdbDisplay", b"alternative", b"original"))
NULL = b"\\N"
IDS_PER_REFRESH = 5000

#: One name per spelling, regardless of accents and capitals, unless it is the title already.
NEW_NAMES = """
    CREATE TEMPORARY TABLE new_names ON COMMIT DROP AS
    SELECT DISTINCT ON (p.media_id, fold(a.title))
           p.media_id, a.title, coalesce(a.region, '') AS region,
           coalesce(a.language, '') AS language
    FROM raw_akas AS a
    JOIN selected_titles AS p ON p.n = a.n
    JOIN media_items AS m ON m.id = p.media_id
    WHERE fold(a.title) NOT IN (fold(m.title), coalesce(fold(m.original_title), ''))
      AND NOT EXISTS (
          SELECT FROM media_alternate_titles AS o
          WHERE o.media_id = p.media_id AND fold(o.title) = fold(a.title)
      )
    ORDER BY p.media_id, fold(a.title), a.ordering
"""


@dataclass(frozen=True)
class Extras:
    """`conn` holds the lock of all imports."""

    conn: Connection
    folder: DatasetFolder
    progress: ImportProgress
    clock: Clock
    is_forced: bool = False

    def akas(self) -> bool:
        """Whether anything was imported. Raises `ImportRefused`."""
        path = self.folder.newest(AKAS)
        return self._merge_if_new(
            "imdb_akas_hash",
            "other names",
            [AKAS],
            lambda: merge_akas(self.conn, path, self.progress),
        )

    def people(self) -> bool:
        """Whether anything was imported. Raises `ImportRefused`."""
        paths = {file: self.folder.newest(file) for file in WITH_PEOPLE}
        return self._merge_if_new(
            "imdb_people_hash",
            "people",
            WITH_PEOPLE,
            lambda: merge_people.merge(self.conn, paths, self.progress),
        )

    def _merge_if_new(
        self, name: str, step: str, files: Sequence[ImdbFile], merge: Callable[[], object]
    ) -> bool:
        """The titles decide which lines are imported, so their state is part of this one."""
        states = import_runs.states(self.conn)
        state = self.folder.fingerprint(files, states.get(import_runs.STATE, ""))
        is_new = state != states.get(name) or self.is_forced
        if is_new:
            with self.progress.step(step), self.conn.transaction():
                merge()
                import_runs.remember(self.conn, name=name, value=state, now=self.clock())
            with self.conn.transaction():
                search_index.rebuild_lookups(self.conn)
        self.folder.keep(files, {})
        return is_new


def merge_akas(conn: Connection, path: Path, progress: ImportProgress) -> int:
    """
    Insert the names that are new; how many there were. Needs a transaction.

    Names are never removed, because which of them came from IMDb is not stored.
    """
    numbers = select_titles(conn)
    conn.execute("DROP TABLE IF EXISTS raw_akas")
    conn.execute(
        "CREATE TEMPORARY TABLE raw_akas"
        " (n bigint, ordering integer, title text, region text, language text) ON COMMIT DROP"
    )
    rows = (
        [columns[0][2:], *columns[1:5]]
        for columns in selected_lines(AKAS, path, numbers, RowFilter(AKAS), progress)
        if is_notable(columns)
    )
    copy_rows(conn, "raw_akas", rows)
    conn.execute("ANALYZE raw_akas")
    conn.execute(NEW_NAMES)
    added = conn.execute(
        """
        INSERT INTO media_alternate_titles (media_id, title, region, language)
        SELECT media_id, title, region, language
        FROM new_names
        ON CONFLICT DO NOTHING
        """
    ).rowcount
    named = conn.execute("SELECT DISTINCT media_id FROM new_names ORDER BY 1").fetchall()
    ids = [media_id for (media_id,) in named]
    for start in range(0, len(ids), IDS_PER_REFRESH):
        search_index.refresh(conn, media_ids=ids[start : start + IDS_PER_REFRESH])
    return added


def is_notable(columns: list[bytes]) -> bool:
    """A name in some region, of a kind people search for: not a working title or a festival's."""
    _, _, title, region, _, types, *_ = columns
    if title in (NULL, b""):
        return False
    return region != NULL and (types == NULL or not KINDS.isdisjoint(types.split(b"\x02")))
