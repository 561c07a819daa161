"""A file that is not found is missing when it is not there ten minutes later either."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.library.models.folders import LibraryRoot
from tests.library import LibraryHarness
from worker.scanner.roots import Roots
from worker.scanner.scan import ScanResult

A_WHILE = timedelta(minutes=9)
TEN_MINUTES = timedelta(minutes=10, seconds=1)


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


def scan(home: LibraryHarness) -> ScanResult:
    return home.scanner.scan([str(home.root)])


def look_again(home: LibraryHarness, after: timedelta = TEN_MINUTES) -> None:
    home.advance_clock(after)
    home.scanner.look_again()


def test_case_33_two_scans_within_minutes_mark_nothing(home, clips):
    film = home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    aside = film.rename(home.root.parent / "aside.mp4")

    outcomes = [scan(home), scan(home)]
    after_two = home.missing_names()
    home.advance_clock(TEN_MINUTES)
    outcomes.append(scan(home))
    after_ten_minutes = home.missing_names()
    aside.rename(film)
    last = scan(home)

    assert [each.message for each in outcomes] == ["One file was not found."] * 3
    assert (after_two, after_ten_minutes) == ([], ["Sintel.2010.mp4"])
    assert (last.message, home.missing_names()) == ("", [])


def test_a_file_that_a_scan_missed_is_missing_without_another_scan(home, clips):
    home.put(clips.mp4, "Sintel.2010.mp4").rename(home.root / "Sintel.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    (home.root / "Sintel.mp4").unlink()
    scan(home)

    look_again(home, A_WHILE)
    before = home.missing_names()
    look_again(home)

    assert (before, home.missing_names()) == ([], ["Sintel.mp4"])


def test_a_watched_deletion_makes_a_file_missing_after_a_restart_too(home, clips, db, cache):
    film = home.put(clips.mp4, "Sintel.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    film.unlink()
    home.scanner.scan_paths([str(film)])

    restarted = LibraryHarness(db, home.root, home.downloads, cache)
    look_again(restarted, A_WHILE)
    before = home.missing_names()
    look_again(restarted)

    assert (before, home.missing_names()) == ([], ["Sintel.mp4"])


def test_of_a_deleted_folder_every_file_is_missing(home, clips):
    for name in ("Show/Season 1/one.mp4", "Show/Season 1/two.mp4", "Show.mp4"):
        home.put(clips.mp4, name)
    scan(home)
    shutil.rmtree(home.root / "Show")
    home.scanner.scan_paths(
        [str(home.root / part) for part in ("Show", "Show/Season 1", "Show/Season 1/one.mp4")]
    )

    look_again(home)

    assert home.missing_names() == ["one.mp4", "two.mp4"]


def test_a_file_that_returns_is_not_missing_and_its_next_deletion_counts_anew(home, clips):
    film = home.put(clips.mp4, "Sintel.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    aside = film.rename(home.root.parent / "aside.mp4")
    home.scanner.scan_paths([str(film)])
    aside.rename(film)
    look_again(home)

    film.unlink()
    home.scanner.scan_paths([str(film)])
    home.scanner.look_again()

    assert home.missing_names() == []


def test_a_missing_file_that_returns_is_there_once_it_is_noticed(home, clips):
    film = home.put(clips.mp4, "Sintel.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    aside = film.rename(home.root.parent / "aside.mp4")
    home.scanner.scan_paths([str(film)])
    look_again(home)
    assert home.missing_names() == ["Sintel.mp4"]
    aside.rename(film)

    home.scanner.scan_paths([str(home.root)])

    assert home.missing_names() == []


def test_a_file_that_was_moved_is_not_missing(home, clips):
    film = home.put(clips.mp4, "Sintel.mp4")
    home.put(clips.tone, "other.mp4")
    scan(home)
    film.rename(home.root / "Sintel (2010).mp4")
    home.scanner.scan_paths([str(film)])
    home.scanner.scan_paths([str(home.root / "Sintel (2010).mp4")])

    look_again(home)

    assert home.missing_names() == []
    assert [item["file_name"] for item in home.items()] == ["Sintel (2010).mp4", "other.mp4"]


def test_case_33_a_folder_that_is_empty_or_without_its_marker_says_nothing(home, clips):
    film = home.put(clips.mp4, "Sintel.mp4")
    marker = home.root / ".here"
    marker.touch()
    roots = Roots.of([LibraryRoot(str(home.root), marker=".here")], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    scan(home)
    film.unlink()
    home.scanner.scan_paths([str(film)])

    marker.unlink()
    look_again(home)
    without_marker = home.missing_names()
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=home.roots)
    look_again(home)

    assert (without_marker, home.missing_names()) == ([], [])


def test_many_files_are_left_to_a_scan_which_asks(home, clips):
    for number in range(12):
        home.put(clips.mp4, f"disk/film {number}.mp4")
    home.put(clips.mp4, "left.mp4")
    scan(home)
    shutil.rmtree(home.root / "disk")
    home.scanner.scan_paths([str(home.root / "disk")])

    look_again(home)
    look_again(home)
    outcome = scan(home)

    assert home.missing_names() == []
    assert outcome.unconfirmed == 12


@pytest.mark.parametrize("scanned", ["Film (2010)", "Film (2010)/Film.mp4"])
@pytest.mark.parametrize("is_folder_deleted", [True, False])
def test_a_requested_scan_finds_what_was_deleted_in_a_folder(
    home, clips, scanned, is_folder_deleted
):
    film = home.put(clips.mp4, "Film (2010)/Film.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    film.unlink()
    if is_folder_deleted:
        film.parent.rmdir()

    outcome = home.scanner.scan([str(home.root / scanned)], is_requested=True)

    assert (outcome.failed, outcome.message) == (False, "One file was not found.")
    assert home.missing_names() == ["Film.mp4"]


def test_a_requested_scan_of_a_folder_says_nothing_when_the_library_folder_is_empty(home, clips):
    home.put(clips.mp4, "Film (2010)/Film.mp4")
    scan(home)
    shutil.rmtree(home.root / "Film (2010)")

    outcome = home.scanner.scan([str(home.root / "Film (2010)")], is_requested=True)

    assert (outcome.failed, home.missing_names()) == (True, [])
