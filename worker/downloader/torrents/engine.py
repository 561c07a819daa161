"""
The engine for torrents.

One libtorrent session; one thread waits for what it has to say and acts by the kind of message.
Everything else asks for reports, which are kept up to date here and cost nothing to read.
"""

import errno
import logging
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import disk
from worker.downloader.engine import Fault, OnNews, Phase, Refused, Report, Task, no_news
from worker.downloader.reader import InProgressFile
from worker.downloader.torrents.resume import Resume
from worker.downloader.torrents.session import (
    BUSY_QUEUE,
    WATCHING_QUEUE,
    SessionOptions,
    open_session,
)
from worker.downloader.torrents.source import info_hash_of, parameters
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.watching import TorrentFile, Watching

logger = logging.getLogger(__name__)

UPDATES_EVERY_S = 0.25
ALERT_WAIT_MS = 200

SEED_UNTIL_RATIO = 1.0
SEED_AT_MOST_S = 24 * 3600

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SAVE = lt.save_resume_flags_t
SAVE_CHANGED = SAVE.flush_disk_cache | SAVE.save_info_dict | SAVE.only_if_modified
SAVE_ALWAYS = SAVE.flush_disk_cache | SAVE.save_info_dict

CHECKING = frozenset(
    {lt.torrent_status.states.checking_files, lt.torrent_status.states.checking_resume_data}
)


class TorrentEngine:
    """See `Engine`."""

    def __init__(
        self,
        guard: NetworkGuard,
        options: SessionOptions | None = None,
        *,
        free_bytes: disk.FreeBytes = disk.free_bytes,
        on_news: OnNews = no_news,
    ) -> None:
        self._guard = guard
        self._free_bytes = free_bytes
        self._on_news = on_news
        self._lock = threading.RLock()
        self._reports: dict[UUID, Report] = {}  # of jobs that have no torrent (yet)
        self._by_job: dict[UUID, Torrent] = {}
        self._by_handle: dict[Any, Torrent] = {}
        self._saved: dict[UUID, bytes] = {}
        self._saving: set[Any] = set()  # handles whose resume data are on their way
        self._all_saved = threading.Condition(self._lock)
        self._going: dict[str, Path] = {}  # folders to remove once libtorrent let go of them
        self._is_closing = False  # nothing new is begun; what is saved now is saved last
        self._is_over = False
        self._is_urgent = False
        self._session = open_session(options or SessionOptions(), guard)
        self._on_alert = {
            lt.metadata_received_alert: self._metadata_received,
            lt.torrent_checked_alert: self._checked,
            lt.torrent_finished_alert: self._pieces_complete,
            lt.cache_flushed_alert: self._flushed,
            lt.piece_finished_alert: self._piece_finished,
            lt.read_piece_alert: self._piece_read,
            lt.state_update_alert: self._updated,
            lt.file_error_alert: self._file_error,
            lt.torrent_error_alert: self._torrent_error,
            lt.file_rename_failed_alert: self._rename_failed,
            lt.fastresume_rejected_alert: self._resume_rejected,
            lt.save_resume_data_alert: self._resume_saved,
            lt.save_resume_data_failed_alert: self._resume_not_saved,
            lt.torrent_deleted_alert: self._deleted,
            lt.torrent_delete_failed_alert: self._deleted,
            lt.alerts_dropped_alert: self._alerts_lost,
        }
        self._thread = threading.Thread(target=self._listen, name="libtorrent", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where peers reach us; 0 until the session listens."""
        return int(self._session.listen_port())

    @property
    def seeding(self) -> int:
        """Torrents that are here for others only."""
        with self._lock:
            return sum(not torrent.jobs for torrent in self._by_handle.values())

    def torrent_of(self, job_id: UUID) -> Torrent | None:
        with self._lock:
            return self._by_job.get(job_id)

    def add(self, task: Task) -> None:
        with self._lock:
            if self._is_closing or task.job_id in self._reports or task.job_id in self._by_job:
                return
            self._reports[task.job_id] = Report(Phase.PREPARING)
        threading.Thread(
            target=self._open, args=(task,), name=f"open {task.job_id}", daemon=True
        ).start()

    def report(self, job_id: UUID) -> Report | None:
        with self._lock:
            torrent = self._by_job.get(job_id)
            return torrent.report if torrent else self._reports.get(job_id)

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._lock:
            self._reports.pop(job_id, None)
            self._saved.pop(job_id, None)
            torrent = self._by_job.pop(job_id, None)
            if torrent is None:
                return
            torrent.jobs.discard(job_id)
            if not torrent.jobs and not torrent.is_kept:
                self._remove(torrent, with_files=remove_files)

    def pause(self, job_id: UUID) -> None:
        with self._lock:
            if torrent := self._by_job.get(job_id):
                torrent.handle.pause()

    def resume(self, job_id: UUID) -> None:
        with self._lock:
            if torrent := self._by_job.get(job_id):
                torrent.handle.resume()

    def finish(self, job_id: UUID) -> None:
        """From here on the torrent seeds, for as long as this process lives and manners ask."""
        with self._lock:
            torrent = self._by_job.pop(job_id, None)
            if torrent is not None:
                torrent.jobs.discard(job_id)
                torrent.is_kept = True

    def ask_resume_data(self) -> None:
        with self._lock:
            for torrent in self._by_handle.values():
                if torrent.layout is not None and torrent.jobs:
                    self._save(torrent, SAVE_CHANGED)

    def take_resume_data(self) -> dict[UUID, bytes]:
        with self._lock:
            saved, self._saved = self._saved, {}
            return saved

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        with self._lock:
            torrent = self._by_job.get(job_id)
            if torrent is None or torrent.layout is None or torrent.report.phase is Phase.BROKEN:
                return None
            layout = torrent.layout
            if file_index not in torrent.real_files() or not layout.file_size(file_index):
                return None
            if torrent.watching is None:
                have = torrent.handle.status(lt.status_flags_t.query_pieces).pieces
                if len(have) != layout.num_pieces():  # libtorrent says nothing for none or all
                    is_whole = torrent.report.phase is Phase.FINISHED
                    have = [is_whole] * layout.num_pieces()
                torrent.watching = Watching(torrent.handle, layout.piece_length(), list(have))
            return TorrentFile(
                torrent.watching,
                torrent.path(file_index).name,
                layout.file_offset(file_index),
                layout.file_size(file_index),
            )

    def close(self, within_s: float) -> dict[UUID, bytes]:
        deadline = time.monotonic() + within_s
        with self._lock:
            if self._is_closing:
                return {}
            self._is_closing = True
            for torrent in self._by_handle.values():
                if torrent.watching is not None:
                    torrent.watching.end()
                torrent.handle.pause()
                if torrent.layout is not None and torrent.jobs:
                    self._save(torrent, SAVE_ALWAYS)
            while self._saving and time.monotonic() < deadline:
                self._all_saved.wait(max(deadline - time.monotonic(), 0))
            self._is_over = True
            saved = self.take_resume_data()
        self._thread.join(max(deadline - time.monotonic(), 0.5))
        self._session = None  # ends libtorrent's threads
        return saved

    # --- opening -----------------------------------------------------------------------------

    def _open(self, task: Task) -> None:
        """Runs in a thread of its own: it may wait for names and servers."""
        try:
            params = parameters(task, self._guard)
            self._add(task, params)
        except Refused as refused:
            self._broken(task.job_id, refused.fault)
        except Exception:
            logger.exception("torrent could not be opened", extra={"job_id": str(task.job_id)})
            fault = Fault("internal", "Something broke on our side.", may_retry=True)
            self._broken(task.job_id, fault)

    def _add(self, task: Task, params: Any) -> None:
        with self._lock:
            if self._is_closing or task.job_id not in self._reports:
                return  # dropped while it was being opened
            report = Report(
                Phase.PREPARING,
                folder=task.folder,
                info_hash=info_hash_of(params.info_hashes),
                title=params.name or "",
            )
            new = Torrent(None, task.folder, set(), report)
            if params.ti is not None:
                new.described(params.ti.layout())
                new.tell(phase=Phase.CHECKING)
            torrent = self._join(params, new)
            torrent.jobs.add(task.job_id)
            self._by_job[task.job_id] = torrent
            del self._reports[task.job_id]
        self._on_news()

    def _join(self, params: Any, new: Torrent) -> Torrent:
        """The torrent as the session has it: an earlier job's, or the new one."""
        handle = self._session.add_torrent(params)
        torrent = self._by_handle.get(handle)
        if torrent is not None and not torrent.is_intact():
            self._remove(torrent, with_files=False)
            handle, torrent = self._session.add_torrent(params), None
        if torrent is None:
            new.handle = handle
            self._by_handle[handle] = torrent = new
        return torrent

    def _broken(self, job_id: UUID, fault: Fault) -> None:
        with self._lock:
            if job_id in self._reports:
                self._reports[job_id] = Report(Phase.BROKEN, fault=fault)
        self._on_news()

    def _break(self, torrent: Torrent, fault: Fault) -> None:
        torrent.handle.pause()
        torrent.tell(phase=Phase.BROKEN, fault=fault)
        if torrent.watching is not None:
            torrent.watching.end()
        self._on_news()

    def _remove(self, torrent: Torrent, *, with_files: bool) -> None:
        if torrent.watching is not None:
            torrent.watching.end()
        self._by_handle.pop(torrent.handle, None)
        self._saving.discard(torrent.handle)
        if with_files:
            self._going[str(torrent.report.info_hash)] = torrent.folder
            self._session.remove_torrent(torrent.handle, lt.session.delete_files)
        else:
            self._session.remove_torrent(torrent.handle)

    # --- listening ---------------------------------------------------------------------------

    def _listen(self) -> None:
        next_update_s = 0.0
        while not self._is_over:
            session = self._session
            session.wait_for_alert(ALERT_WAIT_MS)
            for alert in session.pop_alerts():
                react = self._on_alert.get(type(alert))
                if react is not None:
                    try:
                        with self._lock:
                            react(alert)
                    except Exception:
                        logger.exception("alert not handled", extra={"kind": type(alert).__name__})
            if time.monotonic() >= next_update_s:
                next_update_s = time.monotonic() + UPDATES_EVERY_S
                session.post_torrent_updates()
                self._let_readers_rest()

    def _let_readers_rest(self) -> None:
        with self._lock:
            watchings = [torrent.watching for torrent in self._by_handle.values()]
            for watching in watchings:
                if watching is not None:
                    watching.rest()
            is_urgent = any(watching.is_urgent for watching in watchings if watching is not None)
            if is_urgent is not self._is_urgent:
                self._is_urgent = is_urgent
                queue = WATCHING_QUEUE if is_urgent else BUSY_QUEUE
                self._session.apply_settings({"max_out_request_queue": queue})

    def _torrent(self, alert: Any) -> Torrent | None:
        return self._by_handle.get(alert.handle)

    def _metadata_received(self, alert: Any) -> None:
        """The moment to look at the names, before anything is written."""
        torrent = self._torrent(alert)
        if torrent is None:
            return
        layout = alert.handle.torrent_file().layout()
        try:
            torrent.described(layout)
        except Refused as refused:
            self._break(torrent, refused.fault)
            return
        own_names = alert.handle.get_renamed_files()
        for index, name in enumerate(torrent.names):
            if own_names.file_path(layout, index) != name:
                alert.handle.rename_file(index, name)
        torrent.tell(phase=Phase.CHECKING)
        alert.handle.prioritize_files([4] * layout.num_files())
        self._on_news()

    def _checked(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None and torrent.report.phase in (Phase.PREPARING, Phase.CHECKING):
            done = min(int(alert.handle.status().total_done), torrent.report.bytes_total)
            torrent.tell(phase=Phase.RUNNING, bytes_done=done)
            if torrent.watching is not None:
                self._recount(torrent)
            self._on_news()

    def _pieces_complete(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None and alert.handle.status().is_seeding:
            self._settle(torrent)

    def _settle(self, torrent: Torrent) -> None:
        over = (Phase.FINISHED, Phase.BROKEN)
        if not torrent.is_settling and torrent.report.phase not in over:
            torrent.is_settling = True
            torrent.handle.flush_cache()

    def _flushed(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if (
            torrent is not None
            and torrent.is_settling
            and torrent.report.phase is not Phase.FINISHED
        ):
            # Waiting for the disk takes long for big files, and the session must be heard.
            threading.Thread(
                target=self._confirm, args=(torrent,), name="settle", daemon=True
            ).start()

    def _confirm(self, torrent: Torrent) -> None:
        try:
            files = torrent.settled()
        except Refused as refused:
            with self._lock:
                torrent.is_settling = False
                self._break(torrent, refused.fault)
            return
        except OSError as error:
            with self._lock:
                torrent.is_settling = False
                self._break(torrent, self._disk_fault(torrent, error.errno or 0))
            return
        with self._lock:
            torrent.is_settling = False
            torrent.finished(files)
        self._on_news()

    def _piece_finished(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None and torrent.watching is not None:
            torrent.watching.arrived(int(alert.piece_index))

    def _piece_read(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None and torrent.watching is not None:
            failed = alert.error.value() != 0
            torrent.watching.was_read(int(alert.piece), None if failed else alert.buffer)

    def _updated(self, alert: Any) -> None:
        for status in alert.status:
            torrent = self._by_handle.get(status.handle)
            if torrent is None:
                continue
            if not torrent.jobs and torrent.is_kept:
                self._stop_seeding(torrent, status)
            elif torrent.layout is not None and torrent.report.phase is not Phase.BROKEN:
                self._note_progress(torrent, status)

    def _note_progress(self, torrent: Torrent, status: Any) -> None:
        done = min(int(status.total_done), torrent.report.bytes_total)
        if torrent.report.phase is Phase.FINISHED:
            return
        if status.state in CHECKING:
            torrent.tell(phase=Phase.CHECKING, peers=status.num_peers)
            return
        torrent.tell(phase=Phase.RUNNING, bytes_done=done, peers=status.num_peers)
        if status.is_seeding:
            self._settle(torrent)

    def _stop_seeding(self, torrent: Torrent, status: Any) -> None:
        total = max(torrent.report.bytes_total, 1)
        has_given_back = status.all_time_upload / total >= SEED_UNTIL_RATIO
        if has_given_back or status.seeding_duration.total_seconds() >= SEED_AT_MOST_S:
            self._remove(torrent, with_files=False)

    def _file_error(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None:
            self._break(torrent, self._disk_fault(torrent, alert.error.value()))

    def _disk_fault(self, torrent: Torrent, code: int) -> Fault:
        if code in FULL:
            left = max(torrent.report.bytes_total - torrent.report.bytes_done, 0)
            try:
                free = self._free_bytes(torrent.folder)
            except OSError:
                free = 0
            payload = {"needed": left, "free": free}
            return Fault("disk_full", "There is not enough room on the disk.", False, payload)  # noqa: FBT003
        logger.warning("disk error", extra={"errno": code})
        return Fault("disk_error", "The disk could not be read or written.", may_retry=True)

    def _torrent_error(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None and torrent.report.phase is not Phase.BROKEN:
            self._break(torrent, Fault("bad_torrent", "This torrent cannot be used.", False))  # noqa: FBT003

    def _rename_failed(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None:
            self._break(torrent, Fault("disk_error", "A file could not be named.", True))  # noqa: FBT003

    def _resume_rejected(self, alert: Any) -> None:
        torrent = self._torrent(alert)
        if torrent is not None:
            logger.warning("resume data rejected", extra={"torrent": torrent.report.info_hash})

    def _save(self, torrent: Torrent, how: Any) -> None:
        self._saving.add(torrent.handle)
        torrent.handle.save_resume_data(how)

    def _resume_saved(self, alert: Any) -> None:
        self._saved_one(alert.handle)
        torrent = self._torrent(alert)
        if torrent is not None:
            data = lt.write_resume_data_buf(alert.params)
            packed = Resume(data, disk.boot_id(), self._is_closing).pack()
            self._saved |= dict.fromkeys(torrent.jobs, packed)

    def _resume_not_saved(self, alert: Any) -> None:
        """Nothing had changed, as a rule."""
        self._saved_one(alert.handle)

    def _saved_one(self, handle: Any) -> None:
        self._saving.discard(handle)
        self._all_saved.notify_all()

    def _deleted(self, alert: Any) -> None:
        folder = self._going.pop(info_hash_of(alert.info_hashes), None)
        if folder is not None:
            disk.remove_folder(folder, folder.parent)

    def _alerts_lost(self, _alert: Any) -> None:
        logger.warning("libtorrent dropped messages")
        for torrent in self._by_handle.values():
            if torrent.watching is not None:
                self._recount(torrent)

    def _recount(self, torrent: Torrent) -> None:
        have = list(torrent.handle.status(lt.status_flags_t.query_pieces).pieces)
        count = torrent.layout.num_pieces()
        if torrent.watching is not None:
            torrent.watching.forget(have if len(have) == count else [False] * count)
