"""A look at what an address holds, without keeping anything of it."""

import threading
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.details import TorrentEntry
from worker.downloader.engine import Fault, InspectionResult
from worker.downloader.http import faults
from worker.downloader.http import headers as heads
from worker.downloader.http.beginning import refuse_what_is_no_file
from worker.downloader.http.errand import House
from worker.downloader.http.passage import InterfaceDown
from worker.net.egress import CancelHandle
from worker.net.http_client import StreamedResponse, fetch

MAX_AT_ONCE = 8
READ_TIMEOUT_S = 15.0
BAD_REQUEST = 400


@dataclass(slots=True)
class Look:
    cancel_handle: CancelHandle = field(default_factory=CancelHandle)
    found: InspectionResult | None = None


class Looks:
    """Each in a thread of its own, not many at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._looks: dict[UUID, Look] = {}
        self._places = threading.BoundedSemaphore(MAX_AT_ONCE)
        self._lock = threading.Lock()

    def begin(self, inspection_id: UUID, source: str) -> None:
        with self._lock:
            if inspection_id in self._looks:
                return
            look = self._looks[inspection_id] = Look()
        name = f"look {inspection_id}"
        threading.Thread(target=self._run, args=(look, source), name=name, daemon=True).start()

    def seen(self, inspection_id: UUID) -> InspectionResult | None:
        look = self._looks.get(inspection_id)
        return look.found if look else None

    def forget(self, inspection_id: UUID) -> None:
        with self._lock:
            look = self._looks.pop(inspection_id, None)
        if look is not None:
            look.cancel_handle.cancel()

    def close(self) -> None:
        for inspection_id in list(self._looks):
            self.forget(inspection_id)

    def _run(self, look: Look, source: str) -> None:
        with self._places:
            if look.cancel_handle.is_cancelled:
                return
            try:
                look.found = self._look(look.cancel_handle, source)
            except InterfaceDown as error:
                look.found = InspectionResult(
                    fault=Fault("interface_down", str(error), may_retry=True)
                )
            except Exception as error:  # noqa: BLE001  # every one becomes a fault with a reason
                look.found = InspectionResult(fault=faults.fault_of(error))
        self._house.on_update()

    def _look(self, cancel_handle: CancelHandle, source: str) -> InspectionResult:
        guard, route = self._house.guard, self._house.passage.route()
        with fetch(
            guard,
            source,
            method="HEAD",
            route=route,
            cancel_handle=cancel_handle,
            read_timeout_s=READ_TIMEOUT_S,
        ) as answer:
            if answer.status < BAD_REQUEST:
                return _inside(answer)
        # Not every server knows HEAD, and a signed address may be for GET alone.
        nothing = {"Range": "bytes=0-0"}
        with fetch(
            guard,
            source,
            nothing,
            route=route,
            cancel_handle=cancel_handle,
            read_timeout_s=READ_TIMEOUT_S,
        ) as answer:
            return _inside(answer)


def _inside(answer: StreamedResponse) -> InspectionResult:
    """Raises `TaskFailed`."""
    faults.refuse_bad_status(answer.status)
    said = heads.content_range(answer.headers)
    size = said.total if said else heads.content_length(answer.headers)
    name = heads.file_name(answer.headers, answer.target.path, "")
    refuse_what_is_no_file(answer, name)
    can_resume = answer.status == faults.PARTIAL or heads.takes_ranges(answer.headers)
    is_torrent = heads.is_torrent(answer.headers, name)
    return InspectionResult(
        title=name,
        bytes_total=size or 0,
        files=(TorrentEntry(index=0, path=name, size_bytes=size or 0),),
        source_type=SourceType.TORRENT if is_torrent else None,
        message=_in_words(size, can_resume=can_resume, is_torrent=is_torrent),
    )


def _in_words(size: int | None, *, can_resume: bool, is_torrent: bool) -> str:
    if is_torrent:
        return "This is a torrent: add it as one to get what it stands for."
    if size is None:
        return "The source does not say how large it is."
    if not can_resume:
        return "The source may begin anew when it is interrupted."
    return ""
