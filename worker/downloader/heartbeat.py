"""This worker's heartbeat, and taking jobs from workers whose heartbeat stopped."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.leases.service import WorkerService
from worker.downloader.active_jobs import ActiveJobs
from worker.downloader.disk_reservations import DiskReservations, existing_parent
from worker.downloader.engine import NetworkBound
from worker.downloader.liveness import LivenessLock
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

#: As many orphans as one call reaps at most: there may be more.
MAX_REAPED_AT_ONCE = 100


@dataclass
class HeartbeatJob:
    """
    Sends the heartbeat, and reaps the jobs of dead workers.

    A worker that could not reach the database for a while cannot tell which others are dead.
    """

    workers: WorkerService
    context: WorkerContext
    liveness: LivenessLock
    active_jobs: ActiveJobs
    engines: Collection[NetworkBound]
    reservations: DiskReservations
    converter: Callable[[], object] = lambda: None  # what the transcoder of this worker reports
    monotonic: Callable[[], float] = time.monotonic
    sent_count: int = field(default=0, init=False)
    connected_since_s: float | None = field(default=None, init=False)
    _sent_at_s: float = field(default=float("-inf"), init=False)

    def job(self) -> Job:
        return background_job("download heartbeat", self.work, self.context.intervals.heartbeat_s)

    def work(self) -> bool:
        """One heartbeat and one check of the others; True when there may be more to reap."""
        do_others_hold_jobs = self._send()
        dead = self.liveness.dead_workers()
        if not dead and not do_others_hold_jobs:
            return False
        may_judge = self.may_judge()
        reaped = self.workers.reap(
            dead,
            kept=[job.claim.id for job in self.active_jobs.all()],
            silent_for_s=self.context.intervals.silent_after_s if may_judge else None,
            # While the database was away, no worker could renew a lease.
            counts_leases=may_judge,
        )
        if reaped:
            logger.warning("jobs of a dead worker given back", extra={"count": reaped})
            self.context.wakeups.orphans_reaped()
        if reaped >= MAX_REAPED_AT_ONCE:
            return True
        for worker_id, marker in dead.items():
            self.workers.unregister(worker_id)
            self.liveness.remove_marker(marker)
        return False

    def _send(self) -> bool:
        """Whether other workers hold jobs or seeding torrents."""
        do_others_hold_jobs = self.workers.heartbeat(self.context.worker_id, self._status_report())
        now_s = self.monotonic()
        is_gap = now_s - self._sent_at_s >= self.context.intervals.silent_after_s / 2
        if self.connected_since_s is None or is_gap:
            self.connected_since_s = now_s
        self._sent_at_s = now_s
        self.sent_count += 1
        return do_others_hold_jobs

    def may_judge(self) -> bool:
        """Whether the database was reachable without a gap for long enough."""
        since_s = self.connected_since_s
        silent_after_s = self.context.intervals.silent_after_s
        return since_s is not None and self._sent_at_s - since_s >= silent_after_s

    def _status_report(self) -> Mapping[str, Any]:
        """Combine the engines: one with a problem takes precedence, then one with an open port."""
        all_engines = [engine.connectivity() for engine in self.engines]
        shown = max(all_engines, key=lambda each: (not each.is_up, each.port > 0))
        return {
            "converter": self.converter(),
            "reservedBytes": self.reservations.reserved_bytes(),
            "volumes": {str(folder): volume_usage(folder) for folder in self.context.roots},
            "reach": {
                "isUp": shown.is_up,
                "port": shown.port,
                "isPortMapped": shown.is_port_mapped,
                "hasIncoming": shown.has_incoming,
                "dhtNodes": shown.dht_nodes,
                "message": shown.message,
            },
        }


def volume_usage(folder: Path) -> Mapping[str, int | bool | None]:
    """Free and total bytes where a folder is, or would be, and whether files can be written."""
    try:
        parent = existing_parent(folder)
        usage = shutil.disk_usage(parent)
    except OSError:
        return {"freeBytes": None, "totalBytes": None, "isWritable": False}
    is_writable = os.access(parent, os.W_OK | os.X_OK)
    return {"freeBytes": usage.free, "totalBytes": usage.total, "isWritable": is_writable}
