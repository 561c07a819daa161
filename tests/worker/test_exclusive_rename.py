"""A file that appears at the last moment under a new name is not replaced."""

import errno
import os
import threading

import pytest

from worker import exclusive_rename
from worker.exclusive_rename import rename_exclusively
from worker.scanner.file_links import FileLinker, MoveRefused


@pytest.fixture(params=["in one step", "by a hard link", "by a check"])
def way(request, monkeypatch) -> None:
    """What the file system can do."""
    if request.param != "in one step":
        monkeypatch.setattr(exclusive_rename, "_rename_in_one_step", lambda *_: False)
    if request.param == "by a check":
        monkeypatch.setattr(exclusive_rename, "_rename_by_link", lambda *_: False)


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.mkv"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def new(tmp_path):
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder/new.mkv"


@pytest.fixture
def late(new, monkeypatch):
    """Another file has the new name, and every check was too early to see it."""
    new.write_bytes(b"another one")
    real = os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: path != str(new) and real(path))


@pytest.mark.usefixtures("way")
def test_a_file_gets_a_free_name(old, new):
    rename_exclusively(str(old), str(new))

    assert (old.exists(), new.read_bytes()) == (False, b"old")


@pytest.mark.usefixtures("way")
def test_the_name_of_another_file_is_refused(old, new):
    new.write_bytes(b"another one")

    with pytest.raises(FileExistsError):
        rename_exclusively(str(old), str(new))

    assert (old.read_bytes(), new.read_bytes()) == (b"old", b"another one")


@pytest.mark.usefixtures("way")
def test_a_file_that_a_killed_worker_left_under_both_names_keeps_the_new_one(old, new):
    os.link(old, new)

    rename_exclusively(str(old), str(new))

    assert (old.exists(), new.read_bytes()) == (False, b"old")


@pytest.mark.usefixtures("way")
def test_a_name_that_is_the_same_one_keeps_its_file(old):
    """As on a disk that ignores the case of letters."""
    rename_exclusively(str(old), str(old))

    assert old.read_bytes() == b"old"


def test_a_disk_without_hard_links_says_so_by_its_error(old, new, monkeypatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(exclusive_rename, "_rename_in_one_step", lambda *_: False)
    monkeypatch.setattr(exclusive_rename.os, "link", refuse)

    rename_exclusively(str(old), str(new))

    assert (old.exists(), new.read_bytes()) == (False, b"old")


@pytest.mark.usefixtures("late")
def test_a_copy_from_another_disk_replaces_nothing_that_appeared_late(old, new, monkeypatch):
    def other_disk(*_args: object, **_more: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr("worker.scanner.file_links.os.link", other_disk)

    with pytest.raises(MoveRefused, match="Another file has this name"):
        FileLinker(threading.Event()).link(str(old), str(new))

    assert new.read_bytes() == b"another one"
    assert [path.name for path in new.parent.iterdir()] == ["new.mkv"]


@pytest.mark.usefixtures("late")
def test_a_renamed_file_replaces_nothing_that_appeared_late(old, new):
    with pytest.raises(MoveRefused, match="Another file has this name"):
        FileLinker(threading.Event()).rename(str(old), str(new))

    assert (old.read_bytes(), new.read_bytes()) == (b"old", b"another one")
