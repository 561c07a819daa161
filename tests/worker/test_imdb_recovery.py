"""An import that is killed anywhere leaves the old catalogue or the new one, never a mix."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from chalicelib.catalog.store import search_index
from chalicelib.platform.db import Database
from tests.bench import imdb_files
from tests.conftest import on_server
from tests.imdb import ImdbHome, checksums
from tests.titles import make_person
from worker.imdb import faults
from worker.imdb.folder import Folder

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
BASICS = 4_000
#: Passed on the way of a first import, and of a later one.
FULL = [
    *("hashed", "staging", "staged", "titles filled", "search filled", "episodes filled"),
    *(
        "built",
        "late changes copied",
        "swap begun",
        "swapped",
        "swap committed",
        "search settled",
        "cleaned up",
    ),
    "files kept",
]
PARTIAL = ["changes staged", "merge begun", "merged", "merge committed", "files kept"]


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("imdb-files")
    imdb_files.make(folder, BASICS)
    return folder


@pytest.fixture(scope="module")
def wanted(files, postgres, template, tmp_path_factory):
    """The checksums of the first and the second catalogue, imported without any trouble."""
    from tests.conftest import NOON

    name = f"wanted_{uuid4().hex}"
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", name, template)
    home = ImdbHome(postgres.url(name), Folder(tmp_path_factory.mktemp("w")), lambda: NOON)
    home.sync(files / "first")
    first = checksums(home.dsn)
    home.sync(files / "second")
    second = checksums(home.dsn)
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", name)
    assert first != second
    return first, second


def command(dsn: str, folder: Path, files: Path, fault: str = "", passed: Path | None = None):
    """The import as a process of its own, which may be told where to die."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": dsn,
        "SEEN_SECRET": "a secret of the tests, long enough for everyone",
        "SEEN_DATA_DIR": str(folder),
        faults.VARIABLE: fault,
        faults.PASSED_VARIABLE: str(passed or ""),
    }
    return subprocess.run(
        [sys.executable, "-m", "worker", "imdb-sync", "--dir", str(files)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_places_to_die_at_are_all_passed(database_url, files, tmp_path):
    passed = tmp_path / "passed"
    assert command(database_url, tmp_path, files / "first", passed=passed).returncode == 0
    full = passed.read_text().splitlines()
    passed.unlink()
    assert command(database_url, tmp_path, files / "second", passed=passed).returncode == 0

    assert sorted(full) == sorted(FULL)
    assert passed.read_text().splitlines() == ["hashed", *PARTIAL]
    assert {*full, *PARTIAL, "downloaded"} == set(faults.POINTS)


@pytest.mark.parametrize("fault", FULL)
def test_case_52_a_first_import_killed_anywhere_is_done_again(
    fault, database_url, files, wanted, tmp_path
):
    empty = checksums(database_url)
    killed = command(database_url, tmp_path, files / "first", fault)
    left = checksums(database_url)
    again = command(database_url, tmp_path, files / "first")
    with psycopg.connect(database_url) as conn:
        states = conn.execute("SELECT state, message FROM import_runs ORDER BY id").fetchall()
        schemas = conn.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')"
        ).fetchall()
        unchecked = conn.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
        ).fetchall()

    assert killed.returncode == -9, killed.stderr
    is_in = FULL.index(fault) >= FULL.index("swap committed")
    # Genres of the files have names from early on, so that nobody else makes them again.
    assert {**left, "genres": ""} == {**(wanted[0] if is_in else empty), "genres": ""}
    assert again.returncode == 0, again.stderr
    assert checksums(database_url) == wanted[0]
    assert states[-1][0] == ("unchanged" if is_in else "completed")
    assert is_in or states[0] == ("failed", "The import was interrupted.")
    assert (schemas, unchecked) == ([], [])


@pytest.mark.parametrize("fault", PARTIAL)
def test_case_52_a_later_import_killed_anywhere_is_done_again(
    fault, database_url, files, wanted, tmp_path
):
    assert command(database_url, tmp_path, files / "first").returncode == 0
    killed = command(database_url, tmp_path, files / "second", fault)
    left = checksums(database_url)
    again = command(database_url, tmp_path, files / "second")
    kept = {path.name for path in (tmp_path / "imdb" / "incoming").iterdir()}

    assert killed.returncode == -9, killed.stderr
    is_in = PARTIAL.index(fault) >= PARTIAL.index("merge committed")
    assert left == wanted[is_in]
    assert again.returncode == 0, again.stderr
    assert checksums(database_url) == wanted[1]
    assert kept == set()


def test_case_52_readers_see_one_catalogue_or_the_other(database_url, files, clock, tmp_path):
    """Prepared statements on open connections, through two full imports and a partial one."""
    home = ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)
    db = Database(database_url, max_connections=3)
    over = threading.Event()
    seen: list[tuple[int, int, int]] = []
    failures: list[Exception] = []

    def look() -> None:
        while not over.is_set():
            try:
                with db.transaction() as conn:
                    conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    counts = [
                        conn.execute(query).fetchone()[0]
                        for query in (
                            "SELECT count(*) FROM media_items",
                            "SELECT count(*) FROM media_scores",
                            "SELECT sum(count)::int FROM catalogue_counts WHERE genre_id = 0",
                        )
                    ]
                seen.append((counts[0], counts[1], counts[2] or 0))
            except psycopg.errors.UndefinedTable as error:  # never: somebody saw the middle
                failures.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    home.sync(files / "first")
    home.sync(files / "second")
    home.sync(files / "first", is_forced=True)
    over.set()
    for reader in readers:
        reader.join()
    db.close()

    assert failures == []
    assert len(set(seen)) >= 3
    assert [counts for counts in set(seen) if len(set(counts)) > 1] == []


def test_what_is_written_meanwhile_is_not_lost(database_url, files, clock, tmp_path):
    """Providers, people and the administrator go on while the catalogue is built anew."""
    home = ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)
    home.sync(files / "first")
    # On a busy machine the swap keeps a writer waiting for longer than a page would.
    db = Database(database_url, max_connections=3, statement_timeout_ms=120_000)
    with db.read() as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM media_items").fetchall()]
    person = make_person(db)
    over = threading.Event()
    written: dict[int, str] = {}
    added: list[int] = []
    dice = random.Random(7)

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            media_id = dice.choice(ids)
            with db.transaction() as conn:
                conn.execute(
                    "UPDATE media_items SET overview = %s WHERE id = %s",
                    [f"Said {number}", media_id],
                )
                conn.execute(
                    "INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)"
                    " VALUES (%s, %s, now(), now()) ON CONFLICT DO NOTHING",
                    [person, media_id],
                )
                row = conn.execute(
                    "INSERT INTO media_items (media_type, title) VALUES ('game', %s) RETURNING id",
                    [f"Game {number}"],
                ).fetchone()
                conn.execute(
                    "INSERT INTO media_scores (media_id, media_type) VALUES (%s, 'game')",
                    [row[0]],
                )
            written[media_id] = f"Said {number}"
            added.append(row[0])

    writer = threading.Thread(target=write)
    writer.start()
    home.sync(files / "first", is_forced=True)
    home.sync(files / "first", is_forced=True)
    over.set()
    writer.join()
    with db.read() as conn:
        said = dict(conn.execute("SELECT id, overview FROM media_items WHERE overview <> ''"))
        games = {row[0] for row in conn.execute("SELECT id FROM media_items WHERE id < 1000000000")}
    db.close()

    assert len(added) > 20
    assert {media_id: said.get(media_id) for media_id in written} == written
    assert set(added) <= games


def test_a_person_renamed_and_a_genre_made_meanwhile_are_in_the_new_catalogue(
    database_url, files, clock, tmp_path, monkeypatch
):
    home = ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)
    home.sync(files / "first")

    def write(name: str) -> None:
        if name != "built":
            return
        with psycopg.connect(database_url, autocommit=True) as conn:
            conn.execute("INSERT INTO genres (slug, name) VALUES ('noir', 'Noir')")
            row = conn.execute("INSERT INTO people (name) VALUES ('Lotte Reiniger') RETURNING id")
            search_index.refresh(conn, people_ids=[row.fetchone()[0]])

    monkeypatch.setattr(faults, "point", write)
    home.sync(files / "first", is_forced=True)
    with psycopg.connect(database_url) as conn:
        found = conn.execute("SELECT name FROM search_names WHERE kind = 'person'").fetchall()
        genres = conn.execute("SELECT name FROM genres WHERE slug = 'noir'").fetchall()
        triggers = conn.execute("SELECT 1 FROM pg_trigger WHERE tgname LIKE 'imdb%'").fetchall()

    assert (found, genres, triggers) == ([("lotte reiniger",)], [("Noir",)], [])


def test_somebody_who_comes_to_refer_to_what_is_about_to_go_keeps_it(
    database_url, files, clock, tmp_path, monkeypatch
):
    home = ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)
    home.sync(files / "first")
    db = Database(database_url, max_connections=2)
    person = make_person(db)
    with db.read() as conn:
        before = {row[0] for row in conn.execute("SELECT id FROM show_episodes").fetchall()}

    def watch_everything(name: str) -> None:
        if name == "late changes copied":
            with psycopg.connect(database_url, autocommit=True) as conn:
                conn.execute(
                    "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at,"
                    " updated_at) SELECT %s, media_id, id, now(), now() FROM show_episodes",
                    [person],
                )

    monkeypatch.setattr(faults, "point", watch_everything)
    home.sync(files / "second", is_forced=True)
    with db.read() as conn:
        after = {row[0] for row in conn.execute("SELECT id FROM show_episodes").fetchall()}
        watched = {row[0] for row in conn.execute("SELECT episode_id FROM user_watched").fetchall()}
    db.close()

    assert watched == before
    assert before < after
