"""Completed torrents that this worker gives to others, until it is enough."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from chalicelib.download_settings.models.limits import SeedAction, SeedRules
from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, Command, DesiredState, SeedingTotals
from chalicelib.leases.service import SeedingService
from worker.downloader.dispatcher import Route, task_of
from worker.downloader.engine import Engine, Phase, Report

logger = logging.getLogger(__name__)

MAX_SEEDS = 200
ADOPT_EVERY_S = 30.0


@dataclass(eq=False)
class SeedingJob:
    """One torrent that is given."""

    claim: Claim
    engine: Engine
    rules: SeedRules
    options_version: int
    is_watched: bool = False
    written: SeedingTotals | None = None


@dataclass
class SeedingMonitor:
    """`work` runs in a thread of its own; `take` and `drop` are called by others."""

    work_on: SeedingService
    worker_id: str
    routes: Mapping[SourceType, Route]
    renew_s: float = 10.0
    stop: threading.Event = field(default_factory=threading.Event)
    may_begin: Callable[[], bool] = lambda: True  # the way to the world is as the house wants it
    monotonic: Callable[[], float] = time.monotonic
    _given: dict[UUID, SeedingJob] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _adopted_at_s: float = field(default=float("-inf"), init=False)

    def take(self, claim: Claim, engine: Engine, rules: SeedRules) -> None:
        """A job that was completed just now: its engine gives it already."""
        with self._lock:
            self._given[claim.id] = SeedingJob(claim, engine, rules, claim.options_version)

    def check_now(self) -> None:
        """Somebody said something."""
        self._renewed_at_s = self._adopted_at_s = float("-inf")

    def all(self) -> list[SeedingJob]:
        with self._lock:
            return list(self._given.values())

    def work(self) -> bool:
        """Look at every torrent once. Always False: the next look can wait."""
        now_s = self.monotonic()
        # Engines that are being stopped know nothing any more of what goes on elsewhere.
        if self.stop.is_set() or now_s - self._renewed_at_s < self.renew_s:
            return False
        self._renewed_at_s = now_s
        self._renew()
        self._adopt(now_s)
        self._look()
        return False

    def keep(self, job_id: UUID, data: bytes) -> bool:
        """Resume data of a torrent that is given; False when it is none of ours."""
        giving = self._given.get(job_id)
        if giving is None:
            return False
        self.work_on.save_resume_data(giving.claim, data)
        return True

    def rest(self, job_id: UUID) -> None:
        """Its files are about to move: it is given again afterwards, from where they are then."""
        giving = self._given.get(job_id)
        if giving is not None:
            self._drop(giving)
            self.work_on.release(giving.claim)

    def let_all_go(self) -> None:
        """The worker stops: somebody else may go on."""
        for giving in self.all():
            self.work_on.release(giving.claim)

    def _renew(self) -> None:
        given = self.all()
        if not given:
            return
        pairs = [(each.claim.id, each.claim.attempt) for each in given]
        wishes = {wish.id: wish for wish in self.work_on.renew(self.worker_id, pairs)}
        for giving in given:
            wish = wishes.get(giving.claim.id)
            if wish is None or wish.is_paused:
                self._drop(giving)
                # What was taken off the list is still ours; what is somebody else's stays theirs.
                self.work_on.release(giving.claim)
            else:
                self._hear(giving, wish)
        left = {giving.claim.id: giving for giving in self.all()}
        if left:
            for job_id, rules in self.work_on.rules_of(list(left)).items():
                self._keep_to(left[job_id], rules)
            for command in self.work_on.pending_commands(list(left)):
                self._obey(left[command.job_id], command)

    def _hear(self, giving: SeedingJob, wish: DesiredState) -> None:
        giving.is_watched = wish.is_watched
        if wish.options_version != giving.options_version:
            giving.options_version = wish.options_version
            giving.engine.configure(giving.claim.id, wish.options)

    def _keep_to(self, giving: SeedingJob, rules: SeedRules) -> None:
        """The job's, its category's or the house's, as they are by now."""
        if rules != giving.rules:
            giving.rules = rules
            giving.engine.finish(giving.claim.id, rules)

    def _obey(self, giving: SeedingJob, command: Command) -> None:
        if command.kind == "recheck":
            if not giving.engine.recheck(command.job_id):
                return
        elif command.kind == "reannounce":
            giving.engine.reannounce(command.job_id)
        else:
            return  # whoever moves files lets us rest first
        self.work_on.finish_command(command)

    def _adopt(self, now_s: float) -> None:
        room = MAX_SEEDS - len(self._given)
        if room <= 0 or not self.may_begin() or now_s - self._adopted_at_s < ADOPT_EVERY_S:
            return
        self._adopted_at_s = now_s
        for claim, rules in self.work_on.adopt(self.worker_id, list(self.routes), room):
            engine = self.routes[claim.source_type].engine
            self.take(claim, engine, rules)
            engine.add(replace(task_of(claim), seed=rules))

    def _look(self) -> None:
        written = []
        for giving in self.all():
            report = giving.engine.report(giving.claim.id)
            if self.stop.is_set():
                return
            if report is None:
                # Does not happen; if it does, whoever adopts it gives it to an engine again.
                self._drop(giving)
                self.work_on.release(giving.claim)
            elif report.phase is Phase.BROKEN:
                # Its files are gone or were changed: there is nothing left to give.
                because = report.fault.message if report.fault else "It broke."
                self._end(giving, report, SeedAction.STOP, because)
            elif report.phase is Phase.DONE:
                self._end(giving, report, giving.rules.action)
            else:
                given = given_of(giving.claim, report)
                if given != giving.written:
                    giving.written = given
                    written.append(given)
        if written:
            self.work_on.record_totals(self.worker_id, written)

    def _end(
        self, giving: SeedingJob, report: Report, action: SeedAction, because: str | None = None
    ) -> None:
        total = report.bytes_total or giving.claim.bytes_downloaded
        self.work_on.record_totals(self.worker_id, [given_of(giving.claim, report)])
        self._drop(giving)
        ratio = report.bytes_uploaded / total if total else 0.0
        self.work_on.end(giving.claim, ratio=ratio, action=action, because=because)

    def _drop(self, giving: SeedingJob) -> None:
        giving.engine.drop(giving.claim.id, remove_files=False)
        with self._lock:
            self._given.pop(giving.claim.id, None)


def given_of(claim: Claim, report: Report) -> SeedingTotals:
    return SeedingTotals(
        id=claim.id,
        attempt=claim.attempt,
        bytes_uploaded=report.bytes_uploaded,
        seeding_seconds=report.seeding_s,
        upload_bytes_per_s=report.upload_bytes_per_s,
        peers=report.peers,
        peers_known=report.peers_known,
    )


def engines_of(routes: Mapping[SourceType, Route]) -> Collection[Engine]:
    """Each once."""
    return list({id(route.engine): route.engine for route in routes.values()}.values())
