"""Cases 31 and 32: a copy into the library is whole under its name, or not there."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from worker.scanner import file_links
from worker.scanner.file_links import FileLinker

#: Copies as on another disk, and waits for its end after the first of several chunks.
COPY_HALF = """
import os, sys, threading
from worker.scanner import file_links

def refuse(*_args, **_more):
    raise OSError(18, "Invalid cross-device link")

chunks = iter(range(2))
def wait_at_second(_stop):
    if next(chunks) == 1:
        print("half", flush=True)
        threading.Event().wait()

file_links.os.link = refuse
file_links.raise_if_stopping = wait_at_second
file_links.CHUNK_BYTES = 1024
file_links.FileLinker(threading.Event()).link(*sys.argv[1:])
"""


@pytest.fixture
def film(tmp_path) -> Path:
    path = tmp_path / "downloads" / "film.mkv"
    path.parent.mkdir()
    path.write_bytes(os.urandom(4096))
    return path


@pytest.fixture
def other_disk(monkeypatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(file_links.os, "link", refuse)


def test_case_31_a_killed_copy_leaves_no_half_file_under_the_name(film, tmp_path, other_disk):
    data, new = film.read_bytes(), tmp_path / "films" / "Film (2010).mkv"
    worker = subprocess.Popen(
        [sys.executable, "-c", COPY_HALF, str(film), str(new)], stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout.readline() == "half\n"
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert not new.exists()
    assert all(path.name.startswith(".") for path in new.parent.iterdir())
    assert film.read_bytes() == data

    FileLinker(threading.Event()).link(str(film), str(new))

    assert [path.name for path in new.parent.iterdir()] == [new.name]
    assert new.read_bytes() == film.read_bytes() == data


def test_case_31_a_copy_that_came_out_otherwise_is_removed(film, tmp_path, other_disk, monkeypatch):
    new = tmp_path / "films" / "Film (2010).mkv"
    monkeypatch.setattr(FileLinker, "_digest", lambda _self, _path: b"otherwise")

    with pytest.raises(file_links.MoveRefused):
        FileLinker(threading.Event()).link(str(film), str(new))

    assert list(new.parent.iterdir()) == []
    assert film.stat().st_size == 4096


def test_case_32_a_copy_is_on_the_disk_before_it_has_its_name(
    film, tmp_path, other_disk, monkeypatch
):
    new, calls = tmp_path / "films" / "Film (2010).mkv", []
    sync, rename = os.fsync, file_links.rename_exclusively

    def noted_sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        calls.append(("fsync", "folder" if path.is_dir() else "draft", path.stat().st_size > 0))
        sync(descriptor)

    def noted_rename(old: str, to: str) -> None:
        calls.append(("rename", Path(to).name, Path(old).stat().st_size == 4096))
        rename(old, to)

    monkeypatch.setattr(file_links.os, "fsync", noted_sync)
    monkeypatch.setattr(file_links, "rename_exclusively", noted_rename)

    FileLinker(threading.Event()).link(str(film), str(new))

    assert [(name, what) for name, what, _ in calls] == [
        ("fsync", "draft"),
        ("rename", new.name),
        ("fsync", "folder"),
    ]
    assert calls[0][2]
    assert calls[1][2]
