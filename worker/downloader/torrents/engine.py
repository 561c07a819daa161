"""
The engine for torrents: one libtorrent session for all of them.

The alert loop keeps the reports up to date, so that they cost nothing to read.
"""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader import disk_space, network_interface
from worker.downloader.engine import (
    Connectivity,
    InspectionResult,
    Limits,
    OnUpdate,
    Report,
    Task,
    TransferDetails,
    ignore_updates,
)
from worker.downloader.in_progress_file import InProgressFile
from worker.downloader.torrents.alert_loop import AlertLoop
from worker.downloader.torrents.metadata_fetcher import MetadataFetcher
from worker.downloader.torrents.session_network import (
    FindSources,
    NetworkConfigurator,
    allowed_endpoints,
)
from worker.downloader.torrents.session_settings import SessionOptions, abandon, open_session
from worker.downloader.torrents.session_state import SAVE_ALWAYS, SAVE_CHANGED, SessionState
from worker.downloader.torrents.storage_move import StorageMover
from worker.downloader.torrents.streaming import TorrentFileReader
from worker.downloader.torrents.task_opener import TaskOpener
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_details import DetailsCache
from worker.downloader.torrents.torrent_job import SeedingTimer
from worker.downloader.torrents.torrent_state import (
    FAILURES,
    Retention,
    TorrentEvent,
    TorrentState,
)
from worker.net.egress import DIRECT

MIN_STOP_TIMEOUT_S = 0.5


class TorrentEngine:
    """See `Engine`."""

    def __init__(
        self,
        guard: NetworkGuard,
        options: SessionOptions | None = None,
        *,
        free_bytes: disk_space.FreeBytes = disk_space.free_bytes,
        find_sources: FindSources = network_interface.sources,
        on_update: OnUpdate = ignore_updates,
    ) -> None:
        options = options or SessionOptions()
        self._guard = guard
        self._state = state = SessionState(open_session(options, guard), on_update)
        self.network = network = NetworkConfigurator(state.session, options, find_sources)
        self._fetcher = MetadataFetcher(
            state, lambda: network.endpoints(guard), options.inspection_timeout_s
        )
        self._opener = TaskOpener(state, network, guard, self._fetcher)
        self._alerts = AlertLoop(state, self._fetcher, network, options, free_bytes)
        self._mover = StorageMover(state, self._alerts.completion)
        self._details = DetailsCache()
        self._alerts.start()

    @property
    def port(self) -> int:
        """The port peers connect to; 0 until the session listens."""
        return int(self._state.session.listen_port())

    @property
    def session(self) -> Any:
        """libtorrent's own."""
        return self._state.session

    def torrent_of(self, job_id: UUID) -> Torrent | None:
        with self._state.lock:
            return self._state.by_job.get(job_id)

    # Tasks

    def add(self, task: Task) -> None:
        self._opener.start(task)

    def report(self, job_id: UUID) -> Report | None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None:
                return self._state.opening.get(job_id)
            return torrent.report_for(job_id, time.monotonic())

    def details(self, job_id: UUID) -> TransferDetails | None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None or self._state.is_closing:
                return None
            return self._details.get(torrent, time.monotonic())

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        with self._state.lock:
            if torrent := self._state.by_job.get(job_id):
                torrent.configure(job_id, options)
                self._state.apply_peer_strategy()
            elif job_id in self._state.opening:
                self._state.new_options[job_id] = options

    def recheck(self, job_id: UUID) -> bool:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None:
                return False
            if torrent.state is TorrentState.AWAITING_RECHECK:
                return True
            if torrent.move is not None or not torrent.can(TorrentEvent.RECHECK_REQUESTED):
                return False
            self._state.recheck(torrent)
            return True

    def reannounce(self, job_id: UUID) -> None:
        now_s = time.monotonic()
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None or not torrent.cooldowns.reannouncing.is_over(now_s):
                return
            torrent.cooldowns.reannouncing.start(now_s)
            # The user asks for it, so the interval the tracker names is ignored.
            torrent.handle.force_reannounce(0, -1, lt.reannounce_flags_t.ignore_min_interval)
            torrent.handle.force_dht_announce()

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._state.lock:
            known = self._state.by_job.get(job_id)
            is_final = known is not None and known.jobs[job_id].is_seeding_done
            torrent = self._state.remove_job(job_id)
            if torrent is not None:
                self._release(torrent, with_files=remove_files, is_final=is_final)

    def pause(self, job_id: UUID) -> None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is not None or job_id in self._state.opening:
                self._state.paused.add(job_id)
            if torrent is not None:
                self._state.sync_pause_state(torrent)

    def resume(self, job_id: UUID) -> None:
        """Also after a disk error: what is on the disk is kept."""
        with self._state.lock:
            self._state.paused.discard(job_id)
            torrent = self._state.by_job.get(job_id)
            if torrent is None:
                return
            self._state.clear_error(torrent)
            self._state.sync_pause_state(torrent)
            self._alerts.completion.start_if_complete(torrent)

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is not None and seed is not None:
                torrent.retention = Retention.RECORDED
                job = torrent.jobs[job_id]
                if job.seeding is None:
                    job.seeding = SeedingTimer(seed)
                job.seeding.rules = seed
                self._state.sync_pause_state(torrent)
                return
            torrent = self._state.remove_job(job_id)
            if torrent is not None:
                torrent.retention = Retention.RECORDED
                self._release(torrent, with_files=False, is_final=True)

    def move(self, job_id: UUID, folder: Path) -> None:
        self._mover.move(job_id, folder)

    def tidy(self, folder: Path) -> None:
        """Nothing to do: resume data are kept outside of the folder."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None or torrent.content is None or torrent.state in FAILURES:
                return None
            content = torrent.content
            span = next((each for each in content.spans if each.index == file_index), None)
            if span is None or not span.size or not content.selection.has_file(file_index):
                return None
            name = Path(content.names[file_index]).name
            return TorrentFileReader(torrent.open_readers(content), name, span.start, span.size)

    def _release(self, torrent: Torrent, *, with_files: bool, is_final: bool) -> None:
        """Remove a torrent without jobs, at the end of a move if there is one."""
        if torrent.jobs:
            return
        if with_files and torrent.retention is Retention.PARTIAL:
            torrent.retention = Retention.TO_DELETE
        if torrent.move is None:
            is_deleted = torrent.retention is Retention.TO_DELETE
            self._state.remove(torrent, with_files=is_deleted, is_final=is_final)

    # Resume data

    def request_resume_data(self) -> None:
        with self._state.lock:
            for torrent in self._state:
                self._state.save(torrent, SAVE_CHANGED)

    def take_resume_data(self) -> dict[UUID, bytes]:
        with self._state.lock:
            return self._state.take_saved()

    def close(self, within_s: float) -> dict[UUID, bytes]:
        deadline_s = time.monotonic() + within_s
        state = self._state
        with state.lock:
            if state.is_closing:
                return {}
            state.is_closing = True
            for torrent in state:
                torrent.close_readers()
                torrent.handle.pause()
                state.save(torrent, SAVE_ALWAYS)
            state.wait_saved(deadline_s - time.monotonic())
            saved = state.take_saved()
            for torrent in state:
                torrent.remove_move_notes()
        self._details.close()
        self._alerts.stop(max(deadline_s - time.monotonic(), MIN_STOP_TIMEOUT_S))
        self.network.close()
        if state.has_lost_writes:
            abandon(state.session)
        state.session = None  # ends libtorrent's threads
        return saved

    # Inspections

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        with self._state.lock:
            self._fetcher.start(inspection_id, source_type, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        with self._state.lock:
            return self._fetcher.result(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        with self._state.lock:
            self._fetcher.discard(inspection_id)

    # Network

    def set_rate_limits(self, limits: Limits) -> None:
        session = self._state.session
        if session is not None:
            session.apply_settings(
                {
                    "download_rate_limit": limits.download or 0,
                    "upload_rate_limit": limits.upload or 0,
                }
            )

    def use_network(self, network: Network) -> None:
        endpoints = allowed_endpoints(network, DIRECT, self._guard)
        if not (endpoints.allows_every_tracker and endpoints.may_name_seeds):
            with self._state.lock:
                self._state.remove_unreachable(endpoints)
        self.network.use(network)

    def connectivity(self) -> Connectivity:
        return self.network.connectivity()
