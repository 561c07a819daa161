"""Opening the torrent of a task, in a thread of its own: names and servers may be slow."""

import logging
import threading
import time
from typing import Any

from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader.engine import Fault, Phase, Report, Task, TaskFailed
from worker.downloader.torrents.add_torrent_params import build_params, info_hash_of
from worker.downloader.torrents.allowed_endpoints import AllowedEndpoints
from worker.downloader.torrents.folder_move import current_folder
from worker.downloader.torrents.metadata_fetcher import MetadataFetcher
from worker.downloader.torrents.session_network import NetworkConfigurator
from worker.downloader.torrents.session_state import SessionState
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_job import SeedingTimer, TorrentJob
from worker.downloader.torrents.torrent_state import DownloadGate, Retention

logger = logging.getLogger(__name__)

RETRY_S = 0.5


class TaskOpener:
    def __init__(
        self,
        session_state: SessionState,
        network: NetworkConfigurator,
        guard: NetworkGuard,
        fetcher: MetadataFetcher,
    ) -> None:
        self._state = session_state
        self._network = network
        self._guard = guard
        self._fetcher = fetcher

    def start(self, task: Task) -> None:
        with self._state.lock:
            is_known = task.job_id in self._state.opening or task.job_id in self._state.by_job
            if self._state.is_closing or is_known:
                return
            has_metadata = task.metadata or task.source[:5].lower() == "data:"
            detail = None if has_metadata else StatusDetail.FETCHING_METADATA
            self._state.opening[task.job_id] = Report(Phase.PREPARING, detail)
        threading.Thread(
            target=self._open, args=(task,), name=f"open {task.job_id}", daemon=True
        ).start()

    def _open(self, task: Task) -> None:
        try:
            endpoints = self._wait_for_endpoints(task)
            if endpoints is not None:
                params, warning = build_params(task, endpoints)
                while not self._add(task, params, warning):
                    time.sleep(RETRY_S)
        except TaskFailed as failure:
            self._state.fail_job(task.job_id, failure.fault)
        except Exception:
            logger.exception("torrent not opened", extra={"job_id": str(task.job_id)})
            fault = Fault("internal", "Something broke on our side.", may_retry=True)
            self._state.fail_job(task.job_id, fault)

    def _wait_for_endpoints(self, task: Task) -> AllowedEndpoints | None:
        """None when the job was dropped meanwhile."""
        while (endpoints := self._network.endpoints(self._guard)) is None:
            self._network.wait_until_up(RETRY_S)
            if not self._is_wanted(task):
                return None
        return endpoints

    def _is_wanted(self, task: Task) -> bool:
        with self._state.lock:
            return not self._state.is_closing and task.job_id in self._state.opening

    def _add(self, task: Task, params: Any, warning: str) -> bool:
        """
        False while another job's torrent is checked that was complete once. Raises `TaskFailed`.

        If its files turn out to be lost, that job ends, and this one begins anew in its own folder.
        """
        folder = current_folder(task.folder)
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
        state = self._state
        options = state.new_options.get(task.job_id, task.options)
        gate = DownloadGate.OPEN if task.seed is None else DownloadGate.SEED_ONLY
        new = Torrent(None, folder, report, gate=gate)
        if params.ti is not None:
            new.set_content(params.ti, [options]).configure_params(params, folder)
        with state.lock:
            if not self._is_wanted(task):
                return True
            self._fetcher.hand_over(str(report.info_hash))
            torrent = state.add(params, new)
            if task.seed is None and torrent.is_unconfirmed_seed:
                state.opening[task.job_id] = Report(torrent.report.phase, torrent.report.detail)
                return False
            options = state.new_options.pop(task.job_id, options)
            job = torrent.jobs[task.job_id] = TorrentJob(options)
            if task.seed is not None:
                torrent.retention = Retention.RECORDED
                job.seeding = SeedingTimer(task.seed, task.seeded_s)
            state.by_job[task.job_id] = torrent
            del state.opening[task.job_id]
            torrent.configure(task.job_id, options)
            state.apply_peer_strategy()
            state.sync_pause_state(torrent)
        state.on_update()
        return True
