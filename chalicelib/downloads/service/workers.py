"""What workers tell and hear, and what becomes of the jobs of those that are gone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.downloads.service import turns
from chalicelib.downloads.store import leases, notices, seeding, workers
from chalicelib.downloads.store.notices import ListenStop
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable

MAX_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class WorkerService:
    db: Database
    cache: Cache

    def beat(self, worker_id: str, told: Mapping[str, Any]) -> bool:
        """
        A sign of life, and what the worker says of its disk and network.

        Whether others hold anything: only then can there be something to `reap`.
        """
        with self.db.read() as conn:
            return workers.beat(conn, worker_id=worker_id, told=told)

    def leave(self, worker_id: str) -> None:
        with self.db.read() as conn:
            workers.leave(conn, worker_id=worker_id)

    def reap(
        self,
        dead_workers: Collection[str],
        kept: Collection[UUID] = (),
        silent_for_s: float | None = None,
        *,
        leases_count: bool = True,
    ) -> int:
        """
        Take jobs from workers that are gone, and what they gave to others; how many.

        `kept` are those of whoever asks, who is alive and renews the leases, however late. With
        `silent_for_s`, who has not been heard of for so long is gone; with `leases_count`, who
        let a lease run out.
        """
        with self.db.transaction() as conn:
            found = leases.abandoned(
                conn,
                dead_workers=dead_workers,
                kept=kept,
                silent_for_s=silent_for_s,
                leases_count=leases_count,
                most=MAX_AT_ONCE,
            )
            for job in found:
                if job.is_to_blame:
                    turns.let_go(conn, job, job.status, turns.WORKER_DIED, 0.0)
                else:
                    turns.spare(conn, job)
            freed = seeding.free(conn, dead_workers=dead_workers, silent_for_s=silent_for_s)
        for job in found:
            self.cache.invalidate_user(job.user_id)
        return len(found) + freed

    def listen(
        self,
        *,
        on_start: Callable[[], None],
        on_notice: Callable[[str], None],
        stop: ListenStop,
    ) -> None:
        """
        Pass on each notification (the new state of a job) until `stop` is set.

        Raises `Unavailable` when the connection is lost.
        """
        try:
            notices.listen(self.db.dsn, on_start=on_start, on_notice=on_notice, stop=stop)
        except OSError as error:
            raise Unavailable("The database went away.") from error
