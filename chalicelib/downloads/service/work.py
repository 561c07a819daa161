"""What workers do with downloads. Every change carries the attempt it belongs to."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models import (
    FINAL,
    Advance,
    ArrivedFile,
    Claim,
    Setback,
    Status,
    route,
)
from chalicelib.downloads.service import turns
from chalicelib.downloads.service.turns import NotOurs
from chalicelib.downloads.store import events, files, held, leases, notices
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import Unavailable

LEASE_S = 60.0
MOST_AT_ONCE = 100

WORKER_STOPPED = Setback("worker_stopped", "The worker was stopped.")


@dataclass(frozen=True, slots=True)
class DownloadWork:
    db: Database
    cache: Cache
    max_active: int
    backoff_s: float
    lease_s: float = LEASE_S

    def next_turn_in_s(self) -> float | None:
        """Seconds until a job may be claimed (0 or less: now); None when none is waiting."""
        with self.db.read() as conn:
            return leases.next_turn_in_s(conn)

    def claim(self, worker_id: str, root: str) -> Claim | None:
        """
        Take the next job, unless every place is taken or nobody waits.

        A job that has no folder yet gets one below `root`.
        """
        with self.db.transaction() as conn:
            leases.lock_claims(conn)
            claim = leases.claim(
                conn,
                worker_id=worker_id,
                root=root,
                max_active=self.max_active,
                lease_s=self.lease_s,
            )
            if claim is None:
                return None
            events.insert(
                conn,
                job_id=claim.id,
                status=Status.PREPARING,
                message=turns.MESSAGES[Status.PREPARING],
                progress_percent=claim.progress_percent,
                payload={"attempt": claim.attempt},
            )
        self.cache.forget_person(claim.user_id)
        return claim

    def renew(self, worker_id: str, held_jobs: Sequence[tuple[UUID, int]]) -> set[UUID]:
        """Keep the leases; which jobs are still this worker's."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, held=held_jobs, lease_s=self.lease_s)

    def advance(self, worker_id: str, steps: Sequence[Advance]) -> set[UUID]:
        """Write how far jobs are; which of them are still this worker's."""
        with self.db.read() as conn:
            return leases.advance(conn, worker_id=worker_id, steps=steps)

    def describe(self, claim: Claim, *, title: str, save_path: str, info_hash: str | None) -> bool:
        """
        Write what was learned; False when the same person downloads the same torrent already.

        Raises `NotOurs`.
        """
        with self.db.transaction() as conn:
            found = held.describe(
                conn,
                id=claim.id,
                worker_id=claim.worker_id,
                attempt=claim.attempt,
                title=title,
                save_path=save_path,
                info_hash=info_hash,
            )
        if found is None:
            raise NotOurs
        self.cache.forget_person(claim.user_id)
        return found

    def note(self, claim: Claim, status: Status, message: str, progress_percent: int) -> None:
        """A line in the story that changes nothing."""
        with self.db.transaction() as conn:
            if (
                held.status_of(conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt)
                is None
            ):
                raise NotOurs
            events.insert(
                conn,
                job_id=claim.id,
                status=status,
                message=message,
                progress_percent=progress_percent,
            )
        self.cache.forget_person(claim.user_id)

    def keep_resume_data(self, claim: Claim, data: bytes) -> None:
        """Raises `NotOurs`."""
        with self.db.transaction() as conn:
            if not held.keep_resume_data(
                conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt, data=data
            ):
                raise NotOurs

    def move(self, claim: Claim, to: Status, setback: Setback | None = None) -> None:
        """Go to a state in which the worker keeps the job. Raises `NotOurs`."""
        with self.db.transaction() as conn:
            status = self._locked(conn, claim)
            if status is not to:
                turns.walk(conn, claim, status, route(status, to), setback)
        self.cache.forget_person(claim.user_id)

    def retry_later(self, claim: Claim, setback: Setback) -> Status:
        """Let go of a job until its next try, or for good. Raises `NotOurs`."""
        with self.db.transaction() as conn:
            end = turns.let_go(conn, claim, self._locked(conn, claim), setback, self.backoff_s)
        self.cache.forget_person(claim.user_id)
        return end

    def fail(self, claim: Claim, setback: Setback) -> None:
        """End a job that cannot succeed. Raises `NotOurs`."""
        with self.db.transaction() as conn:
            turns.fail(conn, claim, self._locked(conn, claim), setback)
        self.cache.forget_person(claim.user_id)

    def complete(self, claim: Claim, arrived: Sequence[ArrivedFile]) -> None:
        """Everything is there: tell the story's end and hand over to the library, or neither."""
        with self.db.transaction() as conn:
            status = self._locked(conn, claim)
            way = route(status, Status.COMPLETED)
            turns.walk(conn, claim, status, way[:-1])
            total = sum(file.size_bytes for file in arrived)
            files.replace(conn, job_id=claim.id, files=arrived)
            if held.complete(conn, id=claim.id, attempt=claim.attempt, bytes_total=total) is None:
                raise NotOurs
            turns.tell(conn, claim.id, Status.COMPLETED, 100, payload={"files": len(arrived)})
            tasks.defer(conn, "import_download", {"job_id": str(claim.id)}, queue="library")
        self.cache.forget_person(claim.user_id)

    def give_back(self, claim: Claim) -> None:
        """The worker stops in good order. Raises `NotOurs`."""
        self.postpone(claim, WORKER_STOPPED, 0)

    def postpone(self, claim: Claim, setback: Setback, wait_s: float) -> None:
        """Let go of a job through no fault of its own: nothing is counted. Raises `NotOurs`."""
        with self.db.transaction() as conn:
            turns.stall(conn, claim, self._locked(conn, claim), setback)
            moved = held.retry(
                conn, id=claim.id, attempt=claim.attempt, backoff_s=wait_s, counts=False
            )
            if moved is None:
                raise NotOurs
            turns.tell(conn, claim.id, Status.RETRYING, moved.progress_percent, "Goes on soon.")
        self.cache.forget_person(claim.user_id)

    def reap(self, dead_workers: Collection[str], kept: Collection[UUID] = ()) -> int:
        """
        Take jobs from workers that are gone; how many were taken.

        `kept` are those of whoever asks, who is alive and renews the leases, however late.
        """
        with self.db.transaction() as conn:
            found = leases.abandoned(conn, dead_workers=dead_workers, kept=kept, most=MOST_AT_ONCE)
            for job in found:
                turns.let_go(conn, job, job.status, turns.WORKER_DIED, 0.0)
        for job in found:
            self.cache.forget_person(job.user_id)
        return len(found)

    def files(self, job_id: UUID) -> list[ArrivedFile]:
        """What a completed download brought."""
        with self.db.read() as conn:
            return files.of_job(conn, job_id=job_id)

    def leftovers(self) -> list[tuple[UUID, str, bool]]:
        """Folders nobody will go on from: job, folder, and whether others need it."""
        with self.db.read() as conn:
            return files.leftovers(conn, most=MOST_AT_ONCE)

    def may_remove(self, job_id: UUID) -> bool:
        """Whether what arrived for a job that ended is of no use to anybody."""
        with self.db.read() as conn:
            return files.may_remove(conn, id=job_id)

    def forget_folder(self, job_id: UUID) -> None:
        with self.db.read() as conn:
            files.forget_folder(conn, id=job_id)

    def listen(
        self,
        *,
        on_start: Callable[[], None],
        on_notice: Callable[[str], None],
        is_over: Callable[[], bool],
    ) -> None:
        """
        Pass on what the database tells (the new state of a job) until `is_over`.

        Raises `Unavailable` when the connection is lost.
        """
        try:
            notices.listen(self.db.dsn, on_start=on_start, on_notice=on_notice, is_over=is_over)
        except OSError as error:
            raise Unavailable("The database went away.") from error

    def _locked(self, conn: Connection, claim: Claim) -> Status:
        status = held.status_of(conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt)
        if status is None or status in FINAL:
            raise NotOurs
        return status
