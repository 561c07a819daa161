"""New files are noticed without a request for a scan."""

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.library.models.scans import ScannedFile
from chalicelib.library.mounts import Mount
from tests.disks import disk_of
from tests.library import LibraryHarness
from tests.waiting import wait_until
from worker.scanner import watch
from worker.scanner.roots import Roots
from worker.scanner.stability import StabilityTracker
from worker.scanner.watch import FolderWatcher


@pytest.fixture
def home(db, cache, tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "RECHECK_MS", 100)
    monkeypatch.setattr(watch, "DEBOUNCE_MS", 50)
    home = LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)
    home.scanner.stability = StabilityTracker(time.monotonic, after_s=0.3)
    return home


@pytest.fixture
def watching(home):
    with running(FolderWatcher(home.scanner, retry_after_s=0.1)) as watcher:
        yield watcher


@contextmanager
def running(watcher: FolderWatcher) -> Iterator[FolderWatcher]:
    """The watcher in a thread; it has begun when a first file was noticed."""
    stop = watcher.scanner.stop
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    try:
        yield watcher
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def names(home: LibraryHarness) -> list[str]:
    return [item["file_name"] for item in home.items() if item["scanned_at"]]


def has_path(home: LibraryHarness, part: str) -> bool:
    return any(part in item["absolute_path"] for item in home.items())


def put_until(home: LibraryHarness, clip: Path, folder: str, is_noticed: Callable[[], Any]) -> None:
    """Put a file twice a second: what came before the watch began is a scan's business."""
    numbers, put_at_s = itertools.count(), -1.0

    def look() -> bool:
        nonlocal put_at_s
        if time.monotonic() - put_at_s > 0.5:
            home.put(clip, f"{folder}/{next(numbers)}.mp4")
            put_at_s = time.monotonic()
        return bool(is_noticed())

    wait_until(look)


def has_begun(home: LibraryHarness, clip: Path) -> None:
    put_until(home, clip, "first", home.items)
    for path in (home.root / "first").iterdir():
        path.unlink()


def test_a_new_file_is_in_the_library_within_seconds(home, watching, clips):
    has_begun(home, clips.mp4)

    home.put(clips.mp4, "Season 1/new.mp4")

    wait_until(lambda: "new.mp4" in names(home))


def test_a_folder_that_is_moved_in_is_scanned(home, watching, clips, tmp_path):
    has_begun(home, clips.mp4)
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "moved.mp4").write_bytes(clips.mp4.read_bytes())

    pack.rename(home.root / "pack")

    wait_until(lambda: "moved.mp4" in names(home))


def test_a_name_that_is_not_utf8_is_noticed(home, watching, clips):
    has_begun(home, clips.mp4)
    (home.root / "plain").mkdir()

    path = os.fsdecode(os.fsencode(home.root) + b"/plain/H\xe4xan.mp4")
    Path(path).write_bytes(clips.mp4.read_bytes())

    wait_until(lambda: "H\\xe4xan.mp4" in names(home))


class HandSet(StabilityTracker):
    """Its clock moves when a test says so; `size` is that of the file it was asked about last."""

    def __init__(self) -> None:
        self.clock_s = 0.0
        self.size = -1
        super().__init__(lambda: self.clock_s, after_s=0.3)

    def is_stable(self, file: ScannedFile) -> bool:
        is_stable = super().is_stable(file)
        self.size = file.size_bytes
        return is_stable


def test_case_34_a_slow_copy_is_imported_once_and_complete(home, watching, clips):
    has_begun(home, clips.mp4)
    whole = clips.mp4.read_bytes()
    step = len(whole) // 12 + 1
    tracker = home.scanner.stability = HandSet()

    with (home.root / "slow.mp4").open("wb") as copy:
        for start in range(0, len(whole), step):
            copy.write(whole[start : start + step])
            copy.flush()
            wait_until(lambda: tracker.size == copy.tell())
            assert "slow.mp4" not in names(home)
            tracker.clock_s += 0.2

    tracker.clock_s += 1
    wait_until(lambda: "slow.mp4" in names(home))
    (slow,) = [item for item in home.items() if item["file_name"] == "slow.mp4"]
    assert slow["file_size_bytes"] == len(whole)
    assert slow["probe_error"] == ""


def test_a_folder_that_returns_is_scanned_at_once(home, clips, tmp_path):
    """Beside another folder that is watched, and without waiting for the next attempt."""
    other = tmp_path / "other"
    other.mkdir()
    two = Roots.of([home.root, other], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=two)
    with running(FolderWatcher(home.scanner, retry_after_s=3600)):
        has_begun(home, clips.mp4)
        away = home.root.rename(home.root.with_name("away"))
        put_until(home, clips.mp4, str(other / "noticed"), lambda: has_path(home, "/other/"))
        (away / "new.mp4").write_bytes(clips.mp4.read_bytes())

        away.rename(home.root)

        wait_until(lambda: "new.mp4" in names(home))
        put_until(home, clips.mp4, "again", lambda: has_path(home, "/again/"))


def test_a_disk_that_is_mounted_over_its_folder_is_scanned_and_watched(home, watching, clips):
    has_begun(home, clips.mp4)
    (home.root / "first").rmdir()

    with disk_of("20m", home.root):
        home.put(clips.mp4, "on-the-disk.mp4")
        wait_until(lambda: "on-the-disk.mp4" in names(home))
        put_until(home, clips.mp4, "again", lambda: has_path(home, "/again/"))


def test_a_folder_that_returns_is_watched_again(home, watching, clips):
    has_begun(home, clips.mp4)
    home.root.rename(home.root.with_name("away"))
    wait_until(lambda: not home.root.exists())
    home.root.with_name("away").rename(home.root)

    put_until(home, clips.mp4, "again", lambda: has_path(home, "/again/"))


def test_a_network_disk_is_polled_and_a_disk_of_this_machine_is_not(home, clips):
    home.scanner.mounts = lambda: (Mount(str(home.root), "nas:/films", "nfs4"),)
    here, network = FolderWatcher(home.scanner), FolderWatcher(home.scanner, polls=True)
    network.poll_every_ms = 50
    with running(network):
        has_begun(home, clips.mp4)
        home.put(clips.mp4, "Season 1/from-another-machine.mp4")
        wait_until(lambda: "from-another-machine.mp4" in names(home))

    assert (here.folders(), network.folders()) == ([], [str(home.root)])


def test_a_deleted_file_is_missed_without_a_scan(home, watching, clips):
    has_begun(home, clips.mp4)
    film = home.put(clips.mp4, "Season 1/film.mp4")
    wait_until(lambda: "film.mp4" in names(home))

    film.unlink()

    def is_missed() -> bool:
        with home.db.read() as conn:
            missed = conn.execute(
                "SELECT missed_scans FROM library_items WHERE file_name = 'film.mp4'"
            )
            return missed.fetchone() == (1,)

    wait_until(is_missed)
