"""The stream gateway compared with nginx: server CPU seconds per GB, because client and server share two cores."""

import hashlib
import http.client
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
from pydantic import SecretStr

from chalicelib.playback.models.stream_grants import Grant
from localstack import ports
from tests.bench.method import Series, cpu_seconds, interleave, server

SIZE = 1024**3
RANGE = 4 * 1024**2
CONNECTIONS = 8
CHECKED_EVERY = 64  # each so many ranges one is compared with the file, outside the measured time

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextmanager
def film() -> Iterator[Path]:
    """A gigabyte in which every place is different, in the page cache."""
    with tempfile.TemporaryDirectory(prefix="seen-bench-film-") as folder:
        path = Path(folder) / "film.mp4"
        with path.open("wb") as out:
            for number in range(SIZE // (1024 * 1024)):
                out.write(hashlib.sha256(str(number).encode()).digest() * 32768)
        path.chmod(0o644)
        Path(folder).chmod(0o755)
        yield path


@contextmanager
def nginx(path: Path) -> Iterator[tuple[int, str, int]]:
    """Port, address of the film, pid."""
    with tempfile.TemporaryDirectory(prefix="seen-bench-nginx-") as folder:
        port = ports.any_free()
        config = Path(folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, root=path.parent))
        with server([shutil.which("nginx") or "nginx", "-c", config, "-p", folder]) as process:
            wait_for_port(port)
            yield port, f"/{path.name}", process.pid


def wait_for_port(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return


def read_all(port: int, target: str, pid: int, path: Path) -> dict[str, float]:
    """Read the whole film in ranges over several connections; CPU seconds per GB of the server."""
    before = cpu_seconds(pid)
    failures: list[str] = []
    per_connection = SIZE // CONNECTIONS

    def read(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        buffer = bytearray(RANGE)
        with path.open("rb") as original:
            for turn, first in enumerate(
                range(number * per_connection, (number + 1) * per_connection, RANGE)
            ):
                connection.request(
                    "GET", target, headers={"Range": f"bytes={first}-{first + RANGE - 1}"}
                )
                response = connection.getresponse()
                if response.status != http.client.PARTIAL_CONTENT:
                    failures.append(f"status {response.status}")
                    return
                view = memoryview(buffer)
                while view:
                    view = view[response.readinto(view) :]
                response.read()
                if turn % CHECKED_EVERY == 0:
                    original.seek(first)
                    if original.read(RANGE) != buffer:
                        failures.append(f"wrong bytes at {first}")
                        return
        connection.close()

    threads = [threading.Thread(target=read, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"the film was read wrongly: {failures[0]}")
    return {"CPU s per GB": (cpu_seconds(pid) - before) / (SIZE / 1e9)}


@contextmanager
def ours(env: dict[str, str], path: Path) -> Iterator[tuple[int, str, int]]:
    """Our gateway with the film in its library: port, signed address, pid."""
    port = ports.any_free()
    settings = env | {"SEEN_STREAM_PORT": str(port), "SEEN_LIBRARY_ROOTS": str(path.parent)}
    (target,) = shelved(settings, path)
    with server([sys.executable, "-m", "tests.bench.stream_server"], env=settings) as process:
        wait_for_port(port)
        yield port, target, process.pid


def shelved(env: dict[str, str], path: Path, sessions: int = 1) -> list[str]:
    """Put the film into the library, and sign its address for each session."""
    item_id, user_id = uuid4(), uuid4()
    session_ids = [uuid4() for _ in range(sessions)]
    now = datetime.now(UTC)
    with psycopg.connect(env["DATABASE_URL"]) as conn, conn.cursor() as cur:
        cur.execute(
            "INSERT INTO users"
            " (id, email, display_name, password_hash, role, created_at, updated_at)"
            " VALUES (%s, %s, 'Bench', '', 'user', %s, %s)",
            [user_id, f"{user_id}@seen.example", now, now],
        )
        cur.executemany(
            "INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [[each, user_id, now, now, now + timedelta(days=1)] for each in session_ids],
        )
        cur.execute(
            "INSERT INTO library_items (id, absolute_path, file_name, mime_type, match_state)"
            " VALUES (%s, %s, %s, 'video/mp4', 'unmatched')",
            [item_id, str(path.resolve()), path.name],
        )
    secret = SecretStr(env["SEEN_SECRET"])
    grants = [Grant(each, item_id, now + timedelta(hours=1)) for each in session_ids]
    return [f"/stream/{item_id}?{grant.query(secret)}" for grant in grants]


def race(env: dict[str, str]) -> dict[str, Series] | None:
    """None when there is no nginx to race against, or no /proc to read its CPU time from."""
    if shutil.which("nginx") is None or not Path("/proc/self/stat").exists():
        return None
    with film() as path, ours(env, path) as stream, nginx(path) as peer:
        return interleave(
            {
                "seen: stream gateway": lambda: read_all(*stream, path),
                "nginx, sendfile": lambda: read_all(*peer, path),
            }
        )
