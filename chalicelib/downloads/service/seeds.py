"""What workers do with completed torrents: give them to others for a while."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models import Claim, Command, DesiredState, SourceType, Status
from chalicelib.downloads.models.options import SeedAction, SeedRules
from chalicelib.downloads.models.work import SeedingTotals
from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.service.work import LEASE_S
from chalicelib.downloads.store import events, held, leases, seeding, workers
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database


@dataclass(frozen=True, slots=True)
class SeedingService:
    db: Database
    cache: Cache
    house: DownloadSettingsService
    lease_s: float = LEASE_S

    def adopt(
        self, worker_id: str, kinds: Collection[SourceType], most: int
    ) -> list[tuple[Claim, SeedRules]]:
        """Take over what nobody gives at the moment, each with its rules."""
        with self.db.transaction() as conn:
            claims = seeding.adopt(
                conn, worker_id=worker_id, kinds=kinds, lease_s=self.lease_s, most=most
            )
            rules = self._rules_in(conn, [claim.id for claim in claims])
            return [(claim, rules[claim.id]) for claim in claims]

    def rules_of(self, job_ids: Sequence[UUID]) -> dict[UUID, SeedRules]:
        """Those in force now, whoever changed them last."""
        with self.db.read() as conn:
            return self._rules_in(conn, job_ids)

    def _rules_in(self, conn: Connection, job_ids: Sequence[UUID]) -> dict[UUID, SeedRules]:
        if not job_ids:
            return {}
        house = self.house.rules_in(conn).seed
        return dict.fromkeys(job_ids, house) | seeding.rules_of(conn, ids=job_ids)

    def commands(self, job_ids: Sequence[UUID]) -> list[Command]:
        """What is to be done once to these jobs, oldest first."""
        with self.db.read() as conn:
            return workers.commands(conn, job_ids=job_ids)

    def command_done(self, command: Command) -> None:
        with self.db.read() as conn:
            workers.done(conn, id=command.id)

    def renew(self, worker_id: str, given: Sequence[tuple[UUID, int]]) -> list[DesiredState]:
        """Keep the leases: what people want of the jobs that are still this worker's."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, held=given, lease_s=self.lease_s)

    def advance(self, worker_id: str, given: Sequence[SeedingTotals]) -> None:
        with self.db.read() as conn:
            seeding.advance(conn, worker_id=worker_id, given=given)

    def keep_resume_data(self, claim: Claim, data: bytes) -> None:
        with self.db.transaction() as conn:
            held.keep_resume_data(conn, claim, data=data)

    def end(
        self, claim: Claim, *, ratio: float, action: SeedAction, because: str | None = None
    ) -> None:
        """It has given enough; or cannot go on, and `because` says why."""
        with self.db.transaction() as conn:
            was_ours = seeding.end(
                conn,
                id=claim.id,
                worker_id=claim.worker_id,
                attempt=claim.attempt,
                removes=action is SeedAction.REMOVE,
            )
            if was_ours:
                events.insert(
                    conn,
                    job_id=claim.id,
                    status=Status.COMPLETED,
                    message=f"Given back {ratio:.2f} times. {because or 'That is enough.'}",
                    progress_percent=100,
                    payload={"ratio": round(ratio, 3)},
                )
        self.cache.invalidate_user(claim.user_id)

    def let_go(self, claim: Claim) -> None:
        """Somebody else may go on giving."""
        with self.db.read() as conn:
            seeding.let_go(conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt)
