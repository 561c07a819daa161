"""The room that is held back for deleting."""

import contextlib
from pathlib import Path

from localstack.disk_reserve import RESERVE_BYTES, DiskReserve
from tests.disks import disk_of


def test_the_reserve_is_released_on_a_full_disk_and_allocated_again_later(tmp_path: Path):
    messages: list[str] = []
    with disk_of("400m", tmp_path / "disk") as disk:
        reserve = DiskReserve(disk / "reserve", messages.append)
        reserve.check()
        assert reserve.path.stat().st_blocks * 512 == RESERVE_BYTES

        ballast = disk / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(1 << 20)):
                pass
        reserve.check()
        reserve.check()

        assert not reserve.path.exists()
        assert len(messages) == 1
        assert "delete something now" in messages[0]
        ballast.unlink()
        reserve.check()
        assert reserve.path.exists()
