"""Which folders and disks of the library are away."""

from pathlib import Path

import pytest

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.mounts import Mount
from chalicelib.library.service.folder_access import points_away

SYSTEM = Mount("/", "/dev/a", "ext4")


@pytest.fixture
def films(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    return tmp_path / "films"


def test_a_folder_that_is_there_is_not_away(films):
    assert points_away(LibraryRoot(str(films), mounts=("/",)), [SYSTEM]) == []


def test_a_folder_that_is_gone_or_lacks_its_marker_is_away(films):
    gone = str(films / "gone")

    assert points_away(LibraryRoot(gone), [SYSTEM]) == [gone]
    assert points_away(LibraryRoot(str(films), marker=".disk"), [SYSTEM]) == [str(films)]


def test_of_a_folder_with_a_lost_disk_in_it_only_the_disk_is_away(films):
    disk = str(films / "usb")

    assert points_away(LibraryRoot(str(films), mounts=("/", disk)), [SYSTEM]) == [disk]
