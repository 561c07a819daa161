"""Signs of life of this worker, and noticing that another one's have stopped."""

import logging
import shutil
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.leases.service import WorkerService
from worker.downloader.active_jobs import ActiveJobs
from worker.downloader.disk_reservations import DiskReservations
from worker.downloader.engine import Engine
from worker.downloader.liveness import LivenessLock

logger = logging.getLogger(__name__)

MANY = 100
#: A worker of which nothing was heard for so long is dead. Leases are longer: what they protect
#: against is two workers at one job, which the attempt in every write does, too.
SILENT_FOR_S = 20.0


@dataclass
class HeartbeatJob:
    """
    Tells the database that this worker lives, and takes jobs from workers that do not.

    Whoever could not reach the database for a while cannot say that others are silent.
    """

    workers: WorkerService
    alive: LivenessLock
    held: ActiveJobs
    engines: Collection[Engine]
    room: DiskReservations
    folders: Sequence[Path]
    on_new: Callable[[], None]
    silent_after_s: float = SILENT_FOR_S
    monotonic: Callable[[], float] = time.monotonic
    beats: int = field(default=0, init=False)
    told_since_s: float | None = field(default=None, init=False)
    _told_at_s: float = field(default=float("-inf"), init=False)

    def work(self) -> bool:
        """One beat and one look around; True when there may be more to take."""
        others_hold = self._beat()
        dead = self.alive.dead()
        if not dead and not others_hold:
            return False
        may_judge = self.may_judge()
        taken = self.workers.reap(
            dead,
            kept=[held.claim.id for held in self.held.all()],
            silent_for_s=self.silent_after_s if may_judge else None,
            # While the database was away nobody could renew a lease either.
            counts_leases=may_judge,
        )
        if taken:
            logger.warning("jobs of a dead worker given back", extra={"count": taken})
            self.on_new()
        if taken >= MANY:
            return True
        for worker_id, path in dead.items():
            self.workers.unregister(worker_id)
            self.alive.bury(path)
        return False

    def _beat(self) -> bool:
        others_hold = self.workers.heartbeat(self.alive.worker_id, self._told())
        now_s = self.monotonic()
        if self.told_since_s is None or now_s - self._told_at_s >= self.silent_after_s / 2:
            self.told_since_s = now_s
        self._told_at_s = now_s
        self.beats += 1
        return others_hold

    def may_judge(self) -> bool:
        """Whether we have heard from the database without a gap for long enough."""
        since_s = self.told_since_s
        return since_s is not None and self._told_at_s - since_s >= self.silent_after_s

    def _told(self) -> Mapping[str, Any]:
        reaches = [engine.connectivity() for engine in self.engines]
        best = max(reaches, key=lambda reach: (not reach.is_up, reach.port > 0))
        reach = asdict(best)
        return {
            "reservedBytes": self.room.reserved(),
            "volumes": {str(folder): volume(folder) for folder in self.folders},
            "reach": {
                "isUp": reach["is_up"],
                "port": reach["port"],
                "isPortMapped": reach["is_port_mapped"],
                "hasIncoming": reach["has_incoming"],
                "dhtNodes": reach["dht_nodes"],
                "message": reach["message"],
            },
        }


def volume(folder: Path) -> Mapping[str, int | None]:
    """What is free where a folder is, or would be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return {"freeBytes": None, "totalBytes": None}
    return {"freeBytes": usage.free, "totalBytes": usage.total}
