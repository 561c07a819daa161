"""
The thread that waits for what libtorrent has to say, and acts by the kind of message.

Messages come in the order things happened. What takes long is done in threads of their own, so
that the session is always heard.
"""

import errno
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import libtorrent as lt

from worker.downloader import disk
from worker.downloader.engine import Fault, Phase, Refused
from worker.downloader.torrents.resume import Resume
from worker.downloader.torrents.session import BUSY_QUEUE, WATCHING_QUEUE
from worker.downloader.torrents.swarm import Swarm
from worker.downloader.torrents.torrent import Torrent

logger = logging.getLogger(__name__)

UPDATES_EVERY_S = 0.25
ALERT_WAIT_MS = 200

SEED_UNTIL_RATIO = 1.0
SEED_AT_MOST_S = 24 * 3600

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
OVER = (Phase.FINISHED, Phase.BROKEN)
CHECKING = frozenset(
    {lt.torrent_status.states.checking_files, lt.torrent_status.states.checking_resume_data}
)

Reaction = Callable[[Torrent, Any], None]


class Listener:
    """Keeps the reports of a swarm's torrents true."""

    def __init__(self, swarm: Swarm, free_bytes: disk.FreeBytes) -> None:
        self._swarm = swarm
        self._free_bytes = free_bytes
        self._is_over = threading.Event()
        self._is_urgent = False
        #: About one torrent of ours. What is about others is not looked at.
        self._reactions: dict[type, Reaction] = {
            lt.metadata_received_alert: self._metadata_received,
            lt.torrent_checked_alert: self._checked,
            lt.torrent_finished_alert: self._pieces_complete,
            lt.cache_flushed_alert: self._flushed,
            lt.piece_finished_alert: self._piece_finished,
            lt.read_piece_alert: self._piece_read,
            lt.file_error_alert: self._file_error,
            lt.torrent_error_alert: self._torrent_error,
            lt.file_rename_failed_alert: self._rename_failed,
            lt.fastresume_rejected_alert: self._resume_rejected,
        }
        self._others: dict[type, Callable[[Any], None]] = {
            lt.state_update_alert: self._updated,
            lt.save_resume_data_alert: self._resume_saved,
            lt.save_resume_data_failed_alert: self._resume_not_saved,
            lt.torrent_deleted_alert: self._deleted,
            lt.torrent_delete_failed_alert: self._deleted,
            lt.alerts_dropped_alert: self._alerts_lost,
        }
        self._thread = threading.Thread(target=self._listen, name="libtorrent", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self, within_s: float) -> None:
        self._is_over.set()
        self._thread.join(within_s)

    def _listen(self) -> None:
        session = self._swarm.session
        next_update_s = 0.0
        while not self._is_over.is_set():
            session.wait_for_alert(ALERT_WAIT_MS)
            for alert in session.pop_alerts():
                try:
                    with self._swarm.lock:
                        self._react(alert)
                except Exception:
                    logger.exception("alert not handled", extra={"kind": type(alert).__name__})
            if time.monotonic() >= next_update_s:
                next_update_s = time.monotonic() + UPDATES_EVERY_S
                session.post_torrent_updates()
                self._let_readers_rest()

    def _react(self, alert: Any) -> None:
        reaction = self._reactions.get(type(alert))
        if reaction is not None:
            torrent = self._swarm.find(alert.handle)
            if torrent is not None:
                reaction(torrent, alert)
        elif (other := self._others.get(type(alert))) is not None:
            other(alert)

    # --- from metadata to files ---------------------------------------------------------------

    def _metadata_received(self, torrent: Torrent, _alert: Any) -> None:
        """The moment to look at the names, before anything is written."""
        layout = torrent.handle.torrent_file().layout()
        try:
            torrent.described(layout)
        except Refused as refused:
            self._swarm.break_off(torrent, refused.fault)
            return
        own_names = torrent.handle.get_renamed_files()
        for index, name in enumerate(torrent.names):
            if own_names.file_path(layout, index) != name:
                torrent.handle.rename_file(index, name)
        torrent.tell(phase=Phase.CHECKING)
        torrent.handle.prioritize_files([4] * layout.num_files())
        self._swarm.on_news()

    def _checked(self, torrent: Torrent, _alert: Any) -> None:
        if torrent.report.phase in (Phase.PREPARING, Phase.CHECKING) and torrent.layout is not None:
            done = int(torrent.handle.status().total_done)
            torrent.tell(phase=Phase.RUNNING, bytes_done=min(done, torrent.report.bytes_total))
            self._recount(torrent)
            self._swarm.on_news()

    def _pieces_complete(self, torrent: Torrent, _alert: Any) -> None:
        # It also says so when everything that is wanted now is there: a reader's window, say.
        if torrent.handle.status().is_seeding:
            self._settle(torrent)

    def _settle(self, torrent: Torrent) -> None:
        if not torrent.is_settling and torrent.report.phase not in OVER:
            torrent.is_settling = True
            torrent.handle.flush_cache()

    def _flushed(self, torrent: Torrent, _alert: Any) -> None:
        if torrent.is_settling and torrent.report.phase not in OVER:
            threading.Thread(
                target=self._confirm, args=(torrent,), name="settle", daemon=True
            ).start()

    def _confirm(self, torrent: Torrent) -> None:
        """Runs in a thread of its own: waiting for the disk takes long for big files."""
        fault: Fault | None = None
        try:
            files = torrent.settled()
        except Refused as refused:
            files, fault = (), refused.fault
        except OSError as error:
            files, fault = (), self._disk_fault(torrent, error.errno or 0)
        with self._swarm.lock:
            torrent.is_settling = False
            if fault is not None:
                self._swarm.break_off(torrent, fault)
            else:
                torrent.finished(files)
        self._swarm.on_news()

    # --- how it goes ---------------------------------------------------------------------------

    def _updated(self, alert: Any) -> None:
        for status in alert.status:
            torrent = self._swarm.find(status.handle)
            if torrent is None:
                continue
            if not torrent.jobs and torrent.is_kept:
                self._stop_seeding(torrent, status)
            elif torrent.layout is not None and torrent.report.phase not in OVER:
                self._note_progress(torrent, status)

    def _note_progress(self, torrent: Torrent, status: Any) -> None:
        if status.state in CHECKING:
            torrent.tell(phase=Phase.CHECKING, peers=status.num_peers)
            return
        done = min(int(status.total_done), torrent.report.bytes_total)
        torrent.tell(phase=Phase.RUNNING, bytes_done=done, peers=status.num_peers)
        if status.is_seeding:
            self._settle(torrent)

    def _stop_seeding(self, torrent: Torrent, status: Any) -> None:
        total = max(torrent.report.bytes_total, 1)
        has_given_back = status.all_time_upload / total >= SEED_UNTIL_RATIO
        if has_given_back or status.seeding_duration.total_seconds() >= SEED_AT_MOST_S:
            self._swarm.remove(torrent, with_files=False)

    # --- readers -------------------------------------------------------------------------------

    def _piece_finished(self, torrent: Torrent, alert: Any) -> None:
        if torrent.watching is not None:
            torrent.watching.arrived(int(alert.piece_index))

    def _piece_read(self, torrent: Torrent, alert: Any) -> None:
        if torrent.watching is not None:
            failed = alert.error.value() != 0
            torrent.watching.was_read(int(alert.piece), None if failed else alert.buffer)

    def _let_readers_rest(self) -> None:
        with self._swarm.lock:
            watchings = [torrent.watching for torrent in self._swarm]
            for watching in watchings:
                if watching is not None:
                    watching.rest()
            is_urgent = any(watching.is_urgent for watching in watchings if watching is not None)
            if is_urgent is not self._is_urgent:
                self._is_urgent = is_urgent
                queue = WATCHING_QUEUE if is_urgent else BUSY_QUEUE
                self._swarm.session.apply_settings({"max_out_request_queue": queue})

    def _alerts_lost(self, _alert: Any) -> None:
        logger.warning("libtorrent dropped messages")
        for torrent in self._swarm:
            self._recount(torrent)

    def _recount(self, torrent: Torrent) -> None:
        if torrent.watching is not None:
            torrent.watching.forget(torrent.pieces_here())

    # --- what goes wrong -----------------------------------------------------------------------

    def _file_error(self, torrent: Torrent, alert: Any) -> None:
        self._swarm.break_off(torrent, self._disk_fault(torrent, alert.error.value()))

    def _disk_fault(self, torrent: Torrent, code: int) -> Fault:
        if code not in FULL:
            logger.warning("disk error", extra={"errno": code})
            return Fault("disk_error", "The disk could not be read or written.", may_retry=True)
        try:
            free = self._free_bytes(torrent.folder)
        except OSError:
            free = 0
        needed = max(torrent.report.bytes_total - torrent.report.bytes_done, 0)
        return Fault(
            "disk_full",
            "There is not enough room on the disk.",
            may_retry=False,
            payload={"needed": needed, "free": free},
        )

    def _torrent_error(self, torrent: Torrent, _alert: Any) -> None:
        if torrent.report.phase is not Phase.BROKEN:
            fault = Fault("bad_torrent", "This torrent cannot be used.", may_retry=False)
            self._swarm.break_off(torrent, fault)

    def _rename_failed(self, torrent: Torrent, _alert: Any) -> None:
        fault = Fault("disk_error", "A file could not be named.", may_retry=True)
        self._swarm.break_off(torrent, fault)

    # --- going on later ------------------------------------------------------------------------

    def _resume_rejected(self, torrent: Torrent, _alert: Any) -> None:
        """Whatever lies on disk is checked piece by piece instead."""
        logger.warning("resume data rejected", extra={"torrent": torrent.report.info_hash})

    def _resume_saved(self, alert: Any) -> None:
        data = lt.write_resume_data_buf(alert.params)
        packed = Resume(data, disk.boot_id(), self._swarm.is_closing).pack()
        self._swarm.saved(alert.handle, packed)

    def _resume_not_saved(self, alert: Any) -> None:
        """Nothing had changed, as a rule."""
        self._swarm.saved(alert.handle, None)

    def _deleted(self, alert: Any) -> None:
        folder = self._swarm.gone(alert.info_hashes)
        if folder is not None:
            disk.remove_folder(folder, folder.parent)
