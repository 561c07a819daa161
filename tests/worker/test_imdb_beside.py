"""Episodes are compared in a process of its own, which may fail and never stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.downloads import wait_until
from tests.imdb import ImdbHome, checksums, episode, title, write_files
from worker.imdb import beside, faults, merge_shows, merging
from worker.imdb.files import BASICS, EPISODES
from worker.imdb.folder import Folder

ROOT = Path(__file__).parents[2]
SHOW = title(1, "Pioneer One", kind="tvSeries")
TITLES = [title(number, f"Part {number}", kind="tvEpisode") for number in range(2, 8)]
FIRST = [episode(number, 1, 1, number) for number in range(2, 6)]


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    home = ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)
    home.sync(write_files(tmp_path / "first", [SHOW, *TITLES], FIRST))
    return home


def shown(home):
    with psycopg.connect(home.dsn) as conn:
        return conn.execute(
            "SELECT episode_number, title FROM show_episodes ORDER BY episode_number"
        ).fetchall()


def test_episodes_alone_may_differ(home, tmp_path):
    later = [*FIRST[:2], episode(4, 1, 1, 9), episode(6, 1, 1, 4)]
    outcome = home.sync(write_files(tmp_path / "second", [SHOW, *TITLES], later))

    assert (outcome.state, outcome.way) == ("completed", "partial")
    # The one that is new here has had its name for long, in the other file.
    assert shown(home) == [(2, "Part 2"), (3, "Part 3"), (4, "Part 6"), (9, "Part 4")]


def test_episodes_of_a_show_that_was_none_before_come_with_it(home, tmp_path):
    film = title(90, "A film at first")
    theirs = [title(91, "Theirs", kind="tvEpisode")]
    places = [*FIRST, episode(91, 90, 1, 1)]
    home.sync(write_files(tmp_path / "film", [SHOW, *TITLES, film, *theirs], places))
    show = title(90, "A film at first", kind="tvSeries")
    home.sync(write_files(tmp_path / "show", [SHOW, *TITLES, show, *theirs], places))

    assert (1, "Theirs") in shown(home)


def test_a_process_that_is_killed_costs_the_import_and_nothing_else(home, tmp_path, monkeypatch):
    before = checksums(home.dsn)
    moved = [*FIRST[:3], episode(5, 1, 1, 7)]
    files = write_files(tmp_path / "second", [SHOW, *TITLES, title(8, "New")], moved)
    dies = (sys.executable, "-c", f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})")
    with monkeypatch.context() as patch:
        patch.setattr(beside, "COMMAND", dies)
        failed = home.sync(files)
    after = checksums(home.dsn)
    again = home.sync(files)

    assert (failed.state, failed.message) == (
        "failed",
        "The process that compares episodes ended early.",
    )
    assert after == before
    assert (again.state, again.way) == ("completed", "partial")
    assert [number for number, _ in shown(home)] == [2, 3, 4, 7]


def test_a_merge_that_has_to_begin_again_ends_the_same(home, tmp_path, monkeypatch):
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
        patch.setattr(faults, "point", collide)
        patch.setattr(merging, "PAUSE_S", (0.0, 0.0))
        outcome = home.sync(files)
    merged = checksums(home.dsn)
    home.sync(files, is_forced=True)

    assert (outcome.state, outcome.way, len(begun)) == ("completed", "partial", 2)
    assert merged == checksums(home.dsn)


def test_what_was_found_is_not_lost_when_deciding_has_to_begin_again(home, tmp_path, monkeypatch):
    decided = []

    def wait_too_long(conn, given, decide=merge_shows.decide):
        decided.append(given)
        if len(decided) == 1:
            raise psycopg.errors.LockNotAvailable
        decide(conn, given)

    film, theirs = title(90, "A film at first"), title(91, "Theirs", kind="tvEpisode")
    places = [*FIRST, episode(91, 90, 1, 1)]
    home.sync(write_files(tmp_path / "film", [SHOW, *TITLES, film, theirs], places))
    show = title(90, "A film at first", kind="tvSeries")
    files = write_files(tmp_path / "show", [SHOW, *TITLES, show, theirs], places)
    with monkeypatch.context() as patch:
        patch.setattr(merge_shows, "decide", wait_too_long)
        patch.setattr(merging, "PAUSE_S", (0.0, 0.0))
        outcome = home.sync(files)

    assert (outcome.state, outcome.way, len(decided)) == ("completed", "partial", 2)
    assert (1, "Theirs") in shown(home)


def test_what_it_leaves_out_is_counted_and_shown(home, tmp_path, caplog):
    odd = ["tt0000006\ttt0000001\tone\t6", "tt0000007\ttt0000001"]
    outcome = home.sync(write_files(tmp_path / "second", [SHOW, *TITLES], [*FIRST, *odd]))

    assert outcome.state == "completed"
    told = [each for each in caplog.records if each.message == "row left out"]
    assert sorted(each.row for each in told) == odd
    assert {each.file for each in told} == {"title.episode.tsv.gz"}
    with psycopg.connect(home.dsn) as conn:
        assert conn.execute(
            "SELECT bad_rows FROM import_runs ORDER BY id DESC LIMIT 1"
        ).fetchone() == (2,)


def test_it_ends_with_the_import_however_that_ends(tmp_path):
    files = write_files(tmp_path, [SHOW, *TITLES], FIRST)
    program = f"""
import os, subprocess, time
from pathlib import Path
from worker.imdb import beside, faults, merging
from worker.imdb.progress import Progress

class Told(subprocess.Popen):
    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        print(self.pid, flush=True)

subprocess.Popen = Told
episodes = Path({str(files / EPISODES.file_name)!r})
basics = Path({str(files / BASICS.file_name)!r})
with beside.compared_beside(episodes, episodes, basics, 5000, Progress()):
    time.sleep(600)
"""
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as importing:
        pid = int(importing.stdout.readline())
        assert is_there(pid)
        importing.kill()

    wait_until(lambda: not is_there(pid), 60, "the end of the process that nobody waits for")


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # one that nobody buries is not there any more either
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
