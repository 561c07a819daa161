"""
The engine for torrents: one libtorrent session for all of them.

Reports are kept up to date by the thread that listens to the session, and cost nothing to read.
"""

import logging
import threading
import time
from typing import Any
from uuid import UUID

from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import disk
from worker.downloader.engine import Fault, OnNews, Phase, Refused, Report, Task, no_news
from worker.downloader.reader import InProgressFile
from worker.downloader.torrents.listener import Listener
from worker.downloader.torrents.session import SessionOptions, open_session
from worker.downloader.torrents.source import info_hash_of, parameters
from worker.downloader.torrents.swarm import SAVE_ALWAYS, SAVE_CHANGED, Swarm
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.watching import TorrentFile, Watching

logger = logging.getLogger(__name__)


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
        self._swarm = Swarm(open_session(options or SessionOptions(), guard), on_news)
        self._listener = Listener(self._swarm, free_bytes)
        self._listener.start()

    @property
    def port(self) -> int:
        """Where peers reach us; 0 until the session listens."""
        return int(self._swarm.session.listen_port())

    @property
    def seeding(self) -> int:
        """Torrents that are here for others only."""
        with self._swarm.lock:
            return sum(not torrent.jobs for torrent in self._swarm)

    def torrent_of(self, job_id: UUID) -> Torrent | None:
        with self._swarm.lock:
            return self._swarm.by_job.get(job_id)

    def add(self, task: Task) -> None:
        swarm = self._swarm
        with swarm.lock:
            is_known = task.job_id in swarm.opening or task.job_id in swarm.by_job
            if swarm.is_closing or is_known:
                return
            swarm.opening[task.job_id] = Report(Phase.PREPARING)
        threading.Thread(
            target=self._open, args=(task,), name=f"open {task.job_id}", daemon=True
        ).start()

    def report(self, job_id: UUID) -> Report | None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            return torrent.report if torrent else self._swarm.opening.get(job_id)

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._swarm.lock:
            torrent = self._swarm.leave(job_id)
            if torrent is not None and not torrent.jobs and not torrent.is_kept:
                self._swarm.remove(torrent, with_files=remove_files)

    def pause(self, job_id: UUID) -> None:
        if torrent := self.torrent_of(job_id):
            torrent.handle.pause()

    def resume(self, job_id: UUID) -> None:
        if torrent := self.torrent_of(job_id):
            torrent.handle.resume()

    def finish(self, job_id: UUID) -> None:
        """From here on the torrent seeds, for as long as this process lives and manners ask."""
        with self._swarm.lock:
            torrent = self._swarm.leave(job_id)
            if torrent is not None:
                torrent.is_kept = True

    def ask_resume_data(self) -> None:
        with self._swarm.lock:
            for torrent in self._swarm:
                self._swarm.save(torrent, SAVE_CHANGED)

    def take_resume_data(self) -> dict[UUID, bytes]:
        with self._swarm.lock:
            return self._swarm.take_saved()

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None or torrent.layout is None or torrent.report.phase is Phase.BROKEN:
                return None
            layout = torrent.layout
            if file_index not in torrent.real_files() or not layout.file_size(file_index):
                return None
            if torrent.watching is None:
                have = torrent.pieces_here()
                torrent.watching = Watching(torrent.handle, layout.piece_length(), have)
            return TorrentFile(
                torrent.watching,
                torrent.path(file_index).name,
                layout.file_offset(file_index),
                layout.file_size(file_index),
            )

    def close(self, within_s: float) -> dict[UUID, bytes]:
        deadline = time.monotonic() + within_s
        swarm = self._swarm
        with swarm.lock:
            if swarm.is_closing:
                return {}
            swarm.is_closing = True
            for torrent in swarm:
                if torrent.watching is not None:
                    torrent.watching.end()
                torrent.handle.pause()
                swarm.save(torrent, SAVE_ALWAYS)
            swarm.wait_saved(deadline - time.monotonic())
            saved = swarm.take_saved()
        self._listener.end(max(deadline - time.monotonic(), 0.5))
        swarm.session = None  # ends libtorrent's threads
        return saved

    def _open(self, task: Task) -> None:
        """Runs in a thread of its own: it may wait for names and servers."""
        try:
            self._join(task, parameters(task, self._guard))
        except Refused as refused:
            self._swarm.refuse(task.job_id, refused.fault)
        except Exception:
            logger.exception("torrent could not be opened", extra={"job_id": str(task.job_id)})
            fault = Fault("internal", "Something broke on our side.", may_retry=True)
            self._swarm.refuse(task.job_id, fault)

    def _join(self, task: Task, params: Any) -> None:
        """Raises `Refused`."""
        swarm = self._swarm
        with swarm.lock:
            if swarm.is_closing or task.job_id not in swarm.opening:
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
            torrent = swarm.join(params, new)
            torrent.jobs.add(task.job_id)
            swarm.by_job[task.job_id] = torrent
            del swarm.opening[task.job_id]
        swarm.on_news()
