"""Seeding of completed torrents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedAction, SeedRules
from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.downloads.models import SourceType, Status
from chalicelib.downloads.service import event_log
from chalicelib.leases.models import Claim, Command, DesiredState, SeedingTotals
from chalicelib.leases.service.leases import LEASE_S
from chalicelib.leases.store import commands, lease_updates, leases, seeding
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database


@dataclass(frozen=True, slots=True)
class SeedingService:
    db: Database
    cache: Cache
    settings: DownloadSettingsService
    lease_s: float = LEASE_S

    def adopt(
        self, worker_id: str, kinds: Collection[SourceType], limit: int
    ) -> list[tuple[Claim, SeedRules]]:
        """Lease torrents that no worker seeds, with their rules."""
        with self.db.transaction() as conn:
            claims = seeding.adopt(
                conn, worker_id=worker_id, kinds=kinds, lease_s=self.lease_s, limit=limit
            )
            rules = self._rules_in(conn, [claim.id for claim in claims])
            return [(claim, rules[claim.id]) for claim in claims]

    def rules_of(self, job_ids: Sequence[UUID]) -> dict[UUID, SeedRules]:
        """The rules in force: of the job, its category, or the settings."""
        with self.db.read() as conn:
            return self._rules_in(conn, job_ids)

    def _rules_in(self, conn: Connection, job_ids: Sequence[UUID]) -> dict[UUID, SeedRules]:
        if not job_ids:
            return {}
        default = self.settings.get_in(conn).seed
        return dict.fromkeys(job_ids, default) | seeding.rules_of(conn, ids=job_ids)

    def pending_commands(self, job_ids: Sequence[UUID]) -> list[Command]:
        """Oldest first."""
        with self.db.read() as conn:
            return commands.pending(conn, job_ids=job_ids)

    def finish_command(self, command: Command) -> None:
        with self.db.read() as conn:
            commands.finish(conn, id=command.id)

    def renew(self, worker_id: str, attempts: Sequence[tuple[UUID, int]]) -> list[DesiredState]:
        """Renew the leases of (job, attempt) pairs; returns those this worker still holds."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, attempts=attempts, lease_s=self.lease_s)

    def record_totals(self, worker_id: str, totals: Sequence[SeedingTotals]) -> None:
        with self.db.read() as conn:
            seeding.record_totals(conn, worker_id=worker_id, totals=totals)

    def save_resume_data(self, claim: Claim, data: bytes) -> None:
        with self.db.transaction() as conn:
            lease_updates.save_resume_data(conn, claim, data=data)

    def end(
        self, claim: Claim, *, ratio: float, action: SeedAction, because: str | None = None
    ) -> None:
        """End seeding: a limit is reached, or `because` says why it cannot continue."""
        with self.db.transaction() as conn:
            was_held = seeding.end(
                conn,
                id=claim.id,
                worker_id=claim.worker_id,
                attempt=claim.attempt,
                is_removed=action is SeedAction.REMOVE,
            )
            if was_held:
                event_log.record(
                    conn,
                    job_id=claim.id,
                    status=Status.COMPLETED,
                    message=f"Given back {ratio:.2f} times. {because or 'That is enough.'}",
                    progress_percent=100,
                    payload={"ratio": round(ratio, 3)},
                )
        self.cache.invalidate_user(claim.user_id)

    def release(self, claim: Claim) -> None:
        """Another worker may adopt the torrent."""
        with self.db.read() as conn:
            seeding.release(conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt)
