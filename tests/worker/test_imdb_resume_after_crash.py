"""What a killed import did not finish, the next one finishes, even when no file is new."""

import gzip

import psycopg
import pytest

from chalicelib.catalog.store import search_index
from tests.imdb import ImdbHome, episode, rating, title, write_files
from worker.imdb import crash_points, import_runs
from worker.imdb.dataset_files import AKAS
from worker.imdb.dataset_folder import DatasetFolder

BASICS = [title(10, "Metropolis"), title(20, "The Office", kind="tvSeries")]
LATER = [*BASICS, title(30, "Nosferatu")]
EPISODES = [episode(21, 20, 1, 1)]
RATINGS = [rating(10, 8.3, 180_000), rating(20, 9.0, 700_000)]


class Killed(BaseException):
    """Not an `Exception`: code under test does not catch it."""


class WithoutCache(ImdbHome):
    """The cache does not answer when the import ends."""

    def _count_change(self) -> None:
        raise ConnectionError


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)


@pytest.fixture
def first(tmp_path):
    return write_files(tmp_path / "first", BASICS, EPISODES, RATINGS)


@pytest.fixture
def second(tmp_path):
    return write_files(tmp_path / "second", LATER, EPISODES, RATINGS)


@pytest.fixture
def best(db):
    """A list that names titles by IMDb's numbers."""
    with db.read() as conn:
        conn.execute(
            "INSERT INTO collections (slug, name, strategy, filter_params)"
            """ VALUES ('best', 'Best', 'static', '{"titles": ["tt0000010", "tt0000030"]}')"""
        )


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def listed(db) -> list[int]:
    found = rows(db, "SELECT media_id FROM collection_items ORDER BY rank")
    return [media_id for (media_id,) in found]


def kill_at(monkeypatch, point: str) -> None:
    def die(name: str) -> None:
        if name == point:
            raise Killed

    monkeypatch.setattr(crash_points, "hit", die)


@pytest.mark.usefixtures("best")
@pytest.mark.parametrize("point", ["merge committed", "search settled", "files kept"])
def test_a_first_import_killed_at_the_end_still_invalidates_caches(
    point, home, db, first, monkeypatch
):
    with monkeypatch.context() as patch:
        kill_at(patch, point)
        with pytest.raises(Killed):
            home.sync(first)
    told = home.changes, listed(db)
    again = home.sync()
    told_once = home.changes
    home.sync()

    assert told == (0, [])
    assert again.state == "unchanged"
    assert listed(db) == [1_000_000_010]
    assert (told_once, home.changes) == (1, 1)


@pytest.mark.usefixtures("best")
@pytest.mark.parametrize("point", ["merge committed", "search settled", "files kept"])
def test_a_later_import_killed_at_the_end_still_invalidates_caches(
    point, home, db, first, second, monkeypatch
):
    home.sync(first)
    with monkeypatch.context() as patch:
        kill_at(patch, point)
        with pytest.raises(Killed):
            home.sync(second)
    told = home.changes, listed(db)
    again = home.sync()

    assert told == (1, [1_000_000_010])
    assert again.state == "unchanged"
    assert listed(db) == [1_000_000_010, 1_000_000_030]
    assert home.changes == 2


def test_search_names_pending_at_a_kill_are_updated_by_the_next_import(
    home, db, first, second, monkeypatch
):
    home.sync(first)
    with monkeypatch.context() as patch:
        kill_at(patch, "merge committed")
        with pytest.raises(Killed):
            home.sync(second)
    with db.read() as conn:
        conn.execute("DELETE FROM search_words")
    home.sync()

    assert ("nosferatu",) in rows(db, "SELECT word FROM search_words")


def test_alternate_names_pending_at_a_kill_are_updated_by_the_next_import(
    home, db, first, monkeypatch
):
    home.sync(first)
    line = "tt0000010\t1\tMetropolis Zwei\tDE\t\\N\timdbDisplay\t\\N\t0"
    path = first / AKAS.file_name
    path.write_bytes(gzip.compress(AKAS.header + b"\n" + line.encode() + b"\n"))
    home.folder.take(path, AKAS)

    def die(conn: psycopg.Connection) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(search_index, "rebuild_lookups", die)
        with pytest.raises(Killed):
            home.sync(has_akas=True)
    with db.read() as conn:
        conn.execute("DELETE FROM search_words")
    before = home.changes
    home.sync(has_akas=True)

    assert ("zwei",) in rows(db, "SELECT word FROM search_words")
    assert home.changes == before + 1


def test_a_failed_invalidation_is_repeated_by_the_next_import(home, db, first):
    with pytest.raises(ConnectionError):
        WithoutCache(home.dsn, home.folder, home.clock).sync(first)
    with db.read() as conn:
        still = import_runs.dependents_due(conn)
    outcome = home.sync()

    assert still is not None
    assert (outcome.state, home.changes) == ("unchanged", 1)
