"""What the background jobs of the downloader share."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.download_settings.models.folders import MARKER
from chalicelib.platform.worker_heartbeat import HEARTBEAT_S, SILENT_AFTER_S
from worker.job_loop import Backoff, Job

#: At most five seconds, so that jobs continue soon after the database returns.
FIRST_BACKOFF_S = 0.5
MAX_BACKOFF_S = 2.0


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often each periodic action runs, in seconds."""

    poll_s: float = 0.5
    write_s: float = 1.0
    renew_s: float = 10.0
    resume_data_s: float = 10.0
    heartbeat_s: float = HEARTBEAT_S
    #: A worker without a heartbeat for so long is dead. Leases are longer: they guard against two
    #: workers at one job, which the attempt number in every write does, too.
    silent_after_s: float = SILENT_AFTER_S
    #: How long a quarantined job has to run before it is cleared. A job that kills its worker
    #: mostly does so at once.
    probation_s: float = 10.0


class Wakeups:
    """Ends the waits of background jobs early. One method per event, from any thread."""

    def __init__(self) -> None:
        self.dispatcher = threading.Event()
        self.monitor = threading.Event()
        self.seeding = threading.Event()
        self.inspections = threading.Event()
        self.settings = threading.Event()
        self.relocation = threading.Event()
        self.trash = threading.Event()
        self.recognition = threading.Event()
        #: Requests to renew leases, and so to read the desired states, before that is due.
        self.active_renewal = threading.Event()
        self.seeding_renewal = threading.Event()

    def job_added(self) -> None:
        self.dispatcher.set()
        self.recognition.set()

    def slot_freed(self) -> None:
        self.dispatcher.set()
        self.trash.set()  # the folder of a cancelled job may be unlocked now

    def report_changed(self) -> None:
        self.monitor.set()

    def control_requested(self) -> None:
        """A user paused, resumed, cancelled or changed a job."""
        self.active_renewal.set()
        self.monitor.set()
        self.renew_seeding()
        self.trash.set()
        self.relocation.set()

    def inspection_requested(self) -> None:
        self.inspections.set()
        self.recognition.set()

    def name_changed(self) -> None:
        """The name or the files of a download or of an inspection are new."""
        self.recognition.set()

    def settings_changed(self) -> None:
        self.settings.set()

    def settings_in_force(self) -> None:
        """The network settings were applied for the first time: work may begin."""
        self.dispatcher.set()
        self.inspections.set()
        self.renew_seeding()

    def orphans_reaped(self) -> None:
        """Jobs and seeding torrents of a dead worker are free."""
        self.dispatcher.set()
        self.renew_seeding()
        self.relocation.set()

    def renew_seeding(self) -> None:
        self.seeding_renewal.set()
        self.seeding.set()

    def reconnected(self) -> None:
        """Notifications may have been missed: wake every background job."""
        self.settings_changed()
        self.job_added()
        self.control_requested()
        self.inspection_requested()


@dataclass(frozen=True)
class WorkerContext:
    """The identity, folders and shared objects of this worker."""

    worker_id: str
    root: Path  # of the environment; the locks of all folders are here
    fixed_roots: Sequence[Path]  # `root` and where completed downloads may be moved
    #: The folders chosen for new jobs, the one in use first.
    chosen: Callable[[], Sequence[str]]
    intervals: Intervals
    wakeups: Wakeups
    stopping: threading.Event
    #: Set once the engines use the configured network: nothing begins before.
    is_configured: threading.Event

    @property
    def roots(self) -> Sequence[Path]:
        """Every folder that files may come from and go to."""
        return tuple(dict.fromkeys((*self.fixed_roots, *map(Path, self.chosen()))))

    @property
    def new_job_root(self) -> Path:
        """Below it new jobs get a folder; not on a disk that is away."""
        chosen = Path(next(iter(self.chosen()), self.root))
        return chosen if (chosen / MARKER).exists() else self.root

    @property
    def job_roots(self) -> Sequence[Path]:
        """Those with folders of jobs, named after their ids."""
        chosen = (Path(each) for each in self.chosen())
        return tuple(dict.fromkeys((self.root, *(each for each in chosen if each.is_dir()))))

    def root_of(self, folder: Path) -> Path | None:
        """The root a folder lies below; None for a root itself and for anything outside."""
        return root_of(folder, self.roots)


def root_of(folder: Path, roots: Iterable[Path]) -> Path | None:
    """The root a folder lies below; None for a root itself and for anything outside."""
    if ".." in folder.parts:
        return None
    return next((root for root in roots if root in folder.parents), None)


def background_job(
    name: str, work: Callable[[], bool], every_s: float, wakeup: threading.Event | None = None
) -> Job:
    """A job that retries soon when the database is away."""
    pace = Backoff(idle_s=every_s, first_backoff_s=FIRST_BACKOFF_S, longest_backoff_s=MAX_BACKOFF_S)
    return Job(name, work, pace, wakeup or threading.Event())
