"""Finds out what an address leads to, without keeping anything of it."""

import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_details import TorrentEntry
from worker.downloader.engine import Fault, InspectionResult
from worker.downloader.http import archive
from worker.downloader.http.context import EngineContext, InterfaceDown
from worker.downloader.http.errors import fault_of, require_usable_status
from worker.downloader.http.response import (
    accepts_ranges,
    content_length,
    content_range,
    file_name,
    is_torrent,
    require_file,
)
from worker.net.egress import CancelHandle
from worker.net.http_client import StreamedResponse, fetch

MAX_CONCURRENT = 8
READ_TIMEOUT_S = 15.0


@dataclass(slots=True)
class RunningInspection:
    cancel_handle: CancelHandle = field(default_factory=CancelHandle)
    result: InspectionResult | None = None


class AddressInspector:
    """Each inspection has a thread; a few run at a time."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._inspections: dict[UUID, RunningInspection] = {}
        self._slots = threading.BoundedSemaphore(MAX_CONCURRENT)
        self._lock = threading.Lock()

    def start(self, inspection_id: UUID, source: str) -> None:
        with self._lock:
            if inspection_id in self._inspections:
                return
            inspection = self._inspections[inspection_id] = RunningInspection()
        name, args = f"inspection {inspection_id}", (inspection, source)
        threading.Thread(target=self._run, args=args, name=name, daemon=True).start()

    def result(self, inspection_id: UUID) -> InspectionResult | None:
        inspection = self._inspections.get(inspection_id)
        return inspection.result if inspection else None

    def discard(self, inspection_id: UUID) -> None:
        with self._lock:
            inspection = self._inspections.pop(inspection_id, None)
        if inspection is not None:
            inspection.cancel_handle.cancel()

    def close(self) -> None:
        for inspection_id in list(self._inspections):
            self.discard(inspection_id)

    def _run(self, inspection: RunningInspection, source: str) -> None:
        with self._slots:
            if inspection.cancel_handle.is_cancelled:
                return
            try:
                inspection.result = self._inspect(inspection.cancel_handle, source)
            except InterfaceDown as error:
                fault = Fault("interface_down", str(error), may_retry=True)
                inspection.result = InspectionResult(fault=fault)
            except Exception as error:  # noqa: BLE001  # every one becomes a fault with a reason
                inspection.result = InspectionResult(fault=fault_of(error))
        self._context.on_update()

    def _inspect(self, handle: CancelHandle, source: str) -> InspectionResult:
        guard, route = self._context.guard, self._context.route()
        source = archive.resolve(source, guard, self._context.archive_url, route)
        with fetch(
            guard,
            source,
            method="HEAD",
            route=route,
            cancel_handle=handle,
            read_timeout_s=READ_TIMEOUT_S,
        ) as response:
            if response.status < HTTPStatus.BAD_REQUEST:
                return _result_of(response)
        # Not every server supports HEAD, and a signed address may be for GET alone.
        first_byte = {"Range": "bytes=0-0"}
        with fetch(
            guard,
            source,
            first_byte,
            route=route,
            cancel_handle=handle,
            read_timeout_s=READ_TIMEOUT_S,
        ) as response:
            return _result_of(response)


def _result_of(response: StreamedResponse) -> InspectionResult:
    """Raises `TaskFailed`."""
    require_usable_status(response.status)
    headers, path = response.headers, response.target.path
    sent = content_range(headers)
    size = sent.total if sent else content_length(headers)
    name = file_name(headers, path, "")
    require_file(headers, path, name)
    is_partial = response.status == HTTPStatus.PARTIAL_CONTENT
    can_resume = is_partial or accepts_ranges(headers)
    is_torrent_file = is_torrent(headers, name)
    return InspectionResult(
        title=name,
        bytes_total=size or 0,
        files=(TorrentEntry(index=0, path=name, size_bytes=size or 0),),
        source_type=SourceType.TORRENT if is_torrent_file else None,
        message=_note(size, can_resume=can_resume, is_torrent_file=is_torrent_file),
    )


def _note(size: int | None, *, can_resume: bool, is_torrent_file: bool) -> str:
    """What the user may want to know before adding it."""
    if is_torrent_file:
        return "This is a .torrent file: add it as a torrent to download its contents."
    if size is None:
        return "The source does not say how large it is."
    if not can_resume:
        return "The source may begin anew when it is interrupted."
    return ""
