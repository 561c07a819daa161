"""Watches over the jobs this worker holds, and tells the database how they are."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import Command, DesiredState, FailureReason, Progress
from chalicelib.leases.service import LeaseLost, LeaseService
from worker.downloader.active_jobs import TRIAL_S, ActiveJob, ActiveJobs
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.event_log import EventLog
from worker.downloader.finalization import LocationFinalizer, is_moving
from worker.downloader.heartbeat import SILENT_FOR_S
from worker.downloader.seeding import SeedingMonitor
from worker.downloader.suspension import JobSuspender
from worker.downloader.transitions import Decision, Transition, decide

logger = logging.getLogger(__name__)

#: For a job the engine lost track of; does not happen, and must not hang if it does.
LOST = Report(Phase.PREPARING)
PAUSED = FailureReason("paused", "Paused.")
#: Resume data of a job that is paused are waited for so long.
PART_WITHIN_S = 5.0
#: A job of which nothing is heard is looked at once in so many looks.
LOOKS_AT_REST = 10
#: What one job's resume data may take of the time between two rounds of saving them.
RESUME_DATA_EACH_S = 0.3


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often each thing is done, in seconds."""

    poll_s: float = 0.5
    write_s: float = 1.0
    renew_s: float = 10.0
    resume_data_s: float = 10.0
    heartbeat_s: float = 5.0
    silent_after_s: float = SILENT_FOR_S
    trial_s: float = TRIAL_S


@dataclass
class Monitor:
    work_on: LeaseService
    worker_id: str
    engines: Collection[Engine]
    held: ActiveJobs
    story: EventLog
    waiting: JobSuspender
    arriving: LocationFinalizer
    seeds: SeedingMonitor
    on_place_free: Callable[[], None]
    monotonic: Callable[[], float] = time.monotonic
    intervals: Intervals = field(default_factory=Intervals)
    _lease_until_s: float = field(default=float("inf"), init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _written_at_s: float = field(default=float("-inf"), init=False)
    _asked_at_s: float = field(default=float("-inf"), init=False)
    _unsaved: dict[UUID, bytes] = field(default_factory=dict, init=False)

    def work(self) -> bool:
        """Look at every job once. Always False: the next look can wait."""
        now_s = self.monotonic()
        self._mind_leases(now_s)
        self._renew(now_s)
        self.waiting.look_around()
        for held in self.held.all():
            self._for_one(held, now_s)
        self._write(now_s)
        self._keep_resume_data(now_s)
        self._part(now_s)
        return False

    def check_now(self) -> None:
        """Somebody said something: the next look asks whether the jobs are ours, and how."""
        self._renewed_at_s = float("-inf")

    # --- leases, and what people want ----------------------------------------------------------

    def _mind_leases(self, now_s: float) -> None:
        """When our leases are over by our own clock, write nothing until we know more."""
        if now_s < self._lease_until_s:
            return
        for held in self.held.all():
            if not held.is_paused:
                held.is_paused = True
                held.engine.pause(held.claim.id)

    def _renew(self, now_s: float) -> None:
        jobs = self.held.all()
        if not jobs:
            self._lease_until_s = float("inf")
            return
        if self._lease_until_s == float("inf"):
            self._lease_until_s = now_s + self.work_on.lease_s
        if now_s - self._renewed_at_s < self.intervals.renew_s:
            return
        pairs = [(held.claim.id, held.claim.attempt) for held in jobs]
        wishes = {wish.id: wish for wish in self.work_on.renew(self.worker_id, pairs)}
        self._renewed_at_s = now_s
        self._lease_until_s = now_s + self.work_on.lease_s
        for held in jobs:
            wish = wishes.get(held.claim.id)
            if wish is None:
                self._let_go(held)
                continue
            if held.is_paused:
                held.is_paused = False
                if held.waits_for is None:
                    held.engine.resume(held.claim.id)
            self._hear(held, wish, now_s)
        for command in self.work_on.pending_commands(
            [job_id for job_id, _ in pairs if job_id in wishes]
        ):
            self._obey(command)

    def _hear(self, held: ActiveJob, wish: DesiredState, now_s: float) -> None:
        job_id = held.claim.id
        held.is_watched = wish.is_watched
        held.target_root = wish.target_root
        if wish.options_version != held.options_version:
            held.options_version = wish.options_version
            held.engine.configure(job_id, wish.options)
        if wish.is_paused and held.parts_at_s is None:
            report = held.engine.report(job_id) or LOST
            if held.moves_to is not None:
                return  # it is whole: what is on its way somewhere arrives, and that is the end
            held.awaits_data = report.info_hash is not None and report.contents is not None
            held.engine.pause(job_id)
            held.engine.request_resume_data()
            held.parts_at_s = now_s + PART_WITHIN_S
        elif not wish.is_paused and held.parts_at_s is not None:
            self._stay(held)

    def _stay(self, held: ActiveJob) -> None:
        """Whoever paused it has thought better of it."""
        held.parts_at_s = None
        if held.waits_for is None:
            held.engine.resume(held.claim.id)

    def _obey(self, command: Command) -> None:
        held = self.held.get(command.job_id)
        if held is None:
            return
        if command.kind == "recheck":
            if not held.engine.recheck(command.job_id):
                return  # asked again with the next look at what is wished
        elif command.kind == "reannounce":
            held.engine.reannounce(command.job_id)
        elif command.kind == "move":
            return  # a job that still comes in goes there when it is complete
        self.work_on.finish_command(command)

    def _part(self, now_s: float) -> None:
        """Let go of what a person paused, once what is needed to go on is safe."""
        for held in self.held.all():
            if held.parts_at_s is None or held.is_paused:
                continue
            if held.awaits_data and now_s < held.parts_at_s:
                continue
            try:
                was_meant = self.work_on.suspend(held.claim, StatusDetail.PAUSED, PAUSED)
            except LeaseLost:
                self._let_go(held)
                continue
            if not was_meant:
                self._stay(held)
                continue
            held.engine.drop(held.claim.id, remove_files=False)
            self._remove(held)

    def _let_go(self, held: ActiveJob) -> None:
        """It was cancelled, or somebody else has it. What is on its way somewhere arrives first."""
        held.is_leaving = True
        if is_moving(held, held.engine.report(held.claim.id)):
            return
        logger.info("job let go", extra={"job_id": str(held.claim.id)})
        held.engine.drop(held.claim.id, remove_files=False)
        self._remove(held)

    def _remove(self, held: ActiveJob) -> None:
        self.held.remove(held)
        held.lock.release()
        self._unsaved.pop(held.claim.id, None)
        self.on_place_free()

    # --- turns -------------------------------------------------------------------------------

    def _for_one(self, held: ActiveJob, now_s: float) -> None:
        report = held.engine.report(held.claim.id) or LOST
        if held.is_leaving:
            self._let_go(held)
            return
        if self._may_rest(held, report, now_s):
            return
        held.seen, held.seen_at_s, held.has_news = report, now_s, True
        try:
            self._look(held, report, now_s)
        except LeaseLost:
            self._let_go(held)

    def _may_rest(self, held: ActiveJob, report: Report, now_s: float) -> bool:
        """Whether nothing is new, so that only its clocks want to be looked at now and then."""
        is_news = report is not held.seen or held.waits_for is not None or self.waiting.is_any_down
        is_due = now_s - held.seen_at_s >= self.intervals.poll_s * LOOKS_AT_REST
        return not is_news and not is_due and held.parts_at_s is None

    def _look(self, held: ActiveJob, report: Report, now_s: float) -> None:
        self._acquit(held, now_s)
        self.story.describe(held, report)
        self.story.warn(held, report)
        if held.parts_at_s is not None:
            return
        if self.waiting.waits(held, report, now_s):
            return
        if held.fell_behind(report):
            self.story.recount(held, report)
        held.observe(report, now_s)
        verdict = decide(held.status, held.since_s, report, held.flow, now_s)
        if verdict is not None:
            self._turn(held, report, verdict, now_s)
        else:
            self.story.count(held)

    def _acquit(self, held: ActiveJob, now_s: float) -> None:
        if held.is_on_probation and held.has_proved_itself(now_s, self.held.trial_s):
            self.work_on.clear_probation(held.claim)
            held.is_on_probation = False
            self.on_place_free()

    def _turn(self, held: ActiveJob, report: Report, verdict: Decision, now_s: float) -> None:
        setback = verdict.setback
        if verdict.turn is Transition.COMPLETE:
            if not self.arriving.is_at_its_place(held, report):
                return
            rules = self.work_on.complete(
                held.claim,
                report.files,
                may_seed=report.info_hash is not None,
                target_root=held.went_to,
            )
            held.engine.finish(held.claim.id, rules)
            self.arriving.leave_no_copy(held, report)
            if rules is not None:
                self.seeds.take(held.claim, held.engine, rules)
            self._remove(held)
        elif setback is None or verdict.turn is Transition.STALL:
            to = Status.STALLED if verdict.turn is Transition.STALL else Status.DOWNLOADING
            self.work_on.transition(held.claim, to, setback, held.flow.timeouts.stalled_s)
            held.status, held.since_s = to, now_s
            held.written = None
        else:
            logger.warning(
                "job set back", extra={"job_id": str(held.claim.id), "reason": setback.reason}
            )
            if verdict.turn is Transition.FAIL:
                self.work_on.fail(held.claim, setback)
            else:
                self.work_on.retry_later(held.claim, setback)
            held.engine.drop(held.claim.id, remove_files=False)
            self._remove(held)

    # --- progress ----------------------------------------------------------------------------

    def _write(self, now_s: float) -> None:
        """One statement for every job that has something new to say."""
        is_due = now_s - self._written_at_s >= self.intervals.write_s
        if is_due:
            self._written_at_s = now_s
        steps = {}
        for held in self.held.all():
            if is_due and held.is_watched:
                self.story.show_details(held)
            # What changed its state is told at once.
            if held.written is not None and not (is_due and held.has_news):
                continue
            report = held.engine.report(held.claim.id)
            if report is not None:
                held.has_news = False
                steps[held] = held.advance(report, held.detail(report))
        self._tell({held: step for held, step in steps.items() if step != held.written})

    def _tell(self, steps: Mapping[ActiveJob, Progress]) -> None:
        if not steps:
            return
        ours = self.work_on.record_progress(self.worker_id, list(steps.values()))
        for held, step in steps.items():
            if held.claim.id in ours:
                held.written = step
            else:
                self._let_go(held)

    def _keep_resume_data(self, now_s: float) -> None:
        pause_s = max(self.intervals.resume_data_s, len(self.held) * RESUME_DATA_EACH_S)
        if now_s - self._asked_at_s >= pause_s:
            self._asked_at_s = now_s
            for engine in self.engines:
                engine.request_resume_data()
        for engine in self.engines:
            self._unsaved |= engine.take_resume_data()
        for job_id, data in list(self._unsaved.items()):
            held = self.held.get(job_id)
            if held is None:
                self.seeds.keep(job_id, data)
            else:
                held.awaits_data = False
                try:
                    self.work_on.save_resume_data(held.claim, data)
                except LeaseLost:
                    self._let_go(held)
            self._unsaved.pop(job_id, None)
