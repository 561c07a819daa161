"""Errors of the disk and of libtorrent, as faults of a torrent."""

import errno
import logging
import time
from typing import Any

from worker.downloader import disk_space
from worker.downloader.engine import Fault
from worker.downloader.safe_names import leaf
from worker.downloader.torrents.folder_move import DISK_FULL
from worker.downloader.torrents.session_state import SessionState
from worker.downloader.torrents.torrent import MISSING, Torrent
from worker.downloader.torrents.torrent_details import MAX_MESSAGE_LENGTH, sanitize
from worker.downloader.torrents.torrent_state import COMPLETING, FAILURES, Retention, TorrentState

logger = logging.getLogger(__name__)

PATH_BLOCKED = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ELOOP})

#: Errors of this category have numbers of their own.
LIBTORRENT = "libtorrent"
FILE_TOO_SHORT = 23
#: States in which libtorrent writes.
DOWNLOADED_INTO = COMPLETING | {TorrentState.DOWNLOADING}
NOT_SYSTEM = -1  # stands for an error that is not the system's


class DiskErrorHandler:
    """Guarded by the lock of `SessionState`."""

    def __init__(self, session_state: SessionState, free_bytes: disk_space.FreeBytes) -> None:
        self._state = session_state
        self._free_bytes = free_bytes

    def on_file_error(self, torrent: Torrent, alert: Any) -> None:
        if torrent.state in FAILURES or torrent.state is TorrentState.AWAITING_RECHECK:
            return  # many writes fail at once
        if torrent.content is not None:
            torrent.cooldowns.counting.reset()
            torrent.update_report(bytes_done=torrent.bytes_done(torrent.handle.status()))
        code, is_libtorrents = alert.error.value(), alert.error.category().name() == LIBTORRENT
        if is_libtorrents and code == FILE_TOO_SHORT and torrent.retry_with_longer_part_files():
            self._state.sync_pause_state(torrent)
            return
        if not is_libtorrents and torrent.state in DOWNLOADED_INTO:
            self._state.on_write_failed(torrent)
            if code in DISK_FULL and self._has_room_again(torrent):
                self._state.recheck(torrent)
                return
        fault = self.fault_of(torrent, NOT_SYSTEM if is_libtorrents else code, alert.filename())
        self._state.fail(torrent, fault)

    def on_torrent_error(self, torrent: Torrent, alert: Any) -> None:
        """Errors of files are reported here, too, besides their own alert."""
        error = alert.error
        is_of_file = error.category().name() != LIBTORRENT or error.value() == FILE_TOO_SHORT
        if not is_of_file:
            fault = Fault("bad_torrent", "This torrent cannot be used.", may_retry=False)
            self._state.fail(torrent, fault)

    def on_rename_failed(self, torrent: Torrent, _alert: Any) -> None:
        fault = Fault("disk_error", "A file could not be named.", may_retry=True)
        self._state.fail(torrent, fault)

    def fault_of(self, torrent: Torrent, code: int, path: str) -> Fault:
        """The fault for an error number of the system."""
        if code == errno.ENOENT and torrent.retention is Retention.RECORDED:
            return MISSING
        if code in PATH_BLOCKED:
            name = sanitize(leaf(path), MAX_MESSAGE_LENGTH)
            message = f"Something else is where {name} should be."
            return Fault("disk_error", message, may_retry=False)
        if code not in DISK_FULL:
            logger.warning("disk error", extra={"errno": code})
            return Fault("disk_error", "The disk could not be read or written.", may_retry=True)
        try:
            free = self._free_bytes(torrent.folder)
        except OSError:
            free = 0
        return Fault(
            "disk_full",
            "There is not enough room on the disk.",
            may_retry=True,  # see `Engine.resume`
            payload={"needed": torrent.bytes_left, "free": free},
        )

    def _has_room_again(self, torrent: Torrent) -> bool:
        """
        Whether there is room by now for everything that is missing.

        Once in a while only: under a quota the disk may look empty.
        """
        now_s = time.monotonic()
        cooldown = torrent.cooldowns.clearing
        if not cooldown.is_over(now_s):
            return False
        try:
            has_room = self._free_bytes(torrent.folder) >= torrent.bytes_left
        except OSError:
            return False
        if has_room:
            cooldown.start(now_s)
        return has_room
