"""What workers do with downloads. Every change carries the attempt it belongs to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from chalicelib.downloads.models import (
    FINAL,
    Advance,
    ArrivedFile,
    Claim,
    Command,
    DesiredState,
    FailureReason,
    Status,
    route,
)
from chalicelib.downloads.models.inside import TorrentEntry
from chalicelib.downloads.models.options import SeedRules, StatusDetail
from chalicelib.downloads.service import quotas, turns
from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.service.turns import LeaseLost
from chalicelib.downloads.store import (
    claiming,
    details,
    events,
    files,
    held,
    leases,
    relocating,
    room,
    seeding,
    workers,
)
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database

LEASE_S = 60.0

WORKER_STOPPED = FailureReason("worker_stopped", "The worker was stopped.")


@dataclass(frozen=True, slots=True)
class LeaseService:
    db: Database
    cache: Cache
    house: DownloadSettingsService
    backoff_s: float
    lease_s: float = LEASE_S

    def next_turn_in_s(self) -> float | None:
        """Seconds until a job may be claimed (0 or less: now); None when none is waiting."""
        with self.db.read() as conn:
            return claiming.next_turn_in_s(conn)

    def claim(
        self, worker_id: str, root: str, most: int = 1, *, may_try: bool = True
    ) -> list[Claim]:
        """
        Take the next jobs, as far as places are free and somebody waits.

        A job that has no folder yet gets one below `root`. One that several workers died with is
        taken by itself, and first; only by a worker that `may_try` it, and that takes nothing
        before.
        """
        with self.db.transaction() as conn:
            claiming.lock_claims(conn)
            rules = self.house.rules_in(conn)
            places = claiming.SlotBudget(
                root, most, rules.most_active, rules.per_person.most_active
            )
            suspect = claiming.next_suspect(conn)
            if suspect is not None and not may_try:
                return []
            claims = []
            if suspect is not None:
                claims = claiming.claim(
                    conn, worker_id=worker_id, places=places, lease_s=self.lease_s, only=suspect
                )
            if not claims:  # nobody waits, or not with a place
                claims = claiming.claim(
                    conn, worker_id=worker_id, places=places, lease_s=self.lease_s
                )
            events.insert_many(
                conn,
                [
                    (claim.id, Status.PREPARING, claim.progress_percent, claim.attempt)
                    for claim in claims
                ],
                message=turns.MESSAGES[Status.PREPARING],
            )
        for user_id in {claim.user_id for claim in claims}:
            self.cache.invalidate_user(user_id)
        return claims

    def renew(self, worker_id: str, held_jobs: Sequence[tuple[UUID, int]]) -> list[DesiredState]:
        """Keep the leases: what people want of the jobs that are still this worker's."""
        with self.db.read() as conn:
            return leases.renew(conn, worker_id=worker_id, held=held_jobs, lease_s=self.lease_s)

    def acquit(self, claim: Claim) -> None:
        """The worker has lived with a job that others died with."""
        with self.db.read() as conn:
            held.acquit(conn, claim)

    def commands(self, job_ids: Collection[UUID]) -> list[Command]:
        """What is to be done once to these jobs, oldest first."""
        with self.db.read() as conn:
            return workers.commands(conn, job_ids=job_ids)

    def command_done(self, command: Command, error: str | None = None) -> None:
        with self.db.read() as conn:
            workers.done(conn, id=command.id, error=error)

    def advance(self, worker_id: str, steps: Sequence[Advance]) -> set[UUID]:
        """Write how far jobs are; which of them are still this worker's."""
        with self.db.read() as conn:
            return leases.advance(conn, worker_id=worker_id, steps=steps)

    def describe(
        self,
        claim: Claim,
        *,
        title: str,
        save_path: str,
        info_hash: str | None,
        is_private: bool = False,
        inside: Sequence[TorrentEntry] | None = None,
    ) -> bool:
        """
        Write what was learned; False when the same person downloads the same torrent already.

        Raises `LeaseLost` or `QuotaExceeded`.
        """
        with self.db.transaction() as conn:
            found = held.describe(
                conn,
                claim,
                title=title,
                save_path=save_path,
                info_hash=info_hash,
                is_private=is_private,
            )
            if found and inside is not None:
                files.expect(conn, job_id=claim.id, folder=save_path, inside=inside)
                size = files.wanted_bytes(conn, job_id=claim.id)
                rules = self.house.rules_in(conn)
                quotas.check_size(conn, rules, claim.user_id, job_id=claim.id, size_bytes=size)
        if found is None:
            raise LeaseLost
        self.cache.invalidate_user(claim.user_id)
        return found

    def wait(self, claim: Claim, detail: StatusDetail, setback: FailureReason) -> bool:
        """
        Let a job wait, which leaves its place to others; told once. Raises `LeaseLost`.

        With `StatusDetail.PAUSED` it is not ours any more afterwards, unless whoever paused it has
        thought better of it: False, then.
        """
        with self.db.transaction() as conn:
            status = self._locked(conn, claim)
            if detail is StatusDetail.PAUSED and not held.is_paused(conn, id=claim.id):
                return False
            is_stalled = status is Status.STALLED
            way = (Status.STALLED,) if is_stalled else route(status, Status.STALLED)
            turns.walk(conn, claim, status, way, setback)
            if held.wait(conn, id=claim.id, attempt=claim.attempt, detail=detail) is None:
                raise LeaseLost
        self.cache.invalidate_user(claim.user_id)
        return True

    def go_on(self, claim: Claim) -> bool:
        """A job that waited goes on, when there is a place for it. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            claiming.lock_claims(conn)
            status = self._locked(conn, claim)
            most_active = self.house.rules_in(conn).most_active
            if not held.is_place_free(conn, id=claim.id, most_active=most_active):
                return False
            if status is not Status.DOWNLOADING:
                turns.walk(conn, claim, status, route(status, Status.DOWNLOADING))
        self.cache.invalidate_user(claim.user_id)
        return True

    def keep_room(
        self,
        claim: Claim,
        volume: str,
        bytes_total: int,
        lack: Callable[[int], FailureReason | None],
    ) -> FailureReason | None:
        """
        Keep room on a disk for a job, until `bytes_total` of it are here.

        `lack` says why not, told how many bytes other workers will still write there. Nobody else
        keeps any meanwhile. Raises `LeaseLost`.
        """
        with self.db.transaction() as conn:
            room.lock(conn, volume)
            others = room.of_others(conn, worker_id=claim.worker_id, volume=volume)
            if (setback := lack(others)) is not None:
                return setback
            is_ours = room.keep(conn, claim, volume=volume, bytes_total=bytes_total)
        if not is_ours:
            raise LeaseLost
        return None

    def moves(self, claim: Claim, to: Path | None) -> None:
        """
        Its files are about to be brought there; None: they stay. Raises `LeaseLost`.

        Said before it is done: whoever comes after a kill finds them.
        """
        with self.db.read() as conn:
            if not held.moves(conn, claim, to=None if to is None else str(to)):
                raise LeaseLost

    def came_to(self, claim: Claim, folder: str) -> None:
        """What an earlier worker was moving is there now. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            self._locked(conn, claim)
            relocating.relocate(conn, job_id=claim.id, old=claim.save_path, new=folder)

    def is_shared(self, claim: Claim, folder: Path) -> bool:
        """Whether another job has its files in a folder."""
        with self.db.read() as conn:
            return held.is_shared(conn, id=claim.id, folder=str(folder))

    def show_details(self, job_id: UUID, shown: Mapping[str, Any]) -> None:
        """Peers, trackers, files and pieces, for whoever looks."""
        with self.db.read() as conn:
            details.write(conn, job_id=job_id, **shown)

    def note(self, claim: Claim, status: Status, message: str, progress_percent: int) -> None:
        """A line in the story. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            # What is told is true at once: whoever comes after a kill begins with no less.
            if not held.reached(conn, claim, percent=progress_percent):
                raise LeaseLost
            events.insert(
                conn,
                job_id=claim.id,
                status=status,
                message=message,
                progress_percent=progress_percent,
            )
        self.cache.invalidate_user(claim.user_id)

    def keep_resume_data(self, claim: Claim, data: bytes) -> None:
        """Raises `LeaseLost`."""
        with self.db.read() as conn:
            if not held.keep_resume_data(conn, claim, data=data):
                raise LeaseLost

    def move(
        self,
        claim: Claim,
        to: Status,
        setback: FailureReason | None = None,
        patience_s: float | None = None,
    ) -> None:
        """
        Go to a state in which the worker keeps the job. Raises `LeaseLost`.

        Who is stalled is told when the `patience_s` of its worker is over.
        """
        with self.db.transaction() as conn:
            status = self._locked(conn, claim)
            if status is not to:
                turns.walk(conn, claim, status, route(status, to), setback)
            if to is Status.STALLED and patience_s is not None:
                held.waits_until(conn, id=claim.id, attempt=claim.attempt, in_s=patience_s)
        self.cache.invalidate_user(claim.user_id)

    def retry_later(self, claim: Claim, setback: FailureReason) -> Status:
        """Let go of a job until its next try, or for good. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            end = turns.let_go(conn, claim, self._locked(conn, claim), setback, self.backoff_s)
        self.cache.invalidate_user(claim.user_id)
        return end

    def fail(self, claim: Claim, setback: FailureReason) -> None:
        """End a job that cannot succeed. Raises `LeaseLost`."""
        with self.db.transaction() as conn:
            turns.fail(conn, claim, self._locked(conn, claim), setback)
        self.cache.invalidate_user(claim.user_id)

    def complete(
        self,
        claim: Claim,
        arrived: Sequence[ArrivedFile],
        *,
        may_seed: bool = False,
        went_to: str | None = None,
    ) -> SeedRules | None:
        """
        Everything is there: tell the story's end and hand over to the library, or neither.

        `went_to` is the folder it was meant for as far as the worker had heard. Who wants it
        elsewhere by now gets it moved there.

        With `may_seed`, the rules by which it is given to others, when there is something to
        give: the worker keeps it then. Raises `LeaseLost`.
        """
        with self.db.transaction() as conn:
            status = self._locked(conn, claim)
            way = route(status, Status.COMPLETED)
            turns.walk(conn, claim, status, way[:-1])
            total = sum(file.size_bytes for file in arrived)
            rules = self._seed_rules(conn, claim.id) if may_seed else None
            files.replace(conn, job_id=claim.id, files=arrived)
            moved = held.complete(
                conn,
                id=claim.id,
                attempt=claim.attempt,
                bytes_total=total,
                seeds=rules is not None,
            )
            if moved is None:
                raise LeaseLost
            turns.tell(conn, claim.id, Status.COMPLETED, 100, payload={"files": len(arrived)})
            tasks.defer(conn, "import_download", {"job_id": str(claim.id)}, queue="library")
            relocating.ask_when_meant_for_another(conn, job_id=claim.id, went_to=went_to)
        self.cache.invalidate_user(claim.user_id)
        return rules

    def _seed_rules(self, conn: Connection, job_id: UUID) -> SeedRules | None:
        """None when nothing is to be given at all."""
        own = seeding.rules_of(conn, ids=[job_id])
        rules = own.get(job_id) or self.house.rules_in(conn).seed
        return None if rules.ratio == 0 or rules.minutes == 0 else rules

    def give_back(self, claim: Claim) -> None:
        """The worker stops in good order. Raises `LeaseLost`."""
        self._return(claim, WORKER_STOPPED, 0, deaths=0)

    def postpone(self, claim: Claim, setback: FailureReason, wait_s: float) -> None:
        """A job that could not be begun, through no fault of its own. Raises `LeaseLost`."""
        self._return(claim, setback, wait_s, deaths=claim.deaths)

    def _return(self, claim: Claim, setback: FailureReason, wait_s: float, *, deaths: int) -> None:
        """Nothing is counted."""
        with self.db.transaction() as conn:
            turns.stall(conn, claim, self._locked(conn, claim), setback)
            moved = held.retry(
                conn,
                id=claim.id,
                attempt=claim.attempt,
                backoff_s=wait_s,
                counts=False,
                deaths=deaths,
            )
            if moved is None:
                raise LeaseLost
            turns.tell(conn, claim.id, Status.RETRYING, moved.progress_percent, "Goes on soon.")
        self.cache.invalidate_user(claim.user_id)

    def files(self, job_id: UUID) -> list[ArrivedFile]:
        """What a completed download brought."""
        with self.db.read() as conn:
            return files.of_job(conn, job_id=job_id)

    def _locked(self, conn: Connection, claim: Claim) -> Status:
        status = held.status_of(conn, claim)
        if status is None or status in FINAL:
            raise LeaseLost
        return status
