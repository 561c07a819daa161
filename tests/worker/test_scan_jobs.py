"""Scans as jobs: what they count, what they write, and files that were moved."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.library.models.scans import Scan
from chalicelib.library.store import roots, scanned_files, scans
from tests.library import LibraryHarness, row_versions
from tests.titles import make_person, make_title
from worker.cancellation import ShutdownRequested
from worker.scanner.ingest import Ingestor
from worker.scanner.progress import ScanProgress, ScanResult


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def sintel(db):
    return make_title(db, "Sintel", year=2010)


def scan(home: LibraryHarness) -> ScanResult:
    return home.scanner.scan([str(home.root)])


def queue(home: LibraryHarness, *, by: UUID | None = None, paths: list[Path] | None = None) -> UUID:
    scan_id = uuid4()
    with home.db.read() as conn:
        scans.insert(
            conn,
            id=scan_id,
            user_id=by,
            paths=[str(path) for path in paths or [home.root]],
            now=home.scanner.ingestor.clock(),
        )
    return scan_id


def report(home: LibraryHarness, scan_id: UUID) -> Scan:
    with home.db.read() as conn:
        found = scans.get(conn, id=scan_id, has_worker=True, now=datetime.now(UTC))
    assert found is not None
    return found


def test_a_moved_and_renamed_file_keeps_its_item_and_match(home, clips, sintel, db):
    path = home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.webm, "other.webm")
    scan(home)
    before = home.items()
    with db.read() as conn:
        conn.execute("UPDATE library_items SET match_is_manual = true WHERE file_name ~ 'Sintel'")
    (home.root / "sorted").mkdir()
    path.rename(home.root / "sorted" / "no such film.mp4")

    outcome = scan(home)

    assert (outcome.moved, outcome.added, outcome.missing) == (1, 0, 0)
    after = {item["id"]: item for item in home.items()}
    assert sorted(after) == sorted(item["id"] for item in before)
    moved = after[next(item["id"] for item in before if item["file_name"] == "Sintel.2010.mp4")]
    assert moved["absolute_path"] == str(home.root / "sorted" / "no such film.mp4")
    assert (moved["media_id"], moved["match_state"]) == (sintel, "matched")
    assert (moved["duration_seconds"], scan(home).missing) == (6, 0)


def test_an_unchanged_scan_writes_nothing_after_a_restart_too(home, clips, sintel):
    home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.webm, "nothing that is known.webm")
    scan(home)
    before = row_versions(home.db)
    restarted = LibraryHarness(home.db, home.root, home.downloads, home.cache)

    outcome = scan(restarted)

    assert outcome.found == 2
    assert row_versions(home.db) == before


def test_the_watcher_recognises_a_moved_file_too(home, clips, sintel):
    path = home.put(clips.mp4, "Sintel.2010.mp4")
    scan(home)
    item_id = home.item()["id"]
    there = path.rename(home.root / "elsewhere.mp4")

    home.scanner.scan_paths([str(there)])

    assert (home.item()["id"], home.item()["file_name"]) == (item_id, "elsewhere.mp4")


def test_many_moved_files_are_no_question_about_a_disk(home, clips):
    for number in range(12):
        path = home.put(clips.mp4, f"old/{number}.mp4")
        with path.open("ab") as file:
            file.write(bytes([number]) * 1000)
    home.put(clips.mp4, "left.mp4")
    scan(home)
    (home.root / "old").rename(home.root / "new")

    outcome = scan(home)

    assert (outcome.moved, outcome.missing, outcome.unconfirmed) == (12, 0, 0)
    assert len(home.items()) == 13


def test_a_copy_is_another_file_and_so_is_another_content_of_the_same_size(home, clips):
    path = home.put(clips.mp4, "one.mp4")
    scan(home)
    home.put(clips.mp4, "copy.mp4")
    copied = scan(home)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    (home.root / "copy.mp4").unlink()
    (home.root / "left.mp4").write_bytes(content)

    changed = scan(home)

    assert (copied.added, copied.moved) == (1, 0)
    assert (changed.added, changed.moved, changed.missing) == (1, 0, 2)


def test_files_are_in_the_library_before_their_names_are_matched(home, clips, sintel, monkeypatch):
    home.put(clips.mp4, "Sintel.2010.mp4")
    match_new = home.scanner.ingestor.match_new
    seen = []

    def killed(_ingestor, folder, limit):
        seen.append(home.item()["match_state"])
        raise ShutdownRequested

    monkeypatch.setattr(type(home.scanner.ingestor), "match_new", killed)
    with pytest.raises(ShutdownRequested):
        scan(home)
    monkeypatch.setattr(
        type(home.scanner.ingestor), "match_new", lambda _, folder, limit: match_new(folder, limit)
    )
    outcome = scan(home)

    assert seen == ["unmatched"]
    assert (outcome.added, home.item()["media_id"]) == (0, sintel)


def test_a_scan_counts_new_moved_missing_and_unmatched_files(home, clips, sintel, db):
    gone = home.put(clips.webm, "gone.webm")
    scan(home)
    gone.unlink()
    home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.mkv, "nobody knows.mkv")

    scan_id = queue(home, by=make_person(db))
    queued = report(home, queue(home, by=make_person(db), paths=[home.root / "other"]))
    home.scanner.run(scan_id)

    done = report(home, scan_id)
    assert (done.files_found, done.files_added, done.files_unmatched) == (2, 2, 1)
    assert (done.files_not_found, done.files_missing, done.phase) == (1, 0, "probing")
    assert (done.files_done, done.files_total) == (2, 2)
    assert queued.waits_for is None


def test_a_folder_that_a_scan_skipped_was_not_scanned_by_it(home, clips):
    other = home.downloads
    other.rmdir()
    home.put(clips.mp4, "Sintel.2010.mp4")

    def scanned_at(folder: Path) -> datetime | None:
        with home.db.read() as conn:
            return roots.scans_of(conn, paths=[str(folder)])[str(folder)].scanned_at

    home.scanner.run(queue(home, paths=[home.root, other]))
    without = scanned_at(home.root), scanned_at(other)
    other.mkdir()
    home.scanner.run(queue(home, paths=[home.root, other]))

    assert [bool(at) for at in without] == [True, False]
    assert scanned_at(other) is not None


def test_a_running_scan_tells_its_rate_and_a_queued_one_what_it_waits_for(home, db):
    first = queue(home)
    with db.read() as conn:
        scans.start(conn, id=first, now=datetime.now(UTC))
        conn.execute(
            """
            UPDATE library_scans
            SET phase = 'adding', phase_started_at = now() - interval '10 seconds',
                files_done = 100, files_total = 300
            """
        )
    second = queue(home)

    running, waiting = report(home, first), report(home, second)

    assert 5 < running.files_per_second <= 10
    assert running.seconds_left is not None
    assert running.seconds_left >= 20
    assert waiting.waits_for is not None
    assert (waiting.waits_for.id, waiting.waits_for.phase) == (first, "adding")


def test_progress_is_noted_twice_a_second_and_at_each_phase():
    noted: list[tuple[str, int]] = []
    now_s = iter([0.0, 0.0, 0.3, 0.6, 0.6, 0.7, 0.7])
    progress = ScanProgress(
        ScanResult(), lambda result: noted.append((result.phase, result.done)), lambda: next(now_s)
    )

    progress.begin("adding", 10)
    progress.advance(1)
    progress.advance(1)
    progress.begin("matching")

    assert noted == [("adding", 0), ("adding", 2), ("matching", 0)]


def test_a_scan_by_itself_tries_names_again_only_when_the_catalogue_has_grown(
    home, clips, db, monkeypatch
):
    home.put(clips.mp4, "Sintel.2010.mp4")
    make_title(db, "Another")
    home.scanner.run(queue(home))
    with db.read() as conn:
        mark = scanned_files.catalogue_mark(conn)
    judged = []
    match_again = Ingestor.match_again
    monkeypatch.setattr(
        Ingestor,
        "match_again",
        lambda self, files: judged.extend(files) or match_again(self, files),
    )

    home.scanner.run(queue(home))
    by_itself = len(judged)
    sintel = make_title(db, "Sintel", year=2010)
    home.scanner.run(queue(home))

    assert mark
    assert (by_itself, len(judged)) == (0, 1)
    assert home.item()["media_id"] == sintel
