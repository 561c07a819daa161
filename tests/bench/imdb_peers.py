"""Other importers of the IMDb files, on fewer rows: they take minutes for what we do in seconds."""

import gzip
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import imdb_files
from worker.imdb.dataset_files import AKAS, CORE, CREW, EVERY_FILE, NAMES, PRINCIPALS
from worker.imdb.line_file import open_lines

ROWS = 200_000
PACKAGES = ("cinemagoer==2023.5.1", "SQLAlchemy<2", "psycopg2-binary", "imdb-sqlite")


def race(place: Path, dsn: str) -> dict[str, float | str]:
    """Lines a second of the files they read, or why that is not known."""
    programs = installed(place / "peers")
    if programs is None:
        reason = "not measured: it could not be installed"
        return {"cinemagoer's s32cinemagoer.py": reason, "imdb-sqlite": reason}
    files = place / f"files-peers-{ROWS}"
    if not (files / "first").exists():
        imdb_files.make(files, ROWS)
    return {
        "cinemagoer's s32cinemagoer.py, title.basics into PostgreSQL": cinemagoer(
            programs, files / "first", place, dsn
        ),
        "imdb-sqlite, basics, episodes and ratings into SQLite": imdb_sqlite(
            programs, files / "first", place
        ),
    }


def installed(place: Path) -> Path | None:
    """The folder of programs of a virtual environment of theirs; None without a network."""
    programs = place / "bin"
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        steps = (
            [sys.executable, "-m", "venv", str(place)],
            [str(programs / "python"), "-m", "pip", "install", "--quiet", *PACKAGES],
        )
        for step in steps:
            if subprocess.run(step, capture_output=True, check=False).returncode:
                return None
        (place / "done").touch()
    return programs


def cinemagoer(programs: Path, files: Path, place: Path, dsn: str) -> float | str:
    folder = place / "peers-cinemagoer"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(files / "title.basics.tsv.gz", folder)
    script = next(programs.glob("s32*.py"), None)
    if script is None:
        return "not measured: its program is missing"
    began = time.perf_counter()
    done = subprocess.run(
        [str(programs / "python"), str(script), str(folder), dsn],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    return ROWS / seconds if done.returncode == 0 else f"not measured: {done.stderr[-160:]!r}"


def lines_in(files: Path) -> int:
    """Of the three files together."""
    count = 0
    for file in CORE:
        with open_lines(file, files / file.file_name) as lines:
            count += sum(block.count(b"\n") for block in lines.blocks())
    return count


def imdb_sqlite(programs: Path, files: Path, place: Path) -> float | str:
    folder = place / "peers-sqlite"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in EVERY_FILE:
        if file in (AKAS, CREW, NAMES, PRINCIPALS):
            (folder / file.file_name).write_bytes(gzip.compress(file.header + b"\n"))
        else:
            shutil.copy(files / file.file_name, folder)
    began = time.perf_counter()
    done = subprocess.run(
        [
            *(str(programs / "imdb-sqlite"), "--db", str(folder / "imdb.db")),
            *("--cache-dir", str(folder), "--verbose"),
        ],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    return (
        lines_in(files) / seconds
        if done.returncode == 0
        else f"not measured: {done.stderr[-160:]!r}"
    )
