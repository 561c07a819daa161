"""Watches over the jobs this worker holds, and tells the database how they are."""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import Setback, Status
from chalicelib.downloads.service import DownloadWork, NotOurs
from worker.downloader import disk
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.held import TELL_EVERY, Held, HeldJobs
from worker.downloader.verdicts import Turn, Verdict, decide

logger = logging.getLogger(__name__)

CHECKING = "checking"

#: For a job the engine lost track of; does not happen, and must not hang if it does.
LOST = Report(Phase.PREPARING)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often each thing is done, in seconds."""

    look_s: float = 0.5
    write_s: float = 1.0
    renew_s: float = 10.0
    resume_data_s: float = 10.0


@dataclass
class Monitor:
    work_on: DownloadWork
    worker_id: str
    root: Path
    engines: Collection[Engine]
    held: HeldJobs
    on_place_free: Callable[[], None]
    free_bytes: disk.FreeBytes = disk.free_bytes
    monotonic: Callable[[], float] = time.monotonic
    rhythm: Rhythm = field(default_factory=Rhythm)
    _lease_until_s: float = field(default=float("inf"), init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _asked_at_s: float = field(default=float("-inf"), init=False)
    _unsaved: dict[UUID, bytes] = field(default_factory=dict, init=False)

    def work(self) -> bool:
        """Look at every job once. Always False: the next look can wait."""
        now_s = self.monotonic()
        self._mind_leases(now_s)
        self._renew(now_s)
        for held in self.held.all():
            self._for_one(held, now_s)
        self._write(now_s)
        self._keep_resume_data(now_s)
        return False

    def check_now(self) -> None:
        """Somebody cancelled something: the next look asks whether the jobs are still ours."""
        self._renewed_at_s = float("-inf")

    # --- leases ------------------------------------------------------------------------------

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
        if now_s - self._renewed_at_s < self.rhythm.renew_s:
            return
        pairs = [(held.claim.id, held.claim.attempt) for held in jobs]
        ours = self.work_on.renew(self.worker_id, pairs)
        self._renewed_at_s = now_s
        self._lease_until_s = now_s + self.work_on.lease_s
        for held in jobs:
            if held.claim.id not in ours:
                self._let_go(held)
            elif held.is_paused:
                held.is_paused = False
                held.engine.resume(held.claim.id)

    def _let_go(self, held: Held) -> None:
        """It was cancelled, or somebody else has it."""
        logger.info("job let go", extra={"job_id": str(held.claim.id)})
        held.engine.drop(held.claim.id, remove_files=self.work_on.may_remove(held.claim.id))
        self._remove(held)

    def _remove(self, held: Held) -> None:
        self.held.remove(held)
        held.lock.release()
        self._unsaved.pop(held.claim.id, None)
        self.on_place_free()

    # --- turns -------------------------------------------------------------------------------

    def _for_one(self, held: Held, now_s: float) -> None:
        report = held.engine.report(held.claim.id) or LOST
        try:
            self._look(held, report, now_s)
        except NotOurs:
            self._let_go(held)

    def _look(self, held: Held, report: Report, now_s: float) -> None:
        self._describe(held, report)
        if held.fell_behind(report):
            self._recount(held, report)
        held.observe(report, now_s)
        verdict = self._room(held, report) or decide(
            held.status, held.since_s, report, held.flow, now_s
        )
        if verdict is not None:
            self._turn(held, report, verdict, now_s)
        elif held.percent >= held.told_percent + TELL_EVERY:
            held.told_percent = held.percent - held.percent % TELL_EVERY
            message = f"{held.told_percent} % is here."
            self.work_on.note(held.claim, held.status, message, held.percent)

    def _turn(self, held: Held, report: Report, verdict: Verdict, now_s: float) -> None:
        setback = verdict.setback
        if verdict.turn is Turn.COMPLETE:
            self.work_on.complete(held.claim, report.files)
            held.engine.finish(held.claim.id)
            self._remove(held)
        elif setback is None or verdict.turn is Turn.STALL:
            to = Status.STALLED if verdict.turn is Turn.STALL else Status.DOWNLOADING
            self.work_on.move(held.claim, to, setback)
            held.status, held.since_s = to, now_s
            held.written = None
        else:
            logger.warning(
                "job set back", extra={"job_id": str(held.claim.id), "reason": setback.reason}
            )
            if verdict.turn is Turn.FAIL:
                self.work_on.fail(held.claim, setback)
                end = Status.FAILED
            else:
                end = self.work_on.retry_later(held.claim, setback)
            is_useless = end is Status.FAILED and self.work_on.may_remove(held.claim.id)
            held.engine.drop(held.claim.id, remove_files=is_useless)
            self._remove(held)

    def _describe(self, held: Held, report: Report) -> None:
        """Tell what was learned of a job, when there is something new."""
        folder = str(report.folder or held.claim.save_path)
        learned = (report.title, report.info_hash, folder)
        if report.fault is not None or learned == held.described or not any(learned[:2]):
            return
        is_first = self.work_on.describe(
            held.claim, title=report.title, save_path=folder, info_hash=report.info_hash
        )
        held.described = learned
        if not is_first:
            setback = Setback("already_downloading", "You are downloading this torrent already.")
            self.work_on.fail(held.claim, setback)
            raise NotOurs

    def _recount(self, held: Held, report: Report) -> None:
        """Much less is there than was shown: say so, and show the truth."""
        held.recount(report)
        held.told_percent = held.percent
        message = f"Rechecking found {held.percent} % on disk."
        self.work_on.note(held.claim, held.status, message, held.percent)
        self.work_on.advance(self.worker_id, [held.advance(report, CHECKING)])

    def _room(self, held: Held, report: Report) -> Verdict | None:
        """
        Once the size is known: is there room for what is still to come, of all jobs together?

        When that cannot be known, the answer is no.
        """
        if held.has_room or report.phase is not Phase.RUNNING or not report.bytes_total:
            return None
        needed = (
            report.bytes_total
            - report.bytes_done
            + sum(still_to_come(other) for other in self.held.all() if other is not held)
        )
        try:
            free = self.free_bytes(self.root)
            is_enough = free >= needed + disk.reserve_bytes(self.root)
        except OSError:
            free, is_enough = 0, False
        if is_enough:
            held.has_room = True
            return None
        payload = {"needed": needed, "free": free}
        setback = Setback("disk_full", "There is not enough room on the disk.", payload)
        return Verdict(Turn.FAIL, setback)

    # --- progress ----------------------------------------------------------------------------

    def _write(self, now_s: float) -> None:
        """One statement for every job that has something new to say."""
        steps = {}
        for held in self.held.all():
            report = held.engine.report(held.claim.id)
            if report is None or now_s - held.written_at_s < self.rhythm.write_s:
                continue
            # What is being checked is shown as it was: it may well all be there.
            detail = CHECKING if report.phase is Phase.CHECKING and held.percent else ""
            step = held.advance(report, detail)
            if step != held.written:
                steps[held] = step
        if not steps:
            return
        ours = self.work_on.advance(self.worker_id, list(steps.values()))
        for held, step in steps.items():
            if held.claim.id in ours:
                held.written, held.written_at_s = step, now_s
            else:
                self._let_go(held)

    def _keep_resume_data(self, now_s: float) -> None:
        if now_s - self._asked_at_s >= self.rhythm.resume_data_s:
            self._asked_at_s = now_s
            for engine in self.engines:
                engine.ask_resume_data()
        for engine in self.engines:
            self._unsaved |= engine.take_resume_data()
        for job_id, data in list(self._unsaved.items()):
            held = self.held.get(job_id)
            if held is not None:
                try:
                    self.work_on.keep_resume_data(held.claim, data)
                except NotOurs:
                    self._let_go(held)
            self._unsaved.pop(job_id, None)


def still_to_come(held: Held) -> int:
    """Bytes another job will still write, as far as that is known."""
    report = held.engine.report(held.claim.id)
    if report is None or report.phase is not Phase.RUNNING:
        return 0
    return max(report.bytes_total - report.bytes_done, 0)
