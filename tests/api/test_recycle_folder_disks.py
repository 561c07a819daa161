"""Deleted files on disks that are away, fail, or whose folder left the library."""
# ruff: noqa: F811  # fixtures of the other file

import os
from datetime import timedelta

import pytest

from tests.api.test_recycle_folder import (  # noqa: F401  # fixtures
    FOLDER,
    delete,
    disk,
    film,
    person,
    restore,
    sintel,
)
from tests.library import make_item
from tests.titles import make_title
from worker import recycle_folder


def test_a_file_whose_disk_is_away_waits_for_it(person, disk, film):
    delete(person, film)
    away = disk.root.with_name("away")
    disk.root.rename(away)
    disk.work()
    waiting = person.get(FOLDER).json["items"][0]["state"]
    away.rename(disk.root)
    disk.work()

    assert waiting == "deleting"
    assert "Sintel.mkv" in disk.kept()


def test_a_film_that_is_restored_while_its_disk_is_away_returns_with_it(person, disk, film):
    delete(person, film)
    disk.work()
    away = disk.root.with_name("away")
    disk.root.rename(away)
    restore(person, film)
    disk.work()
    while_away = disk.row(film)
    away.rename(disk.root)
    disk.work()

    assert while_away is not None
    assert while_away[1] == "recycled"
    assert "Sintel/Sintel.mkv" in disk.names()
    assert disk.row(film) == (str(disk.root / "Sintel/Sintel.mkv"), "matched")


def test_an_expired_file_whose_disk_is_away_is_removed_when_it_is_back(person, disk, film):
    delete(person, film)
    disk.work()
    disk.later = timedelta(days=7, minutes=5)
    away = disk.root.with_name("away")
    disk.root.rename(away)
    disk.work()
    while_away = disk.row(film)
    away.rename(disk.root)
    disk.work()

    assert while_away is not None
    assert (disk.kept(), disk.row(film)) == (set(), None)


@pytest.fixture
def unplug(disk):
    """Take the disk away and its folder out of the library; the answer brings the disk back."""

    def away():
        elsewhere = disk.root.with_name("away")
        disk.root.rename(elsewhere)
        disk.is_in_library = False
        return lambda: elsewhere.rename(disk.root)

    return away


def test_a_folder_that_left_the_library_without_its_disk_keeps_its_deleted_files(
    person, disk, film, unplug
):
    delete(person, film)
    disk.work()
    disk.later = timedelta(days=7, minutes=5)
    plug_in = unplug()
    disk.work()
    while_away = disk.row(film)
    plug_in()
    disk.work()

    assert while_away is not None
    assert (disk.kept(), disk.row(film)) == (set(), None)


def test_a_user_can_empty_what_is_on_a_disk_that_will_not_be_back(person, disk, film, unplug):
    delete(person, film)
    disk.work()
    unplug()
    person.post(f"{FOLDER}/empty", json={})
    disk.work()

    assert person.get(FOLDER).json["items"] == []
    assert disk.row(film) is None


def test_a_file_restored_to_a_folder_that_left_the_library_waits_for_its_disk(
    person, disk, film, unplug
):
    delete(person, film)
    disk.work()
    plug_in = unplug()
    restore(person, film)
    disk.work()
    while_away = disk.row(film)
    plug_in()
    disk.work()

    assert while_away is not None
    assert "Sintel/Sintel.mkv" in disk.names()


def test_a_file_deleted_just_before_its_folder_left_the_library_is_not_forgotten(
    person, disk, film, unplug
):
    delete(person, film)
    plug_in = unplug()
    disk.work()
    disk.later = timedelta(days=8)
    disk.work()
    while_away = disk.row(film)
    plug_in()
    disk.is_in_library = True
    disk.work()

    assert while_away is not None
    assert "Sintel.mkv" in disk.kept()


def test_a_file_that_only_the_object_store_has_waits_for_no_disk(person, disk, film, unplug, db):
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET object_key = 'library/x', stored_at = now(), freed_at = now()"
        )
    (disk.root / "Sintel/Sintel.mkv").unlink()
    delete(person, film)
    unplug()
    disk.work()
    person.post(f"{FOLDER}/empty", json={})
    disk.work()

    assert (disk.row(film), disk.removed_objects) == (None, ["library/x"])


def test_a_file_whose_disk_is_away_holds_up_no_other(person, disk, film, db, monkeypatch):
    away = disk.root.with_name("away")
    disk.other_roots = (away,)
    waiting = make_item(db, away / "Spring.mkv", media_id=make_title(db, "Spring", year=2019))
    monkeypatch.setattr("chalicelib.recycle_folder.service.journal.MAX_AT_ONCE", 1)
    delete(person, waiting)
    delete(person, film)

    disk.work()

    assert "Sintel.mkv" in disk.kept()


def test_a_file_that_cannot_be_moved_back_holds_up_no_other(person, disk, film, db, monkeypatch):
    disk.put("Spring/Spring.mkv")
    path = disk.root / "Spring/Spring.mkv"
    other = make_item(db, path, media_id=make_title(db, "Spring", year=2019))
    delete(person, film)
    delete(person, other)
    real = os.rename
    moved: list[str] = []

    def breaks(old, new):
        if "Sintel" in old and moved:
            raise OSError(5, "Input/output error")
        moved.append(old)
        real(old, new)

    monkeypatch.setattr(recycle_folder, "rename_exclusively", breaks)
    disk.work()
    broken = disk.row(film)
    monkeypatch.undo()
    disk.work()

    assert "Spring.mkv" in disk.kept()
    assert broken is not None
    assert "Sintel.mkv" in disk.kept()


def test_a_deletion_that_was_begun_waits_for_its_disk(person, disk, film, monkeypatch):
    delete(person, film)

    def dies(*_):
        raise SystemExit

    monkeypatch.setattr(recycle_folder, "rename_exclusively", dies)
    with pytest.raises(SystemExit):
        disk.work()
    monkeypatch.undo()
    away = disk.root.with_name("away")
    disk.root.rename(away)
    disk.work()
    while_away = person.get(FOLDER).json["items"][0]["state"]
    away.rename(disk.root)
    disk.work()

    assert while_away == "deleting"
    assert "Sintel.mkv" in disk.kept()
