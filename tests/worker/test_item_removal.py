"""What the library does when the files of a download go away, elsewhere, or come back."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.library import LibraryHarness, make_item
from tests.titles import make_title
from worker.housekeeping import Housekeeping
from worker.scanner.removal import ItemRemover
from worker.scanner.walk import FolderUnavailable


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def shelved(home, clips, db):
    """A download whose film is in the library."""
    make_title(db, "Sintel", year=2010)
    path = home.downloads / "1" / "Sintel.2010.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(clips.mp4.read_bytes())
    job = home.finished_download([path])
    home.importer.run(job)
    return job


@pytest.fixture
def removed_copies():
    return []


@pytest.fixture
def remover(home, removed_copies):
    return ItemRemover(home.importer.ingestor, removed_copies.append)


def remove(db, job, *, with_files: bool = True) -> None:
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET removed_at = now(), removes_files = %s WHERE id = %s",
            [with_files, job],
        )


def test_files_removed_with_their_download_leave_the_library_and_the_object_store(
    home, shelved, remover, removed_copies, db
):
    with db.read() as conn:
        conn.execute("UPDATE library_items SET object_key = 'library/x', stored_at = now()")
    remove(db, shelved)
    counts = [remover.remove(shelved) for _ in range(2)]

    assert counts == [1, 0]
    assert home.items() == []
    assert removed_copies == ["library/x"]


def test_a_download_removed_without_files_stays_in_the_library(home, shelved, remover, db):
    remove(db, shelved, with_files=False)

    assert remover.remove(shelved) == 0
    assert len(home.items()) == 1


def test_a_restored_download_stays_in_the_library(home, shelved, remover):
    assert remover.remove(shelved) == 0
    assert len(home.items()) == 1


def test_an_unavailable_object_store_postpones_the_removal(home, shelved, db):
    def fails(_key: str) -> None:
        raise ConnectionError

    with db.read() as conn:
        conn.execute("UPDATE library_items SET object_key = 'library/x'")
    remove(db, shelved)
    with pytest.raises(ConnectionError):
        ItemRemover(home.importer.ingestor, fails).remove(shelved)

    assert len(home.items()) == 1


def test_a_restored_file_is_in_the_library_again(home, shelved, remover, db):
    remove(db, shelved)
    remover.remove(shelved)
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET removed_at = NULL, removes_files = false")
    home.importer.run(shelved)

    assert home.item()["match_state"] == "matched"


def test_a_moved_file_is_the_same_item(home, shelved, remover):
    before = home.item()
    old, new = home.downloads / "1", home.root / "Sintel"
    old.rename(new)
    counts = [remover.relocate(shelved, str(old), str(new)) for _ in range(2)]

    after = home.item()
    assert counts == [1, 0]
    assert (after["id"], after["media_id"]) == (before["id"], before["media_id"])
    assert after["absolute_path"] == str(new / "Sintel.2010.mp4")


def test_an_item_scanned_at_the_new_path_is_replaced(home, shelved, remover, clips):
    before = home.item()
    old, new = home.downloads / "1", home.root / "Sintel"
    home.put(clips.mp4, "Sintel/Sintel.2010.mp4")
    home.scanner.scan([str(home.root)])
    assert len(home.items()) == 2
    remover.relocate(shelved, str(old), str(new))

    assert home.item()["id"] == before["id"]


@pytest.fixture
def missing(home, db):
    """Two items without files, missing for a day and for forty, beside a file that is there."""
    (home.root / "there.mp4").write_bytes(b"x")
    for name, days in (("new.mp4", 1), ("old.mp4", 40)):
        item_id = make_item(db, home.root / name)
        with db.read() as conn:
            conn.execute(
                """
                UPDATE library_items
                SET missed_scans = 2, missing_since = now() - make_interval(days => %s),
                    object_key = file_name
                WHERE id = %s
                """,
                [days, item_id],
            )
    make_item(db, home.root / "there.mp4")


def test_missing_files_are_forgotten_with_their_copies_after_a_time_or_when_told(
    home, missing, remover, removed_copies
):
    housekeeping = Housekeeping(home.importer.ingestor, None, remover)
    housekeeping.forget_missing(datetime.now(UTC))
    after_a_time = list(removed_copies)

    assert remover.forget_missing(str(home.root)) == 1

    assert (after_a_time, removed_copies) == (["old.mp4"], ["old.mp4", "new.mp4"])
    assert [item["file_name"] for item in home.items()] == ["there.mp4"]


def test_rows_of_renames_that_ended_long_ago_are_deleted_and_those_of_downloads_stay(
    home, db, remover
):
    item, job = make_item(db, home.root / "a.mp4"), home.finished_download([])
    now = datetime.now(UTC)
    rows = [
        ("old rename", None, "done", 40),
        ("old failure", None, "failed", 40),
        ("new rename", None, "done", 1),
        ("open rename", None, "ready", 40),
        ("old import", job, "done", 40),
    ]
    with db.transaction() as conn:
        for name, job_id, state, days in rows:
            at = now - timedelta(days=days)
            conn.execute(
                """
                INSERT INTO library_moves
                    (id, batch_id, item_id, job_id, state, old_path, new_path, created_at, done_at)
                VALUES (%s, %s, %s, %s, %s, %s, '/new', %s, %s)
                """,
                [uuid4(), uuid4(), item, job_id, state, name, at, at if state == "done" else None],
            )

    Housekeeping(home.importer.ingestor, None, remover).forget_finished_renames(now)

    with db.read() as conn:
        left = {name for (name,) in conn.execute("SELECT old_path FROM library_moves")}
    assert left == {"new rename", "open rename", "old import"}


def test_no_file_of_a_folder_that_may_not_be_entered_is_forgotten(
    home, missing, remover, monkeypatch
):
    look = os.lstat

    def refusing(path, **options):
        if str(path).endswith("/old.mp4"):
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr("worker.scanner.walk.os.lstat", refusing)

    assert remover.forget_missing(str(home.root)) == 1
    assert [item["file_name"] for item in home.items()] == ["old.mp4", "there.mp4"]


def test_nothing_is_forgotten_of_a_folder_that_is_away_and_no_file_that_is_back(
    home, missing, remover
):
    (home.root / "new.mp4").write_bytes(b"x")
    back = remover.forget_missing(str(home.root))
    for path in list(home.root.iterdir()):
        path.unlink()

    with pytest.raises(FolderUnavailable):
        remover.forget_missing(str(home.root))

    assert back == 1
    assert [item["file_name"] for item in home.items()] == ["new.mp4", "there.mp4"]
