"""A library on a real disk and a real database, for tests that need one."""

import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.rows import dict_row
from pydantic import SecretStr

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library.store import roots as roots_store
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.playback.models.stream_grants import Grant
from tests.titles import make_person
from worker.artwork.resize import is_picture
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import OpenCopy, OpenInProgress, RequestHandler
from worker.gateway.routes import ItemRoute
from worker.gateway.server import StreamServer
from worker.scanner.imports import Importer
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.roots import Roots
from worker.scanner.scan import Scanner
from worker.scanner.stability import StabilityTracker

SECRET = SecretStr("a secret of the tests, long enough for everyone")

_minutes = itertools.count()


def a_minute_later() -> datetime:
    """A clock that advances at each call, so that later rows have later times."""
    return datetime.now(UTC) + timedelta(seconds=next(_minutes) / 1000)


@dataclass
class LibraryHarness:
    """A library folder, a download folder, and their scanner and importer."""

    db: Database
    root: Path
    downloads: Path
    cache: Cache
    settle_s: float = 0.0
    pushes: bool = False
    pushes_library: bool = False
    scanner: Scanner = field(init=False)
    importer: Importer = field(init=False)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.downloads.mkdir(parents=True, exist_ok=True)
        ingestor = Ingestor(
            self.db,
            self.cache,
            self.roots,
            a_minute_later,
            uuid4,
            pushes=self.pushes,
            pushes_library=self.pushes_library,
        )
        ticks = itertools.count()
        stability = StabilityTracker(lambda: float(next(ticks)), self.settle_s)
        self.scanner = Scanner(ingestor, stability, Prober(), is_picture=is_picture)
        self.importer = Importer(ingestor, Prober())

    @property
    def roots(self) -> Roots:
        return Roots.of([self.root], self.downloads)

    def advance_clock(self, by: timedelta) -> None:
        """Let time pass for the scanner."""
        now = self.scanner.ingestor.clock
        self.scanner.ingestor = replace(self.scanner.ingestor, clock=lambda: now() + by)

    def put(self, clip: Path, name: str) -> Path:
        """A copy of a clip in the library folder."""
        place = self.root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(clip.read_bytes())
        return place

    def items(self) -> list[dict[str, Any]]:
        """Every row, by path."""
        with self.db.read() as conn, conn.cursor(row_factory=dict_row) as cur:
            cur.execute(
                """
                SELECT id, absolute_path, file_name, file_size_bytes, media_id, episode_id,
                    source_job_id, match_state, match_confidence, match_is_manual, probe_error,
                    container_format, mime_type, video_codec, duration_seconds, scanned_at,
                    stored_at, object_key, object_sha256, push_error, updated_at, xmin::text
                FROM library_items
                ORDER BY absolute_path COLLATE "C"
                """
            )
            return cur.fetchall()

    def missing_names(self) -> list[str]:
        with self.db.read() as conn:
            rows = conn.execute(
                "SELECT file_name FROM library_items WHERE missing_since IS NOT NULL ORDER BY 1"
            )
            return [name for (name,) in rows]

    def item(self) -> dict[str, Any]:
        (only,) = self.items()
        return only

    def finished_download(
        self, files: list[Path], *, media_id: int | None = None, status: str = "completed"
    ) -> UUID:
        """A job whose files lie where they should."""
        job_id, user_id = uuid4(), make_person(self.db)
        with self.db.transaction() as conn:
            conn.execute(
                """
                INSERT INTO download_jobs (id, user_id, media_id, source_type, source, status)
                VALUES (%s, %s, %s, 'direct', 'http://x', %s)
                """,
                [job_id, user_id, media_id, status],
            )
            for index, path in enumerate(files):
                conn.execute(
                    """
                    INSERT INTO download_files (job_id, file_index, path, size_bytes)
                    VALUES (%s, %s, %s, 1)
                    """,
                    [job_id, index, str(path)],
                )
        return job_id


def make_session(db: Database, *, alive_for: timedelta = timedelta(days=30)) -> UUID:
    """A signed-in person's session."""
    session_id, user_id, now = uuid4(), make_person(db), datetime.now(UTC)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
            VALUES (%s, %s, %s, %s, %s)
            """,
            [session_id, user_id, now, now, now + alive_for],
        )
    return session_id


def library_folders(db: Database, *paths: str) -> LibraryFolderService:
    """The folders of a library, as set by the environment."""
    return LibraryFolderService(db, utc_now, paths, "/data")


def set_away(db: Database, folder: str, *points: str) -> None:
    """What the worker found away of a folder of the environment."""
    root = LibraryRoot(folder, source="environment")
    with db.transaction() as conn:
        roots_store.set_away(conn, root=root, away=points, now=utc_now())


def row_versions(db: Database) -> dict[str, list[tuple[str, str]]]:
    """Which version of each row every table has: any write makes another one."""
    with db.read() as conn:
        tables = conn.execute("SELECT relid::regclass::text FROM pg_stat_user_tables").fetchall()
        return {
            table: conn.execute(
                sql.SQL("SELECT ctid::text, xmin::text FROM {}").format(sql.Identifier(table))
            ).fetchall()
            for (table,) in tables
        }


def make_item(
    db: Database,
    path: Path,
    *,
    media_id: int | None = None,
    episode_id: int | None = None,
    mime_type: str = "video/mp4",
    match_state: str | None = None,
    duration_s: int = 6,
    content: str = "video",
) -> UUID:
    """A library item with a probe."""
    item_id = uuid4()
    facts = os.stat(path) if path.exists() else None  # noqa: PTH116  # size and nanoseconds
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO library_items (
                id, absolute_path, file_name, mime_type, match_state, media_id, episode_id,
                file_size_bytes, file_modified_ns, duration_seconds, content, scanned_at
            )
            VALUES (
                %(id)s, %(path)s, %(name)s, %(mime_type)s, %(state)s, %(media_id)s,
                %(episode_id)s, %(size)s, %(modified)s, %(duration_s)s, %(content)s, now()
            )
            """,
            {
                "id": item_id,
                "path": path_to_text(str(path)),
                "name": path_to_text(path.name),
                "mime_type": mime_type,
                "state": match_state or ("matched" if media_id else "unmatched"),
                "media_id": media_id,
                "episode_id": episode_id,
                "duration_s": duration_s,
                "content": content,
                "size": facts.st_size if facts else 0,
                "modified": facts.st_mtime_ns if facts else 0,
            },
        )
    return item_id


def address(
    item_id: UUID, session_id: UUID, *, lasts: timedelta = timedelta(hours=1), path: str = ""
) -> str:
    """A signed path of the stream gateway."""
    grant = Grant(session_id, item_id, datetime.now(UTC) + lasts)
    return f"{path or f'/stream/{item_id}'}?{grant.query(SECRET)}"


@contextmanager
def streaming(
    db: Database,
    roots: Roots,
    open_in_progress: OpenInProgress = lambda _job_id, _file_index: None,
    now_s: Callable[[], float] = time.monotonic,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    routes: Sequence[ItemRoute] = (),
    open_copy: OpenCopy = lambda _: None,
    **options: Any,
) -> Iterator[StreamServer]:
    """The stream gateway on a free port."""
    generations = SessionGenerations(SharedGenerations(None))
    authorizer = Authorizer(db, SECRET, clock, generations, now_s)
    handler = RequestHandler(
        authorizer, roots, clock, open_in_progress, "same-origin", tuple(routes), open_copy
    )
    server = StreamServer(handler, "127.0.0.1", 0, **options)
    server.open()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(60)


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """One connection, spoken to in plain HTTP."""

    def __init__(self, port: int, *, receive_buffer: int | None = None) -> None:
        self.link = socket.socket()
        if receive_buffer:
            self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.link.settimeout(20)
        self.link.connect(("127.0.0.1", port))
        self.stream = self.link.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.stream.close()
        self.link.close()

    def send(self, path: str, *, method: str = "GET", **headers: str) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: seen.test"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.link.sendall("\r\n".join([*lines, "", ""]).encode())

    def head(self) -> Response:
        """Status and headers of the next answer."""
        first = self.stream.readline().decode()
        assert first, "the connection was closed"
        headers = {}
        while line := self.stream.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return Response(int(first.split()[1]), headers, b"")

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Response:
        self.send(path, method=method, **headers)
        answer = self.head()
        if method != "HEAD" and answer.status != 304:
            answer.body = self.stream.read(int(answer.headers["content-length"]))
        return answer
