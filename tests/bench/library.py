"""
`make bench-library`: a library of 50,000 names and 500 clips is scanned, scanned again, and pushed.

guessit and parsett read a part of the same names in the same run. 200,000 files are added and
looked at again for the memory that it takes.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guessit import guessit
from PTT import parse_title

from chalicelib.migrate import migrate
from chalicelib.platform.garbage_collection import tune_garbage_collector
from localstack.embedded_postgres import EmbeddedPostgres
from tests import clips
from tests.bench import library_push
from tests.bench.library_scan import UnmatchedScanner, fill, peak_mib, scan, writes
from tests.bench.method import Series, calibrate
from tests.bench.names import library
from worker.scanner.scan import Scanner

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-library-scan.md"
FILMS, SHOWS = 14_000, 1_000
CLIPS = 500
MANY = 200_000
PEER_SHARE = 100  # peers read every hundredth name


@dataclass
class LibraryFigures:
    files: int
    visible: float  # files per second
    matched: float
    unmatched: int
    guessit: float  # names per second
    parsett: float
    rescan_s: float
    rescan_cpu_s: float
    rescan_writes: int
    clips: float  # per second, until they are probed
    many_mib: float
    many_again_mib: float
    push: Series


def put(root: Path, names: list[str], data: Callable[[str], bytes] = str.encode) -> None:
    for name in names:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data(name))


def names_per_second(read: Callable[[str], object], names: list[str]) -> float:
    read(names[0])  # builds its rules
    started = time.perf_counter()
    for name in names:
        read(name)
    return len(names) / (time.perf_counter() - started)


def clips_per_second(dsn: str, root: Path, names: list[str]) -> float:
    clip = clips.surround().read_bytes()
    put(root, names, lambda _name: clip)
    started = time.perf_counter()
    scan(dsn, root, Scanner)
    return len(names) / (time.perf_counter() - started)


def measure(folder: Path) -> LibraryFigures:
    made = library(seed=7, films=FILMS, shows=SHOWS)
    names = [path for path, _, _ in made]
    put(folder / "films", names)
    put(folder / "many", [f"{number // 100}/{number}.mkv" for number in range(MANY)])
    tune_garbage_collector()  # as the worker does
    with EmbeddedPostgres(folder / "postgres") as server:
        dsn = server.url("postgres")
        migrate(dsn)
        fill(dsn, made)
        some = names[::PEER_SHARE]
        peers = names_per_second(guessit, some), names_per_second(parse_title, some)
        first, seconds = scan(dsn, folder / "films")
        before, cpu_s = writes(dsn), time.process_time()
        _, again = scan(dsn, folder / "films")
        return LibraryFigures(
            files=first.added,
            visible=first.added / (seconds["looking"] + seconds["adding"]),
            matched=first.added / seconds["matching"],
            unmatched=first.unmatched,
            guessit=peers[0],
            parsett=peers[1],
            rescan_s=sum(again.values()),
            rescan_cpu_s=time.process_time() - cpu_s,
            rescan_writes=writes(dsn) - before,
            clips=clips_per_second(dsn, folder / "clips", names[:CLIPS]),
            many_mib=peak_mib(dsn, folder / "many", UnmatchedScanner),
            many_again_mib=peak_mib(dsn, folder / "many", UnmatchedScanner),
            push=library_push.measure(folder, dsn),
        )


def main() -> None:
    before_s = calibrate()
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        figures = measure(folder)
    text = report(figures, calibrate() / before_s)
    sys.stdout.write(text)
    PAGE.write_text(text)


def report(figures: LibraryFigures, drift: float) -> str:
    push, low, high = figures.push.ratio("ours", "boto3")
    return f"""# Scans of a library

`make bench-library` on {datetime.now(UTC):%Y-%m-%d}: {figures.files:,} files of {FILMS:,} films and {SHOWS:,} shows that the
catalogue knows, in one folder; one process, nothing of them is probed. The machine is shared and noisy (load
{os.getloadavg()[0]:.0f} on {os.cpu_count()} cores; the same hashing took {drift:.2f} times as long afterwards).

| | |
|---|---|
| files in the library, per second from the start of the scan | {figures.visible:,.0f} |
| names read and matched per second | {figures.matched:,.0f} |
| names that guessit only reads per second, in the same minutes | {figures.guessit:,.0f} |
| names that parsett only reads per second | {figures.parsett:,.0f} |
| files without a match | {figures.unmatched:,} |
| scan after a restart that finds nothing changed | {figures.rescan_s:.1f} s, {figures.rescan_cpu_s:.1f} s of processor time |
| rows it writes | {figures.rescan_writes:,} |
| clips added, matched and probed per second | {figures.clips:,.0f} |
| memory of a process that adds {MANY:,} files | {figures.many_mib:,.0f} MiB |
| memory of one that finds them unchanged | {figures.many_again_mib:,.0f} MiB |
| push to the object store, to boto3's TransferManager | {push:.2f} ({low:.2f}–{high:.2f}), {figures.push.median("ours"):,.0f} MiB/s |

Files are added in batches of 500, one statement each, and are visible then. They are matched in
batches of 250: each distinct question about their names is asked once, and those of a batch in one
statement; titles are counted once for each batch. A push hashes the file twice (its SHA-256, and
the MD5 that the store reports: of the parts, or of the whole file), sends two parts while it reads the next and verifies
the copy; TransferManager sends ten parts at once and verifies nothing afterwards.

A scan that finds nothing changed reads each folder and asks once for each file: the calls to the
system take 0.25 s of processor time for 50,000 files in 12,000 folders, and the rest of it our look
at the names, the rows of the library, and the database. Meanwhile Python looks for cycles of objects
less often: none is made, and looking at all of them took a third of the time. Reading the rows beside the walk, in a
thread, gained nothing: both need the interpreter. It writes no row, which a test holds.
"""


if __name__ == "__main__":
    main()
