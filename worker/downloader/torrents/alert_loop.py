"""
The thread that receives libtorrent's alerts and applies them to the torrents.

Alerts come in the order of the events. Slow work is done in threads of its own, so that alerts
are never held up.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import libtorrent as lt

from chalicelib.downloads.models.job_options import StatusDetail
from worker.downloader import disk_space
from worker.downloader.engine import TaskFailed
from worker.downloader.torrents.disk_errors import DiskErrorHandler
from worker.downloader.torrents.disk_flush import CompletionFlush, FlushTracker
from worker.downloader.torrents.metadata_fetcher import MetadataFetcher
from worker.downloader.torrents.resume_data import RESUME_REJECTED, ResumeData
from worker.downloader.torrents.session_network import NetworkConfigurator
from worker.downloader.torrents.session_settings import SessionOptions
from worker.downloader.torrents.session_state import IDLE, SessionState
from worker.downloader.torrents.torrent import MISSING, Torrent
from worker.downloader.torrents.torrent_state import (
    COMPLETING,
    FAILURES,
    DownloadGate,
    TorrentEvent,
    TorrentState,
)

logger = logging.getLogger(__name__)

STATS_INTERVAL_S = 10.0
MS_PER_S = 1000

DHT_NODES = "dht.dht_nodes"
#: States of libtorrent in which it checks files.
LT_CHECKING = frozenset(
    {lt.torrent_status.states.checking_files, lt.torrent_status.states.checking_resume_data}
)

TorrentHandler = Callable[[Torrent, Any], None]


class AlertLoop:
    """Keeps the states and reports of all torrents up to date."""

    def __init__(
        self,
        session_state: SessionState,
        fetcher: MetadataFetcher,
        network: NetworkConfigurator,
        options: SessionOptions,
        free_bytes: disk_space.FreeBytes,
    ) -> None:
        self._state = session_state
        self._fetcher = fetcher
        self._network = network
        self._options = options
        errors = DiskErrorHandler(session_state, free_bytes)
        self.completion = CompletionFlush(session_state, errors)
        self._flush_tracker = FlushTracker()
        self._is_stopped = threading.Event()
        #: Alerts of a torrent; those of torrents that were removed are ignored.
        self._torrent_handlers: dict[type, TorrentHandler] = {
            lt.metadata_received_alert: self._on_metadata_received,
            lt.file_prio_alert: self._on_selection_applied,
            lt.torrent_checked_alert: self._on_checked,
            lt.torrent_finished_alert: lambda torrent, _: self.completion.start_if_complete(
                torrent
            ),
            lt.cache_flushed_alert: lambda torrent, _: self.completion.on_cache_flushed(torrent),
            lt.piece_finished_alert: self._on_piece_finished,
            lt.read_piece_alert: self._on_piece_read,
            lt.file_error_alert: errors.on_file_error,
            lt.torrent_error_alert: errors.on_torrent_error,
            lt.file_rename_failed_alert: errors.on_rename_failed,
            lt.fastresume_rejected_alert: self._on_resume_data_rejected,
        }
        self._session_handlers: dict[type, Callable[[Any], None]] = {
            lt.state_update_alert: self._on_state_update,
            lt.save_resume_data_alert: self._on_resume_data_saved,
            # As a rule nothing had changed.
            lt.save_resume_data_failed_alert: lambda alert: session_state.on_saved(
                alert.handle, None
            ),
            lt.torrent_deleted_alert: self._on_files_closed,
            lt.torrent_delete_failed_alert: self._on_files_closed,
            lt.alerts_dropped_alert: self._on_alerts_dropped,
            lt.portmap_alert: lambda _: network.on_port_mapped(is_mapped=True),
            lt.portmap_error_alert: lambda _: network.on_port_mapped(is_mapped=False),
            lt.incoming_connection_alert: lambda alert: network.on_incoming_connection(
                alert.endpoint[0]
            ),
            lt.session_stats_alert: lambda alert: network.on_dht_count(
                int(alert.values[DHT_NODES])
            ),
        }
        self._thread = threading.Thread(target=self._run, name="libtorrent alerts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        self._is_stopped.set()
        self._state.session.post_session_stats()  # its alert ends the wait
        self._thread.join(timeout_s)
        self._flush_tracker.close()

    def handle(self, alert: Any) -> None:
        """Under the lock of the session state."""
        handler = self._torrent_handlers.get(type(alert))
        if handler is not None:
            torrent = self._state.find(alert.handle)
            if torrent is not None:
                handler(torrent, alert)
            elif isinstance(alert, lt.metadata_received_alert):
                self._fetcher.on_metadata_received(alert.handle)
        elif (session_handler := self._session_handlers.get(type(alert))) is not None:
            session_handler(alert)

    def _run(self) -> None:
        session = self._state.session
        options = self._options
        next_status_s = next_maintenance_s = next_stats_s = 0.0
        while not self._is_stopped.is_set():
            session.wait_for_alert(int(options.status_interval_s * MS_PER_S))  # or until an alert
            for alert in session.pop_alerts():
                try:
                    with self._state.lock:
                        self.handle(alert)
                except Exception:
                    logger.exception("alert not handled", extra={"kind": type(alert).__name__})
            now_s = time.monotonic()
            if now_s >= next_status_s:
                next_status_s = now_s + options.status_interval_s
                session.post_torrent_updates()
                self._remove_idle_readers()
            if now_s >= next_maintenance_s:
                next_maintenance_s = now_s + options.maintenance_interval_s
                self._maintain(now_s)
            if now_s >= next_stats_s:
                next_stats_s = now_s + STATS_INTERVAL_S
                session.post_session_stats()

    def _maintain(self, now_s: float) -> None:
        try:
            if self._network.check_interface():
                self._state.on_update()
            with self._state.lock:
                self._fetcher.expire()
                self._check_seed_limits(now_s)
        except Exception:
            logger.exception("session maintenance failed")

    # Metadata, check, selection

    def _on_metadata_received(self, torrent: Torrent, _alert: Any) -> None:
        """Check the names before anything is written."""
        info = torrent.handle.torrent_file()
        self._fetcher.answer(str(torrent.report.info_hash), info)
        if not torrent.can(TorrentEvent.METADATA_RECEIVED):
            return
        try:
            content = torrent.set_content(info, torrent.job_options())
        except TaskFailed as failure:
            self._state.fail(torrent, failure.fault)
            return
        own_names = torrent.handle.get_renamed_files()
        for index in range(content.layout.num_files()):
            name = content.stored_name(index)
            if own_names.file_path(content.layout, index) != name:
                torrent.handle.rename_file(index, name)
        self._state.apply_peer_strategy()
        torrent.send_selection()
        self._state.on_update()

    def _on_selection_applied(self, torrent: Torrent, _alert: Any) -> None:
        torrent.on_selection_applied()
        self.completion.start_if_complete(torrent)

    def _on_checked(self, torrent: Torrent, _alert: Any) -> None:
        if torrent.content is None or not torrent.can(TorrentEvent.CHECKED):
            return  # of a torrent without metadata, or about to be checked again
        torrent.cooldowns.counting.reset()
        done = torrent.bytes_done(torrent.handle.status())
        torrent.apply(TorrentEvent.CHECKED, bytes_done=done)
        if torrent.state is TorrentState.DOWNLOADING:
            if not torrent.report.peers:
                torrent.update_report(detail=StatusDetail.CONNECTING)
            if torrent.gate is DownloadGate.SEED_ONLY and not torrent.is_complete():
                self._state.fail(torrent, MISSING)
            else:
                self.completion.start_if_complete(torrent)
        self._reset_readers(torrent)
        self._state.on_update()

    # Status

    def _on_state_update(self, alert: Any) -> None:
        for status in alert.status:
            torrent = self._state.find(status.handle)
            if torrent is not None and torrent.state not in FAILURES:
                self._update(torrent, status)

    def _update(self, torrent: Torrent, status: Any) -> None:
        changes: dict[str, Any] = {
            "peers": status.num_peers,
            "seeds": status.num_seeds,
            "peers_known": status.list_peers,
            "download_bytes_per_s": status.download_payload_rate,
            "upload_bytes_per_s": status.upload_payload_rate,
            "bytes_uploaded": status.all_time_upload,
        }
        is_paused = self._state.is_paused(torrent)
        if is_paused:
            changes |= IDLE
        is_downloading = torrent.state is TorrentState.DOWNLOADING or torrent.state in COMPLETING
        if torrent.move is not None or not is_downloading:
            torrent.update_report(**changes)
        elif status.state in LT_CHECKING:
            torrent.apply(TorrentEvent.CHECK_STARTED, **changes)
        else:
            changes["bytes_done"] = torrent.bytes_done(status)
            if torrent.state is TorrentState.DOWNLOADING:
                changes["detail"] = _download_detail(status, is_paused=is_paused)
            torrent.update_report(**changes)
            if status.is_finished:
                self.completion.start_if_complete(torrent)

    def _check_seed_limits(self, now_s: float) -> None:
        for torrent in self._state:
            is_complete = torrent.state is TorrentState.COMPLETE and torrent.move is None
            if is_complete and torrent.check_seed_limits(now_s):
                self._state.sync_pause_state(torrent)
                self._state.on_update()

    # Readers

    def _on_piece_finished(self, torrent: Torrent, alert: Any) -> None:
        self._flush_tracker.on_piece_finished(torrent, int(alert.piece_index))
        if torrent.readers is not None:
            torrent.readers.on_piece_finished(int(alert.piece_index))

    def _on_piece_read(self, torrent: Torrent, alert: Any) -> None:
        if torrent.readers is not None:
            has_failed = alert.error.value() != 0
            torrent.readers.on_piece_read(int(alert.piece), None if has_failed else alert.buffer)

    def _remove_idle_readers(self) -> None:
        with self._state.lock:
            for torrent in self._state:
                if torrent.readers is not None:
                    torrent.readers.remove_idle()
            self._state.apply_peer_strategy()

    def _on_alerts_dropped(self, _alert: Any) -> None:
        logger.warning("libtorrent dropped alerts")
        for torrent in self._state:
            self._reset_readers(torrent)
            is_checking = torrent.can(TorrentEvent.CHECKED)
            if is_checking and torrent.handle.status().state not in LT_CHECKING:
                self._on_checked(torrent, None)

    def _reset_readers(self, torrent: Torrent) -> None:
        if torrent.readers is not None:
            torrent.readers.reset(torrent.pieces())

    # Resume data and removal

    def _on_resume_data_rejected(self, torrent: Torrent, _alert: Any) -> None:
        """libtorrent checks the files instead."""
        logger.warning("resume data rejected", extra={"torrent": torrent.report.info_hash})
        torrent.update_report(warning=RESUME_REJECTED)

    def _on_resume_data_saved(self, alert: Any) -> None:
        data = lt.write_resume_data_buf(alert.params)
        packed = ResumeData(data, disk_space.boot_id(), self._state.is_closing).pack()
        self._state.on_saved(alert.handle, packed)
        torrent = self._state.find(alert.handle)
        if torrent is None or self._state.is_closing:
            return
        if torrent.can(TorrentEvent.REOPENED):
            self._state.reopen(torrent, alert.params)

    def _on_files_closed(self, alert: Any) -> None:
        self._state.on_files_closed(alert.info_hashes)


def _download_detail(status: Any, *, is_paused: bool) -> StatusDetail | None:
    if status.state == lt.torrent_status.states.allocating:
        return StatusDetail.ALLOCATING
    has_peers = bool(status.num_peers or status.download_payload_rate)
    if has_peers or status.is_finished or is_paused:
        return None
    return StatusDetail.CONNECTING
