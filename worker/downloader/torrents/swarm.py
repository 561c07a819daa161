"""What the engine and the thread that listens to libtorrent share: the session and its torrents."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from worker.downloader.engine import Fault, OnNews, Phase, Report
from worker.downloader.torrents.torrent import Torrent

SAVE = lt.save_resume_flags_t
SAVE_CHANGED = SAVE.flush_disk_cache | SAVE.save_info_dict | SAVE.only_if_modified
SAVE_ALWAYS = SAVE.flush_disk_cache | SAVE.save_info_dict


class Swarm:
    """Whoever reads or changes anything here holds `lock`, unless a method says otherwise."""

    def __init__(self, session: Any, on_news: OnNews) -> None:
        self.session = session
        self.on_news = on_news
        self.lock = threading.RLock()
        self.opening: dict[UUID, Report] = {}  # of jobs that have no torrent yet, or never will
        self.by_job: dict[UUID, Torrent] = {}
        self.is_closing = False  # nothing new is begun; what is saved now is saved last
        self._by_handle: dict[Any, Torrent] = {}
        self._going: dict[str, Path] = {}  # folders to remove once libtorrent let go of them
        self._saved: dict[UUID, bytes] = {}
        self._saving: set[Any] = set()  # handles whose resume data are on their way
        self._all_saved = threading.Condition(self.lock)

    def __iter__(self) -> Iterator[Torrent]:
        return iter(list(self._by_handle.values()))

    def find(self, handle: Any) -> Torrent | None:
        """The torrent a message is about; None when it was removed."""
        return self._by_handle.get(handle)

    def join(self, params: Any, new: Torrent) -> Torrent:
        """The torrent as the session has it: an earlier job's, or the new one."""
        handle = self.session.add_torrent(params)
        torrent = self._by_handle.get(handle)
        if torrent is not None and not torrent.is_intact():
            self.remove(torrent, with_files=False)
            handle, torrent = self.session.add_torrent(params), None
        if torrent is None:
            new.handle = handle
            self._by_handle[handle] = torrent = new
        return torrent

    def leave(self, job_id: UUID) -> Torrent | None:
        """The torrent the job had; it has none now."""
        self.opening.pop(job_id, None)
        self._saved.pop(job_id, None)
        torrent = self.by_job.pop(job_id, None)
        if torrent is not None:
            torrent.jobs.discard(job_id)
        return torrent

    def refuse(self, job_id: UUID, fault: Fault) -> None:
        """A job whose torrent could not even be opened. Takes the lock itself."""
        with self.lock:
            if job_id in self.opening:
                self.opening[job_id] = Report(Phase.BROKEN, fault=fault)
        self.on_news()

    def break_off(self, torrent: Torrent, fault: Fault) -> None:
        torrent.handle.pause()
        torrent.tell(phase=Phase.BROKEN, fault=fault)
        if torrent.watching is not None:
            torrent.watching.end()
        self.on_news()

    def remove(self, torrent: Torrent, *, with_files: bool) -> None:
        if torrent.watching is not None:
            torrent.watching.end()
        self._by_handle.pop(torrent.handle, None)
        self._saving.discard(torrent.handle)
        if with_files:
            self._going[str(torrent.report.info_hash)] = torrent.folder
            self.session.remove_torrent(torrent.handle, lt.session.delete_files)
        else:
            self.session.remove_torrent(torrent.handle)

    def gone(self, info_hashes: Any) -> Path | None:
        """The folder of a removed torrent, now that libtorrent has closed its files."""
        # A link may have named the torrent by either of its hashes.
        known = (str(info_hashes.v1), str(info_hashes.v2))
        found = [self._going.pop(info_hash) for info_hash in known if info_hash in self._going]
        return found[0] if found else None

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
