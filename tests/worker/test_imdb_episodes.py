"""Episodes that change while the titles around them do not, and merges that begin again."""

import psycopg
import pytest

from tests.databases import database_copy
from tests.imdb import ImdbHome, checksums, episode, title, write_files
from worker.imdb import crash_points, merge

SHOW = title(1, "Pioneer One", kind="tvSeries")
TITLES = [title(number, f"Part {number}", kind="tvEpisode") for number in range(2, 8)]
FIRST = [episode(number, 1, 1, number) for number in range(2, 6)]


@pytest.fixture(scope="module")
def first_import(first_imports):
    return first_imports.of([SHOW, *TITLES], FIRST)


@pytest.fixture
def database_url(postgres, first_import):
    with database_copy(postgres, first_import.database) as url:
        yield url


@pytest.fixture
def home(database_url, first_import, clock, tmp_path) -> ImdbHome:
    return first_import.home(database_url, clock, tmp_path / "imdb")


def shown(home):
    with psycopg.connect(home.dsn) as conn:
        return conn.execute(
            "SELECT episode_number, title FROM show_episodes ORDER BY episode_number"
        ).fetchall()


def test_only_changed_episodes_are_merged(home, tmp_path):
    later = [*FIRST[:2], episode(4, 1, 1, 9), episode(6, 1, 1, 4)]
    outcome = home.sync(write_files(tmp_path / "second", [SHOW, *TITLES], later))

    assert (outcome.state, outcome.way) == ("completed", "partial")
    # The one that is new here has had its name for long, in the other file.
    assert shown(home) == [(2, "Part 2"), (3, "Part 3"), (4, "Part 6"), (9, "Part 4")]


def test_episodes_of_a_title_that_became_a_show_are_added(home, tmp_path):
    film = title(90, "A film at first")
    theirs = [title(91, "Theirs", kind="tvEpisode")]
    places = [*FIRST, episode(91, 90, 1, 1)]
    home.sync(write_files(tmp_path / "film", [SHOW, *TITLES, film, *theirs], places))
    show = title(90, "A film at first", kind="tvSeries")
    home.sync(write_files(tmp_path / "show", [SHOW, *TITLES, show, *theirs], places))

    assert (1, "Theirs") in shown(home)


def test_a_restarted_merge_has_the_same_result(home, tmp_path, monkeypatch):
    begun = []

    def collide(place):
        if place == "merged":
            begun.append(place)
            if len(begun) == 1:
                raise psycopg.errors.DeadlockDetected

    show = [title(20, "Another", kind="tvSeries"), title(21, "Theirs", kind="tvEpisode")]
    later = [*FIRST[:2], episode(4, 1, 1, 9), episode(6, 1, 1, 4), episode(21, 20, 1, 1)]
    files = write_files(tmp_path / "second", [SHOW, *TITLES[:-1], *show], later)
    with monkeypatch.context() as patch:
        patch.setattr(crash_points, "hit", collide)
        patch.setattr(merge, "PAUSE_S", (0.0, 0.0))
        outcome = home.sync(files)
    merged = checksums(home.dsn)
    home.sync(files, is_forced=True)

    assert (outcome.state, outcome.way, len(begun)) == ("completed", "partial", 2)
    assert merged == checksums(home.dsn)


def test_an_import_fails_when_the_catalogue_stays_locked(home, tmp_path, monkeypatch):
    before = checksums(home.dsn)

    def collide(place):
        if place == "merged":
            raise psycopg.errors.DeadlockDetected

    files = write_files(tmp_path / "second", [SHOW, *TITLES, title(8, "New")], FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(crash_points, "hit", collide)
        patch.setattr(merge, "PAUSE_S", (0.0, 0.0))
        failed = home.sync(files)
    after = checksums(home.dsn)
    again = home.sync(files)

    assert (failed.state, after) == ("failed", before)
    assert (again.state, again.way) == ("completed", "partial")


def test_malformed_episodes_are_counted_and_logged(home, tmp_path, caplog):
    odd = ["tt0000006\ttt0000001\tone\t6", "tt0000007\ttt0000001"]
    outcome = home.sync(write_files(tmp_path / "second", [SHOW, *TITLES], [*FIRST, *odd]))

    assert outcome.state == "completed"
    logged = [each for each in caplog.records if each.message == "row left out"]
    assert set(odd) <= {each.row for each in logged}
    assert {each.file for each in logged} == {"title.episode.tsv.gz"}
    with psycopg.connect(home.dsn) as conn:
        assert conn.execute(
            "SELECT bad_rows FROM import_runs ORDER BY id DESC LIMIT 1"
        ).fetchone() == (2,)
