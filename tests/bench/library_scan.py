"""
Scans of a library, each by one scanner in one process that has just started.

The names are those of `make bench-names`; each file has a few bytes, and none of them is probed.
The catalogue knows every film and show. Files count as complete at once, so that the wait for
growing ones is not measured.
"""

import multiprocessing
import re
import resource
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from chalicelib.catalog.store import search_index
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from tests.bench.names import EPISODES, SEASONS
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.progress import ScanProgress, ScanResult
from worker.scanner.roots import Roots
from worker.scanner.scan import Scanner
from worker.scanner.stability import StabilityTracker

YEAR = re.compile(r"(?:19|20)\d\d(?=[.)])")
TITLES = """
    INSERT INTO media_items (media_type, title, year)
    SELECT kind, title, year
    FROM unnest(%s::text[], %s::text[], %s::smallint[]) AS given (kind, title, year)
"""
REST_OF_CATALOGUE = """
    INSERT INTO media_scores (media_id, media_type, year, votes)
    SELECT id, media_type, year, id %% 5000 FROM media_items;
    INSERT INTO show_seasons (media_id, season_number, name)
    SELECT id, season, '' FROM media_items, generate_series(1, %(seasons)s) AS season
    WHERE media_type = 'show';
    INSERT INTO show_episodes (media_id, season_number, episode_number, title)
    SELECT id, season, episode, ''
    FROM media_items, generate_series(1, %(seasons)s) AS season,
        generate_series(1, %(episodes)s) AS episode
    WHERE media_type = 'show';
"""

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass
class PhaseTimes:
    """Seconds of each phase of a scan, as its progress begins them."""

    seconds: dict[str, float] = field(default_factory=dict)
    phase: str = "looking"
    since: float = field(default_factory=time.perf_counter)

    def note(self, result: ScanResult) -> None:
        if result.phase != self.phase:
            self.stop()
            self.phase = result.phase

    def stop(self) -> None:
        now = time.perf_counter()
        self.seconds[self.phase] = self.seconds.get(self.phase, 0.0) + now - self.since
        self.since = now


class UnprobedScanner(Scanner):
    """Probing is bound by the disk and by the libraries that read videos."""

    def probe_new(self, folder: str, progress: ScanProgress | None = None) -> int:
        return 0


def fill(dsn: str, names: list[tuple[str, str, int | None]]) -> None:
    kinds = {title: "movie" if episode is None else "show" for _, title, episode in names}
    years = {title: YEAR.search(path) for path, title, _ in names}
    values = [int(found[0]) if found else None for found in years.values()]
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(TITLES, [list(kinds.values()), list(kinds), values])
        for statement in REST_OF_CATALOGUE.split(";")[:-1]:
            conn.execute(sql.SQL(statement), {"seasons": SEASONS, "episodes": EPISODES})  # type: ignore[arg-type]
        with conn.transaction():
            search_index.build(conn)
            search_index.rebuild_lookups(conn)
        conn.execute("ANALYZE")


class UnmatchedScanner(UnprobedScanner):
    """Only looks at the files and adds them."""

    def _match_new(self, folders: Sequence[str], progress: ScanProgress) -> None:
        pass


def scan(
    dsn: str, root: Path, scanner_class: type[Scanner] = UnprobedScanner
) -> tuple[ScanResult, dict[str, float]]:
    """As a worker that has just started; seconds by phase."""
    db = Database(dsn)
    roots = Roots.of([root], root.parent / "downloads")
    ingestor = Ingestor(db, Cache(None), roots, utc_now, uuid4, pushes=False)
    scanner = scanner_class(
        ingestor, StabilityTracker(time.monotonic, 0), Prober(), threading.Event()
    )
    times = PhaseTimes()
    result = scanner.scan([str(root)], on_progress=times.note)
    times.stop()
    scanner.prober.close()
    db.close()  # its processes count their writes when they end
    return result, times.seconds


def peak_mib(dsn: str, root: Path, scanner_class: type[Scanner]) -> float:
    """The memory of a process that does nothing but this scan."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_of_scan, (dsn, root, scanner_class))


def _peak_of_scan(dsn: str, root: Path, scanner_class: type[Scanner]) -> float:
    scan(dsn, root, scanner_class)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def writes(dsn: str) -> int:
    """Rows that were inserted, updated and deleted so far."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        while conn.execute(OTHERS).fetchone() != (0,):
            time.sleep(0.1)
        row = conn.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
        ).fetchone()
    return int(row[0]) if row else 0
