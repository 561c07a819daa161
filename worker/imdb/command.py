"""`python -m worker imdb-sync`: the IMDb files brought into the catalogue, once."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.imdb import lines
from worker.imdb.download import HOME, Downloads
from worker.imdb.errors import AlreadyRunning
from worker.imdb.files import (
    BASICS,
    EPISODES,
    EVERY_FILE,
    RATINGS,
    WITH_AKAS,
    WITH_PEOPLE,
    ImdbFile,
)
from worker.imdb.folder import Folder
from worker.imdb.importing import Options, Outcome
from worker.imdb.progress import Progress, on_terminal
from worker.imdb.sync import Sync

LINE_BYTES = 90  # about

#: What `--only` may name.
FILES: dict[str, tuple[ImdbFile, ...]] = {
    "titles": (BASICS,),
    "episodes": (EPISODES,),
    "ratings": (RATINGS,),
    "akas": WITH_AKAS,
    "people": WITH_PEOPLE,
    "names": WITH_PEOPLE,
}
PEOPLE = frozenset(("people", "names"))


def run(words: Sequence[str]) -> int:
    """Run the import; 0 when the catalogue is up to date now."""
    given = parser().parse_args(words)
    settings = get(Settings)
    folder = Folder(given.folder or settings.data_dir / "imdb")
    progress = Progress(terminal=on_terminal())
    downloads: Downloads | None = Downloads(
        get(NetworkGuard), given.file_url or settings.seen_imdb_url or HOME, folder, progress
    )
    if given.dir is not None:
        for file in EVERY_FILE:
            if (given.dir / file.file_name).exists():
                folder.take(given.dir / file.file_name, file)
        downloads = None
    if given.batch:
        lines.BLOCK_BYTES = max(given.batch * LINE_BYTES, 64 * 1024)
    if progress.terminal is not None:
        logging.getLogger().setLevel(logging.WARNING)
    sync = Sync(
        settings.database_url.get_secret_value(),
        folder,
        Options(
            is_forced=given.force,
            is_adult=given.adult,
            only=frozenset(file for name in given.only or () for file in FILES[name]),
            has_akas=given.with_akas or "akas" in (given.only or ()),
            has_people=given.with_people or not PEOPLE.isdisjoint(given.only or ()),
            workers=given.workers,
        ),
        downloads,
        progress,
        changed=lambda: get(Cache).invalidate(CATALOGUE),
        run_id=given.run,
    )
    try:
        outcome = sync.run()
    except AlreadyRunning as error:
        outcome = Outcome("failed", message=str(error))
    sys.stderr.write(f"{said(outcome)}\n")
    return 0 if outcome.state in {"completed", "unchanged"} else 1


def said(outcome: Outcome) -> str:
    if outcome.state == "completed":
        return "The catalogue is up to date."
    if outcome.state == "unchanged":
        return "Nothing is new."
    return outcome.message


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m worker imdb-sync",
        description="Bring IMDb's files into the catalogue. They are for personal and "
        "non-commercial use: https://developer.imdb.com/non-commercial-datasets/",
    )
    made.add_argument("--dir", type=Path, help="take the files from here, fetch nothing")
    made.add_argument(
        "--folder", type=Path, help="where they are kept (default: imdb/ in the data)"
    )
    made.add_argument("--file-url", metavar="BASE", help=f"fetch them from here, not from {HOME}")
    made.add_argument("--batch", type=int, metavar="N", help="lines handed to the database at once")
    made.add_argument(
        "--workers", type=int, choices=(1, 2), default=2, help="connections that build anew"
    )
    made.add_argument(
        "--only",
        action="append",
        choices=tuple(FILES),
        help="fetch only this file anew; may be repeated",
    )
    made.add_argument("--with-akas", action="store_true", help="what titles are called elsewhere")
    made.add_argument("--with-people", action="store_true", help="casts and crews")
    made.add_argument("--force", action="store_true", help="import, whatever speaks against it")
    made.add_argument("--adult", action="store_true", help="titles for adults as well")
    made.add_argument("--run", type=int, help=argparse.SUPPRESS)
    return made
