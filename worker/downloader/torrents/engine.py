"""
The engine for torrents: one libtorrent session for all of them.

Reports are kept up to date by the thread that listens to the session, and cost nothing to read.
"""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.options import JobOptions, StatusDetail
from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import disk, interface
from worker.downloader.engine import (
    Connectivity,
    Details,
    Fault,
    InspectionResult,
    Limits,
    OnUpdate,
    Phase,
    Report,
    Task,
    TaskFailed,
    ignore_updates,
)
from worker.downloader.reader import InProgressFile
from worker.downloader.torrents import closeup, moving
from worker.downloader.torrents.giving import Giving
from worker.downloader.torrents.listener import Listener
from worker.downloader.torrents.looks import Looks
from worker.downloader.torrents.mover import Mover
from worker.downloader.torrents.network import FindSources, Wire, outside_of
from worker.downloader.torrents.resume import RESUME_REJECTED
from worker.downloader.torrents.session import SessionOptions, open_session
from worker.downloader.torrents.source import (
    Outside,
    info_hash_of,
    is_by_address,
    parameters,
)
from worker.downloader.torrents.swarm import SAVE_ALWAYS, SAVE_CHANGED, Swarm
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.watching import TorrentFile
from worker.net.egress import DIRECT

logger = logging.getLogger(__name__)

LOOK_AGAIN_S = 0.5
DETAILS_LAST_S = 10.0
ASK_AGAIN_S = 0.5
REANNOUNCE_AFTER_S = 20.0


class TorrentEngine:
    """See `Engine`."""

    def __init__(
        self,
        guard: NetworkGuard,
        options: SessionOptions | None = None,
        *,
        free_bytes: disk.FreeBytes = disk.free_bytes,
        find_sources: FindSources = interface.sources,
        on_update: OnUpdate = ignore_updates,
    ) -> None:
        options = options or SessionOptions()
        self._guard = guard
        self._swarm = Swarm(open_session(options, guard), on_update)
        self.wire = Wire(self._swarm.session, options, find_sources)
        self._looks = Looks(self._swarm, self._outside_now, options.look_within_s)
        self._listener = Listener(self._swarm, self._looks, self.wire, free_bytes)
        self._mover = Mover(self._swarm, self._listener.consider)
        self._closeups = ThreadPoolExecutor(1, thread_name_prefix="torrent details")
        self._listener.start()

    @property
    def port(self) -> int:
        """Where peers reach us; 0 until the session listens."""
        return int(self._swarm.session.listen_port())

    @property
    def session(self) -> Any:
        """libtorrent's own."""
        return self._swarm.session

    def torrent_of(self, job_id: UUID) -> Torrent | None:
        with self._swarm.lock:
            return self._swarm.by_job.get(job_id)

    # --- a task --------------------------------------------------------------------------------

    def add(self, task: Task) -> None:
        swarm = self._swarm
        with swarm.lock:
            is_known = task.job_id in swarm.opening or task.job_id in swarm.by_job
            if swarm.is_closing or is_known:
                return
            is_known_inside = task.metadata or task.source[:5].lower() == "data:"
            detail = None if is_known_inside else StatusDetail.FETCHING_METADATA
            swarm.opening[task.job_id] = Report(Phase.PREPARING, detail)
        threading.Thread(
            target=self._open, args=(task,), name=f"open {task.job_id}", daemon=True
        ).start()

    def report(self, job_id: UUID) -> Report | None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None:
                return self._swarm.opening.get(job_id)
            return torrent.report_for(job_id, time.monotonic())

    def details(self, job_id: UUID) -> Details | None:
        """What was found the last time somebody asked; asking makes it be looked at again."""
        now_s = time.monotonic()
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None or self._swarm.is_closing:
                return None
            is_due = now_s - torrent.looked_at_s >= LOOK_AGAIN_S
            if is_due and not torrent.is_looked_at:
                torrent.is_looked_at = True
                self._closeups.submit(self._look, torrent)
            is_fresh = now_s - torrent.looked_at_s < DETAILS_LAST_S
            return torrent.details if is_fresh else None

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        with self._swarm.lock:
            if torrent := self._swarm.by_job.get(job_id):
                torrent.configure(job_id, options)
                self._swarm.mind_manner()
            elif job_id in self._swarm.opening:
                self._swarm.wishes[job_id] = options

    def recheck(self, job_id: UUID) -> bool:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None or torrent.layout is None or torrent.is_moving:
                return False
            if torrent.is_to_be_checked:
                return True
            torrent.is_checking = torrent.is_to_be_checked = True
            torrent.remember_peers()
            torrent.tell(phase=Phase.CHECKING, detail=StatusDetail.CHECKING, files=(), fault=None)
            self._swarm.drive(torrent)
            self._swarm.save(torrent, SAVE_ALWAYS)  # see `Swarm.reopen`
            return True

    def reannounce(self, job_id: UUID) -> None:
        now_s = time.monotonic()
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None or now_s - torrent.reannounced_at_s < REANNOUNCE_AFTER_S:
                return
            torrent.reannounced_at_s = now_s
            # Trackers name an interval; a person who asks now and then means it.
            torrent.handle.force_reannounce(0, -1, lt.reannounce_flags_t.ignore_min_interval)
            torrent.handle.force_dht_announce()

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._swarm.lock:
            known = self._swarm.by_job.get(job_id)
            is_over = known is not None and job_id in known.enough
            torrent = self._swarm.leave(job_id)
            if torrent is not None:
                self._let_go(torrent, with_files=remove_files, is_over=is_over)

    def pause(self, job_id: UUID) -> None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is not None or job_id in self._swarm.opening:
                self._swarm.paused.add(job_id)
            if torrent is not None:
                self._swarm.drive(torrent)

    def resume(self, job_id: UUID) -> None:
        """Also after a fault of the disk: what was checked and is there stays as it is."""
        with self._swarm.lock:
            self._swarm.paused.discard(job_id)
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None:
                return
            if torrent.report.phase is Phase.BROKEN and torrent.layout is not None:
                torrent.clear_fault()
            self._swarm.drive(torrent)
            self._listener.consider(torrent)

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is not None and seed is not None:
                torrent.is_kept = True
                torrent.givings.setdefault(job_id, Giving(seed, 0, None)).rules = seed
                self._swarm.drive(torrent)
                return
            torrent = self._swarm.leave(job_id)
            if torrent is not None:
                torrent.is_kept = True
                self._let_go(torrent, with_files=False, is_over=True)

    def _let_go(self, torrent: Torrent, *, with_files: bool, is_over: bool) -> None:
        if torrent.jobs:
            return
        torrent.is_unwanted = with_files and not torrent.is_kept
        if not torrent.is_moving:  # otherwise as soon as its files have come to rest
            self._swarm.remove(torrent, with_files=torrent.is_unwanted, is_over=is_over)

    # --- going on later ------------------------------------------------------------------------

    def request_resume_data(self) -> None:
        with self._swarm.lock:
            for torrent in self._swarm:
                self._swarm.save(torrent, SAVE_CHANGED)

    def take_resume_data(self) -> dict[UUID, bytes]:
        with self._swarm.lock:
            return self._swarm.take_saved()

    def close(self, within_s: float) -> dict[UUID, bytes]:
        deadline = time.monotonic() + within_s
        swarm = self._swarm
        with swarm.lock:
            if swarm.is_closing:
                return {}
            swarm.is_closing = True
            for torrent in swarm:
                torrent.stop_watching()
                torrent.handle.pause()
                swarm.save(torrent, SAVE_ALWAYS)
            swarm.wait_saved(deadline - time.monotonic())
            saved = swarm.take_saved()
            for torrent in swarm:
                torrent.forget_moves()
        self._closeups.shutdown(wait=True, cancel_futures=True)
        self._listener.end(max(deadline - time.monotonic(), 0.5))
        self.wire.close()
        swarm.session = None  # ends libtorrent's threads
        return saved

    def move(self, job_id: UUID, folder: Path) -> None:
        self._mover.begin(job_id, folder)

    # --- looking -------------------------------------------------------------------------------

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        with self._swarm.lock:
            self._looks.begin(inspection_id, source_type, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        with self._swarm.lock:
            return self._looks.seen(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        with self._swarm.lock:
            self._looks.forget(inspection_id)

    def tidy(self, folder: Path) -> None:
        """Nothing to do: resume data is kept outside of the folder."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None or torrent.layout is None or torrent.report.phase is Phase.BROKEN:
                return None
            span = next((each for each in torrent.spans if each.index == file_index), None)
            if span is None or not span.size or not torrent.wants(file_index):
                return None
            name = torrent.path(file_index).name
            return TorrentFile(torrent.watch(), name, span.start, span.size)

    def _look(self, torrent: Torrent) -> None:
        """Runs in the thread for details; asks without the lock."""
        try:
            pieces = torrent.layout.num_pieces() if torrent.layout is not None else 0
            torrent.details = closeup.look(torrent.handle, pieces)
        except RuntimeError:
            pass  # it has gone while it was looked at
        except Exception:
            logger.exception("torrent could not be looked at")
        torrent.looked_at_s = time.monotonic()
        torrent.is_looked_at = False

    # --- the network ---------------------------------------------------------------------------

    def set_rate_limits(self, limits: Limits) -> None:
        session = self._swarm.session
        if session is not None:
            rates = {"download": limits.download or 0, "upload": limits.upload or 0}
            session.apply_settings({f"{way}_rate_limit": rate for way, rate in rates.items()})

    def use_network(self, network: Network) -> None:
        self._forget_unreachable(outside_of(network, DIRECT, self._guard))
        self.wire.use(network)

    def connectivity(self) -> Connectivity:
        return self.wire.connectivity()

    def _outside_now(self) -> Outside | None:
        return self.wire.outside(self._guard)

    def _forget_unreachable(self, outside: Outside) -> None:
        """Whom a torrent that is here already may not ask any more, before anything else."""
        if outside.asks_every_tracker and outside.may_name_seeds:
            return
        with self._swarm.lock:
            for torrent in self._swarm:
                handle = torrent.handle
                told = handle.trackers()
                handle.replace_trackers([each for each in told if outside.asks(each["url"])])
                for url in handle.url_seeds():
                    if not outside.may_name_seeds and not is_by_address(url):
                        handle.remove_url_seed(url)

    # --- opening -------------------------------------------------------------------------------

    def _open(self, task: Task) -> None:
        """Runs in a thread of its own: it may wait for names and servers."""
        try:
            outside = self._wait_for_outside(task)
            if outside is not None:
                rejected = threading.Event()
                params = parameters(task, outside, rejected.set)
                warning = RESUME_REJECTED if rejected.is_set() else ""
                while not self._join(task, params, warning):
                    time.sleep(ASK_AGAIN_S)
        except TaskFailed as refused:
            self._swarm.refuse(task.job_id, refused.fault)
        except Exception:
            logger.exception("torrent could not be opened", extra={"job_id": str(task.job_id)})
            fault = Fault("internal", "Something broke on our side.", may_retry=True)
            self._swarm.refuse(task.job_id, fault)

    def _wait_for_outside(self, task: Task) -> Outside | None:
        """None when the job was dropped meanwhile."""
        while (outside := self._outside_now()) is None:
            self.wire.wait_until_up(ASK_AGAIN_S)
            with self._swarm.lock:
                if self._swarm.is_closing or task.job_id not in self._swarm.opening:
                    return None
        return outside

    def _join(self, task: Task, params: Any, warning: str) -> bool:
        """
        False when it is not clear yet which torrent that is. Raises `TaskFailed`.

        One that was complete once and is given may turn out to have lost its files. That ends
        the giving; who wants to have it begins anew, in a folder of its own.
        """
        folder = moving.found(task.folder)
        params.save_path = str(folder)
        report = Report(
            Phase.PREPARING,
            StatusDetail.FETCHING_METADATA,
            folder=folder,
            info_hash=info_hash_of(params.info_hashes),
            title=params.name or "",
            bytes_uploaded=params.total_uploaded,
            warning=warning,
        )
        swarm = self._swarm
        options = swarm.wishes.get(task.job_id, task.options)
        new = Torrent(None, folder, report, is_only_given=task.seed is not None)
        if params.ti is not None:
            new.described(params.ti, [options])
            new.tell(phase=Phase.CHECKING, detail=StatusDetail.CHECKING)
            new.prepare(params)
        with swarm.lock:
            if swarm.is_closing or task.job_id not in swarm.opening:
                return True  # dropped while it was being opened
            self._looks.give_way(str(report.info_hash))
            torrent = swarm.join(params, new)
            if task.seed is None and torrent.is_in_doubt:
                swarm.opening[task.job_id] = Report(torrent.report.phase, torrent.report.detail)
                return False
            torrent.jobs.add(task.job_id)
            if task.seed is not None:
                torrent.is_kept = True
                torrent.givings[task.job_id] = Giving(task.seed, task.seeded_s, None)
            swarm.by_job[task.job_id] = torrent
            del swarm.opening[task.job_id]
            options = swarm.wishes.pop(task.job_id, options)
            torrent.configure(task.job_id, options)
            swarm.mind_manner()
            swarm.drive(torrent)
        swarm.on_update()
        return True
