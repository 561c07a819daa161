"""Jobs that wait for the network or for room on the disk, and when they go on."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader.active_jobs import ActiveJob
from worker.downloader.disk_reservations import ASK_AGAIN_S, DiskReservations
from worker.downloader.engine import Engine, Phase, Report

logger = logging.getLogger(__name__)

INTERFACE_DOWN = FailureReason("interface_down", "The network interface is down.")


@dataclass
class JobSuspender:
    """Methods that take a job raise `LeaseLost`."""

    work_on: LeaseService
    engines: Collection[Engine]
    room: DiskReservations
    on_place_free: Callable[[], None]
    ask_again_s: float = ASK_AGAIN_S  # for room, as long as it was not in vain
    _down: set[int] = field(default_factory=set, init=False)  # engines that reach nobody

    def look_around(self) -> None:
        """Asked once for all jobs: an engine may have to ask somebody else."""
        self._down = {id(engine) for engine in self.engines if not engine.connectivity().is_up}

    @property
    def is_any_down(self) -> bool:
        return bool(self._down)

    def waits(self, held: ActiveJob, report: Report, now_s: float) -> bool:
        """Whether it waits for the network or for room on the disk; then nothing is decided."""
        is_down = id(held.engine) in self._down
        if held.waits_for is None:
            if is_down and report.phase in (Phase.PREPARING, Phase.RUNNING):
                self._rest(held, StatusDetail.WAITING_FOR_INTERFACE, INTERFACE_DOWN, now_s)
            elif (setback := self._lack(held, report)) is not None:
                self._rest(held, StatusDetail.WAITING_FOR_SPACE, setback, now_s)
            return held.waits_for is not None
        if held.waits_for is StatusDetail.WAITING_FOR_INTERFACE:
            may_go_on = not is_down
        else:
            may_go_on = self._has_room_now(held, report, now_s)
        if may_go_on and self.work_on.resume(held.claim):
            held.waits_for = None
            held.status, held.since_s = Status.DOWNLOADING, now_s
            held.flow.restart(now_s, report.bytes_done)
            held.flow.is_slow = False
            held.written = None
            held.engine.resume(held.claim.id)
        return True

    def _rest(
        self, held: ActiveJob, detail: StatusDetail, setback: FailureReason, now_s: float
    ) -> None:
        """Told once, however long it lasts."""
        held.engine.pause(held.claim.id)
        self.work_on.suspend(held.claim, detail, setback)
        held.waits_for, held.has_room = detail, False
        held.status, held.since_s = Status.STALLED, now_s
        held.written = None
        held.asked_room_at_s = now_s
        logger.warning("job waits", extra={"job_id": str(held.claim.id), "for": str(detail)})
        self.on_place_free()

    def _lack(self, held: ActiveJob, report: Report) -> FailureReason | None:
        """Why it cannot be written on: the disk said so, or what is to come does not fit."""
        if report.fault is not None:
            fault = report.fault
            if fault.reason != "disk_full":
                return None
            held.hit_the_wall = held.hit_the_wall + 1 if report.bytes_done == held.bytes_done else 0
            return FailureReason(fault.reason, fault.message, dict(fault.payload))
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return None
        if held.has_room:
            self.room.mind(held, report)
            return None
        return self.room.lack(held, report)

    def _has_room_now(self, held: ActiveJob, report: Report, now_s: float) -> bool:
        """
        Where the disk says full though it seems to have room, as with a quota, it is tried less
        and less often.
        """
        pause_s = self.ask_again_s * 2 ** min(held.hit_the_wall, 3)
        if now_s - held.asked_room_at_s < pause_s:
            return False
        held.asked_room_at_s = now_s
        return self.room.lack(held, report) is None
