"""
Downloads of every kind, changed all the time by people, while their workers are killed.

Everything that happens is drawn from one seed; only the machine's own timing is not. At the end
every job must have come to the one end that was meant for it.
"""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.downloads.models import DownloadCreate, DownloadEvent, DownloadJob, Status
from chalicelib.downloads.models.control import MoveTo, QueuePosition
from chalicelib.downloads.models.options import JobOptions
from chalicelib.platform.errors import SeenError
from chalicelib.platform.sessions import User
from tests.downloads import FileServer, Offer, Page, Seed, WorkerHarness, as_admin, wait_until
from tests.processes import WorkerProcess, WorkerProcesses
from worker.downloader import folder_lock
from worker.downloader.http.partial_file import METADATA_NAME
from worker.downloader.liveness import DRAFT

PACES = (None, 300_000, 600_000, 1_200_000)
GIVEN_AT = 1_500_000  # bytes a second of all torrents together
NOTHING_IS_GIVEN = SeedRules(ratio=0)
LONGEST_LIFE_S = 0.8
WORKERS = 2
SLOW_AFTER_S = 10.0


@dataclass
class Wanted:
    """A job, and what is to become of it."""

    user: User
    job: DownloadJob
    sha256: str
    is_torrent: bool
    is_cancelled: bool = False
    is_paused: bool = False
    followed_by: "Wanted | None" = None  # it failed with its workers, and was asked for once more


@dataclass
class Rig:
    harness: WorkerHarness
    people: list[User]
    web: FileServer
    seed: Seed
    processes: WorkerProcesses
    dice: random.Random
    jobs: list[Wanted] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)  # what took long at the end
    _workers: list[WorkerProcess | None] = field(default_factory=lambda: [None] * WORKERS)
    _offers: list[tuple[Offer, str]] = field(default_factory=list)

    def rounds(self, most: int, until_s: float = float("inf"), jobs_a_round: int = 2) -> None:
        """`until_s` is on the monotonic clock."""
        self.seed.limit(GIVEN_AT)
        for _ in range(most):
            if time.monotonic() >= until_s:
                return
            self._fill_places()
            for _ in range(jobs_a_round):
                self._ask()
            life_s = self.dice.uniform(0, LONGEST_LIFE_S)
            wishes = self.dice.randrange(4)
            for _ in range(wishes):
                threading.Event().wait(life_s / (wishes + 1))
                self._wish()
            threading.Event().wait(life_s / (wishes + 1))
            self._kill()

    def settle(self, within_s: float = 60.0) -> None:
        """Nobody is killed any more: whatever is under way comes to its end."""
        self.seed.limit(0)
        for page in self.web.pages.values():
            page.bytes_per_s = None
        for wanted in self.jobs:
            if wanted.is_paused:
                self.harness.control.resume(wanted.user, wanted.job.id)
        self._fill_places()
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
        for born in self._workers:
            assert born is not None
            born.stops()

    # --- what happens ----------------------------------------------------------------------------

    def _fill_places(self) -> None:
        for number, born in enumerate(self._workers):
            if born is None or not born.is_alive:
                self._workers[number] = self.processes.worker(self.harness)
                self.counts["workers"] += 1

    def _kill(self) -> None:
        """One of them, or now and then all."""
        both = self.dice.random() < 0.2
        chosen = self._workers if both else [self.dice.choice(self._workers)]
        for born in chosen:
            if born is not None:
                born.kill()
                self.counts["kills"] += 1

    def _ask(self) -> None:
        user = self.dice.choice(self.people)
        body = self.dice.randbytes(self.dice.randrange(20_000, 400_000))
        name = f"film {len(self.jobs)}.mkv"
        options = JobOptions(seed=NOTHING_IS_GIVEN) if self.dice.random() < 0.5 else JobOptions()
        sha256 = hashlib.sha256(body).hexdigest()
        is_torrent = self.dice.random() < 0.5
        if is_torrent:
            if self._offers and self.dice.random() < 0.2:
                offer, sha256 = self.dice.choice(self._offers)
            else:
                offer = self.seed.offer({"": body}, name=name, piece=16 * 1024)
                self._offers.append((offer, sha256))
            kind, source = "magnet", offer.magnet
        else:
            path = f"/{len(self.jobs)}.mkv"
            self.web.pages[path] = Page(
                body,
                bytes_per_s=self.dice.choice(PACES),
                supports_ranges=self.dice.random() < 0.8,
            )
            kind, source = "http", self.web.url(path)
        wanted = DownloadCreate(sourceType=kind, source=source, title=name, options=options)
        asked = self.harness.downloads.request(user, wanted)
        if asked.status == 201:
            self.jobs.append(Wanted(user, asked.job, sha256, is_torrent))
            self.counts["torrents" if is_torrent else "files"] += 1

    def _wish(self) -> None:
        """Something somebody says about a job; what makes no sense by now is refused."""
        wanted = self.dice.choice(self.jobs[-30:])
        what = self.dice.choice(("pause", "resume", "cancel", "move", "top", "recheck"))
        user, job_id, wishes = wanted.user, wanted.job.id, self.harness.control
        with suppress(SeenError):
            if what == "pause":
                wanted.is_paused = wishes.pause(user, job_id).is_paused
            elif what == "resume":
                wanted.is_paused = wishes.resume(user, job_id).is_paused
            elif what == "cancel":
                cancelled = self.harness.downloads.cancel(user, job_id).status is Status.CANCELLED
                wanted.is_cancelled = cancelled
            elif what == "move":
                root = self.harness.folder / self.dice.choice(("films", "shows"))
                wishes.move(as_admin(user), job_id, MoveTo(root=str(root)))
            elif what == "top":
                wishes.queue(user, job_id, QueuePosition.TOP)
            else:
                wishes.recheck(user, job_id)
            self.counts[what] += 1

    # --- how it ends -----------------------------------------------------------------------------

    def _left(self) -> list[str]:
        """What is not over; a job that failed with its workers is asked for once more."""
        left = []
        for wanted in list(self.jobs):
            if wanted.followed_by is not None:
                continue
            now = self.harness.job(wanted.user, wanted.job)
            if now.status is Status.FAILED and now.reason == "worker_died":
                again = self.harness.control.retry(wanted.user, wanted.job.id).job
                wanted.followed_by = Wanted(wanted.user, again, wanted.sha256, wanted.is_torrent)
                self.jobs.append(wanted.followed_by)
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


def wrongs(rig: Rig) -> list[str]:
    """What is not as it should be once everything is settled; nothing, that is."""
    found: list[str] = []
    for look in (_ends, _bytes, _stories, _tasks, _rows_left, _locks, _folders):
        found += look(rig)
    return found


def _now(rig: Rig, wanted: Wanted) -> DownloadJob:
    return rig.harness.job(wanted.user, wanted.job)


def _ends(rig: Rig) -> list[str]:
    """Each job in the one state that is right for it."""
    found = []
    for wanted in rig.jobs:
        now = _now(rig, wanted)
        right = Status.CANCELLED if wanted.is_cancelled else Status.COMPLETED
        if wanted.followed_by is not None:
            right = Status.FAILED
        if now.status is not right:
            story = tale(rig.harness.events(wanted.user, wanted.job))
            found.append(f"{now.id} is {now.status} ({now.reason}): {story}")
        if right is Status.COMPLETED and (now.progress_percent, now.detail) not in (
            (100, ""),
            (100, "seeding"),
        ):
            found.append(f"{now.id} is complete at {now.progress_percent} % {now.detail}")
    return found


def _bytes(rig: Rig) -> list[str]:
    found = []
    for wanted in rig.jobs:
        if _now(rig, wanted).status is not Status.COMPLETED:
            continue
        files = rig.harness.leases.files(wanted.job.id)
        digests = [_sha256(Path(file.path)) for file in files]
        if digests != [wanted.sha256]:
            found.append(f"{wanted.job.id} brought {[file.path for file in files]}")
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "nothing"


def _stories(rig: Rig) -> list[str]:
    """One end each, nothing before its time, and progress that falls only with a word."""
    found = []
    for wanted in rig.jobs:
        story = rig.harness.events(wanted.user, wanted.job)
        told = [event.message for event in story]
        status = _now(rig, wanted).status
        ends = {
            Status.COMPLETED: told.count("Completed."),
            Status.CANCELLED: told.count("Cancelled."),
            Status.FAILED: sum(event.status is Status.FAILED for event in story),
        }
        if ends.pop(status) != 1 or any(
            count for other, count in ends.items() if other is not Status.FAILED
        ):
            found.append(f"{wanted.job.id} ({status}) tells {tale(story)}")
        start_job = sum(event.message == "Getting ready." for event in story)
        ((attempt, since),) = rig.rows(
            "SELECT attempt, seeding_since IS NOT NULL FROM download_jobs WHERE id = %s",
            wanted.job.id,
        )
        if start_job != attempt and not since:
            found.append(f"{wanted.job.id} was begun {attempt} times and tells of {start_job}")
        most = 0
        for event in story:
            if event.progress_percent < most and "Rechecking" not in event.message:
                found.append(f"{wanted.job.id} fell to {event.progress_percent} %: {tale(story)}")
            most = event.progress_percent
    return found


def tale(story: list[DownloadEvent]) -> str:
    return " / ".join(f"{event.progress_percent} % {event.message}" for event in story)


def _tasks(rig: Rig) -> list[str]:
    """The library hears of each completed job once, and of no other."""
    heard = Counter(
        row[0]
        for row in rig.rows(
            "SELECT args ->> 'job_id' FROM procrastinate_jobs WHERE task_name = 'import_download'"
        )
    )
    right = {
        str(wanted.job.id): 1 for wanted in rig.jobs if _now(rig, wanted).status is Status.COMPLETED
    }
    return [] if heard == right else [f"the library heard {heard - Counter(right)} too often"]


def _rows_left(rig: Rig) -> list[str]:
    rows = rig.rows(
        "SELECT id, status, worker_id FROM download_jobs"
        " WHERE worker_id IS NOT NULL OR lease_expires_at IS NOT NULL"
        "    OR status NOT IN ('completed', 'failed', 'cancelled')"
    )
    return [f"left behind: {row}" for row in rows]


def _folders(rig: Rig) -> list[str]:
    """What is on the disk belongs to a job that is complete, or waits to be forgotten."""
    harness = rig.harness.folder
    kept = {
        Path(file.path)
        for wanted in rig.jobs
        for file in rig.harness.leases.files(wanted.job.id)
        if _now(rig, wanted).status is Status.COMPLETED
    }
    aside = harness / "downloads" / ".recycle"
    found = []
    for path in harness.rglob("*"):
        is_ours = path in kept or any(path in file.parents for file in kept)
        is_aside = path == aside or aside in path.parents or ".recycle" in path.parts
        is_furniture = path in (
            harness / "downloads",
            harness / "workers",
            harness / "films",
            harness / "shows",
            harness / "downloads" / ".locks",
        )
        # A worker killed between the last commit and its last step leaves a note of some bytes, one
        # killed while it was born a sign of life that is swept up a minute later.
        is_crumb = path.name == METADATA_NAME or path.suffix in (DRAFT, ".moved")
        if is_crumb:
            rig.counts["crumbs"] += 1
        elif not (is_ours or is_aside or is_furniture):
            found.append(f"lies about: {path.relative_to(harness)}{_tale_of(rig, path)}")
    return found


def _tale_of(rig: Rig, path: Path) -> str:
    """Of the job a path is named after."""
    for wanted in rig.jobs:
        if str(wanted.job.id) in str(path):
            now = _now(rig, wanted)
            return f" ({now.status}, {tale(rig.harness.events(wanted.user, wanted.job))})"
    return ""


def _locks(rig: Rig) -> list[str]:
    harness = rig.harness.folder
    folder_lock.remove_stale_locks(
        harness / "downloads"
    )  # what killed ones left; nobody must hold one
    left = [*(harness / "downloads" / ".locks").iterdir(), *(harness / "workers").iterdir()]
    return [f"left locked: {path.name}" for path in left if path.suffix != DRAFT]


def table(rows: list[tuple[str, str]], line: Callable[[str], object] = print) -> None:
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        line(f"  {name:<{width}}  {value}")


def whose(jobs: list[Wanted]) -> set[UUID]:
    return {wanted.job.id for wanted in jobs}
