"""What the engine and the thread that listens to libtorrent share: the session and its torrents."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models.options import JobOptions
from worker.downloader import disk
from worker.downloader.engine import Fault, OnUpdate, Phase, Report
from worker.downloader.torrents import files
from worker.downloader.torrents.session import FLAGS, ORDERED, USUAL, WATCHED
from worker.downloader.torrents.torrent import AT_REST, MISSING, Torrent

SAVE = lt.save_resume_flags_t
#: Counters change all the time, at rest too, and stand in the database (`if_counters_changed`, as
#: libtorrent calls it, has no name in its Python).
COUNTERS = 1 << 3
SAVE_CHANGED = SAVE.flush_disk_cache | SAVE.save_info_dict | (SAVE.only_if_modified & ~COUNTERS)
SAVE_ALWAYS = SAVE.flush_disk_cache | SAVE.save_info_dict


class Swarm:
    """Whoever reads or changes anything here holds `lock`, unless a method says otherwise."""

    def __init__(self, session: Any, on_update: OnUpdate) -> None:
        self.session = session
        self.on_update = on_update
        self.lock = threading.RLock()
        self.opening: dict[UUID, Report] = {}  # of jobs that have no torrent yet, or never will
        self.by_job: dict[UUID, Torrent] = {}
        self.paused: set[UUID] = set()  # jobs that are to rest
        self.wishes: dict[UUID, JobOptions] = {}  # of jobs that are being opened
        self.is_closing = False  # nothing new is begun; what is saved now is saved last
        self._manner = USUAL
        self._by_handle: dict[Any, Torrent] = {}
        #: What is left to do once libtorrent let go of a torrent's files, by its hash.
        self._going: dict[str, list[Callable[[], None]]] = {}
        self._saved: dict[UUID, bytes] = {}
        self._saving: set[Any] = set()  # handles whose resume data are on their way
        self._all_saved = threading.Condition(self.lock)

    def __iter__(self) -> Iterator[Torrent]:
        return iter(list(self._by_handle.values()))

    def find(self, handle: Any) -> Torrent | None:
        """The torrent a message is about; None when it was removed."""
        return self._by_handle.get(handle)

    def with_hash(self, info_hash: str) -> Torrent | None:
        return next((each for each in self if each.report.info_hash == info_hash), None)

    def join(self, params: Any, new: Torrent) -> Torrent:
        """The torrent as the session has it: an earlier job's, or the new one."""
        handle = self.session.add_torrent(params)
        torrent = self._by_handle.get(handle)
        if torrent is not None and not torrent.is_intact():
            self._give_up(torrent)
            handle, torrent = self.session.add_torrent(params), None
        if torrent is None:
            new.handle = handle
            self._by_handle[handle] = torrent = new
        return torrent

    def _give_up(self, torrent: Torrent) -> None:
        for job_id in torrent.jobs:
            del self.by_job[job_id]
            self.opening[job_id] = Report(Phase.BROKEN, fault=MISSING)
        self.remove(torrent, with_files=False)

    def leave(self, job_id: UUID) -> Torrent | None:
        """The torrent the job had; it has none now."""
        self.opening.pop(job_id, None)
        self.wishes.pop(job_id, None)
        self.paused.discard(job_id)
        self._saved.pop(job_id, None)
        torrent = self.by_job.pop(job_id, None)
        if torrent is not None:
            torrent.leave(job_id)
            if torrent.jobs:
                self.drive(torrent)
        return torrent

    def drive(self, torrent: Torrent) -> None:
        """It runs or rests, by what everybody says who has to do with it."""
        is_paused = bool(torrent.jobs) and torrent.jobs <= self.paused | torrent.enough
        rests = torrent.is_busy or is_paused or torrent.report.phase is Phase.BROKEN
        (torrent.handle.pause if rests else torrent.handle.resume)()
        torrent.rests = rests
        if rests:
            torrent.tell(**AT_REST)
        now_s = time.monotonic()
        for job_id, giving in torrent.givings.items():
            if rests or job_id in self.paused or job_id in torrent.enough:
                giving.rest(now_s)
            else:
                giving.go_on(now_s)

    def mind_manner(self) -> None:
        """Ask peers in another way while somebody watches, or an order is to be kept."""
        manner = dict(USUAL)
        for torrent in self:
            if torrent.report.phase in (Phase.FINISHED, Phase.BROKEN):
                continue
            if torrent.watching is not None and torrent.watching.is_urgent:
                manner |= WATCHED
            if torrent.wanted is not None and torrent.wanted.has_order:
                manner |= ORDERED
        if manner != self._manner:
            self._manner = manner
            self.session.apply_settings(manner)

    def refuse(self, job_id: UUID, fault: Fault) -> None:
        """A job whose torrent could not even be opened. Takes the lock itself."""
        with self.lock:
            if job_id in self.opening:
                self.opening[job_id] = Report(Phase.BROKEN, fault=fault)
        self.on_update()

    def break_off(self, torrent: Torrent, fault: Fault) -> None:
        torrent.tell(phase=Phase.BROKEN, detail=None, fault=fault)
        torrent.stop_watching()
        self.drive(torrent)
        self.on_update()

    def reopen(self, torrent: Torrent, params: Any) -> None:
        """
        Begin anew with what lies on disk: every piece is checked.

        libtorrent's own recheck keeps what it hashed so far of pieces that are half here.
        Measured: one in twenty times the rest did not fit, and the honest peer it came from was
        sent away for good.
        """
        torrent.is_to_be_checked = False
        self._by_handle.pop(torrent.handle, None)
        self.session.remove_torrent(torrent.handle)
        params.have_pieces = []
        params.verified_pieces = []
        params.unfinished_pieces = {}
        params.banned_peers = []
        params.peers = list(dict.fromkeys([*torrent.peers, *params.peers]))
        params.save_path = str(torrent.folder)
        params.flags = FLAGS | (lt.torrent_flags.upload_mode if torrent.is_only_given else 0)
        torrent.prepare(params)
        torrent.handle = self.session.add_torrent(params)
        self._by_handle[torrent.handle] = torrent
        if torrent.watching is not None:
            torrent.watching.handle = torrent.handle
        self.drive(torrent)

    def remove(self, torrent: Torrent, *, with_files: bool, is_over: bool = False) -> None:
        """`is_over`: it will not go on, so that what came of unwanted files is of no use."""
        torrent.stop_watching()
        torrent.is_gone = True
        self._by_handle.pop(torrent.handle, None)
        self._saving.discard(torrent.handle)
        self._all_saved.notify_all()
        torrent.forget_moves()
        folder = torrent.folder
        if with_files:
            self._then(torrent, lambda: disk.remove_folder(folder, folder.parent))
            self.session.remove_torrent(torrent.handle, lt.session.delete_files)
        elif is_over:
            self._then(torrent, lambda: files.clear_aside(folder))
            self.session.remove_torrent(torrent.handle, lt.session.delete_partfile)
        else:
            self.session.remove_torrent(torrent.handle)

    def _then(self, torrent: Torrent, finish: Callable[[], None]) -> None:
        self._going.setdefault(str(torrent.report.info_hash), []).append(finish)

    def gone(self, info_hashes: Any) -> None:
        """libtorrent has closed the files of a removed torrent."""
        # A link may have named the torrent by either of its hashes.
        for info_hash in (str(info_hashes.v1), str(info_hashes.v2)):
            steps = self._going.get(info_hash)
            if steps:
                steps.pop(0)()
                if not steps:
                    del self._going[info_hash]
                return

    def save(self, torrent: Torrent, how: Any) -> None:
        """Ask for resume data; they come as a message."""
        if torrent.layout is not None and torrent.jobs:
            self._saving.add(torrent.handle)
            torrent.handle.save_resume_data(how)

    def saved(self, handle: Any, data: bytes | None) -> None:
        """The answer to `save`; None when there was nothing to save."""
        self._saving.discard(handle)
        torrent = self.find(handle)
        if torrent is not None and data is not None:
            self._saved |= dict.fromkeys(torrent.jobs, data)
        self._all_saved.notify_all()

    def take_saved(self) -> dict[UUID, bytes]:
        saved, self._saved = self._saved, {}
        return saved

    def wait_saved(self, within_s: float) -> None:
        """Until everything that was asked for has been answered."""
        self._all_saved.wait_for(lambda: not self._saving, within_s)
