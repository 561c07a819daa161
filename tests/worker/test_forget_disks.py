"""Files of a disk that is gone for good are forgotten when an administrator says so."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.mounts import Mount
from chalicelib.platform.clock import utc_now
from tests.library import LibraryHarness, library_folders
from worker.scanner.disk_watch import DiskWatch
from worker.scanner.removal import ItemRemover
from worker.scanner.roots import LiveRoots


@pytest.fixture
def mounts() -> list[str]:
    return ["/"]


@pytest.fixture
def home(db, cache, tmp_path, mounts):
    """A folder of the environment, as it is for a worker that reads it from the database."""
    home = LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)

    def stored(*, is_fresh: bool = False) -> tuple[LibraryRoot, ...]:
        return library_folders(db, str(home.root)).roots(is_fresh=is_fresh)

    roots = LiveRoots(stored, home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    home.scanner.mounts = lambda: [Mount(point, "/dev/x", "ext4") for point in mounts]
    return home


@pytest.fixture
def remover(home):
    return ItemRemover(home.scanner.ingestor, None, home.scanner.mounts)


def look(home: LibraryHarness) -> tuple[str, ...]:
    """What a worker that looks at its disks finds away of the folder."""
    ingestor = home.scanner.ingestor
    watch = DiskWatch(
        home.db, ingestor.roots, utc_now, home.scanner.mounts, ingestor.invalidate_caches
    )
    watch.work_once()
    (root,) = ingestor.roots.folders
    return root.away


def unplug(disk: Path, mounts: list[str]) -> None:
    mounts.remove(str(disk))
    shutil.rmtree(disk)


def names(home: LibraryHarness) -> list[str]:
    return [item["file_name"] for item in home.items()]


def test_files_of_a_disk_in_a_folder_are_forgotten_and_it_is_expected_no_more(
    home, clips, mounts, remover
):
    disk = home.root / "usb"
    mounts.append(str(disk))
    home.put(clips.mp4, "usb/one.mp4")
    home.put(clips.mp4, "two.mp4")
    home.scanner.scan([str(home.root)])
    unplug(disk, mounts)
    disk.mkdir()
    assert look(home) == (str(disk),)

    assert remover.forget_away(str(home.root)) == 1

    assert names(home) == ["two.mp4"]
    assert look(home) == ()


def test_files_of_a_folder_whose_disk_is_gone_are_forgotten_and_those_with_a_copy_stay(
    home, clips, mounts, remover
):
    mounts.append(str(home.root))
    home.put(clips.mp4, "one.mp4")
    home.put(clips.mp4, "two.mp4")
    home.scanner.scan([str(home.root)])
    with home.db.read() as conn:
        conn.execute("UPDATE library_items SET stored_at = now() WHERE file_name = 'two.mp4'")
    unplug(home.root, mounts)
    assert look(home) == (str(home.root),)

    assert remover.forget_away(str(home.root)) == 1

    assert names(home) == ["two.mp4"]
    assert look(home) != ()


def test_a_disk_that_is_back_keeps_its_files(home, clips, mounts, remover):
    mounts.append(str(home.root))
    home.put(clips.mp4, "one.mp4")
    home.scanner.scan([str(home.root)])

    assert remover.forget_away(str(home.root)) == 0
    assert remover.forget_away("/no/such/folder") == 0
    assert names(home) == ["one.mp4"]
