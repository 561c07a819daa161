"""`python -m worker imdb-sync`: one import of the IMDb files into the catalogue."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard
from worker.imdb import dataset_files, line_file
from worker.imdb.dataset_download import DEFAULT_URL, Downloads
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.errors import AlreadyRunning
from worker.imdb.progress import ImportProgress, on_terminal
from worker.imdb.sync import Options, Sync, SyncOutcome

LINE_BYTES = 90  # on average

#: The values of `--only`.
FILES = {
    "titles": (dataset_files.BASICS,),
    "episodes": (dataset_files.EPISODES,),
    "ratings": (dataset_files.RATINGS,),
    "akas": dataset_files.WITH_AKAS,
    "people": dataset_files.WITH_PEOPLE,
    "names": dataset_files.WITH_PEOPLE,
}
PEOPLE = frozenset(("people", "names"))


def run(words: Sequence[str]) -> int:
    """Run the import; 0 when the catalogue is up to date now."""
    args = argument_parser().parse_args(words)
    settings = get(Settings)
    folder = DatasetFolder(args.folder or settings.data_dir / "imdb")
    progress = ImportProgress(terminal=on_terminal())
    downloads: Downloads | None = Downloads(
        get(NetworkGuard), args.file_url or settings.seen_imdb_url or DEFAULT_URL, folder, progress
    )
    if args.dir is not None:
        for file in dataset_files.EVERY_FILE:
            if (args.dir / file.file_name).exists():
                folder.take(args.dir / file.file_name, file)
        downloads = None
    if args.batch:
        line_file.BLOCK_BYTES = max(args.batch * LINE_BYTES, 64 * 1024)
    if progress.terminal is not None:
        logging.getLogger().setLevel(logging.WARNING)
    sync = Sync(
        settings.database_url.get_secret_value(),
        folder,
        Options(
            is_forced=args.force,
            is_adult=args.adult,
            only=frozenset(file for name in args.only or () for file in FILES[name]),
            has_akas=args.with_akas or "akas" in (args.only or ()),
            has_people=args.with_people or not PEOPLE.isdisjoint(args.only or ()),
            workers=args.workers,
        ),
        downloads,
        progress,
        on_change=lambda: get(Cache).invalidate(CATALOGUE),
        run_id=args.run,
    )
    try:
        outcome = sync.run()
    except AlreadyRunning as error:
        outcome = SyncOutcome("failed", message=str(error))
    sys.stderr.write(f"{message_of(outcome)}\n")
    return 0 if outcome.state in {"completed", "unchanged"} else 1


def message_of(outcome: SyncOutcome) -> str:
    messages = {"completed": "The catalogue is up to date.", "unchanged": "Nothing is new."}
    return messages.get(outcome.state, outcome.message)


def argument_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m worker imdb-sync",
        description="Import IMDb's files into the catalogue. They are for personal and "
        "non-commercial use: https://developer.imdb.com/non-commercial-datasets/",
    )
    parser.add_argument("--dir", type=Path, help="use the files in this folder, download nothing")
    parser.add_argument("--folder", type=Path, help="keep files here (default: imdb/ in the data)")
    parser.add_argument("--file-url", metavar="BASE", help=f"use this address, not {DEFAULT_URL}")
    parser.add_argument("--batch", type=int, metavar="N", help="lines sent to the database at once")
    workers = parser.add_argument("--workers", type=int, choices=(1, 2), default=2)
    workers.help = "connections that read files"
    only = parser.add_argument("--only", action="append", choices=tuple(FILES))
    only.help = "download only this file again; may be repeated"
    parser.add_argument("--with-akas", action="store_true", help="import alternate titles")
    parser.add_argument("--with-people", action="store_true", help="import casts and crews")
    parser.add_argument(
        "--force", action="store_true", help="import even if nothing changed or rows are missing"
    )
    parser.add_argument("--adult", action="store_true", help="include titles for adults")
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    return parser
