"""The registry of running workers, and recovery of the jobs of crashed ones."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.leases.service.transitions import WORKER_DIED, requeue_uncounted, retry_or_fail
from chalicelib.leases.store import leases, notifications, seeding, workers
from chalicelib.leases.store.notifications import ListenStop
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable

MAX_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class WorkerService:
    db: Database
    cache: Cache

    def heartbeat(self, worker_id: str, status_report: Mapping[str, Any]) -> bool:
        """Returns whether other workers hold jobs: only then can there be something to `reap`."""
        with self.db.read() as conn:
            return workers.heartbeat(conn, worker_id=worker_id, status_report=status_report)

    def unregister(self, worker_id: str) -> None:
        with self.db.read() as conn:
            workers.unregister(conn, worker_id=worker_id)

    def reap(
        self,
        dead_workers: Collection[str],
        kept: Collection[UUID] = (),
        silent_for_s: float | None = None,
        *,
        counts_leases: bool = True,
    ) -> int:
        """
        Release the jobs and seeding torrents of workers that are gone; returns how many.

        `kept` are the caller's own jobs, whose leases it renews however late. A worker is gone
        when it is in `dead_workers`, when its last heartbeat is `silent_for_s` ago or, with
        `counts_leases`, when a lease has expired.
        """
        with self.db.transaction() as conn:
            orphans = leases.orphaned(
                conn,
                dead_workers=dead_workers,
                kept=kept,
                silent_for_s=silent_for_s,
                counts_leases=counts_leases,
                limit=MAX_AT_ONCE,
            )
            for job in orphans:
                if job.is_culprit:
                    retry_or_fail(conn, job, job.status, WORKER_DIED, 0.0)
                else:
                    requeue_uncounted(conn, job)
            freed = seeding.free(conn, dead_workers=dead_workers, silent_for_s=silent_for_s)
            workers.delete_old(conn)
        for job in orphans:
            self.cache.invalidate_user(job.user_id)
        return len(orphans) + freed

    def listen(
        self,
        *,
        on_start: Callable[[], None],
        on_notification: Callable[[str], None],
        stop: ListenStop,
    ) -> None:
        """
        Pass on the notifications of the database (such as a job's new state) until `stop` is set.

        Raises `Unavailable` when the connection is lost.
        """
        try:
            notifications.listen(
                self.db.dsn, on_start=on_start, on_notification=on_notification, stop=stop
            )
        except OSError as error:
            raise Unavailable("The database went away.") from error
