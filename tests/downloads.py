"""A worker in the test's process, a swarm and a web server on this machine, and questions."""

import contextlib
import hashlib
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import libtorrent as lt
from pydantic import SecretStr

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.download_settings.service import (
    CategoryService,
    DownloadSettingsService,
    FolderService,
    QuotaService,
    WatchFolderOwner,
)
from chalicelib.download_settings.service.secret_box import SecretBox
from chalicelib.downloads.models import DownloadCreate, DownloadJob, EventFilter, SourceType
from chalicelib.downloads.models.options import JobOptions
from chalicelib.downloads.service import DownloadControl, DownloadService, SourceValidator
from chalicelib.inspections.service import InspectionQueue, InspectionService
from chalicelib.leases.models import ArrivedFile, Claim
from chalicelib.leases.service import (
    LeaseService,
    RelocationService,
    SeedingService,
    TrashService,
    WorkerService,
)
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.sessions import User
from tests.file_server import FileServer, Page  # noqa: F401  # tests take both from here
from worker import loop
from worker.downloader import disk
from worker.downloader.component import DownloaderComponent, DownloaderConfig, Services
from worker.downloader.context import Intervals, Wakeups
from worker.downloader.engine import (
    Connectivity,
    InspectionResult,
    Limits,
    Phase,
    Report,
    SourceEngine,
    Task,
    TransferDetails,
)
from worker.downloader.http import HttpEngine
from worker.downloader.reader import InProgressFile
from worker.downloader.torrents import SessionOptions, TorrentEngine
from worker.downloader.transitions import Timeouts
from worker.scanner.recognition import Recognizer

LOOPBACK = NetworkGuard((ip_network("127.0.0.0/8"),))
LOOPBACK_ONLY = SessionOptions(
    address="127.0.0.1",
    finds_peers=False,
    reconnect_s=1,
    is_open_at_once=True,
    status_interval_s=0.05,
    maintenance_interval_s=0.1,
)
ISOLATED_SESSION = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "listen_interfaces": "127.0.0.1:0",
    "alert_mask": 0,
    "allow_multiple_connections_per_ip": True,  # a killed peer and its successor
}


def wait_until(condition: Callable[[], Any], within_s: float = 20.0, what: str = "") -> Any:
    """Wait until a condition is true, and return its value."""
    deadline = time.monotonic() + within_s
    tick = threading.Event()
    while True:
        if found := condition():
            return found
        assert time.monotonic() < deadline, f"not within {within_s} s: {what or condition}"
        tick.wait(0.01)


def wait_stable(value: Callable[[], Any], looks: int = 30) -> Any:
    """What a value is once it has stopped changing."""
    seen: list[Any] = []

    def is_settled() -> bool:
        seen.append(value())
        return len(seen) > looks and len(set(seen[-looks:])) == 1

    wait_until(is_settled)
    return seen[-1]


def retry_unavailable(ask: Callable[[], Any], within_s: float = 10.0) -> Any:
    """
    An answer, also from a database that has only just come back.

    An HTTP client gets a Retry-After of two seconds.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except Unavailable:
            if time.monotonic() >= deadline:
                raise


def noise(size: int, seed: int = 1) -> bytes:
    """The same bytes each time, without a pattern."""
    return random.Random(seed).randbytes(size)  # no secret


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bencode(value: Any) -> bytes:
    """Text becomes UTF-8; keys come in the order the format asks for."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, dict):
        pairs = sorted((as_bytes(key), item) for key, item in value.items())
        return b"d" + b"".join(bencode(key) + bencode(item) for key, item in pairs) + b"e"
    data = as_bytes(value)
    return b"%d:%s" % (len(data), data)


def as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def unsaved_user() -> User:
    return User(id=uuid4(), session_id=uuid4())


def as_admin(user: User) -> User:
    """The same user, who may name folders of the server."""
    return replace(user, role="admin")


def settings_service(db: Database, most_active: int = 3) -> DownloadSettingsService:
    return DownloadSettingsService(db, most_active, SecretBox(SecretStr("s" * 32)))


def claim_one(work: LeaseService, worker_id: str, root: str) -> Claim | None:
    """The next job; None when there is none to take."""
    return next(iter(work.claim(worker_id, root)), None)


def make_user(db: Database) -> User:
    user = unsaved_user()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO users (
                id, email, display_name, password_hash, role, created_at, updated_at
            )
            VALUES (%s, %s, 'Rosa', 'x', 'user', now(), now())
            """,
            [user.id, f"{user.id}@example.com"],
        )
    return user


class Seed:
    """A libtorrent session of its own that seeds files."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.session = lt.session({**ISOLATED_SESSION, **settings})
        self.port = wait_until(self.session.listen_port)

    def offer(
        self,
        files: dict[str, bytes],
        *,
        piece: int = 64 * 1024,
        name: str = "show",
        tracker: str = "",
    ) -> "Offer":
        """Files below a common folder `name`, or one file of that name for the key ""."""
        root = self.folder / name
        for relative, data in files.items():
            path = root / relative if relative else root
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        torrent = lt.create_torrent(
            lt.list_files(str(root)), piece, flags=lt.create_torrent.v1_only
        )
        lt.set_piece_hashes(torrent, str(self.folder))
        if tracker:
            torrent.add_tracker(tracker)
        data = lt.bencode(torrent.generate())
        return self.offer_torrent(data)

    def offer_torrent(self, data: bytes) -> "Offer":
        params = lt.load_torrent_buffer(data)
        params.save_path = str(self.folder)
        params.trackers = []  # or it would hear of itself
        params.flags = lt.torrent_flags.seed_mode
        handle = self.session.add_torrent(params)
        return Offer(data, str(handle.info_hashes().v1), self.port, handle)

    def limit(self, bytes_per_s: int) -> None:
        """The upload limit of all torrents together; 0 is unlimited."""
        # Peers on this machine are in a class of their own, without limits, unless told otherwise.
        all_addresses = lt.ip_filter()
        all_addresses.add_rule("0.0.0.0", "255.255.255.255", 1 << self.session.global_peer_class_id)
        self.session.set_peer_class_filter(all_addresses)
        self.session.apply_settings({"upload_rate_limit": bytes_per_s})


@dataclass(frozen=True)
class Offer:
    torrent: bytes
    info_hash: str
    port: int
    handle: Any

    @property
    def magnet(self) -> str:
        return f"magnet:?xt=urn:btih:{self.info_hash}&x.pe=127.0.0.1:{self.port}"


class Tracker:
    """The announce response of a tracker, as a page of a `FileServer`."""

    @staticmethod
    def page(*ports: int) -> Page:
        peers = b"".join(b"\x7f\x00\x00\x01" + port.to_bytes(2, "big") for port in ports)
        return Page(bencode({"interval": 60, "peers": peers}), etag=None)


class ScriptedEngine:
    """See `SourceEngine`: reports what a test sets, and writes files at once."""

    def __init__(self) -> None:
        self.tasks: dict[UUID, Task] = {}
        self.reports: dict[UUID, Report] = {}
        self.dropped: list[tuple[UUID, bool]] = []
        self.paused: set[UUID] = set()
        self.finished: list[UUID] = []
        self.resume_data: dict[UUID, bytes] = {}
        self.options: dict[UUID, JobOptions] = {}
        self.seeds: dict[UUID, SeedRules] = {}
        self.details_by_job: dict[UUID, TransferDetails] = {}
        self.commands: list[tuple[str, UUID]] = []  # "recheck", "reannounce" and "move"
        self.can_recheck = True  # what it has can be checked
        self.inspections: dict[UUID, InspectionResult | None] = {}
        self.limits = Limits()
        self.network = Network()
        self.current_connectivity = Connectivity()
        self.on_add: Callable[[Task], None] = lambda _task: None
        self.on_inspect: Callable[[UUID, str], InspectionResult | None] = lambda _id, _source: None

    def add(self, task: Task) -> None:
        if task.job_id not in self.tasks:
            self.tasks[task.job_id] = task
            self.options[task.job_id] = task.options
            if task.seed is not None:
                self.seeds[task.job_id] = task.seed
            phase = Phase.PREPARING if task.seed is None else Phase.SEEDING
            self.reports[task.job_id] = Report(
                phase, bytes_uploaded=task.seeded_bytes, seeding_s=task.seeded_s
            )
            self.on_add(task)

    def update_report(self, job_id: UUID, **report: Any) -> None:
        self.reports[job_id] = replace(self.reports[job_id], **report)

    def deliver_file(self, job_id: UUID, body: bytes, name: str = "film.mkv") -> None:
        """Finish a task with one file."""
        path = self.tasks[job_id].folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        files = (ArrivedFile(0, str(path), len(body)),)
        size = len(body)
        self.update_report(
            job_id, phase=Phase.FINISHED, bytes_total=size, bytes_done=size, files=files
        )

    def report(self, job_id: UUID) -> Report | None:
        return self.reports.get(job_id)

    def details(self, job_id: UUID) -> TransferDetails | None:
        return self.details_by_job.get(job_id, TransferDetails()) if job_id in self.tasks else None

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        if job_id in self.tasks:
            self.options[job_id] = options

    def recheck(self, job_id: UUID) -> bool:
        if job_id not in self.tasks or not self.can_recheck:
            return False
        self.commands.append(("recheck", job_id))
        self.update_report(job_id, phase=Phase.CHECKING)
        return True

    def reannounce(self, job_id: UUID) -> None:
        if job_id in self.tasks:
            self.commands.append(("reannounce", job_id))

    def move(self, job_id: UUID, folder: Path) -> None:
        """At once, as on one file system."""
        task = self.tasks.get(job_id)
        if task is None:
            return
        self.commands.append(("move", job_id))
        if task.folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            task.folder.rename(folder)
        files = tuple(
            replace(file, path=str(folder / Path(file.path).relative_to(task.folder)))
            for file in self.reports[job_id].files
        )
        self.tasks[job_id] = replace(task, folder=folder)
        self.update_report(job_id, folder=folder, files=files)

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        task = self.tasks.pop(job_id, None)
        self.seeds.pop(job_id, None)
        self.paused.discard(job_id)
        if task is not None:
            self.reports.pop(job_id, None)
            self.dropped.append((job_id, remove_files))
            if remove_files:
                shutil.rmtree(task.folder, ignore_errors=True)

    def pause(self, job_id: UUID) -> None:
        self.paused.add(job_id)

    def resume(self, job_id: UUID) -> None:
        self.paused.discard(job_id)

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        self.finished.append(job_id)
        if seed is not None and job_id in self.tasks:
            self.seeds[job_id] = seed
            self.update_report(job_id, phase=Phase.SEEDING)
        else:
            self.tasks.pop(job_id, None)
            self.reports.pop(job_id, None)

    def request_resume_data(self) -> None:
        self.resume_data = dict.fromkeys(self.tasks, b"resume")

    def take_resume_data(self) -> dict[UUID, bytes]:
        data, self.resume_data = self.resume_data, {}
        return data

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        self.inspections[inspection_id] = self.on_inspect(inspection_id, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        return self.inspections.get(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        self.inspections.pop(inspection_id, None)

    def set_rate_limits(self, limits: Limits) -> None:
        self.limits = limits

    def use_network(self, network: Network) -> None:
        self.network = network

    def connectivity(self) -> Connectivity:
        return self.current_connectivity

    def tidy(self, folder: Path) -> None:
        """It leaves nothing in a folder."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        report = self.reports.get(job_id)
        if report is None or file_index >= len(report.files):
            return None
        return WholeFile(Path(report.files[file_index].path))

    def close(self, within_s: float) -> dict[UUID, bytes]:
        return dict.fromkeys(self.tasks, b"last")


class WholeFile:
    """See `InProgressFile`: one that has arrived."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self._path = path

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        return self._path.read_bytes()[offset : offset + length]

    def close(self) -> None:
        """Nothing is open."""


def every_source_with(engine: ScriptedEngine) -> dict[SourceType, SourceEngine]:
    return dict.fromkeys(SourceType, engine)


# --- a worker --------------------------------------------------------------------------------

FAST_INTERVALS = Intervals(poll_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=0.3)
#: No timeout expires because the machine is busy.
LONG_TIMEOUTS = Timeouts(prepare_s=600, slow_after_s=600, stalled_s=600)


@dataclass
class WorkerHarness:
    """One installation: the services users call, and its workers."""

    db: Database
    cache: Cache
    folder: Path
    max_active: int = 3
    backoff_s: float = 0.1
    lease_s: float = 60.0
    timeouts: Timeouts = LONG_TIMEOUTS
    intervals: Intervals = FAST_INTERVALS
    poll_interval_s: float = 0.2
    free_bytes: Callable[[Path], int] = disk.free_bytes
    data_dir: Path | None = None  # another machine has another one; None: the folder
    _workers: list["Worker | SteppedWorker"] = field(default_factory=list)
    _stepped: list["SteppedWorker"] = field(default_factory=list)

    @property
    def downloads(self) -> DownloadService:
        return DownloadService(
            self.db,
            self.cache,
            new_id,
            self.validator,
            self.settings,
        )

    @property
    def settings(self) -> DownloadSettingsService:
        return settings_service(self.db, self.max_active)

    @property
    def validator(self) -> SourceValidator:
        return SourceValidator(LOOPBACK, are_torrents_on=True)

    @property
    def folders(self) -> FolderService:
        return FolderService(self.db, (str(self.folder),))

    @property
    def categories(self) -> CategoryService:
        return CategoryService(self.db, new_id, (str(self.folder),))

    @property
    def quotas(self) -> QuotaService:
        return QuotaService(self.db, self.settings)

    @property
    def inspections(self) -> InspectionService:
        return InspectionService(
            self.db,
            new_id,
            self.validator,
            self.settings,
            self.folders,
            CatalogService(self.db, utc_now, self.cache),
        )

    @property
    def trash(self) -> TrashService:
        return TrashService(self.db, self.settings)

    @property
    def control(self) -> DownloadControl:
        return DownloadControl(
            self.db,
            self.cache,
            new_id,
            self.settings,
            self.folders,
            self.categories,
            self.downloads,
        )

    @property
    def leases(self) -> LeaseService:
        return LeaseService(self.db, self.cache, self.settings, self.backoff_s, self.lease_s)

    @property
    def workers(self) -> WorkerService:
        return WorkerService(self.db, self.cache)

    def worker(self, engines: dict[SourceType, SourceEngine] | None = None) -> "Worker":
        """A worker that is running."""
        worker = Worker(self, engines)
        self._workers.append(worker)
        return worker

    def stepped_worker(
        self, engines: dict[SourceType, SourceEngine] | None = None
    ) -> "SteppedWorker":
        """A worker without threads: `wait_until` and `wait_stable` of this harness step it."""
        worker = SteppedWorker(self, engines)
        self._workers.append(worker)
        self._stepped.append(worker)
        return worker

    def wait_until(
        self, condition: Callable[[], Any], within_s: float = 20.0, what: str = ""
    ) -> Any:
        """Step the stepped workers until a condition is true, and return its value."""

        def check() -> Any:
            if found := condition():
                return found
            self._step()
            return condition()

        return (
            wait_until(check, within_s, what)
            if self._stepped
            else wait_until(condition, within_s, what)
        )

    def wait_stable(self, value: Callable[[], Any], steps: int = 10) -> Any:
        """What a value is after so many steps in which it does not change."""
        if not self._stepped:
            return wait_stable(value)
        last, unchanged = value(), 0
        for _ in range(1000):
            self._step()
            now = value()
            unchanged = unchanged + 1 if now == last else 0
            last = now
            if unchanged == steps:
                return last
        raise AssertionError(f"does not become stable: {last}")

    def _step(self) -> None:
        for worker in self._stepped:
            if not worker.is_closed:
                worker.step()

    def add_job(
        self, user: User, kind: str, source: str, title: str = "", key: str | None = None
    ) -> DownloadJob:
        wanted = DownloadCreate(sourceType=kind, source=source, title=title)
        return self.downloads.request(user, wanted, key).job

    def job(self, user: User, job: DownloadJob) -> DownloadJob:
        return retry_unavailable(lambda: self.downloads.get(user, job.id))

    def status_history(self, user: User, job: DownloadJob) -> list[str]:
        """The states a job went through, as its story tells; repeated ones once."""
        told = [str(event.status) for event in self.events(user, job)]
        return [
            status for status, before in zip(told, [None, *told], strict=False) if status != before
        ]

    def events(self, user: User, job: DownloadJob) -> list[Any]:
        return retry_unavailable(
            lambda: self.downloads.events(user, job.id, EventFilter(limit=500)).items
        )

    def wait_for_status(
        self, user: User, job: DownloadJob, status: str, within_s: float = 20
    ) -> DownloadJob:
        """The job once it is in a state; fails at once when it ended in another."""

        def is_there() -> DownloadJob | None:
            now = self.job(user, job)
            if now.status != status and now.status in ("completed", "failed", "cancelled"):
                raise AssertionError(f"{now.status}: {now.reason} {now.error_message}")
            return now if now.status == status else None

        return self.wait_until(is_there, within_s, f"{status}, is {self.job(user, job).status}")

    def file_of(self, job: DownloadJob) -> Path:
        """The only file of a completed job."""
        (file,) = self.leases.files(job.id)
        return Path(file.path)

    @property
    def newest_worker(self) -> "Worker | SteppedWorker":
        return self._workers[-1]

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


def make_component(
    harness: WorkerHarness, engines: dict[SourceType, SourceEngine] | None = None
) -> DownloaderComponent:
    """The downloader component, not running yet; with real engines unless others are given."""
    wakeups = Wakeups()
    if engines is None:
        free = harness.free_bytes
        http_engine = HttpEngine(LOOPBACK, free_bytes=free, on_update=wakeups.report_changed)
        options = replace(LOOPBACK_ONLY, is_open_at_once=False)  # as in production
        torrents = TorrentEngine(
            LOOPBACK, options, free_bytes=free, on_update=wakeups.report_changed
        )
        engines = {
            SourceType.HTTP: http_engine,
            SourceType.DIRECT: http_engine,
            SourceType.MAGNET: torrents,
            SourceType.TORRENT: torrents,
        }
    config = DownloaderConfig(
        harness.data_dir or harness.folder,
        harness.folder / "downloads",
        poll_interval_s=harness.poll_interval_s,
        timeouts=harness.timeouts,
        intervals=harness.intervals,
        free_bytes=harness.free_bytes,
        other_folders=(harness.folder,),
    )
    services = Services(
        harness.leases,
        harness.workers,
        SeedingService(harness.db, harness.cache, harness.settings, harness.lease_s),
        InspectionQueue(harness.db),
        harness.settings,
        harness.trash,
        RelocationService(harness.db, harness.cache),
        harness.downloads,
        WatchFolderOwner(harness.db, new_id),
        Recognizer(harness.db, harness.cache),
    )
    return DownloaderComponent(services, engines, config, wakeups)


class Worker:
    """The downloader component with its threads, as the worker process runs it."""

    def __init__(
        self, harness: WorkerHarness, engines: dict[SourceType, SourceEngine] | None
    ) -> None:
        self.stop = threading.Event()
        self._is_closed = False
        self.component = make_component(harness, engines)
        self.threads = [
            threading.Thread(target=loop.run, args=(job, self.stop), name=job.name, daemon=True)
            for job in self.component.jobs()
        ]
        for thread in self.threads:
            thread.start()

    @property
    def id(self) -> str:
        return self.component.context.worker_id

    def close(self) -> None:
        """As after SIGTERM."""
        if self._is_closed:
            return
        self._is_closed = True
        self.stop.set()
        self.component.stop()
        for job in self.component.jobs():
            job.wakeup.set()
        for thread in self.threads:
            thread.join(10)
        self.component.close(10)


class SteppedWorker:
    """
    The downloader component without threads: a test runs its jobs one after the other.

    Each step takes `renew_s` by the worker's own clock, so that everything periodic is due.
    """

    def __init__(
        self, harness: WorkerHarness, engines: dict[SourceType, SourceEngine] | None
    ) -> None:
        self.component = make_component(harness, engines)
        self.now_s = 1000.0
        self._step_s = harness.intervals.renew_s
        self.is_closed = False
        component = self.component
        for timed in (
            component.dispatcher,
            component.monitor,
            component.seeding,
            component.heartbeat,
        ):
            timed.monotonic = lambda: self.now_s
        self._jobs = [job for job in component.jobs() if job.name != "download notifications"]

    @property
    def id(self) -> str:
        return self.component.context.worker_id

    def step(self) -> None:
        self.now_s += self._step_s
        self.component.context.wakeups.control_requested()
        for job in self._jobs:
            job.work()

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.component.stop()
            self.component.close(10)


def url(number: int = 1) -> str:
    return f"http://127.0.0.1/{number}"


def start_job(
    harness: WorkerHarness, engine: ScriptedEngine, user: User, number: int = 1, total: int = 1000
) -> DownloadJob:
    """A job whose task runs."""
    job = harness.add_job(user, "http", url(number))
    harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=total)
    harness.wait_for_status(user, job, "downloading")
    return job


def listeners(db: Database) -> list[int]:
    """The backends that wait for notices."""
    with db.read() as conn:
        rows = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        ).fetchall()
    return [row[0] for row in rows]


@contextlib.contextmanager
def worker_of(harness: WorkerHarness) -> Iterator[Worker]:
    worker = harness.worker()
    try:
        yield worker
    finally:
        worker.close()
