"""The two commands: export titles to a file for review, and import the reviewed file."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.catalog.store import custom_genres, facet_counts
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.genres import review_file

USUAL_LIMIT = 1_000  # about an afternoon of reviewing
MAX_MISTAKES = 20  # reported at once
STATEMENT_TIMEOUT_MS = 600_000  # a scan of a million titles outside any request


class InvalidReviewFile(Exception):
    """Why nothing was imported, line by line."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    titles: int
    changes: int


def export_command(arguments: Sequence[str]) -> int:
    """`genres-export FILE [--limit N] [--filter TEXT]`; returns the exit status."""
    parser = argparse.ArgumentParser("python -m worker genres-export", description=__doc__)
    parser.add_argument("file", type=Path, help="the sheet, which must not be there yet")
    parser.add_argument("--limit", type=int, default=USUAL_LIMIT, help="of titles")
    parser.add_argument("--filter", default=None, help="part of a title's or of a genre's name")
    given = parser.parse_args(arguments)
    if given.limit < 1:
        parser.error("--limit is at least 1")
    database = _database()
    try:
        count = export_file(database, given.file, limit=given.limit, text=given.filter)
    except OSError as error:
        return _refuse(f"{given.file}: {error.strerror}")
    finally:
        database.close()
    sys.stdout.write(f"titles to review in {given.file}: {count}\n")
    return 0


def import_command(arguments: Sequence[str]) -> int:
    """`genres-import FILE`; returns the exit status."""
    parser = argparse.ArgumentParser("python -m worker genres-import", description=__doc__)
    parser.add_argument("file", type=Path, help="a reviewed sheet")
    given = parser.parse_args(arguments)
    database = _database()
    try:
        brought = import_file(database, get(Cache), given.file)
    except OSError as error:
        return _refuse(f"{given.file}: {error.strerror}")
    except InvalidReviewFile as error:
        return _refuse(f"{given.file}: nothing was brought in\n{error}")
    finally:
        database.close()
    sys.stdout.write(f"titles reviewed: {brought.titles}, genres changed: {brought.changes}\n")
    return 0


def export_file(db: Database, file: Path, *, limit: int, text: str | None) -> int:
    """
    Write the file; returns its number of titles.

    Never overwrites an existing file, which may hold reviews. Raises `OSError`.
    """
    pattern = None if text is None else f"%{_escaped(text)}%"
    with db.read() as conn:
        rows = custom_genres.unreviewed(conn, pattern=pattern, limit=limit)
        custom = list(custom_genres.custom_genres(conn))
    cells = (
        (
            row.id,
            row.media_type,
            row.title,
            "" if row.year is None else row.year,
            ", ".join(row.genres),
            ", ".join(row.custom),
        )
        for row in rows
    )
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.writelines(review_file.format_lines(cells, custom))
    return len(rows)


def import_file(db: Database, cache: Cache, file: Path, clock: Clock = utc_now) -> ImportResult:
    """
    Import a reviewed file. Idempotent.

    Raises `InvalidReviewFile`, with nothing written, when a single line is wrong; or `OSError`.
    """
    try:
        with file.open(encoding="utf-8-sig") as given:
            lines = list(given)
    except UnicodeDecodeError as error:
        raise InvalidReviewFile("it is not text in UTF-8") from error
    reviewed, mistakes = review_file.parse_lines(lines)
    ids = [each.media_id for each in reviewed]
    with db.transaction() as conn:
        custom = {name.lower(): genre for name, genre in custom_genres.custom_genres(conn).items()}
        mistakes += review_file.find_unknown(
            reviewed, custom_genres.lock_existing(conn, ids=ids), custom
        )
        if mistakes:
            raise InvalidReviewFile(_in_lines(mistakes))
        pairs = [(each.media_id, custom[n.lower()]) for each in reviewed for n in each.custom]
        changes = custom_genres.assign(conn, media_ids=ids, pairs=list(dict.fromkeys(pairs)))
        custom_genres.mark(conn, ids=ids, now=clock())
        if changes:
            facet_counts.recount(conn)
    if changes:
        cache.invalidate(CATALOGUE)
    return ImportResult(len(reviewed), changes)


def _in_lines(mistakes: list[review_file.LineError]) -> str:
    mistakes.sort(key=lambda mistake: mistake.line)
    shown = [str(mistake) for mistake in mistakes[:MAX_MISTAKES]]
    if len(mistakes) > MAX_MISTAKES:
        shown.append(f"and {len(mistakes) - MAX_MISTAKES} more")
    return "\n".join(shown)


def _escaped(text: str) -> str:
    """`text` escaped for a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _database() -> Database:
    dsn = get(Settings).database_url.get_secret_value()
    return Database(dsn, max_connections=1, statement_timeout_ms=STATEMENT_TIMEOUT_MS)


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1
