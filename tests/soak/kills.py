"""
Downloads of every kind, changed by users all the time, while their workers are killed.

Everything is drawn from one seed, except the machine's own timing. At the end every job must
have reached its one expected status.
"""

import hashlib
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models import DownloadCreate, DownloadEvent, DownloadJob, Status
from chalicelib.downloads.models.control_requests import MoveTo, QueuePosition
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.platform.errors import SeenError
from chalicelib.platform.sessions import User
from tests.downloads.accounts import as_admin
from tests.downloads.harness import WorkerHarness
from tests.downloads.swarm import Offer, Seed
from tests.file_server import FileServer, Page
from tests.processes import WorkerProcess, WorkerProcesses
from tests.waiting import wait_until
from worker.downloader import folder_lock
from worker.downloader.http.partial_file import METADATA_NAME
from worker.downloader.liveness import DRAFT

RATES = (None, 300_000, 600_000, 1_200_000)
SEED_BYTES_PER_S = 1_500_000  # bytes a second of all torrents together
NO_SEEDING = SeedRules(ratio=0)
MAX_LIFE_S = 0.8
WORKERS = 2
SLOW_AFTER_S = 10.0


@dataclass
class ExpectedJob:
    """A job, and its expected end."""

    user: User
    job: DownloadJob
    sha256: str
    is_torrent: bool
    is_cancelled: bool = False
    is_paused: bool = False
    retried_as: "ExpectedJob | None" = None  # after it failed with its workers


@dataclass
class KillRun:
    harness: WorkerHarness
    users: list[User]
    web: FileServer
    seed: Seed
    processes: WorkerProcesses
    rng: random.Random
    jobs: list[ExpectedJob] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)  # what took long at the end
    _workers: list[WorkerProcess | None] = field(default_factory=lambda: [None] * WORKERS)
    _offers: list[tuple[Offer, str]] = field(default_factory=list)

    def rounds(self, max_rounds: int, until_s: float = float("inf"), jobs_a_round: int = 2) -> None:
        """`until_s` is on the monotonic clock."""
        self.seed.limit(SEED_BYTES_PER_S)
        for _ in range(max_rounds):
            if time.monotonic() >= until_s:
                return
            self._start_workers()
            for _ in range(jobs_a_round):
                self._add_random_job()
            life_s = self.rng.uniform(0, MAX_LIFE_S)
            changes = self.rng.randrange(4)
            for _ in range(changes):
                threading.Event().wait(life_s / (changes + 1))
                self._control_random_job()
            threading.Event().wait(life_s / (changes + 1))
            self._kill()

    def settle(self, within_s: float = 180.0) -> None:
        """No worker is killed any more: every active job comes to its end."""
        self.seed.limit(0)
        for page in self.web.pages.values():
            page.bytes_per_s = None
        for expected in self.jobs:
            if expected.is_paused:
                self.harness.control.resume(expected.user, expected.job.id)
        self._start_workers()
        left: list[str] = []
        slow: set[str] = set()

        def is_over() -> bool:
            left[:] = self._left()
            if left and time.monotonic() - began_s > SLOW_AFTER_S:
                slow.update(left)
            return not left

        began_s = time.monotonic()
        try:
            wait_until(is_over, within_s, "the end of every job")
        except AssertionError as error:
            raise AssertionError(f"{error}: {left}") from None
        self.slow = sorted(slow)
        for worker in self._workers:
            assert worker is not None
            worker.stops()

    def _start_workers(self) -> None:
        for number, worker in enumerate(self._workers):
            if worker is None or not worker.is_alive:
                self._workers[number] = self.processes.worker(self.harness)
                self.counts["workers"] += 1

    def _kill(self) -> None:
        """One of them, or now and then all."""
        both = self.rng.random() < 0.2
        victims = self._workers if both else [self.rng.choice(self._workers)]
        for worker in victims:
            if worker is not None:
                worker.kill()
                self.counts["kills"] += 1

    def _add_random_job(self) -> None:
        user = self.rng.choice(self.users)
        body = self.rng.randbytes(self.rng.randrange(20_000, 400_000))
        name = f"film {len(self.jobs)}.mkv"
        options = JobOptions(seed=NO_SEEDING) if self.rng.random() < 0.5 else JobOptions()
        sha256 = hashlib.sha256(body).hexdigest()
        is_torrent = self.rng.random() < 0.5
        if is_torrent:
            if self._offers and self.rng.random() < 0.2:
                offer, sha256 = self.rng.choice(self._offers)
            else:
                offer = self.seed.offer({"": body}, name=name, piece=16 * 1024)
                self._offers.append((offer, sha256))
            kind, source = "magnet", offer.magnet
        else:
            path = f"/{len(self.jobs)}.mkv"
            self.web.pages[path] = Page(
                body,
                bytes_per_s=self.rng.choice(RATES),
                supports_ranges=self.rng.random() < 0.8,
            )
            kind, source = "http", self.web.url(path)
        expected = DownloadCreate(sourceType=kind, source=source, title=name, options=options)
        asked = self.harness.downloads.request(user, expected)
        if asked.status == 201:
            self.jobs.append(ExpectedJob(user, asked.job, sha256, is_torrent))
            self.counts["torrents" if is_torrent else "files"] += 1

    def _control_random_job(self) -> None:
        """A user changes a job; a change that is impossible by now is refused."""
        expected = self.rng.choice(self.jobs[-30:])
        what = self.rng.choice(("pause", "resume", "cancel", "move", "top", "recheck"))
        user, job_id, control = expected.user, expected.job.id, self.harness.control
        with suppress(SeenError):
            if what == "pause":
                expected.is_paused = control.pause(user, job_id).is_paused
            elif what == "resume":
                expected.is_paused = control.resume(user, job_id).is_paused
            elif what == "cancel":
                cancelled = self.harness.downloads.cancel(user, job_id).status is Status.CANCELLED
                expected.is_cancelled = cancelled
            elif what == "move":
                root = self.harness.folder / self.rng.choice(("films", "shows"))
                control.move(as_admin(user), job_id, MoveTo(root=str(root)))
            elif what == "top":
                control.queue(user, job_id, QueuePosition.TOP)
            else:
                control.recheck(user, job_id)
            self.counts[what] += 1

    def _left(self) -> list[str]:
        """What has not ended; a job that failed with its workers is retried once."""
        left = []
        for expected in list(self.jobs):
            if expected.retried_as is not None:
                continue
            now = self.harness.job(expected.user, expected.job)
            if now.status is Status.FAILED and now.reason == "worker_died":
                again = self.harness.control.retry(expected.user, expected.job.id).job
                expected.retried_as = ExpectedJob(
                    expected.user, again, expected.sha256, expected.is_torrent
                )
                self.jobs.append(expected.retried_as)
                self.counts["asked once more"] += 1
                left.append(f"{again.id} follows {now.id}")
            elif now.status not in (Status.COMPLETED, Status.CANCELLED, Status.FAILED):
                left.append(f"{now.id} is {now.status} {now.detail} {now.reason}")
        moves = self.rows(
            "SELECT job_id, given FROM download_commands WHERE done_at IS NULL AND kind = 'move'"
        )
        left += [f"to be moved: {row}" for row in moves]
        return left + [f"to be put aside: {each}" for each in self.harness.trash.to_discard()]

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self.harness.db.read() as conn:
            return conn.execute(statement.encode(), values).fetchall()


def violations(run: KillRun) -> list[str]:
    """Every violated invariant once all jobs have ended; empty when all hold."""
    found: list[str] = []
    for check in (_ends, _bytes, _event_logs, _tasks, _rows_left, _locks, _folders):
        found += check(run)
    return found


def _now(run: KillRun, expected: ExpectedJob) -> DownloadJob:
    return run.harness.job(expected.user, expected.job)


def _ends(run: KillRun) -> list[str]:
    """Each job in the one state that is right for it."""
    found = []
    for expected in run.jobs:
        now = _now(run, expected)
        right = Status.CANCELLED if expected.is_cancelled else Status.COMPLETED
        if expected.retried_as is not None:
            right = Status.FAILED
        if now.status is not right:
            events = summary_of(run.harness.events(expected.user, expected.job))
            found.append(f"{now.id} is {now.status} ({now.reason}): {events}")
        if right is Status.COMPLETED and (now.progress_percent, now.detail) not in (
            (100, ""),
            (100, "seeding"),
        ):
            found.append(f"{now.id} is complete at {now.progress_percent} % {now.detail}")
    return found


def _bytes(run: KillRun) -> list[str]:
    found = []
    for expected in run.jobs:
        if _now(run, expected).status is not Status.COMPLETED:
            continue
        files = run.harness.leases.files(expected.job.id)
        digests = [_sha256(Path(file.path)) for file in files]
        if digests != [expected.sha256]:
            found.append(f"{expected.job.id} brought {[file.path for file in files]}")
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "nothing"


def _event_logs(run: KillRun) -> list[str]:
    """One end each, one start per attempt, and progress that falls only with an event."""
    found = []
    for expected in run.jobs:
        events = run.harness.events(expected.user, expected.job)
        messages = [event.message for event in events]
        status = _now(run, expected).status
        ends = {
            Status.COMPLETED: messages.count("Completed."),
            Status.CANCELLED: messages.count("Cancelled."),
            Status.FAILED: sum(event.status is Status.FAILED for event in events),
        }
        if ends.pop(status) != 1 or any(
            count for other, count in ends.items() if other is not Status.FAILED
        ):
            found.append(f"{expected.job.id} ({status}) tells {summary_of(events)}")
        started = sum(event.message == "Getting ready." for event in events)
        ((attempt, since),) = run.rows(
            "SELECT j.attempt, s.job_id IS NOT NULL FROM download_jobs AS j"
            " LEFT JOIN download_seeding AS s ON s.job_id = j.id WHERE j.id = %s",
            expected.job.id,
        )
        if started != attempt and not since:
            found.append(f"{expected.job.id} was begun {attempt} times and tells of {started}")
        highest = rechecks = 0  # a recheck may find less; cancelled, it ends with what it found
        for event in events:
            rechecks += event.message == "Rechecks the files."
            has_rechecked = event.message.startswith("Rechecking found")
            if event.progress_percent < highest and not (rechecks > 0 or has_rechecked):
                found.append(
                    f"{expected.job.id} fell to {event.progress_percent} %: {summary_of(events)}"
                )
            rechecks = max(0, rechecks - has_rechecked)
            highest = event.progress_percent
    return found


def summary_of(events: list[DownloadEvent]) -> str:
    return " / ".join(f"{event.progress_percent} % {event.message}" for event in events)


def _tasks(run: KillRun) -> list[str]:
    """The library hears of each completed job once, and of no other."""
    heard = Counter(
        row[0]
        for row in run.rows(
            "SELECT args ->> 'job_id' FROM procrastinate_jobs WHERE task_name = 'import_download'"
        )
    )
    right = {
        str(expected.job.id): 1
        for expected in run.jobs
        if _now(run, expected).status is Status.COMPLETED
    }
    return [] if heard == right else [f"the library heard {heard - Counter(right)} too often"]


def _rows_left(run: KillRun) -> list[str]:
    rows = run.rows(
        "SELECT id, status, worker_id FROM download_jobs"
        " WHERE worker_id IS NOT NULL OR lease_expires_at IS NOT NULL"
        "    OR status NOT IN ('completed', 'failed', 'cancelled')"
    )
    return [f"left behind: {row}" for row in rows]


def _folders(run: KillRun) -> list[str]:
    """Every file on disk belongs to a completed job, or is in the trash."""
    folder = run.harness.folder
    kept = {
        Path(file.path)
        for expected in run.jobs
        for file in run.harness.leases.files(expected.job.id)
        if _now(run, expected).status is Status.COMPLETED
    }
    aside = folder / "downloads" / ".recycle"
    found = []
    for path in folder.rglob("*"):
        is_ours = path in kept or any(path in file.parents for file in kept)
        is_aside = path == aside or aside in path.parents or ".recycle" in path.parts
        is_furniture = path in (
            folder / "downloads",
            folder / "workers",
            folder / "films",
            folder / "shows",
            folder / "downloads" / ".locks",
        )
        # A worker killed after its last commit leaves resume metadata, one killed while it started
        # a draft of its marker, which is removed a minute later.
        is_crumb = path.name == METADATA_NAME or path.suffix in (DRAFT, ".moved")
        if is_crumb:
            run.counts["crumbs"] += 1
        elif not (is_ours or is_aside or is_furniture):
            found.append(f"lies about: {path.relative_to(folder)}{_summary_of_folder(run, path)}")
    return found


def _summary_of_folder(run: KillRun, path: Path) -> str:
    """The events of the job a path is named after."""
    for expected in run.jobs:
        if str(expected.job.id) in str(path):
            now = _now(run, expected)
            return f" ({now.status}, {summary_of(run.harness.events(expected.user, expected.job))})"
    return ""


def _locks(run: KillRun) -> list[str]:
    folder = run.harness.folder
    folder_lock.remove_stale_locks(
        folder / "downloads"
    )  # those of killed workers; no process may hold one
    left = [*(folder / "downloads" / ".locks").iterdir(), *(folder / "workers").iterdir()]
    return [f"left locked: {path.name}" for path in left if path.suffix != DRAFT]
