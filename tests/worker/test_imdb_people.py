"""People of the IMDb files, with concurrent writes to the same people."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from tests.imdb import ImdbHome, rating, title, write_files
from worker.imdb.dataset_files import CREW, NAMES, PRINCIPALS, WITH_PEOPLE
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.merge_people import INSERT_CREDITS, INSERT_PEOPLE, merge
from worker.imdb.progress import ImportProgress

FILM = 1_000_000_010
IDLE = TransactionStatus.IDLE
BASICS = [title(10, "Metropolis"), title(11, "Stalker")]
RATINGS = [rating(10, 8.3, 180_000), rating(11, 8.1, 140_000)]
LINES = {
    PRINCIPALS: [
        'tt0000010\t1\tnm0000001\tactress\t\\N\t["Maria"]',
        "tt0000010\t2\tnm0000002\tdirector\t\\N\t\\N",
        "tt0000011\t1\tnm0000002\tdirector\t\\N\t\\N",
    ],
    CREW: [],
    NAMES: [
        "nm0000001\tBrigitte Helm\t1906\t1996\tactress\ttt0000010",
        "nm0000002\tFritz Lang\t1890\t1976\tdirector\ttt0000010",
    ],
}


class Interrupted(psycopg.Connection):
    """Others write right before a statement of it, and commit at once or when it waits for them."""

    dsn: str = ""
    is_at_once: bool = False
    before: str = ""
    others: tuple[str, ...] = ()

    def execute(self, query, *values, **more):
        if not self.before or query != self.before:
            return super().execute(query, *values, **more)
        with psycopg.connect(self.dsn) as other, ThreadPoolExecutor(1) as pool:
            for statement in self.others:
                other.execute(statement)
            if self.is_at_once:
                other.commit()
            committed = pool.submit(commit_when_waited_for, other, self.info.backend_pid)
            cur = super().execute(query, *values, **more)
            committed.result()
        return cur


def commit_when_waited_for(other: psycopg.Connection, pid: int) -> None:
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and other.info.transaction_status != IDLE:
        row = other.execute("SELECT cardinality(pg_blocking_pids(%s))", [pid]).fetchone()
        if row[0]:
            break
    other.commit()


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)


@pytest.fixture
def files(home, tmp_path):
    """The titles are there; people wait."""
    folder = write_files(tmp_path / "files", BASICS, (), RATINGS)
    for file, lines in LINES.items():
        text = "\n".join([file.header.decode(), *lines, ""])
        (folder / file.file_name).write_bytes(gzip.compress(text.encode()))
    home.sync(folder)
    return {file: folder / file.file_name for file in WITH_PEOPLE}


def bring(dsn: str, files, before: str = "", *others: str, is_at_once: bool = False) -> None:
    with Interrupted.connect(dsn) as conn:
        conn.is_at_once = is_at_once
        conn.dsn, conn.before, conn.others = dsn, before, others
        merge(conn, files, ImportProgress())


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def test_a_person_added_by_a_provider_meanwhile_is_stored_once(home, db, files):
    bring(
        home.dsn,
        files,
        INSERT_PEOPLE,
        "INSERT INTO people (name, imdb_id, tmdb_id) VALUES ('B. Helm', 'nm0000001', 7)",
    )
    (helm, name), (lang, _) = rows(db, "SELECT id, name FROM people ORDER BY id")

    assert (helm < 1_000_000_000, name) == (True, "B. Helm")
    assert lang == 1_000_000_002
    assert rows(
        db, "SELECT person_id, job FROM credits WHERE movie_id = %s ORDER BY position", FILM
    ) == [(helm, "Actress"), (lang, "Director")]


def test_a_person_with_a_taken_id_is_no_failure(home, db, files):
    with db.read() as conn:
        conn.execute("INSERT INTO people (id, name) VALUES (1000000001, 'B. Helm')")
    bring(home.dsn, files)

    assert rows(db, "SELECT id, name FROM people ORDER BY id") == [
        (1_000_000_001, "B. Helm"),
        (1_000_000_002, "Fritz Lang"),
    ]
    assert rows(db, "SELECT job FROM credits WHERE person_id = 1000000001") == [("Actress",)]


def test_a_credit_added_by_a_provider_meanwhile_is_stored_once(home, db, files):
    bring(home.dsn, files)
    with db.read() as conn:
        conn.execute("DELETE FROM credits")
    bring(
        home.dsn,
        files,
        INSERT_CREDITS,
        "INSERT INTO credits (person_id, movie_id, department, job, character, source)"
        " VALUES (1000000002, 1000000010, 'Directing', 'Director', '', 'tmdb')",
    )

    assert rows(
        db,
        "SELECT person_id, job, source FROM credits WHERE movie_id = %s ORDER BY job",
        FILM,
    ) == [(1_000_000_001, "Actress", "imdb"), (1_000_000_002, "Director", "tmdb")]


def test_deleting_a_title_meanwhile_keeps_credits_of_others(home, db, files):
    gone = "DELETE FROM media_items WHERE id = 1000000010"
    bring(home.dsn, files, INSERT_CREDITS, gone, is_at_once=True)

    assert rows(db, "SELECT person_id, movie_id FROM credits") == [(1_000_000_002, 1_000_000_011)]


def test_credits_of_a_movie_that_became_a_show_move_to_the_show(home, db, files, tmp_path):
    bring(home.dsn, files)
    retyped = [title(10, "Metropolis", kind="tvSeries"), BASICS[1]]
    home.sync(write_files(tmp_path / "second", retyped, (), RATINGS))
    bring(home.dsn, files)

    assert rows(
        db, "SELECT job, movie_id FROM credits WHERE show_id = %s ORDER BY position", FILM
    ) == [("Actress", None), ("Director", None)]


def test_seed_people_get_imdb_ids_and_imdb_credits(home, db, files):
    with db.read() as conn:
        helm, nobody = (
            conn.execute(
                "INSERT INTO people (name, seed_name) VALUES (%s, %s) RETURNING id", [name, name]
            ).fetchone()[0]
            for name in ("Brigitte Helm", "Nobody Else Names")
        )
        for person in (helm, nobody):
            conn.execute(
                """
                INSERT INTO credits (person_id, movie_id, department, job, source)
                VALUES (%s, %s, 'Acting', 'Actor', 'seed')
                """,
                [person, FILM],
            )

    bring(home.dsn, files)

    assert rows(db, "SELECT id, name, imdb_id FROM people ORDER BY id") == [
        (helm, "Brigitte Helm", "nm0000001"),
        (1_000_000_002, "Fritz Lang", "nm0000002"),
    ]
    assert rows(
        db,
        "SELECT person_id, job, source FROM credits WHERE movie_id = %s ORDER BY position",
        FILM,
    ) == [(helm, "Actress", "imdb"), (1_000_000_002, "Director", "imdb")]
