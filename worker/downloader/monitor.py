"""Watches over the jobs this worker holds, and tells the database how they are."""

import logging
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from chalicelib.downloads.errors import QuotaExceeded
from chalicelib.downloads.models import Advance, Command, Setback, Status, Wish
from chalicelib.downloads.models.options import Detail
from chalicelib.downloads.service import DownloadWork, NotOurs
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.held import TELL_EVERY, TRIAL_S, Held, HeldJobs
from worker.downloader.names import free_folder
from worker.downloader.recycling import is_plain_folder
from worker.downloader.room import ASK_AGAIN_S, Room
from worker.downloader.seeds import Seeds
from worker.downloader.telling import SILENT_FOR_S
from worker.downloader.verdicts import Turn, Verdict, decide

logger = logging.getLogger(__name__)

#: For a job the engine lost track of; does not happen, and must not hang if it does.
LOST = Report(Phase.PREPARING)
PAUSED = Setback("paused", "Paused.")
TWICE = Setback("already_downloading", "You are downloading this torrent already.")
INTERFACE_DOWN = Setback("interface_down", "The network interface is down.")
#: Resume data of a job that is paused are waited for so long.
PART_WITHIN_S = 5.0
#: A job of which nothing is heard is looked at once in so many looks.
LOOKS_AT_REST = 4
#: What one job's resume data may take of the time between two rounds of saving them.
RESUME_DATA_EACH_S = 0.3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often each thing is done, in seconds."""

    look_s: float = 0.5
    write_s: float = 1.0
    renew_s: float = 10.0
    resume_data_s: float = 10.0
    beat_s: float = 5.0
    silent_for_s: float = SILENT_FOR_S
    trial_s: float = TRIAL_S


@dataclass
class Monitor:
    work_on: DownloadWork
    worker_id: str
    engines: Collection[Engine]
    held: HeldJobs
    room: Room
    on_place_free: Callable[[], None]
    seeds: Seeds
    monotonic: Callable[[], float] = time.monotonic
    rhythm: Rhythm = field(default_factory=Rhythm)
    _lease_until_s: float = field(default=float("inf"), init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _written_at_s: float = field(default=float("-inf"), init=False)
    _asked_at_s: float = field(default=float("-inf"), init=False)
    _unsaved: dict[UUID, bytes] = field(default_factory=dict, init=False)
    _down: set[int] = field(default_factory=set, init=False)  # engines that reach nobody

    def work(self) -> bool:
        """Look at every job once. Always False: the next look can wait."""
        now_s = self.monotonic()
        self._mind_leases(now_s)
        self._renew(now_s)
        # Asked once for all jobs: an engine may have to ask somebody else.
        self._down = {id(engine) for engine in self.engines if not engine.reach().is_up}
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
        if now_s - self._renewed_at_s < self.rhythm.renew_s:
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
        for command in self.work_on.commands([job_id for job_id, _ in pairs if job_id in wishes]):
            self._obey(command)

    def _hear(self, held: Held, wish: Wish, now_s: float) -> None:
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
            held.engine.ask_resume_data()
            held.parts_at_s = now_s + PART_WITHIN_S
        elif not wish.is_paused and held.parts_at_s is not None:
            self._stay(held)

    def _stay(self, held: Held) -> None:
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
        self.work_on.command_done(command)

    def _part(self, now_s: float) -> None:
        """Let go of what a person paused, once what is needed to go on is safe."""
        for held in self.held.all():
            if held.parts_at_s is None or held.is_paused:
                continue
            if held.awaits_data and now_s < held.parts_at_s:
                continue
            try:
                was_meant = self.work_on.wait(held.claim, Detail.PAUSED, PAUSED)
            except NotOurs:
                self._let_go(held)
                continue
            if not was_meant:
                self._stay(held)
                continue
            held.engine.drop(held.claim.id, remove_files=False)
            self._remove(held)

    def _let_go(self, held: Held) -> None:
        """It was cancelled, or somebody else has it. What is on its way somewhere arrives first."""
        held.is_leaving = True
        if is_moving(held, held.engine.report(held.claim.id)):
            return
        logger.info("job let go", extra={"job_id": str(held.claim.id)})
        held.engine.drop(held.claim.id, remove_files=False)
        self._remove(held)

    def _remove(self, held: Held) -> None:
        self.held.remove(held)
        held.lock.release()
        self._unsaved.pop(held.claim.id, None)
        self.on_place_free()

    # --- turns -------------------------------------------------------------------------------

    def _for_one(self, held: Held, now_s: float) -> None:
        report = held.engine.report(held.claim.id) or LOST
        if held.is_leaving:
            self._let_go(held)
            return
        if self._may_rest(held, report, now_s):
            return
        held.seen, held.seen_at_s, held.has_news = report, now_s, True
        try:
            self._look(held, report, now_s)
        except NotOurs:
            self._let_go(held)

    def _may_rest(self, held: Held, report: Report, now_s: float) -> bool:
        """Whether nothing is new, so that only its clocks want to be looked at now and then."""
        is_news = report is not held.seen or held.waits_for is not None or bool(self._down)
        is_due = now_s - held.seen_at_s >= self.rhythm.look_s * LOOKS_AT_REST
        return not is_news and not is_due and held.parts_at_s is None

    def _look(self, held: Held, report: Report, now_s: float) -> None:
        self._acquit(held, now_s)
        self._describe(held, report)
        self._warn(held, report)
        if held.parts_at_s is not None:
            return
        if self._waits(held, report, now_s):
            return
        if held.fell_behind(report):
            self._recount(held, report)
        held.observe(report, now_s)
        verdict = decide(held.status, held.since_s, report, held.flow, now_s)
        if verdict is not None:
            self._turn(held, report, verdict, now_s)
        elif held.percent >= held.told_percent + TELL_EVERY:
            held.told_percent = held.percent - held.percent % TELL_EVERY
            message = f"{held.told_percent} % is here."
            self.work_on.note(held.claim, held.status, message, held.percent)

    def _acquit(self, held: Held, now_s: float) -> None:
        if held.is_on_trial and held.has_proved_itself(now_s, self.held.trial_s):
            self.work_on.acquit(held.claim)
            held.is_on_trial = False
            self.on_place_free()

    def _warn(self, held: Held, report: Report) -> None:
        """Told once."""
        if report.warning and report.warning != held.warned:
            held.warned = report.warning
            self.work_on.note(held.claim, held.status, report.warning, held.percent)

    def _turn(self, held: Held, report: Report, verdict: Verdict, now_s: float) -> None:
        setback = verdict.setback
        if verdict.turn is Turn.COMPLETE:
            if not self._is_at_its_place(held, report):
                return
            rules = self.work_on.complete(
                held.claim,
                report.files,
                may_seed=report.info_hash is not None,
                went_to=held.went_to,
            )
            held.engine.finish(held.claim.id, rules)
            self._leave_no_copy(held, report)
            if rules is not None:
                self.seeds.take(held.claim, held.engine, rules)
            self._remove(held)
        elif setback is None or verdict.turn is Turn.STALL:
            to = Status.STALLED if verdict.turn is Turn.STALL else Status.DOWNLOADING
            self.work_on.move(held.claim, to, setback, held.flow.patience.stalled_s)
            held.status, held.since_s = to, now_s
            held.written = None
        else:
            logger.warning(
                "job set back", extra={"job_id": str(held.claim.id), "reason": setback.reason}
            )
            if verdict.turn is Turn.FAIL:
                self.work_on.fail(held.claim, setback)
            else:
                self.work_on.retry_later(held.claim, setback)
            held.engine.drop(held.claim.id, remove_files=False)
            self._remove(held)

    def _is_at_its_place(self, held: Held, report: Report) -> bool:
        """Whether the files of a whole job are where they belong; if not, they are on their way."""
        if held.target_root is None:
            return True
        if held.moves_to is not None:
            if report.move_error is not None:
                self.work_on.moves(held.claim, None)
                message = f"It stays where it is: {report.move_error}"
                self.work_on.note(held.claim, held.status, message, held.percent)
            # An engine may begin to move later than it is asked: its files are where they were.
            return report.move_error is not None or report.folder == held.moves_to
        root, held.went_to = Path(held.target_root), held.target_root
        folder = report.folder or Path(held.claim.save_path)
        if folder.is_relative_to(root):
            return True
        if self.work_on.is_shared(held.claim, folder):
            message = "It stays where it is: another download needs its files there."
            self.work_on.note(held.claim, held.status, message, held.percent)
            return True
        # What others are just being brought to is not there yet.
        taken = [other.moves_to for other in self.held.all() if other.moves_to is not None]
        to = free_folder(root, report.title or held.claim.title, taken)
        self.work_on.moves(held.claim, to)
        held.moves_to = to
        held.engine.move(held.claim.id, held.moves_to)
        return False

    def _leave_no_copy(self, held: Held, report: Report) -> None:
        """A job that found its torrent in another job's folder needs its own no more."""
        own = Path(held.claim.save_path)
        is_elsewhere = report.folder is not None and not report.folder.is_relative_to(own)
        if is_elsewhere and is_plain_folder(own) and not self.work_on.is_shared(held.claim, own):
            shutil.rmtree(own, ignore_errors=True)

    def _describe(self, held: Held, report: Report) -> None:
        """Tell what was learned of a job, when there is something new."""
        folder = str(report.folder or held.claim.save_path)
        inside = report.contents
        learned = (report.title, report.info_hash, folder, report.is_private, inside is None)
        if report.fault is not None or learned == held.described or not any(learned[:2]):
            return
        try:
            is_first = self.work_on.describe(
                held.claim,
                title=report.title,
                save_path=folder,
                info_hash=report.info_hash,
                is_private=report.is_private,
                inside=inside,
            )
        except QuotaExceeded as error:
            self._refuse(held, Setback(error.code, str(error)))
        held.described = learned
        if not is_first:
            self._refuse(held, TWICE)

    def _refuse(self, held: Held, setback: Setback) -> NoReturn:
        self.work_on.fail(held.claim, setback)
        raise NotOurs

    def _recount(self, held: Held, report: Report) -> None:
        """Much less is there than was shown: say so, and show the truth."""
        held.recount(report)
        held.told_percent = held.percent
        message = f"Rechecking found {held.percent} % on disk."
        self.work_on.note(held.claim, held.status, message, held.percent)
        self.work_on.advance(self.worker_id, [held.advance(report, Detail.CHECKING)])

    # --- waiting -----------------------------------------------------------------------------

    def _waits(self, held: Held, report: Report, now_s: float) -> bool:
        """Whether it waits for the network or for room on the disk; then nothing is decided."""
        is_down = id(held.engine) in self._down
        if held.waits_for is None:
            if is_down and report.phase in (Phase.PREPARING, Phase.RUNNING):
                self._rest(held, Detail.WAITING_FOR_INTERFACE, INTERFACE_DOWN, now_s)
            elif (setback := self._lack(held, report)) is not None:
                self._rest(held, Detail.WAITING_FOR_SPACE, setback, now_s)
            return held.waits_for is not None
        if held.waits_for is Detail.WAITING_FOR_INTERFACE:
            may_go_on = not is_down
        else:
            may_go_on = self._has_room_now(held, report, now_s)
        if may_go_on and self.work_on.go_on(held.claim):
            held.waits_for = None
            held.status, held.since_s = Status.DOWNLOADING, now_s
            held.flow.restart(now_s, report.bytes_done)
            held.flow.is_slow = False
            held.written = None
            held.engine.resume(held.claim.id)
        return True

    def _rest(self, held: Held, detail: Detail, setback: Setback, now_s: float) -> None:
        """Told once, however long it lasts."""
        held.engine.pause(held.claim.id)
        self.work_on.wait(held.claim, detail, setback)
        held.waits_for, held.has_room = detail, False
        held.status, held.since_s = Status.STALLED, now_s
        held.written = None
        held.asked_room_at_s = now_s
        logger.warning("job waits", extra={"job_id": str(held.claim.id), "for": str(detail)})
        self.on_place_free()

    def _lack(self, held: Held, report: Report) -> Setback | None:
        """Why it cannot be written on: the disk said so, or what is to come does not fit."""
        if report.fault is not None:
            fault = report.fault
            if fault.reason != "disk_full":
                return None
            held.hit_the_wall = held.hit_the_wall + 1 if report.bytes_done == held.bytes_done else 0
            return Setback(fault.reason, fault.message, dict(fault.payload))
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return None
        if held.has_room:
            self.room.mind(held, report)
            return None
        return self.room.lack(held, report)

    def _has_room_now(self, held: Held, report: Report, now_s: float) -> bool:
        """
        Where the disk says full though it seems to have room, as with a quota, it is tried less
        and less often.
        """
        pause_s = min(ASK_AGAIN_S, self.rhythm.renew_s) * 2 ** min(held.hit_the_wall, 3)
        if now_s - held.asked_room_at_s < pause_s:
            return False
        held.asked_room_at_s = now_s
        return self.room.lack(held, report) is None

    # --- progress ----------------------------------------------------------------------------

    def _write(self, now_s: float) -> None:
        """One statement for every job that has something new to say."""
        is_due = now_s - self._written_at_s >= self.rhythm.write_s
        if is_due:
            self._written_at_s = now_s
        steps = {}
        for held in self.held.all():
            if is_due and held.is_watched:
                self._show_details(held)
            # What changed its state is told at once.
            if held.written is not None and not (is_due and held.has_news):
                continue
            report = held.engine.report(held.claim.id)
            if report is not None:
                held.has_news = False
                steps[held] = held.advance(report, held.detail(report))
        self._tell({held: step for held, step in steps.items() if step != held.written})

    def _tell(self, steps: Mapping[Held, Advance]) -> None:
        if not steps:
            return
        ours = self.work_on.advance(self.worker_id, list(steps.values()))
        for held, step in steps.items():
            if held.claim.id in ours:
                held.written = step
            else:
                self._let_go(held)

    def _show_details(self, held: Held) -> None:
        found = held.engine.details(held.claim.id)
        if found is not None:
            shown = {
                "peers": [peer.model_dump(mode="json") for peer in found.peers],
                "trackers": [tracker.model_dump(mode="json") for tracker in found.trackers],
                "file_bytes": found.file_bytes,
                "pieces": found.pieces,
            }
            self.work_on.show_details(held.claim.id, shown)

    def _keep_resume_data(self, now_s: float) -> None:
        pause_s = max(self.rhythm.resume_data_s, len(self.held) * RESUME_DATA_EACH_S)
        if now_s - self._asked_at_s >= pause_s:
            self._asked_at_s = now_s
            for engine in self.engines:
                engine.ask_resume_data()
        for engine in self.engines:
            self._unsaved |= engine.take_resume_data()
        for job_id, data in list(self._unsaved.items()):
            held = self.held.get(job_id)
            if held is None:
                self.seeds.keep(job_id, data)
            else:
                held.awaits_data = False
                try:
                    self.work_on.keep_resume_data(held.claim, data)
                except NotOurs:
                    self._let_go(held)
            self._unsaved.pop(job_id, None)


def is_moving(held: Held, report: Report | None) -> bool:
    """Whether its files are on their way somewhere, or about to be."""
    if held.moves_to is None or report is None or report.phase is Phase.BROKEN:
        return False
    return report.move_error is None and report.folder != held.moves_to
