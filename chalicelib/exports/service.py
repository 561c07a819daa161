"""
The export of an account: archives of files that other programs read.

An archive is made while it is asked for, in memory: rows are read some thousands at a time and
compressed at once, so it needs no store and no second visit.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.exports.errors import ExportTooLarge
from chalicelib.exports.models import COLUMNS, EXPORTED, ExportFormat
from chalicelib.exports.store import letterboxd_rows, user_rows
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

MAX_BYTES = 200 << 20  # compressed: a hundred times the most diligent diary

README = """\
Everything that /seen/ keeps for you, once as JSON and once as CSV.

Times are in UTC (ISO 8601). An empty watched_at of a play means that the time is unknown.
Titles have their ids at IMDb (imdb_id) and TMDB (tmdb_id); media_id, episode_id and id are only
known to the server that wrote this.
"""
#: https://letterboxd.com/about/importing-data/
LETTERBOXD_COLUMNS = ("imdbID", "tmdbID", "Title", "Year", "Rating10", "WatchedDate", "Rewatch")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Archive:
    file_name: str
    body: bytes  # a zip file


@dataclass(frozen=True, slots=True)
class ExportService:
    db: Database
    clock: Clock

    def export(self, user_id: UUID, form: ExportFormat) -> Archive:
        """Everything of a person, as it is at this moment. Raises `ExportTooLarge`."""
        day = self.clock().date().isoformat()
        write = _write_everything if form is ExportFormat.SEEN else _write_letterboxd
        with self.db.transaction() as conn:
            user_rows.begin(conn)
            return Archive(f"{form}-{day}.zip", _archive(conn, user_id, write))


def _archive(
    conn: Connection, user_id: UUID, write: Callable[[Connection, UUID, "_Files"], None]
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        write(conn, user_id, _Files(archive, buffer))
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Files:
    archive: zipfile.ZipFile
    buffer: io.BytesIO

    @contextmanager
    def text(self, name: str) -> Iterator[io.TextIOWrapper]:
        with (
            self.archive.open(name, "w", force_zip64=True) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
        ):
            yield text

    def check_size(self) -> None:
        if self.buffer.tell() > MAX_BYTES:
            raise ExportTooLarge("This is more than fits into one export.")


def _write_everything(conn: Connection, user_id: UUID, files: _Files) -> None:
    with files.text("README.txt") as text:
        text.write(README)
    tables = user_rows.find_tables(conn, EXPORTED, columns=COLUMNS)
    for table in tables:
        name = EXPORTED[table.name]
        with files.text(f"json/{name}.json") as text:
            rows = user_rows.read(conn, table, tables=tables, user_id=user_id)
            _write_json(text, rows, files)
        with files.text(f"csv/{name}.csv") as text:
            rows = user_rows.read(conn, table, tables=tables, user_id=user_id)
            _write_csv(text, rows, files)


def _write_letterboxd(conn: Connection, user_id: UUID, files: _Files) -> None:
    for name, statement in (
        ("diary", letterboxd_rows.DIARY),
        ("ratings", letterboxd_rows.RATINGS),
        ("watchlist", letterboxd_rows.WATCHLIST),
    ):
        with files.text(f"{name}.csv") as text:
            rows = letterboxd_rows.read(conn, statement, user_id=user_id)
            _write_csv(text, map(_letterboxd_row, rows), files, header=LETTERBOXD_COLUMNS)


def _letterboxd_row(row: Row) -> Row:
    rating = row.get("rating")
    return {
        "imdbID": row["imdb_id"],
        "tmdbID": row["tmdb_id"],
        "Title": row["media_title"],
        "Year": row["year"],
        "Rating10": None if rating is None else int(rating + 0.5),  # half a star is 1
        "WatchedDate": row.get("watched_on"),
        "Rewatch": "true" if row.get("is_rewatch") else None,
    }


def _write_json(text: io.TextIOWrapper, rows: Iterable[Row], files: _Files) -> None:
    """An array with one object a line."""
    separator = "[\n"
    for row in rows:
        text.write(separator + json.dumps(_plain(row), ensure_ascii=False))
        separator = ",\n"
        files.check_size()
    text.write("[]\n" if separator == "[\n" else "\n]\n")


def _write_csv(
    text: io.TextIOWrapper, rows: Iterable[Row], files: _Files, header: Iterable[str] = ()
) -> None:
    """Comma-separated values with a header (RFC 4180); lists and objects as JSON."""
    writer = csv.writer(text)
    names = list(header)
    if names:
        writer.writerow(names)
    for row in rows:
        if not names:
            names = list(row)
            writer.writerow(names)
        writer.writerow(map(_cell, _plain(row).values()))
        files.check_size()


def _plain(row: Row) -> Row:
    """An unknown moment is stored as `-infinity`."""
    return {name: None if value == "-infinity" else value for name, value in row.items()}


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, bool)) else value
