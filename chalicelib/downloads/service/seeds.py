"""What workers do with completed torrents: give them to others for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models import Claim, Status, Wish
from chalicelib.downloads.models.options import SeedAction, SeedRules
from chalicelib.downloads.models.work import Given
from chalicelib.downloads.service.house import DownloadHouse
from chalicelib.downloads.service.work import LEASE_S
from chalicelib.downloads.store import events, held, leases, seeding
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class SeedWork:
    db: Database
    cache: Cache
    house: DownloadHouse
    lease_s: float = LEASE_S

    def adopt(self, worker_id: str, most: int) -> list[tuple[Claim, SeedRules]]:
        """Take over what nobody gives at the moment, each with its rules."""
        with self.db.transaction() as conn:
            claims = seeding.adopt(conn, worker_id=worker_id, lease_s=self.lease_s, most=most)
            house = self.house.rules_in(conn).seed if claims else SeedRules()
            return [(claim, seeding.rules_of(conn, id=claim.id) or house) for claim in claims]

    def rules_of(self, job_id: UUID) -> SeedRules:
        with self.db.read() as conn:
            return seeding.rules_of(conn, id=job_id) or self.house.rules_in(conn).seed

    def renew(self, worker_id: str, given: Sequence[tuple[UUID, int]]) -> list[Wish]:
        """Keep the leases: what people want of the jobs that are still this worker's."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, held=given, lease_s=self.lease_s)

    def advance(self, worker_id: str, given: Sequence[Given]) -> None:
        with self.db.read() as conn:
            seeding.advance(conn, worker_id=worker_id, given=given)

    def keep_resume_data(self, claim: Claim, data: bytes) -> None:
        with self.db.transaction() as conn:
            held.keep_resume_data(
                conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt, data=data
            )

    def end(self, claim: Claim, *, ratio: float, action: SeedAction) -> None:
        """It has given enough."""
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
                    message=f"Given back {ratio:.2f} times. That is enough.",
                    progress_percent=100,
                    payload={"ratio": round(ratio, 3)},
                )
        self.cache.forget_person(claim.user_id)

    def let_go(self, claim: Claim) -> None:
        """Somebody else may go on giving."""
        with self.db.read() as conn:
            seeding.let_go(conn, id=claim.id, worker_id=claim.worker_id, attempt=claim.attempt)
