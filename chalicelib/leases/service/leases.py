"""Claims and leases of download jobs. Every change carries the attempt it belongs to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.service import DownloadSettingsService, quotas
from chalicelib.downloads.models import FINAL, Status, transition_path
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.job_options import MESSAGES, StatusDetail
from chalicelib.downloads.service import event_log
from chalicelib.leases.models import (
    ArrivedFile,
    Claim,
    Command,
    DesiredState,
    FailureReason,
    Progress,
)
from chalicelib.leases.service.transitions import (
    LeaseLost,
    apply_transitions,
    fail,
    record_event,
    retry_or_fail,
    stall,
)
from chalicelib.leases.store import (
    claims,
    commands,
    disk_reservations,
    job_files,
    lease_updates,
    leases,
    relocation,
    seeding,
    transitions,
)
from chalicelib.leases.store.claim_choice import SlotBudget
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database

LEASE_S = 60.0

WORKER_STOPPED = FailureReason("worker_stopped", "The worker was stopped.")


@dataclass(frozen=True, slots=True)
class LeaseService:
    db: Database
    cache: Cache
    settings: DownloadSettingsService
    backoff_s: float
    lease_s: float = LEASE_S

    def seconds_until_due(self) -> float | None:
        """Until the next job can be claimed (0 or less: now); None when no job is queued."""
        with self.db.read() as conn:
            return claims.seconds_until_due(conn)

    def claim(
        self, worker_id: str, root: str, limit: int = 1, *, allows_quarantined: bool = True
    ) -> list[Claim]:
        """
        Claim the next jobs, as far as slots are free.

        A job without a folder gets one below `root`. A quarantined job comes first and is
        claimed alone. Until a worker with `allows_quarantined` takes it, no job is claimed.
        """
        with self.db.transaction() as conn:
            claims.lock(conn)
            settings = self.settings.get_in(conn)
            budget = SlotBudget(root, limit, settings.most_active, settings.per_person.most_active)
            quarantined = claims.next_quarantined(conn)
            if quarantined is not None and not allows_quarantined:
                return []
            claimed = []
            if quarantined is not None:
                claimed = claims.claim(
                    conn,
                    worker_id=worker_id,
                    budget=budget,
                    lease_s=self.lease_s,
                    quarantined=quarantined,
                )
            if not claimed:  # none is quarantined, or its user has no free slot
                claimed = claims.claim(
                    conn, worker_id=worker_id, budget=budget, lease_s=self.lease_s
                )
            event_log.record_claims(
                conn,
                [(claim.id, claim.progress_percent, claim.attempt) for claim in claimed],
                status=Status.PREPARING,
                message=MESSAGES[Status.PREPARING],
            )
        for user_id in {claim.user_id for claim in claimed}:
            self.cache.invalidate_user(user_id)
        return claimed

    def renew(self, worker_id: str, attempts: Sequence[tuple[UUID, int]]) -> list[DesiredState]:
        """Renew the leases of (job, attempt) pairs; returns those this worker still holds."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, attempts=attempts, lease_s=self.lease_s)

    def clear_probation(self, claim: Claim) -> None:
        """End the probation of a job: this worker did not crash with it."""
        with self.db.read() as conn:
            lease_updates.clear_probation(conn, claim)

    def pending_commands(self, job_ids: Collection[UUID]) -> list[Command]:
        """Oldest first."""
        with self.db.read() as conn:
            return commands.pending(conn, job_ids=job_ids)

    def finish_command(self, command: Command, error: str | None = None) -> None:
        with self.db.read() as conn:
            commands.finish(conn, id=command.id, error=error)

    def record_progress(self, worker_id: str, reports: Sequence[Progress]) -> set[UUID]:
        """Returns the jobs that this worker still holds."""
        with self.db.read() as conn:
            return leases.record_progress(conn, worker_id=worker_id, reports=reports)

    def describe(
        self,
        claim: Claim,
        *,
        title: str,
        save_path: str,
        info_hash: str | None,
        is_private: bool = False,
        entries: Sequence[TorrentEntry] | None = None,
    ) -> bool:
        """
        Store the metadata of a job; False when its user has an open job for the same torrent.

        Raises `LeaseLost` or `QuotaExceeded`.
        """
        with self.db.transaction() as conn:
            is_described = lease_updates.describe(
                conn,
                claim,
                title=title,
                save_path=save_path,
                info_hash=info_hash,
                is_private=is_private,
            )
            if is_described and entries is not None:
                job_files.set_expected(conn, job_id=claim.id, folder=save_path, entries=entries)
                settings = self.settings.get_in(conn)
                quotas.check_selected_files(conn, settings, claim.user_id, job_id=claim.id)
        if is_described is None:
            raise LeaseLost
        self.cache.invalidate_user(claim.user_id)
        return is_described

    def suspend(self, claim: Claim, detail: StatusDetail, failure: FailureReason) -> bool:
        """
        Stall a job so that it occupies no slot. Raises `LeaseLost`.

        With `StatusDetail.PAUSED` the lease is released; False when the user has resumed the
        job meanwhile, and nothing was changed.
        """
        with self.db.transaction() as conn:
            status = self._lock(conn, claim)
            if detail is StatusDetail.PAUSED and not lease_updates.is_paused(conn, id=claim.id):
                return False
            is_stalled = status is Status.STALLED
            path = (Status.STALLED,) if is_stalled else transition_path(status, Status.STALLED)
            apply_transitions(conn, claim, status, path, failure)
            if transitions.suspend(conn, id=claim.id, attempt=claim.attempt, detail=detail) is None:
                raise LeaseLost
        self.cache.invalidate_user(claim.user_id)
        return True

    def resume(self, claim: Claim) -> bool:
        """Resume a suspended job; False while no slot is free. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            claims.lock(conn)
            status = self._lock(conn, claim)
            most_active = self.settings.get_in(conn).most_active
            if not lease_updates.is_slot_free(conn, id=claim.id, most_active=most_active):
                return False
            if status is not Status.DOWNLOADING:
                path = transition_path(status, Status.DOWNLOADING)
                apply_transitions(conn, claim, status, path)
        self.cache.invalidate_user(claim.user_id)
        return True

    def reserve_disk(
        self,
        claim: Claim,
        volume: str,
        bytes_total: int,
        check_space: Callable[[int], FailureReason | None],
    ) -> FailureReason | None:
        """
        Reserve space on a disk for a job, until `bytes_total` of it are downloaded.

        `check_space` gets the bytes that other workers have reserved and not written yet, and
        returns why there is too little space; reservations are serialised. Raises `LeaseLost`.
        """
        with self.db.transaction() as conn:
            disk_reservations.lock(conn, volume)
            others = disk_reservations.bytes_of_others(
                conn, worker_id=claim.worker_id, volume=volume
            )
            if (failure := check_space(others)) is not None:
                return failure
            is_held = disk_reservations.reserve(conn, claim, volume=volume, bytes_total=bytes_total)
        if not is_held:
            raise LeaseLost
        return None

    def set_move_target(self, claim: Claim, to: Path | None) -> None:
        """
        Announce where the files are going to be moved; None: nowhere. Raises `LeaseLost`.

        Called before the move, so that after a crash another worker finds the files.
        """
        with self.db.read() as conn:
            target = None if to is None else str(to)
            if not lease_updates.set_move_target(conn, claim, to=target):
                raise LeaseLost

    def relocated(self, claim: Claim, folder: str) -> None:
        """A move that an earlier worker began is complete. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            self._lock(conn, claim)
            relocation.relocate(conn, job_id=claim.id, old=claim.save_path, new=folder)

    def is_shared(self, claim: Claim, folder: Path) -> bool:
        """Whether another job has files in a folder."""
        with self.db.read() as conn:
            return lease_updates.is_shared(conn, id=claim.id, folder=str(folder))

    def save_details(self, job_id: UUID, details: Mapping[str, Any]) -> None:
        """Peers, trackers, bytes per file and pieces, for the page of the job."""
        with self.db.read() as conn:
            job_files.save_details(conn, job_id=job_id, **details)

    def record_event(
        self, claim: Claim, status: Status, message: str, progress_percent: int
    ) -> None:
        """Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            # Store the progress of the event, so that after a crash it does not fall.
            if not lease_updates.raise_progress(conn, claim, percent=progress_percent):
                raise LeaseLost
            event_log.record(
                conn,
                job_id=claim.id,
                status=status,
                message=message,
                progress_percent=progress_percent,
            )
        self.cache.invalidate_user(claim.user_id)

    def save_resume_data(self, claim: Claim, data: bytes) -> None:
        """Raises `LeaseLost`."""
        with self.db.read() as conn:
            if not lease_updates.save_resume_data(conn, claim, data=data):
                raise LeaseLost

    def transition(
        self,
        claim: Claim,
        to: Status,
        failure: FailureReason | None = None,
        stalled_timeout_s: float | None = None,
    ) -> None:
        """
        Enter a state in which the worker keeps the lease. Raises `LeaseLost`.

        `stalled_timeout_s`: when a stalled job is going to be retried, shown to the user.
        """
        with self.db.transaction() as conn:
            status = self._lock(conn, claim)
            if status is not to:
                apply_transitions(conn, claim, status, transition_path(status, to), failure)
            if to is Status.STALLED and stalled_timeout_s is not None:
                transitions.set_stalled_timeout(
                    conn, id=claim.id, attempt=claim.attempt, in_s=stalled_timeout_s
                )
        self.cache.invalidate_user(claim.user_id)

    def retry_later(self, claim: Claim, failure: FailureReason) -> Status:
        """Release a job for a retry, or fail it. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            status = self._lock(conn, claim)
            end = retry_or_fail(conn, claim, status, failure, self.backoff_s)
        self.cache.invalidate_user(claim.user_id)
        return end

    def fail(self, claim: Claim, failure: FailureReason) -> None:
        """Fail a job without a retry. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            fail(conn, claim, self._lock(conn, claim), failure)
        self.cache.invalidate_user(claim.user_id)

    def complete(
        self,
        claim: Claim,
        arrived: Sequence[ArrivedFile],
        *,
        may_seed: bool = False,
        target_root: str | None = None,
    ) -> SeedRules | None:
        """
        Complete a job and queue the import into the library, in one transaction.

        `target_root` is the target folder as the worker knows it. When the user has changed it
        meanwhile, a move is queued.

        With `may_seed`, returns the seeding rules if the torrent is to be seeded; the worker
        keeps the lease then. Raises `LeaseLost`.
        """
        with self.db.transaction() as conn:
            status = self._lock(conn, claim)
            path = transition_path(status, Status.COMPLETED)
            apply_transitions(conn, claim, status, path[:-1])
            total = sum(file.size_bytes for file in arrived)
            rules = self._seed_rules(conn, claim.id) if may_seed else None
            job_files.replace(conn, job_id=claim.id, files=arrived)
            after = transitions.complete(
                conn,
                id=claim.id,
                attempt=claim.attempt,
                bytes_total=total,
                is_seeded=rules is not None,
            )
            if after is None:
                raise LeaseLost
            record_event(conn, claim.id, Status.COMPLETED, payload={"files": len(arrived)})
            tasks.defer(conn, "import_download", {"job_id": str(claim.id)}, queue="library")
            relocation.queue_if_retargeted(conn, job_id=claim.id, target_root=target_root)
        self.cache.invalidate_user(claim.user_id)
        return rules

    def _seed_rules(self, conn: Connection, job_id: UUID) -> SeedRules | None:
        """None when a limit of 0 means no seeding."""
        own = seeding.rules_of(conn, ids=[job_id])
        rules = own.get(job_id) or self.settings.get_in(conn).seed
        return None if rules.ratio == 0 or rules.minutes == 0 else rules

    def release(self, claim: Claim) -> None:
        """Requeue a job because the worker stops. Raises `LeaseLost`."""
        self._requeue(claim, WORKER_STOPPED, 0, crash_count=0)

    def postpone(self, claim: Claim, failure: FailureReason, wait_s: float) -> None:
        """Requeue a job that could not be started, without counting a retry. Raises `LeaseLost`."""
        self._requeue(claim, failure, wait_s, crash_count=claim.crash_count)

    def _requeue(
        self, claim: Claim, failure: FailureReason, wait_s: float, *, crash_count: int
    ) -> None:
        with self.db.transaction() as conn:
            stall(conn, claim, self._lock(conn, claim), failure)
            after = transitions.retry(
                conn,
                id=claim.id,
                attempt=claim.attempt,
                backoff_s=wait_s,
                is_counted=False,
                crash_count=crash_count,
            )
            if after is None:
                raise LeaseLost
            record_event(conn, claim.id, Status.RETRYING, message="Goes on soon.")
        self.cache.invalidate_user(claim.user_id)

    def files(self, job_id: UUID) -> list[ArrivedFile]:
        """The files of a completed job."""
        with self.db.read() as conn:
            return job_files.of_job(conn, job_id=job_id)

    def _lock(self, conn: Connection, claim: Claim) -> Status:
        """Lock the job's row. Raises `LeaseLost`."""
        status = lease_updates.lock(conn, claim)
        if status is None or status in FINAL:
            raise LeaseLost
        return status
