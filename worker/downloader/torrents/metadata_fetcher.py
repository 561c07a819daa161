"""
Inspections: the metadata of a source, before a job is made of it.

Nothing is written, and nothing but metadata is fetched. They are kept for a while, so that the
download need not fetch them again.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models import SourceType
from worker.downloader.engine import Fault, InspectionResult, TaskFailed
from worker.downloader.torrents.add_torrent_params import (
    fetch_torrent_file,
    info_hash_of,
    read_magnet,
    read_torrent,
    read_upload,
    stored_names,
)
from worker.downloader.torrents.allowed_endpoints import AllowedEndpoints, remove_blocked_endpoints
from worker.downloader.torrents.session_state import SessionState
from worker.downloader.torrents.torrent_content import entries_of, spans_of

logger = logging.getLogger(__name__)

DEFAULT_TIMEOUT_S = 60.0
MAX_PENDING = 20
RESULT_LIFETIME_S = 900.0
MAX_RESULTS_BYTES = 64 * 1024 * 1024
FILE_COST_BYTES = 500  # of one file's entry in memory
#: libtorrent requires a folder. Nothing is written to it, as no file is selected.
NO_FOLDER = Path("/nonexistent/seen")

#: The endpoints allowed right now; None while nothing may leave.
FindEndpoints = Callable[[], AllowedEndpoints | None]


@dataclass(eq=False)
class MetadataRequest:
    deadline_s: float
    info_hash: str = ""
    result: InspectionResult | None = None

    @property
    def cost_bytes(self) -> int:
        if self.result is None:
            return 0
        return len(self.result.metadata or b"") + len(self.result.files) * FILE_COST_BYTES


class MetadataFetcher:
    """Guarded by the lock of `SessionState`, unless a method says otherwise."""

    def __init__(
        self,
        session_state: SessionState,
        find_endpoints: FindEndpoints,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        self._state = session_state
        self._find_endpoints = find_endpoints
        self._timeout_s = timeout_s
        self._inspections: dict[UUID, MetadataRequest] = {}
        self._by_handle: dict[Any, str] = {}  # info hashes of torrents added for inspections only

    def start(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        if inspection_id in self._inspections:
            return
        inspection = MetadataRequest(time.monotonic() + self._timeout_s)
        self._inspections[inspection_id] = inspection
        if sum(each.result is None for each in self._inspections.values()) > MAX_PENDING:
            message = "Too many sources are being inspected."
            self._set_result(inspection, _failed("busy", message))
            return
        threading.Thread(
            target=self._run,
            args=(inspection, source_type, source),
            name="inspection",
            daemon=True,
        ).start()

    def result(self, inspection_id: UUID) -> InspectionResult | None:
        inspection = self._inspections.get(inspection_id)
        return inspection.result if inspection else None

    def discard(self, inspection_id: UUID) -> None:
        if self._inspections.pop(inspection_id, None) is not None:
            self._remove_unneeded()

    def on_metadata_received(self, handle: Any) -> None:
        info_hash = self._by_handle.get(handle)
        if info_hash is not None:
            self.answer(info_hash, handle.torrent_file())

    def answer(self, info_hash: str, info: Any) -> None:
        """Answer every inspection that waits for these metadata, also when a job fetched them."""
        pending = [
            each
            for each in self._inspections.values()
            if each.result is None and each.info_hash == info_hash
        ]
        if pending:
            result = _result_of_info(info)
            for inspection in pending:
                self._set_result(inspection, result)
            self._remove_unneeded()

    def hand_over(self, info_hash: str) -> None:
        """Hand the torrent to a job, which fetches the metadata from here on."""
        for handle, known in list(self._by_handle.items()):
            if known == info_hash:
                self._remove(handle)

    def expire(self) -> None:
        now_s = time.monotonic()
        for inspection_id, inspection in list(self._inspections.items()):
            if inspection.result is None and now_s >= inspection.deadline_s:
                message = "No peer could say what this torrent contains."
                self._set_result(inspection, _failed("no_metadata", message))
            elif now_s >= inspection.deadline_s + RESULT_LIFETIME_S:
                del self._inspections[inspection_id]
        self._remove_unneeded()

    def _run(self, inspection: MetadataRequest, source_type: SourceType, source: str) -> None:
        """Runs in a thread of its own, as names and servers may be slow. Takes the lock."""
        try:
            result = self._inspect(inspection, source_type, source)
        except TaskFailed as failure:
            result = InspectionResult(fault=failure.fault)
        except Exception:
            logger.exception("inspection failed")
            result = _failed("internal", "Something broke on our side.")
        if result is not None:
            with self._state.lock:
                self._set_result(inspection, result)

    def _inspect(
        self, inspection: MetadataRequest, source_type: SourceType, source: str
    ) -> InspectionResult | None:
        """None when peers have to answer. Raises `TaskFailed`."""
        if source[:5].lower() == "data:":
            data = read_upload(source)
            return _result_of(read_torrent(data).ti, data)
        endpoints = self._find_endpoints()
        if endpoints is None:
            message = "The network interface for downloads is down."
            raise TaskFailed("interface_down", message, may_retry=True)
        if source_type is not SourceType.MAGNET:
            data = fetch_torrent_file(source, endpoints)
            return _result_of(read_torrent(data).ti, data)
        params = read_magnet(source)
        inspection.info_hash = info_hash_of(params.info_hashes)
        remove_blocked_endpoints(params, endpoints)
        self._add(inspection, params)
        return None

    def _add(self, inspection: MetadataRequest, params: Any) -> None:
        state = self._state
        with state.lock:
            known = state.with_hash(inspection.info_hash)
            is_discarded = inspection not in self._inspections.values() or state.is_closing
            if is_discarded or inspection.info_hash in self._by_handle.values():
                return
            if known is None:
                params.save_path = str(NO_FOLDER)
                params.flags |= (
                    lt.torrent_flags.default_dont_download | lt.torrent_flags.upload_mode
                )
                handle = state.session.add_torrent(params)
                known = state.find(handle)  # a hybrid torrent may be known by its other hash
                if known is None:
                    self._by_handle[handle] = inspection.info_hash
            if known is not None and known.content is not None:
                self.answer(inspection.info_hash, known.handle.torrent_file())

    def _set_result(self, inspection: MetadataRequest, result: InspectionResult) -> None:
        if inspection.result is None:
            inspection.result = result
            self._limit_results()

    def _limit_results(self) -> None:
        """The oldest results are replaced first when they take too much memory."""
        answered = [each for each in self._inspections.values() if each.result is not None]
        cost = sum(each.cost_bytes for each in answered)
        for inspection in answered[:-1]:
            if cost <= MAX_RESULTS_BYTES:
                return
            cost -= inspection.cost_bytes
            inspection.result = _failed("forgotten", "Please inspect the source again.")

    def _remove_unneeded(self) -> None:
        needed = {each.info_hash for each in self._inspections.values() if each.result is None}
        for handle, info_hash in list(self._by_handle.items()):
            if info_hash not in needed:
                self._remove(handle)

    def _remove(self, handle: Any) -> None:
        del self._by_handle[handle]
        if self._state.session is not None:
            self._state.session.remove_torrent(handle)


def _result_of(info: Any, metadata: bytes) -> InspectionResult:
    """Raises `TaskFailed` for a torrent that is not accepted."""
    layout = info.layout()
    spans = spans_of(layout)
    return InspectionResult(
        title=layout.name(),
        info_hash=info_hash_of(info.info_hashes()),
        bytes_total=sum(span.size for span in spans),
        is_private=bool(info.priv()),
        files=entries_of(stored_names(layout), spans),
        metadata=metadata,
    )


def _result_of_info(info: Any) -> InspectionResult:
    try:
        return _result_of(info, b"d4:info" + info.info_section() + b"e")
    except TaskFailed as failure:
        return InspectionResult(fault=failure.fault)


def _failed(reason: str, message: str) -> InspectionResult:
    return InspectionResult(fault=Fault(reason, message, may_retry=True))
