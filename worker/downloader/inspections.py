"""Answers looks inside."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.inspections.service import InspectionQueue
from worker.downloader.dispatcher import Route
from worker.downloader.engine import Engine, Fault

MAX_AT_ONCE = 10
GIVE_UP_AFTER_S = 100.0
BETWEEN_LOOKS_S = 0.1
TORRENTS_OFF = Fault("torrents_off", "Torrents are switched off on this server.", may_retry=False)
TOO_LATE = Fault("no_metadata", "Nobody could say what this holds.", may_retry=True)


@dataclass
class InspectionRunner:
    work_on: InspectionQueue
    worker_id: str
    routes: Mapping[SourceType, Route]
    may_begin: Callable[[], bool] = lambda: True
    monotonic: Callable[[], float] = time.monotonic
    rest: Callable[[float], object] = time.sleep
    _open: dict[UUID, tuple[Engine, float]] = field(default_factory=dict, init=False)

    def work(self) -> bool:
        """Begin what was asked for, and pass on what was found; whether there was anything."""
        room = MAX_AT_ONCE - len(self._open) if self.may_begin() else 0
        questions = self.work_on.claim(self.worker_id, room) if room else []
        for question in questions:
            route = self.routes.get(question.source_type)
            if route is None:
                self.work_on.fail(question.id, TORRENTS_OFF.reason, TORRENTS_OFF.message)
                continue
            self._open[question.id] = (route.engine, self.monotonic())
            route.engine.inspect(question.id, question.source_type, question.source)
        for inspection_id, (engine, since_s) in list(self._open.items()):
            if self._answered(inspection_id, engine, since_s):
                engine.discard_inspection(inspection_id)
                del self._open[inspection_id]
        if self._open:
            # Somebody looks at a spinner: a short rest is all there is between two looks.
            self.rest(BETWEEN_LOOKS_S)
        return bool(self._open)

    def _answered(self, inspection_id: UUID, engine: Engine, since_s: float) -> bool:
        found = engine.inspection_result(inspection_id)
        if found is not None and found.fault is None:
            self.work_on.complete(
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
        if fault is None and self.monotonic() - since_s >= GIVE_UP_AFTER_S:
            fault = TOO_LATE
        if fault is not None:
            self.work_on.fail(inspection_id, fault.reason, fault.message)
        return fault is not None
