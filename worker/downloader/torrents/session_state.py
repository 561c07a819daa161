"""The session and its torrents, shared by the engine and the alert loop."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models.job_options import JobOptions
from worker.downloader import disk_space
from worker.downloader.engine import Fault, OnUpdate, Phase, Report
from worker.downloader.torrents.add_torrent_params import forget_pieces
from worker.downloader.torrents.allowed_endpoints import AllowedEndpoints, is_by_address
from worker.downloader.torrents.session_settings import (
    DEFAULT_STRATEGY,
    FLAGS,
    ORDERED_STRATEGY,
    STREAMING_STRATEGY,
)
from worker.downloader.torrents.torrent import MISSING, Torrent
from worker.downloader.torrents.torrent_content import remove_skipped
from worker.downloader.torrents.torrent_state import (
    FAILURES,
    DownloadGate,
    TorrentEvent,
    TorrentState,
)

SAVE = lt.save_resume_flags_t
#: Counters change all the time, when idle too, and are in the database (`if_counters_changed`,
#: as libtorrent calls it, has no name in its Python bindings).
COUNTERS = 1 << 3
SAVE_CHANGED = SAVE.flush_disk_cache | SAVE.save_info_dict | (SAVE.only_if_modified & ~COUNTERS)
SAVE_ALWAYS = SAVE.flush_disk_cache | SAVE.save_info_dict

#: libtorrent posts no updates of a paused torrent.
IDLE: dict[str, int] = {
    "peers": 0,
    "seeds": 0,
    "download_bytes_per_s": 0,
    "upload_bytes_per_s": 0,
}


class SessionState:
    """Callers hold `lock`, unless a method says otherwise."""

    def __init__(self, session: Any, on_update: OnUpdate) -> None:
        self.session = session
        self.on_update = on_update
        self.lock = threading.RLock()
        self.opening: dict[UUID, Report] = {}  # of jobs whose torrent is not open, or failed to
        self.by_job: dict[UUID, Torrent] = {}
        self.paused: set[UUID] = set()  # jobs that were paused
        self.new_options: dict[UUID, JobOptions] = {}  # of jobs whose torrent is not open yet
        self.is_closing = False  # nothing new is begun; the next resume data are the last
        self.has_lost_writes = False  # of any torrent, see `clear_error`
        self._strategy = DEFAULT_STRATEGY
        self._by_handle: dict[Any, Torrent] = {}
        #: Clean-up for when libtorrent has closed the files of a removed torrent, by its hash.
        self._cleanups: dict[str, list[Callable[[], None]]] = {}
        self._saved: dict[UUID, bytes] = {}
        self._saving: set[Any] = set()  # handles whose resume data were requested
        self._all_saved = threading.Condition(self.lock)

    def __iter__(self) -> Iterator[Torrent]:
        return iter(list(self._by_handle.values()))

    def find(self, handle: Any) -> Torrent | None:
        """None when the torrent was removed."""
        return self._by_handle.get(handle)

    def with_hash(self, info_hash: str) -> Torrent | None:
        return next((each for each in self if each.report.info_hash == info_hash), None)

    # Jobs

    def add(self, params: Any, new: Torrent) -> Torrent:
        """The torrent in the session: that of an earlier job, or the new one."""
        handle = self.session.add_torrent(params)
        torrent = self._by_handle.get(handle)
        if torrent is not None and not torrent.is_intact:
            self._fail_jobs(torrent)
            handle, torrent = self.session.add_torrent(params), None
        if torrent is None:
            new.handle = handle
            self._by_handle[handle] = torrent = new
        return torrent

    def _fail_jobs(self, torrent: Torrent) -> None:
        for job_id in torrent.jobs:
            del self.by_job[job_id]
            self.opening[job_id] = Report(Phase.BROKEN, fault=MISSING)
        self.remove(torrent, with_files=False)

    def remove_job(self, job_id: UUID) -> Torrent | None:
        """The torrent the job had."""
        self.opening.pop(job_id, None)
        self.new_options.pop(job_id, None)
        self.paused.discard(job_id)
        self._saved.pop(job_id, None)
        torrent = self.by_job.pop(job_id, None)
        if torrent is not None:
            torrent.remove_job(job_id)
            if torrent.jobs:
                self.sync_pause_state(torrent)
        return torrent

    def fail_job(self, job_id: UUID, fault: Fault) -> None:
        """A job whose torrent could not be opened. Takes the lock itself."""
        with self.lock:
            if job_id in self.opening:
                self.opening[job_id] = Report(Phase.BROKEN, fault=fault)
        self.on_update()

    # Torrents

    def is_paused(self, torrent: Torrent) -> bool:
        if torrent.move is not None or torrent.state is TorrentState.AWAITING_RECHECK:
            return True
        is_idle = all(
            job_id in self.paused or job.is_seeding_done for job_id, job in torrent.jobs.items()
        )
        return torrent.state in FAILURES or (bool(torrent.jobs) and is_idle)

    def sync_pause_state(self, torrent: Torrent) -> None:
        """Pause or resume libtorrent's torrent and the seeding timers of its jobs."""
        is_paused = self.is_paused(torrent)
        (torrent.handle.pause if is_paused else torrent.handle.resume)()
        if is_paused:
            torrent.update_report(**IDLE)
        now_s = time.monotonic()
        for job_id, job in torrent.jobs.items():
            if job.seeding is None:
                continue
            if is_paused or job_id in self.paused or job.is_seeding_done:
                job.seeding.pause(now_s)
            else:
                job.seeding.resume(now_s)

    def apply_peer_strategy(self) -> None:
        """Request pieces of peers in another way for readers, or to keep an order."""
        strategy = dict(DEFAULT_STRATEGY)
        for torrent in self:
            if torrent.state is TorrentState.COMPLETE or torrent.state in FAILURES:
                continue
            if torrent.readers is not None and torrent.readers.is_urgent:
                strategy |= STREAMING_STRATEGY
            if torrent.content is not None and torrent.content.selection.has_order:
                strategy |= ORDERED_STRATEGY
        if strategy != self._strategy:
            self._strategy = strategy
            self.session.apply_settings(strategy)

    def remove_unreachable(self, endpoints: AllowedEndpoints) -> None:
        """Remove trackers and web seeds that may not be contacted any more."""
        for torrent in self:
            handle = torrent.handle
            trackers = handle.trackers()
            allowed = [each for each in trackers if endpoints.allows_tracker(each["url"])]
            handle.replace_trackers(allowed)
            for url in handle.url_seeds():
                if not endpoints.may_name_seeds and not is_by_address(url):
                    handle.remove_url_seed(url)

    def fail(self, torrent: Torrent, fault: Fault) -> None:
        """An error that comes late, of a torrent that has failed already, is ignored."""
        if not torrent.can(TorrentEvent.ERROR):
            return
        torrent.remember_peers()
        torrent.apply(TorrentEvent.ERROR, fault=fault)
        torrent.close_readers()
        self.sync_pause_state(torrent)
        self.on_update()

    def clear_error(self, torrent: Torrent) -> None:
        """
        Go on as if the disk had never failed.

        When a write failed, with a new handle: writes of the old one may still fail. Measured:
        once in fifteen times libtorrent's disk cache lost the job that resets a failed piece, and
        nothing was written for that handle any more.
        """
        if not torrent.can(TorrentEvent.ERROR_CLEARED):
            return
        if torrent.has_lost_writes:
            self.recheck(torrent)
        else:
            torrent.apply(TorrentEvent.ERROR_CLEARED, fault=None)
            torrent.clear_libtorrent_error()

    def recheck(self, torrent: Torrent) -> None:
        """Check all of it, as soon as its resume data are here: see `reopen`."""
        torrent.remember_peers()
        torrent.apply(TorrentEvent.RECHECK_REQUESTED, files=(), fault=None)
        self.sync_pause_state(torrent)
        self.save(torrent, SAVE_ALWAYS)

    def on_write_failed(self, torrent: Torrent) -> None:
        torrent.has_lost_writes = self.has_lost_writes = True

    def reopen(self, torrent: Torrent, params: Any) -> None:
        """
        Add the torrent anew, without any verified pieces, so that all of them are checked.

        libtorrent's own recheck keeps what it hashed so far of pieces that are half here.
        Measured: one in twenty times the rest did not fit, and the honest peer it came from was
        banned for good.
        """
        torrent.apply(TorrentEvent.REOPENED)
        self._by_handle.pop(torrent.handle, None)
        self.session.remove_torrent(torrent.handle)
        forget_pieces(params)
        params.banned_peers = []
        params.peers = list(dict.fromkeys([*torrent.outgoing_peers, *params.peers]))
        params.save_path = str(torrent.folder)
        is_seed_only = torrent.gate is DownloadGate.SEED_ONLY
        params.flags = FLAGS | (lt.torrent_flags.upload_mode if is_seed_only else 0)
        if torrent.content is not None:
            torrent.content.configure_params(params, torrent.folder)
        torrent.handle = self.session.add_torrent(params)
        torrent.has_lost_writes = False
        self._by_handle[torrent.handle] = torrent
        if torrent.readers is not None:
            torrent.readers.handle = torrent.handle
        self.sync_pause_state(torrent)

    def remove(self, torrent: Torrent, *, with_files: bool, is_final: bool = False) -> None:
        """`is_final`: it will not be continued, so partial unselected files are of no use."""
        torrent.close_readers()
        torrent.apply(TorrentEvent.REMOVED)
        self._by_handle.pop(torrent.handle, None)
        self._saving.discard(torrent.handle)
        self._all_saved.notify_all()
        torrent.remove_move_notes()
        folder = torrent.folder
        if with_files:
            self._after_removal(torrent, lambda: disk_space.remove_folder(folder, folder.parent))
            self.session.remove_torrent(torrent.handle, lt.session.delete_files)
        elif is_final:
            self._after_removal(torrent, lambda: remove_skipped(folder))
            self.session.remove_torrent(torrent.handle, lt.session.delete_partfile)
        else:
            self.session.remove_torrent(torrent.handle)

    def _after_removal(self, torrent: Torrent, cleanup: Callable[[], None]) -> None:
        if torrent.has_lost_writes:
            cleanup()  # libtorrent may never close its files, see `clear_error`
        else:
            self._cleanups.setdefault(str(torrent.report.info_hash), []).append(cleanup)

    def on_files_closed(self, info_hashes: Any) -> None:
        """libtorrent has closed the files of a removed torrent."""
        # A magnet link may have named the torrent by either of its hashes.
        for info_hash in (str(info_hashes.v1), str(info_hashes.v2)):
            cleanups = self._cleanups.get(info_hash)
            if cleanups:
                cleanups.pop(0)()
                if not cleanups:
                    del self._cleanups[info_hash]
                return

    # Resume data

    def save(self, torrent: Torrent, flags: Any) -> None:
        """Request resume data; they come as an alert."""
        if torrent.content is not None and torrent.jobs:
            self._saving.add(torrent.handle)
            torrent.handle.save_resume_data(flags)

    def on_saved(self, handle: Any, data: bytes | None) -> None:
        """The answer to `save`; None when there was nothing to save."""
        self._saving.discard(handle)
        torrent = self.find(handle)
        if torrent is not None and data is not None:
            self._saved |= dict.fromkeys(torrent.jobs, data)
        self._all_saved.notify_all()

    def take_saved(self) -> dict[UUID, bytes]:
        saved, self._saved = self._saved, {}
        return saved

    def wait_saved(self, timeout_s: float) -> None:
        """Until every request has been answered."""
        self._all_saved.wait_for(lambda: not self._saving, timeout_s)
