"""Files as other services export them, made up here, and a person who imports them."""

import csv
import gzip
import io
import json
import threading
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from chalicelib.history_imports.models import (
    MAX_PART_BYTES,
    HistoryImport,
    NewImport,
    ReviewQuery,
    TitleMatch,
)
from chalicelib.history_imports.models.import_entries import ReadRow
from chalicelib.history_imports.service import HistoryImportService
from chalicelib.history_imports.service.worker_operations import HistoryImportWork
from tests.tracking import Living
from worker.history_imports.readers import READERS, recognize
from worker.history_imports.runner import HistoryImportRunner
from worker.history_imports.source_files import open_upload

Row = Mapping[str, object]


def table(*rows: Row, columns: Sequence[str] = (), **style: Any) -> str:
    """A CSV table; the columns of the first row, or more of them in another order."""
    text = io.StringIO()
    names = list(columns) or list(rows[0])
    writer = csv.DictWriter(text, names, restval="", **style)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode())


def read(name: str, content: str | bytes) -> list[ReadRow]:
    """What the recognised reader makes of a file."""
    files = open_upload(name, content.encode() if isinstance(content, str) else content)
    found = recognize(files)
    assert found is not None, f"{name} is not recognised"
    return list(READERS[found].read(files))


def trakt_movie(title: str, year: int | None = None, **ids: object) -> dict[str, Any]:
    return {"title": title, "year": year, "ids": {"trakt": 1, "slug": "x", **ids}}


def trakt_play(
    subject: Mapping[str, Any],
    watched_at: str,
    *,
    id: int | None = None,
    episode: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """An entry of the history: of a film, or with `episode` of a show."""
    entry: dict[str, Any] = {"watched_at": watched_at, "action": "watch"}
    if id is not None:
        entry["id"] = id
    if episode is None:
        return {**entry, "type": "movie", "movie": dict(subject)}
    season, number = episode
    part = {"season": season, "number": number, "title": "", "ids": {"trakt": 2}}
    return {**entry, "type": "episode", "show": dict(subject), "episode": part}


def trakt_zip(**files: Iterable[Mapping[str, Any]]) -> bytes:
    """`watched_history=[…]` becomes `watched-history.json`."""
    return zipped(
        {f"{name.replace('_', '-')}.json": json.dumps(list(items)) for name, items in files.items()}
    )


def letterboxd_zip(
    *, lists: Mapping[str, Sequence[str]] | None = None, **tables: Sequence[Row]
) -> bytes:
    """
    `diary`, `watched`, `ratings`, `watchlist` and `likes_films`, each with its columns.

    `lists` are films by the name of their list.
    """
    diary = ("Rating", "Rewatch", "Tags", "Watched Date")
    columns = {
        "deleted_diary": diary,
        "diary": diary,
        "ratings": ("Rating",),
        "reviews": ("Rating", "Rewatch", "Review", "Tags", "Watched Date"),
    }
    files = {
        f"lists/{name}.csv": _letterboxd_list(name, *films) for name, films in (lists or {}).items()
    }
    return zipped(
        files
        | {
            f"{name.replace('_', '/')}.csv": table(
                *rows, columns=("Date", "Name", "Year", "Letterboxd URI", *columns.get(name, ()))
            )
            for name, rows in tables.items()
        }
    )


def _letterboxd_list(name: str, *films: str) -> str:
    about = {"Date": "2024-03-08", "Name": name, "Tags": "", "URL": "", "Description": ""}
    entries = [
        {"Position": n, "Name": film, "Year": "", "URL": "", "Description": ""}
        for n, film in enumerate(films, start=1)
    ]
    columns = ("Position", "Name", "Year", "URL", "Description")
    return f"{table(about)}\n{table(*entries, columns=columns)}"


class Importing(Living):
    """A person, the service of imports, and the worker's part, run by hand."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.imports = HistoryImportService(self.db, self.clock, uuid4, self.catalog)
        self.work = HistoryImportWork(self.db, self.cache, self.clock)
        self.runner = HistoryImportRunner(self.work, threading.Event())

    def upload(
        self, content: bytes | str, name: str = "export.zip", time_zone: str = "UTC"
    ) -> HistoryImport:
        """Send a file in parts."""
        content = content.encode() if isinstance(content, str) else content
        new = NewImport(fileName=name, sizeBytes=len(content), timeZone=time_zone)
        made = self.imports.create(self.user, new)
        for number, start in enumerate(range(0, len(content), MAX_PART_BYTES)):
            data = b64encode(content[start : start + MAX_PART_BYTES]).decode()
            self.imports.receive(self.user, made.id, number, data)
        return self.imports.get(self.user, made.id)

    def read(self, content: bytes | str, name: str = "export.zip", **how: str) -> HistoryImport:
        """Upload a file and read it: the dry run."""
        made = self.upload(content, name, **how)
        self.imports.read(self.user, made.id)
        self.runner.read(made.id)
        return self.imports.get(self.user, made.id)

    def apply(self, made: HistoryImport) -> HistoryImport:
        self.wait(seconds=1)
        self.imports.apply(self.user, made.id)
        self.runner.apply(made.id)
        return self.imports.get(self.user, made.id)

    def take_back(self, made: HistoryImport) -> HistoryImport:
        self.wait(seconds=1)
        self.imports.undo(self.user, made.id)
        self.runner.undo(made.id)
        return self.imports.get(self.user, made.id)

    def bring_in(self, content: bytes | str, name: str = "export.zip") -> HistoryImport:
        """Read a file and apply it, if anything of it is new."""
        made = self.read(content, name)
        return self.apply(made) if made.can_apply else made

    def review(self, made: HistoryImport, match: TitleMatch = TitleMatch.UNCERTAIN) -> Any:
        return self.imports.review(self.user, made.id, ReviewQuery(match=match)).items

    def plays_of(self, media_id: int | None = None) -> list[tuple[object, ...]]:
        """Title, episode, time and precision of each play, in order of time."""
        with self.db.read() as conn:
            return conn.execute(
                """
                SELECT media_id, episode_id, nullif(watched_at, '-infinity'), precision, source
                FROM user_plays
                WHERE user_id = %s AND (%s::bigint IS NULL OR media_id = %s)
                ORDER BY watched_at, media_id, episode_id, id
                """,
                [self.user, media_id, media_id],
            ).fetchall()

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the person has, without numbers and times of rows."""
        tables = {
            "user_plays": "media_id, episode_id, watched_at::text, precision, source",
            "user_watched": "media_id, episode_id, plays, watched_at::text, last_watched_at::text",
            "user_ratings": "media_id, season_number, episode_id, rating, updated_at::text",
            "user_watch_later": "media_id, updated_at::text",
            "user_favorites": "media_id, updated_at::text",
            "user_statuses": "media_id, status",
            "user_games": "media_id, status, minutes_played, last_played_at::text",
            "user_playthroughs": "media_id, completion, finished_on::text, other_minutes",
            "user_progress": "media_id, episode_id, position_seconds",
            "user_notes": "media_id, note, note_at::text, review, review_at::text",
            "user_tags": "media_id, name, added_at::text",
            "collections": "name, description, visibility",
        }
        with self.db.read() as conn:
            return {
                name: conn.execute(
                    f"SELECT {columns} FROM {name} WHERE user_id = %s ORDER BY 1, 2, {columns}",  # noqa: S608
                    [self.user],
                ).fetchall()
                for name, columns in tables.items()
            }

    def collections_of(self) -> dict[str, list[int]]:
        """The titles of each collection of the person, in their order."""
        with self.db.read() as conn:
            rows = conn.execute(
                """
                SELECT c.name,
                       coalesce(array_agg(i.media_id ORDER BY i.rank)
                           FILTER (WHERE i.media_id IS NOT NULL), '{}')
                FROM collections AS c
                LEFT JOIN collection_items AS i ON i.collection_id = c.id
                WHERE c.user_id = %s
                GROUP BY c.id
                """,
                [self.user],
            ).fetchall()
        return dict(rows)


def counts(made: HistoryImport, kind: str = "play") -> dict[str, int]:
    """The counts of a kind that are not zero."""
    for each in made.counts:
        if each.kind == kind:
            return {name: n for name, n in each.model_dump(exclude={"kind"}).items() if n}
    return {}


def give_id(db: Any, media_id: int, source: str, external_id: str) -> None:
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            SELECT id, %s, media_type, %s FROM media_items WHERE id = %s
            """,
            [source, external_id, media_id],
        )
