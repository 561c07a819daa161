"""Runs inspection requests: what a source holds, before it is added as a job."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.inspections.service import InspectionQueue
from worker.downloader.engine import Fault, Inspector
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

MAX_AT_ONCE = 10
TIMEOUT_S = 100.0
POLL_S = 0.1
#: A notification wakes the job: this is for one that was missed.
CHECK_EVERY_S = 30.0
TORRENTS_OFF = Fault("torrents_off", "Torrents are switched off on this server.", may_retry=False)
TOO_LATE = Fault("no_metadata", "What this holds could not be found out in time.", may_retry=True)


@dataclass
class InspectionRunner:
    queue: InspectionQueue
    context: WorkerContext
    inspectors: Mapping[SourceType, Inspector]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _open: dict[UUID, tuple[Inspector, float]] = field(default_factory=dict, init=False)

    def job(self) -> Job:
        wakeup = self.context.wakeups.inspections
        return background_job("download inspections", self.work, CHECK_EVERY_S, wakeup)

    def work(self) -> bool:
        """Start new requests and record results; whether there are any open."""
        free = MAX_AT_ONCE - len(self._open) if self.context.is_configured.is_set() else 0
        for request in self.queue.claim(self.context.worker_id, free) if free else []:
            inspector = self.inspectors.get(request.source_type)
            if inspector is None:
                self.queue.fail(request.id, TORRENTS_OFF.reason, TORRENTS_OFF.message)
                continue
            self._open[request.id] = (inspector, self.monotonic())
            inspector.inspect(request.id, request.source_type, request.source)
        for inspection_id, (inspector, since_s) in list(self._open.items()):
            if self._is_recorded(inspection_id, inspector, since_s):
                inspector.discard_inspection(inspection_id)
                del self._open[inspection_id]
        if self._open:
            self.sleep(POLL_S)  # short: a user waits for the result
        return bool(self._open)

    def _is_recorded(self, inspection_id: UUID, inspector: Inspector, since_s: float) -> bool:
        """Record the result, when there is one."""
        found = inspector.inspection_result(inspection_id)
        if found is not None and found.fault is None:
            self.queue.complete(
                inspection_id,
                title=found.title,
                info_hash=found.info_hash,
                bytes_total=found.bytes_total,
                is_private=found.is_private,
                files=found.files,
                metadata=found.metadata,
                source_type=found.source_type,
                message=found.message,
            )
            return True
        fault = found.fault if found else None
        if fault is None and self.monotonic() - since_s >= TIMEOUT_S:
            fault = TOO_LATE
        if fault is not None:
            self.queue.fail(inspection_id, fault.reason, fault.message)
        return fault is not None
