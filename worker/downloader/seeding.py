"""Completed torrents that this worker seeds, until their limits are reached."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedAction, SeedRules
from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, Command, DesiredState, SeedingTotals
from chalicelib.leases.service import SeedingService
from worker.downloader.dispatcher import EngineRoute, task_of
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

MAX_SEEDING = 200
ADOPT_EVERY_S = 30.0


@dataclass(eq=False)
class SeedingJob:
    """One torrent that is seeded."""

    claim: Claim
    engine: Engine
    rules: SeedRules
    options_version: int
    written: SeedingTotals | None = None


@dataclass
class SeedingMonitor:
    """`work` runs in a thread of its own; other threads may call every other method."""

    seeding: SeedingService
    context: WorkerContext
    routes: Mapping[SourceType, EngineRoute]
    monotonic: Callable[[], float] = time.monotonic
    _jobs: dict[UUID, SeedingJob] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _adopted_at_s: float = field(default=float("-inf"), init=False)

    def job(self) -> Job:
        renew_s = self.context.intervals.renew_s
        return background_job("download seeding", self.work, renew_s, self.context.wakeups.seeding)

    def add(self, claim: Claim, engine: Engine, rules: SeedRules) -> None:
        """A torrent that its engine seeds already."""
        with self._lock:
            self._jobs[claim.id] = SeedingJob(claim, engine, rules, claim.options_version)

    def all(self) -> list[SeedingJob]:
        with self._lock:
            return list(self._jobs.values())

    def work(self) -> bool:
        """Look at every torrent once. Always False: the next look can wait."""
        now_s = self.monotonic()
        # Engines that are being stopped report nothing reliable.
        if self.context.stopping.is_set():
            return False
        if self.context.wakeups.seeding_renewal.is_set():
            self.context.wakeups.seeding_renewal.clear()
            self._renewed_at_s = self._adopted_at_s = float("-inf")
        if now_s - self._renewed_at_s < self.context.intervals.renew_s:
            return False
        self._renewed_at_s = now_s
        self._renew()
        self._adopt(now_s)
        self._evaluate()
        return False

    def save_resume_data(self, job_id: UUID, data: bytes) -> bool:
        """False when the torrent is not one of this worker's."""
        job = self._jobs.get(job_id)
        if job is None:
            return False
        self.seeding.save_resume_data(job.claim, data)
        return True

    def stop_seeding(self, job_id: UUID) -> None:
        """Its files are about to move: it is adopted again afterwards, from their new place."""
        job = self._jobs.get(job_id)
        if job is not None:
            self._drop(job)
            self.seeding.release(job.claim)

    def release_all(self) -> None:
        """Release the torrents of this stopping worker, so that others adopt them."""
        for job in self.all():
            self.seeding.release(job.claim)

    def _renew(self) -> None:
        jobs = self.all()
        if not jobs:
            return
        pairs = [(job.claim.id, job.claim.attempt) for job in jobs]
        states = {each.id: each for each in self.seeding.renew(self.context.worker_id, pairs)}
        for job in jobs:
            desired = states.get(job.claim.id)
            if desired is None or desired.is_paused:
                self._drop(job)
                # Nothing happens when another worker has it by now.
                self.seeding.release(job.claim)
            else:
                self._apply_desired_state(job, desired)
        left = {job.claim.id: job for job in self.all()}
        if left:
            for job_id, rules in self.seeding.rules_of(list(left)).items():
                self._apply_rules(left[job_id], rules)
            for command in self.seeding.pending_commands(list(left)):
                self._run_command(left[command.job_id], command)

    def _apply_desired_state(self, job: SeedingJob, desired: DesiredState) -> None:
        if desired.options_version != job.options_version:
            job.options_version = desired.options_version
            job.engine.configure(job.claim.id, desired.options)

    def _apply_rules(self, job: SeedingJob, rules: SeedRules) -> None:
        """The limits of the job, its category or the settings, as they are by now."""
        if rules != job.rules:
            job.rules = rules
            job.engine.finish(job.claim.id, rules)

    def _run_command(self, job: SeedingJob, command: Command) -> None:
        if command.kind == "recheck":
            if not job.engine.recheck(command.job_id):
                return
        elif command.kind == "reannounce":
            job.engine.reannounce(command.job_id)
        else:
            return  # the relocator carries out moves
        self.seeding.finish_command(command)

    def _adopt(self, now_s: float) -> None:
        """Seed torrents that no worker seeds."""
        room = MAX_SEEDING - len(self._jobs)
        is_due = now_s - self._adopted_at_s >= ADOPT_EVERY_S
        if room <= 0 or not is_due or not self.context.is_configured.is_set():
            return
        self._adopted_at_s = now_s
        worker_id, sources = self.context.worker_id, list(self.routes)
        for claim, rules in self.seeding.adopt(worker_id, sources, room):
            engine = self.routes[claim.source_type].engine
            self.add(claim, engine, rules)
            engine.add(replace(task_of(claim), seed=rules))

    def _evaluate(self) -> None:
        """Write changed totals, and end torrents that reached their limits."""
        changed = []
        for job in self.all():
            report = job.engine.report(job.claim.id)
            if self.context.stopping.is_set():
                return
            if report is None:
                # Does not happen; if it does, the next adoption gives it to its engine again.
                self._drop(job)
                self.seeding.release(job.claim)
            elif report.phase is Phase.BROKEN:
                # Its files are gone or changed.
                because = report.fault.message if report.fault else "It broke."
                self._end(job, report, SeedAction.STOP, because)
            elif report.phase is Phase.DONE:
                self._end(job, report, job.rules.action)
            else:
                totals = totals_of(job.claim, report)
                if totals != job.written:
                    job.written = totals
                    changed.append(totals)
        if changed:
            self.seeding.record_totals(self.context.worker_id, changed)

    def _end(
        self, job: SeedingJob, report: Report, action: SeedAction, because: str | None = None
    ) -> None:
        total = report.bytes_total or job.claim.bytes_downloaded
        self.seeding.record_totals(self.context.worker_id, [totals_of(job.claim, report)])
        self._drop(job)
        ratio = report.bytes_uploaded / total if total else 0.0
        self.seeding.end(job.claim, ratio=ratio, action=action, because=because)

    def _drop(self, job: SeedingJob) -> None:
        job.engine.drop(job.claim.id, remove_files=False)
        with self._lock:
            self._jobs.pop(job.claim.id, None)


def totals_of(claim: Claim, report: Report) -> SeedingTotals:
    return SeedingTotals(
        id=claim.id,
        attempt=claim.attempt,
        bytes_uploaded=report.bytes_uploaded,
        seeding_seconds=report.seeding_s,
        upload_bytes_per_s=report.upload_bytes_per_s,
        peers=report.peers,
        peers_known=report.peers_known,
    )
