"""An import that is killed anywhere leaves the old catalogue or the new one, never a mix."""

import random
import threading
from pathlib import Path

import psycopg
import pytest

from chalicelib.catalog.store import search_index
from chalicelib.platform.db import Database
from tests.bench import imdb_files
from tests.conftest import NOON
from tests.databases import database_copy
from tests.imdb import ImdbHome, checksums
from tests.imdb_process import run_import
from tests.titles import make_person
from worker.imdb import crash_points
from worker.imdb.dataset_folder import DatasetFolder

pytestmark = pytest.mark.long

BASICS = 500
MANY_BASICS = 4_000  # an import of so many takes long enough for readers to meet it
FIRST = list(crash_points.POINTS[1:])
LATER = [point for point in FIRST if point != "indexes dropped"]


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("imdb-files")
    imdb_files.make(folder, BASICS)
    return folder


@pytest.fixture(scope="module")
def many_files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many-imdb-files")
    imdb_files.make(folder, MANY_BASICS)
    return folder


@pytest.fixture(scope="module")
def first_import(first_imports, files):
    return first_imports.of_files(files / "first")


@pytest.fixture(scope="module")
def first_import_of_many(first_imports, many_files):
    return first_imports.of_files(many_files / "first")


@pytest.fixture(scope="module")
def wanted(first_import, files, postgres, tmp_path_factory):
    """The checksums of the first and the second catalogue, imported without any trouble."""
    with database_copy(postgres, first_import.database) as url:
        home = first_import.home(url, lambda: NOON, tmp_path_factory.mktemp("wanted") / "imdb")
        first = checksums(url)
        home.sync(files / "second")
        second = checksums(url)
    assert first != second
    return first, second


def import_killed_at(point: str, home: ImdbHome, files: Path, passed: str = "") -> int:
    """Import in a process of its own; how that ended."""
    for file in files.iterdir():
        target = home.folder.incoming / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return run_import(home.dsn, home.folder.root, NOON, killed_at=point, passed=passed)


def rows(dsn: str, query: str):
    with psycopg.connect(dsn) as conn:
        return conn.execute(query).fetchall()


def left_over(dsn: str):
    """What only a killed import leaves: its schema, indexes to create, keys to check."""
    return rows(
        dsn,
        """
        SELECT nspname::text FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')
        UNION ALL SELECT relname::text FROM pg_class WHERE relname = 'dropped'
        UNION ALL
        SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND NOT convalidated
        """,
    )


def indexes(dsn: str):
    return rows(
        dsn, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    )


def test_every_crash_point_is_reached(database_url, files, clock, tmp_path):
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)
    passed = tmp_path / "passed"
    assert import_killed_at("", home, files / "first", str(passed)) == 0
    first = passed.read_text().splitlines()
    passed.unlink()
    assert import_killed_at("", home, files / "second", str(passed)) == 0

    assert first == FIRST
    assert passed.read_text().splitlines() == LATER
    assert {*first, "downloaded"} == set(crash_points.POINTS)


@pytest.mark.parametrize("point", FIRST)
def test_case_52_a_first_import_killed_anywhere_is_repeated(
    point, database_url, files, wanted, clock, tmp_path
):
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)
    empty, complete = checksums(database_url), indexes(database_url)
    killed = import_killed_at(point, home, files / "first")
    left = checksums(database_url)
    again = home.sync()
    states = rows(database_url, "SELECT state, message FROM import_runs ORDER BY id")

    assert killed == -9
    is_in = FIRST.index(point) >= FIRST.index("merge committed")
    # Genres of the files have names from early on, so that no provider makes them again.
    assert {**left, "genres": ""} == {**(wanted[0] if is_in else empty), "genres": ""}
    assert checksums(database_url) == wanted[0]
    assert again.state == states[-1][0] == ("unchanged" if is_in else "completed")
    assert is_in or states[0] == ("failed", "The import was interrupted.")
    assert left_over(database_url) == []
    assert indexes(database_url) == complete


@pytest.mark.parametrize("point", LATER)
def test_case_52_a_later_import_killed_anywhere_is_repeated(
    point, postgres, first_import, files, wanted, clock, tmp_path
):
    with database_copy(postgres, first_import.database) as url:
        home = first_import.home(url, clock, tmp_path / "imdb")
        killed = import_killed_at(point, home, files / "second")
        left = checksums(url)
        again = home.sync()
        kept = {path.name for path in home.folder.incoming.iterdir()}

        assert killed == -9
        is_in = LATER.index(point) >= LATER.index("merge committed")
        assert left == wanted[is_in]
        assert again.state == ("unchanged" if is_in else "completed")
        assert checksums(url) == wanted[1]
        assert kept == set()
        assert left_over(url) == []


def test_case_52_readers_see_the_old_or_the_new_catalogue(
    database_url, many_files, clock, tmp_path
):
    """Prepared statements on open connections, through a first, a later and a forced import."""
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)
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
            except psycopg.errors.UndefinedTable as error:  # never: a reader saw the middle
                failures.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    home.sync(many_files / "first")
    home.sync(many_files / "second")
    home.sync(many_files / "first", is_forced=True)
    over.set()
    for reader in readers:
        reader.join()
    db.close()

    assert failures == []
    assert len(set(seen)) >= 3
    assert [counts for counts in set(seen) if len(set(counts)) > 1] == []


@pytest.fixture
def home(postgres, first_import_of_many, clock, tmp_path):
    with database_copy(postgres, first_import_of_many.database) as url:
        yield first_import_of_many.home(url, clock, tmp_path / "imdb")


def test_rows_written_during_an_import_are_kept(home, many_files):
    """Providers, people and the administrator go on writing during an import."""
    database_url = home.dsn
    # On a busy machine the merge keeps a writer waiting for longer than a page would.
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
    home.sync(many_files / "second", is_forced=True)
    home.sync(many_files / "first", is_forced=True)
    over.set()
    writer.join()
    with db.read() as conn:
        said = dict(conn.execute("SELECT id, overview FROM media_items WHERE overview <> ''"))
        games = {row[0] for row in conn.execute("SELECT id FROM media_items WHERE id < 1000000000")}
    db.close()

    assert len(added) > 20
    assert {media_id: said.get(media_id) for media_id in written} == written
    assert set(added) <= games


def test_a_renamed_person_and_a_new_genre_are_in_the_new_catalogue(
    database_url, files, clock, tmp_path, monkeypatch
):
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)

    def write(name: str) -> None:
        if name != "merge begun":
            return
        with psycopg.connect(database_url, autocommit=True) as conn:
            conn.execute("INSERT INTO genres (slug, name) VALUES ('noir', 'Noir')")
            row = conn.execute("INSERT INTO people (name) VALUES ('Lotte Reiniger') RETURNING id")
            search_index.refresh(conn, people_ids=[row.fetchone()[0]])

    monkeypatch.setattr(crash_points, "hit", write)
    home.sync(files / "first")
    with psycopg.connect(database_url) as conn:
        found = conn.execute("SELECT name FROM search_names WHERE kind = 'person'").fetchall()
        genres = conn.execute("SELECT name FROM genres WHERE slug = 'noir'").fetchall()
        triggers = conn.execute("SELECT 1 FROM pg_trigger WHERE tgname LIKE 'imdb%'").fetchall()

    assert (found, genres, triggers) == ([("lotte reiniger",)], [("Noir",)], [])


def test_a_title_referenced_during_its_removal_is_kept(home, many_files, monkeypatch):
    database_url = home.dsn
    db = Database(database_url, max_connections=2)
    person = make_person(db)
    with db.read() as conn:
        before = {row[0] for row in conn.execute("SELECT id FROM show_episodes").fetchall()}

    def watch_everything(name: str) -> None:
        if name == "merge begun":
            with psycopg.connect(database_url, autocommit=True) as conn:
                conn.execute(
                    "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at,"
                    " updated_at) SELECT %s, media_id, id, now(), now() FROM show_episodes",
                    [person],
                )

    monkeypatch.setattr(crash_points, "hit", watch_everything)
    home.sync(many_files / "second", is_forced=True)
    with db.read() as conn:
        after = {row[0] for row in conn.execute("SELECT id FROM show_episodes").fetchall()}
        watched = {row[0] for row in conn.execute("SELECT episode_id FROM user_watched").fetchall()}
    db.close()

    assert watched == before
    assert before < after
