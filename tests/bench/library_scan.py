"""
`make bench-library-scan`: the first scan of 20,000 files, and one that finds nothing changed.

The names are those of `make bench-names`; each file has a few bytes, and none is probed. The
catalogue knows every film and show. One scanner in one process that has just started each time;
files count as complete at once, so that the wait for growing ones is not measured.
"""

import os
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from chalicelib.catalog.store import search_index
from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from localstack.postgres import EmbeddedPostgres
from tests.bench.method import calibrate
from tests.bench.names import EPISODES, SEASONS, library
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.progress import ScanProgress, ScanResult
from worker.scanner.roots import Roots
from worker.scanner.scan import Scanner
from worker.scanner.stability import StabilityTracker

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-library-scan.md"
FILMS, SHOWS = 5_600, 400
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


def scan(dsn: str, root: Path) -> tuple[ScanResult, dict[str, float]]:
    """As a worker that has just started; seconds by phase."""
    db = Database(dsn)
    roots = Roots.of([root], root.parent / "downloads")
    ingestor = Ingestor(db, Cache(None), roots, utc_now, uuid4, pushes=False)
    tracker = StabilityTracker(time.monotonic, 0)
    scanner = UnprobedScanner(ingestor, tracker, Prober(), threading.Event())
    times = PhaseTimes()
    result = scanner.scan([str(root)], on_progress=times.note)
    times.stop()
    db.close()  # its processes count their writes when they end
    return result, times.seconds


def writes(dsn: str) -> int:
    """Rows that were inserted, updated and deleted so far."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        while conn.execute(OTHERS).fetchone() != (0,):
            time.sleep(0.1)
        row = conn.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
        ).fetchone()
    return int(row[0]) if row else 0


def measure(folder: Path) -> dict[str, float]:
    names = library(seed=7, films=FILMS, shows=SHOWS)
    root = folder / "films"
    for path, _, _ in names:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.encode())
    with EmbeddedPostgres(folder / "postgres") as server:
        dsn = server.url("postgres")
        migrate(dsn)
        fill(dsn, names)
        first, seconds = scan(dsn, root)
        before = writes(dsn)
        _, again = scan(dsn, root)
        return {
            "files": first.added,
            "visible": first.added / (seconds["looking"] + seconds["adding"]),
            "tried": first.added / seconds["matching"],
            "unmatched": first.unmatched,
            "rescan": sum(again.values()),
            "writes": writes(dsn) - before,
        }


def main() -> None:
    before_s = calibrate()
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        figures = measure(folder)
    text = report(figures, calibrate() / before_s)
    sys.stdout.write(text)
    PAGE.write_text(text)


def report(figures: dict[str, float], drift: float) -> str:
    return f"""# The first scan of a library

`make bench-library-scan` on {datetime.now(UTC):%Y-%m-%d}: {figures["files"]:,.0f} files of {FILMS:,} films and {SHOWS} shows that the
catalogue knows, in one folder; one process, nothing is probed. The machine is shared and noisy (load
{os.getloadavg()[0]:.0f} on {os.cpu_count()} cores; the same hashing took {drift:.2f} times as long afterwards).

| | |
|---|---|
| files in the library, per second from the start of the scan | {figures["visible"]:,.0f} |
| names read and matched per second | {figures["tried"]:,.0f} |
| files without a match | {figures["unmatched"]:,.0f} |
| scan after a restart that finds nothing changed | {figures["rescan"]:.1f} s |
| rows it writes | {figures["writes"]:,.0f} |

Files are added in batches of 500, one statement each, and are visible then. They are matched in
batches of 100: siblings search the catalogue once, and titles are counted once for each batch.
"""


if __name__ == "__main__":
    main()
