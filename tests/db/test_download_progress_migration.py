"""Migration 0029 carries the progress and the seeding of jobs over."""

from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from chalicelib import migrate
from tests.databases import on_server

NAME = "0029_download_progress.sql"


@pytest.fixture
def before(postgres):
    """A database of the release before."""
    name = f"seen_{uuid4().hex}"
    on_server(postgres, "CREATE DATABASE {}", name)
    with psycopg.connect(postgres.url(name), autocommit=True, row_factory=dict_row) as conn:
        for file, text in migrate.files():
            if file < NAME:
                conn.execute(text)
        yield conn
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def apply(conn: psycopg.Connection) -> None:
    (text,) = (text for file, text in migrate.files() if file == NAME)
    with conn.transaction():
        conn.execute(text)


def insert_job(conn: psycopg.Connection, **columns: object):
    user_id, job_id = uuid4(), uuid4()
    conn.execute(
        """
        INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
        VALUES (%s, %s, 'Rosa', 'x', 'user', now(), now())
        """,
        [user_id, f"{user_id}@example.com"],
    )
    names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns))
    conn.execute(
        psycopg.sql.SQL(
            "INSERT INTO download_jobs (id, user_id, source_type, source, {})"
            " VALUES (%s, %s, 'magnet', 'x', {})"
        ).format(names, psycopg.sql.SQL(", ").join([psycopg.sql.SQL("%s")] * len(columns))),
        [job_id, user_id, *columns.values()],
    )
    return job_id


def test_a_job_that_is_downloaded_keeps_its_progress_and_its_fencing_token(before):
    job_id = insert_job(
        before,
        status="downloading",
        worker_id="w",
        attempt=3,
        detail="checking",
        progress_percent=42,
        bytes_total=1000,
        bytes_downloaded=420,
        bytes_at_claim=400,
        bytes_uploaded=7,
        eta_seconds=9,
        peers_connected=5,
    )

    apply(before)

    row = before.execute("SELECT * FROM download_progress WHERE job_id = %s", [job_id]).fetchone()
    carried = {
        "attempt": 3,
        "detail": "checking",
        "progress_percent": 42,
        "bytes_total": 1000,
        "bytes_downloaded": 420,
        "bytes_at_claim": 400,
        "bytes_uploaded": 7,
        "eta_seconds": 9,
        "peers_connected": 5,
    }
    assert {name: row[name] for name in carried} == carried
    assert before.execute("SELECT count(*) AS n FROM download_seeding").fetchone() == {"n": 0}


def test_a_seeding_torrent_keeps_its_seeding_time(before):
    job_id = insert_job(
        before,
        status="completed",
        progress_percent=100,
        seeding_since="2026-11-01T00:00:00Z",
        seeding_seconds=77,
    )

    apply(before)

    seeding = before.execute("SELECT * FROM download_seeding").fetchone()
    assert (seeding["job_id"], seeding["seconds"], seeding["ended_at"]) == (job_id, 77, None)


def test_a_new_job_has_a_progress_row(before):
    apply(before)

    job_id = insert_job(before, title="A film")

    row = before.execute("SELECT job_id, progress_percent FROM download_progress").fetchone()
    assert row == {"job_id": job_id, "progress_percent": 0}
