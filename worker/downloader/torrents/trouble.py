"""What becomes of a torrent when the disk refuses, or libtorrent gives up on it."""

import errno
import logging
import time
from typing import Any

from worker.downloader import disk
from worker.downloader.engine import Fault, Phase
from worker.downloader.names import leaf
from worker.downloader.torrents.closeup import LONGEST_MESSAGE, plain
from worker.downloader.torrents.swarm import Swarm
from worker.downloader.torrents.torrent import MISSING, Torrent

logger = logging.getLogger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
IN_THE_WAY = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ELOOP})
CLEAR_EVERY_S = 30.0

LIBTORRENTS = "libtorrent"  # its numbers mean other things than the system's
TOO_SHORT = 23
OTHER = -1  # an error that is not the system's


class Trouble:
    """Guarded by the swarm's lock."""

    def __init__(self, swarm: Swarm, free_bytes: disk.FreeBytes) -> None:
        self._swarm = swarm
        self._free_bytes = free_bytes

    def file_error(self, torrent: Torrent, alert: Any) -> None:
        if torrent.report.phase is Phase.BROKEN:
            return  # many writes fail at once
        if torrent.layout is not None:
            torrent.count_anew()
            torrent.tell(bytes_done=torrent.bytes_here(torrent.handle.status()))
        code, is_own = alert.error.value(), alert.error.category().name() == LIBTORRENTS
        if is_own and code == TOO_SHORT and torrent.ask_again():
            self._swarm.drive(torrent)
            return
        if code in FULL and not is_own and self._has_room_again(torrent):
            torrent.clear_fault()
            self._swarm.drive(torrent)
            return
        fault = self.fault(torrent, OTHER if is_own else code, alert.filename())
        self._swarm.break_off(torrent, fault)

    def torrent_error(self, torrent: Torrent, alert: Any) -> None:
        """Also said of files, which have a message of their own."""
        error = alert.error
        is_of_a_file = error.category().name() != LIBTORRENTS or error.value() == TOO_SHORT
        if torrent.report.phase is not Phase.BROKEN and not is_of_a_file:
            fault = Fault("bad_torrent", "This torrent cannot be used.", may_retry=False)
            self._swarm.break_off(torrent, fault)

    def rename_failed(self, torrent: Torrent, _alert: Any) -> None:
        fault = Fault("disk_error", "A file could not be named.", may_retry=True)
        self._swarm.break_off(torrent, fault)

    def fault(self, torrent: Torrent, code: int, path: str) -> Fault:
        """An error number of the system, as what it means for the torrent."""
        if code == errno.ENOENT and torrent.is_kept:
            return MISSING
        if code in IN_THE_WAY:
            name = plain(leaf(path), LONGEST_MESSAGE)
            message = f"Something else is where {name} should be."
            return Fault("disk_error", message, may_retry=False)
        if code not in FULL:
            logger.warning("disk error", extra={"errno": code})
            return Fault("disk_error", "The disk could not be read or written.", may_retry=True)
        try:
            free = self._free_bytes(torrent.folder)
        except OSError:
            free = 0
        return Fault(
            "disk_full",
            "There is not enough room on the disk.",
            may_retry=True,  # as it is, once there is room: see `Engine.resume`
            payload={"needed": torrent.bytes_to_come, "free": free},
        )

    def _has_room_again(self, torrent: Torrent) -> bool:
        """
        Whether there is room by now for all that is to come.

        Many writes fail when a disk is full, and the last of them may be heard of when all is
        well. Believed now and then only: where a quota says no, the disk may look empty.
        """
        now_s = time.monotonic()
        if now_s - torrent.cleared_at_s < CLEAR_EVERY_S:
            return False
        try:
            has_room = self._free_bytes(torrent.folder) >= torrent.bytes_to_come
        except OSError:
            return False
        if has_room:
            torrent.cleared_at_s = now_s
        return has_room
