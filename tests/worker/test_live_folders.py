"""Folders that are added to the library while the worker runs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chalicelib.library.models.folders import NewFolder
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.sessions import User
from chalicelib.recycle_folder.service.journal import RecycleJournal
from chalicelib.recycle_folder.store import entries
from tests.downloads.accounts import settings_service
from tests.library import LibraryHarness
from tests.titles import make_person
from worker.recycle_folder import RecycleFolderWorker
from worker.scanner.availability import DiskCheck
from worker.scanner.removal import ItemRemover
from worker.scanner.roots import LiveRoots


@pytest.fixture
def service(db, tmp_path):
    return LibraryFolderService(
        db, lambda: datetime.now(UTC), [str(tmp_path / "films")], str(tmp_path / "data")
    )


@pytest.fixture
def harness(db, cache, tmp_path, service):
    harness = LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)
    # The worker's own copy of the folders, which is seconds old.
    worker = LibraryFolderService(
        db,
        lambda: datetime.now(UTC),
        [str(tmp_path / "films")],
        str(tmp_path / "data"),
        monotonic=lambda: 0.0,
    )
    roots = LiveRoots(worker.roots, harness.downloads)
    harness.scanner.ingestor = replace(harness.scanner.ingestor, roots=roots)
    return harness


def test_an_added_folder_is_scanned_at_once_and_a_removed_one_is_dropped(
    db, harness, service, tmp_path
):
    attic = tmp_path / "attic"
    attic.mkdir()
    (attic / "Nosferatu.1922.mkv").write_bytes(b"not really a film")
    assert harness.scanner.ingestor.roots.library == (str(harness.root),)
    user = User(id=make_person(db), session_id=uuid4(), role="admin")

    service.add(user, NewFolder(path=str(attic)))
    harness.scanner.scan([str(attic)])
    found = [item["absolute_path"] for item in harness.items()]
    service.remove(str(attic))
    ItemRemover(harness.scanner.ingestor, None).remove_folder(str(attic), [str(harness.root)])

    assert found == [str(attic / "Nosferatu.1922.mkv")]
    assert harness.items() == []
    assert (attic / "Nosferatu.1922.mkv").is_file()


def test_a_folder_that_was_added_again_keeps_its_files(db, harness, service, tmp_path):
    attic = tmp_path / "attic"
    attic.mkdir()
    (attic / "Nosferatu.1922.mkv").write_bytes(b"not really a film")
    user = User(id=make_person(db), session_id=uuid4(), role="admin")
    service.add(user, NewFolder(path=str(attic)))
    harness.scanner.scan([str(attic)])

    service.remove(str(attic))
    service.add(user, NewFolder(path=str(attic)))
    gone = ItemRemover(harness.scanner.ingestor, None).remove_folder(
        str(attic), [str(harness.root)]
    )

    assert gone == 0
    assert len(harness.items()) == 1


def test_the_list_of_folders_is_not_older_than_a_change_in_another_process(db, service, tmp_path):
    other = LibraryFolderService(
        db,
        lambda: datetime.now(UTC),
        [],
        str(tmp_path / "data"),
        monotonic=lambda: 0.0,  # its copy never grows old
    )
    attic = tmp_path / "attic"
    attic.mkdir()
    other.list()

    service.add(
        User(id=make_person(db), session_id=uuid4(), role="admin"), NewFolder(path=str(attic))
    )
    with_it = [folder.path for folder in other.list().items]
    service.remove(str(attic))

    assert with_it == [str(attic)]
    assert other.list().items == []


def test_removing_a_folder_keeps_items_of_another_folder(harness, tmp_path):
    inner = harness.root / "shows"
    inner.mkdir()
    (inner / "Pioneer.One.S01E01.mkv").write_bytes(b"not really a show")
    harness.scanner.scan([str(harness.root)])

    remover = ItemRemover(harness.scanner.ingestor, None)

    assert remover.remove_folder(str(harness.root), [str(inner)]) == 0
    assert remover.remove_folder(str(harness.root), [str(tmp_path / "elsewhere")]) == 1


@pytest.mark.parametrize("decision", ["gone for good", "restored"])
def test_deleted_files_of_a_folder_that_was_removed_stay_until_their_days_end(
    db, harness, service, tmp_path, decision
):
    attic = tmp_path / "attic"
    attic.mkdir()
    film = attic / "Nosferatu.1922.mkv"
    film.write_bytes(b"not really a film")
    user = User(id=make_person(db), session_id=uuid4(), role="admin")
    service.add(user, NewFolder(path=str(attic)))
    harness.scanner.scan([str(attic)])
    (item,) = [item["id"] for item in harness.items()]
    now = datetime.now(UTC)
    with db.transaction() as conn:
        entries.put(conn, ids=[item], user_id=user.id, now=now)

    def recycle(at: datetime) -> None:
        roots, clock = LiveRoots(service.roots, harness.downloads), lambda: at
        journal = RecycleJournal(db, settings_service(db), clock)
        disks = DiskCheck(db, roots, clock, lambda: ())
        RecycleFolderWorker(journal, roots, disks, None, lambda: None, clock).work_once()

    recycle(now + timedelta(minutes=1))
    service.remove(str(attic))
    ItemRemover(harness.scanner.ingestor, None).remove_folder(str(attic), [str(harness.root)])
    kept = files_in(attic)
    with db.transaction() as conn:
        if decision == "restored":
            entries.restore(conn, ids=[item])
    recycle(now + timedelta(days=365))

    assert [path.name for path in kept] == [film.name]
    assert kept != [film]
    assert files_in(attic) == ([film] if decision == "restored" else [])
    assert harness.items() == []


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]
