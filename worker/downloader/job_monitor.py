"""Watches the active jobs: leases, users' requests, transitions and progress."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import Command, DesiredState, FailureReason, Progress
from chalicelib.leases.service import LeaseLost, LeaseService
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.event_log import EventLog
from worker.downloader.job_state import JobState
from worker.downloader.relocation import LocationFinalizer
from worker.downloader.seeding import SeedingMonitor
from worker.downloader.suspension import JobSuspender
from worker.downloader.transitions import Decision, Transition, decide
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

#: A job unknown to its engine is a bug; the fault keeps it from blocking.
UNKNOWN = Report(Phase.PREPARING)
PAUSED = FailureReason("paused", "Paused.")
#: How long a pause waits for resume data.
RELEASE_WITHIN_S = 5.0
#: A job whose report does not change is evaluated every so many polls, for its timeouts.
IDLE_POLLS = 10
#: The share of one job in the time between two rounds of saving resume data.
RESUME_DATA_EACH_S = 0.3


@dataclass
class Monitor:
    leases: LeaseService
    context: WorkerContext
    engines: Collection[Engine]
    active_jobs: ActiveJobs
    event_log: EventLog
    suspender: JobSuspender
    finalizer: LocationFinalizer
    seeding: SeedingMonitor
    monotonic: Callable[[], float] = time.monotonic
    _lease_until_s: float = field(default=float("inf"), init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _written_at_s: float = field(default=float("-inf"), init=False)
    _resume_data_at_s: float = field(default=float("-inf"), init=False)
    _unsaved: dict[UUID, bytes] = field(default_factory=dict, init=False)

    def job(self) -> Job:
        poll_s = self.context.intervals.poll_s
        return background_job("download monitor", self.work, poll_s, self.context.wakeups.monitor)

    def work(self) -> bool:
        """Look at every job once. Always False: the next look can wait."""
        now_s = self.monotonic()
        self._suspend_expired_leases(now_s)
        self._renew(now_s)
        self.suspender.check_connectivity()
        for job in self.active_jobs.all():
            self._poll(job, now_s)
        self._write_progress(now_s)
        self._save_resume_data(now_s)
        self._release_paused(now_s)
        return False

    def _suspend_expired_leases(self, now_s: float) -> None:
        """Leases that expired by this machine's clock may belong to another worker by now."""
        if now_s >= self._lease_until_s:
            for job in self.active_jobs.all():
                job.doubt_lease()

    def _renew(self, now_s: float) -> None:
        jobs = self.active_jobs.all()
        if not jobs:
            self._lease_until_s = float("inf")
            return
        if self._lease_until_s == float("inf"):
            self._lease_until_s = now_s + self.leases.lease_s
        if self.context.wakeups.active_renewal.is_set():
            self.context.wakeups.active_renewal.clear()
            self._renewed_at_s = float("-inf")  # until it succeeds
        if now_s - self._renewed_at_s < self.context.intervals.renew_s:
            return
        pairs = [(job.claim.id, job.claim.attempt) for job in jobs]
        states = {each.id: each for each in self.leases.renew(self.context.worker_id, pairs)}
        self._renewed_at_s = now_s
        self._lease_until_s = now_s + self.leases.lease_s
        for job in jobs:
            desired = states.get(job.claim.id)
            if desired is None:
                self._let_go(job)
                continue
            job.confirm_lease()
            self._apply_desired_state(job, desired, now_s)
        for command in self.leases.pending_commands(
            [job_id for job_id, _ in pairs if job_id in states]
        ):
            self._run_command(command)

    def _apply_desired_state(self, job: ActiveJob, desired: DesiredState, now_s: float) -> None:
        job.is_watched = desired.is_watched
        job.destination.root = desired.target_root
        if desired.options_version != job.options_version:
            job.options_version = desired.options_version
            job.engine.configure(job.claim.id, desired.options)
        if desired.is_paused and job.pause is None:
            # A complete job that is being moved only finishes the move.
            if job.destination.folder is None:
                report = job.engine.report(job.claim.id) or UNKNOWN
                has_resume_data = report.info_hash is not None and report.contents is not None
                job.begin_pause(now_s + RELEASE_WITHIN_S, awaits_resume_data=has_resume_data)
        elif not desired.is_paused and job.pause is not None:
            job.cancel_pause()

    def _run_command(self, command: Command) -> None:
        job = self.active_jobs.get(command.job_id)
        if job is None:
            return
        if command.kind == "recheck":
            if not job.engine.recheck(command.job_id):
                return  # not possible yet: tried again with the next renewal
        elif command.kind == "reannounce":
            job.engine.reannounce(command.job_id)
        elif command.kind == "move":
            return  # an incomplete job is moved when it is complete
        self.leases.finish_command(command)

    def _release_paused(self, now_s: float) -> None:
        """Release paused jobs once their resume data are saved."""
        for job in self.active_jobs.all():
            pause = job.pause
            if pause is None or job.is_lease_in_doubt:
                continue
            if pause.awaits_resume_data and now_s < pause.release_by_s:
                continue
            try:
                is_still_paused = self.leases.suspend(job.claim, StatusDetail.PAUSED, PAUSED)
            except LeaseLost:
                self._let_go(job)
                continue
            if is_still_paused:
                self._release(job)
            else:
                job.cancel_pause()  # the user resumed it before it was released

    def _let_go(self, job: ActiveJob) -> None:
        """
        Release a job that is cancelled or leased by another worker, once its files do not move.
        """
        if job.is_moving(job.engine.report(job.claim.id)):
            job.leave()
            return
        logger.info("job let go", extra={"job_id": str(job.claim.id)})
        self._release(job)

    def _release(self, job: ActiveJob) -> None:
        job.engine.drop(job.claim.id, remove_files=False)
        self._remove(job)

    def _remove(self, job: ActiveJob) -> None:
        self.active_jobs.remove(job)
        job.release()
        self._unsaved.pop(job.claim.id, None)
        self.context.wakeups.slot_freed()

    # Transitions.

    def _poll(self, job: ActiveJob, now_s: float) -> None:
        if job.state is JobState.LEAVING:
            self._let_go(job)
            return
        report = job.engine.report(job.claim.id) or UNKNOWN
        if self._is_unchanged(job, report, now_s):
            return
        seen = job.observation
        seen.report, seen.at_s, seen.is_unwritten = report, now_s, True
        try:
            self._evaluate(job, report, now_s)
        except LeaseLost:
            self._let_go(job)

    def _is_unchanged(self, job: ActiveJob, report: Report, now_s: float) -> bool:
        """Whether the report is unchanged; timeouts are still checked every `IDLE_POLLS`."""
        if job.pause is not None or job.suspension is not None or self.suspender.is_any_down:
            return False
        idle_s = self.context.intervals.poll_s * IDLE_POLLS
        return report is job.observation.report and now_s - job.observation.at_s < idle_s

    def _evaluate(self, job: ActiveJob, report: Report, now_s: float) -> None:
        self._clear_probation(job, now_s)
        self.event_log.describe(job, report)
        self.event_log.note_warning(job, report)
        if job.pause is not None:
            return
        if self.suspender.is_suspended(job, report, now_s):
            return
        if job.has_lost_data(report):
            self.event_log.note_lost_data(job, report)
        job.observe(report, now_s)
        throughput = job.progress.throughput
        decision = decide(job.status, job.status_since_s, report, throughput, now_s)
        if decision is None:
            self.event_log.note_progress(job)
        elif decision.transition is Transition.COMPLETE:
            self._complete(job, report)
        else:
            self._apply(job, decision, now_s)

    def _clear_probation(self, job: ActiveJob, now_s: float) -> None:
        if job.is_on_probation and job.is_proven(now_s, self.active_jobs.probation_s):
            self.leases.clear_probation(job.claim)
            job.is_on_probation = False
            self.context.wakeups.slot_freed()

    def _complete(self, job: ActiveJob, report: Report) -> None:
        if not self.finalizer.is_in_place(job, report):
            return
        rules = self.leases.complete(
            job.claim,
            report.files,
            may_seed=report.info_hash is not None,
            target_root=job.destination.decided_root,
        )
        job.engine.finish(job.claim.id, rules)
        self.finalizer.remove_copies(job, report)
        if rules is not None:
            self.seeding.add(job.claim, job.engine, rules)
        self._remove(job)

    def _apply(self, job: ActiveJob, decision: Decision, now_s: float) -> None:
        failure, transition = decision.failure, decision.transition
        if failure is None or transition is Transition.STALL:
            status = Status.STALLED if transition is Transition.STALL else Status.DOWNLOADING
            stalled_s = job.progress.throughput.timeouts.stalled_s
            self.leases.transition(job.claim, status, failure, stalled_s)
            job.set_status(status, now_s)
            return
        logger.warning(
            "job interrupted", extra={"job_id": str(job.claim.id), "reason": failure.reason}
        )
        if transition is Transition.FAIL:
            self.leases.fail(job.claim, failure)
        else:
            self.leases.retry_later(job.claim, failure)
        self._release(job)

    # Progress.

    def _write_progress(self, now_s: float) -> None:
        """One statement for every job whose row changes."""
        is_due = now_s - self._written_at_s >= self.context.intervals.write_s
        if is_due:
            self._written_at_s = now_s
        steps = {}
        for job in self.active_jobs.all():
            if is_due and job.is_watched:
                self.event_log.write_details(job)
            # A new status is written at once.
            is_status_new = job.recorded.advance is None
            if not is_status_new and not (is_due and job.observation.is_unwritten):
                continue
            report = job.engine.report(job.claim.id)
            if report is not None:
                job.observation.is_unwritten = False
                steps[job] = job.advance(report, job.detail(report))
        self._write({job: step for job, step in steps.items() if step != job.recorded.advance})

    def _write(self, steps: Mapping[ActiveJob, Progress]) -> None:
        if not steps:
            return
        ours = self.leases.record_progress(self.context.worker_id, list(steps.values()))
        for job, step in steps.items():
            if job.claim.id in ours:
                job.recorded.advance = step
            else:
                self._let_go(job)

    def _save_resume_data(self, now_s: float) -> None:
        interval_s = self.context.intervals.resume_data_s
        interval_s = max(interval_s, len(self.active_jobs) * RESUME_DATA_EACH_S)
        if now_s - self._resume_data_at_s >= interval_s:
            self._resume_data_at_s = now_s
            for engine in self.engines:
                engine.request_resume_data()
        for engine in self.engines:
            self._unsaved |= engine.take_resume_data()
        for job_id, data in list(self._unsaved.items()):
            job = self.active_jobs.get(job_id)
            if job is None:
                self.seeding.save_resume_data(job_id, data)
            else:
                if job.pause is not None:
                    job.pause.awaits_resume_data = False
                try:
                    self.leases.save_resume_data(job.claim, data)
                except LeaseLost:
                    self._let_go(job)
            self._unsaved.pop(job_id, None)
