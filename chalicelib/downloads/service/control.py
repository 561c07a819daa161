"""What users do with a job: pause, resume, prioritise, move, retry, remove."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from chalicelib.download_settings.errors import UnknownCategory
from chalicelib.download_settings.service import (
    CategoryService,
    DownloadSettingsService,
    FolderService,
    quotas,
)
from chalicelib.download_settings.service.settings import deep_merge
from chalicelib.downloads.errors import InvalidJobState
from chalicelib.downloads.models import FINAL, DownloadJob, Status
from chalicelib.downloads.models.control_requests import (
    BulkAction,
    BulkRequest,
    BulkResult,
    FileChoice,
    JobChange,
    MoveTo,
    QueuePosition,
    Refusal,
)
from chalicelib.downloads.models.job_details import JobDetails
from chalicelib.downloads.models.job_options import FilePriority, JobOptions
from chalicelib.downloads.service import event_log
from chalicelib.downloads.service.job_details import read_details
from chalicelib.downloads.service.jobs import (
    DownloadService,
    RequestResult,
    viewer_of,
    visible_job,
)
from chalicelib.downloads.store import control, jobs, queue_order
from chalicelib.downloads.store.control import LockedJob
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import SeenError
from chalicelib.platform.sessions import User

#: The worker writes details for this long after each request for them.
DETAILS_FOR_S = 15

Change = Callable[[Connection, Status], None]


@dataclass(frozen=True, slots=True)
class DownloadControl:
    """
    Every method raises `DownloadNotFound` for a job that the user may not see.

    A change that is in effect already is not an error.
    """

    db: Database
    cache: Cache
    new_id: NewId
    settings: DownloadSettingsService
    folders: FolderService
    categories: CategoryService
    downloads: DownloadService

    def pause(self, user: User, job_id: UUID) -> DownloadJob:
        def change(conn: Connection, status: Status) -> None:
            if control.pause(conn, id=job_id):
                event_log.record(conn, job_id=job_id, status=status, message="Paused.")

        return self._apply(user, job_id, change)

    def resume(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `NotAllowed`."""
        user.require("download")

        def change(conn: Connection, status: Status) -> None:
            if control.resume(conn, id=job_id):
                now = control.lock(conn, id=job_id, viewer=None)
                event_log.record(
                    conn,
                    job_id=job_id,
                    status=now.status if now else status,
                    message="Resumed.",
                )

        return self._apply(user, job_id, change)

    def change(self, user: User, job_id: UUID, changes: JobChange) -> DownloadJob:
        """
        Change fields; options are merged with those of the job.

        Raises `UnknownMedia`, `UnknownCategory`, `QuotaExceeded`, or `InvalidJobState` for file
        priorities of a job in a final state.
        """
        with self._locked(user, job_id) as (conn, job):
            options = None
            if changes.options is not None:
                changed = changes.options.model_dump(mode="json", exclude_unset=True)
                options = deep_merge(job.options, changed)
            control.change(
                conn,
                id=job_id,
                title=changes.title,
                is_forced=changes.is_forced,
                options=options,
            )
            if changes.has_media:
                control.set_title(conn, id=job_id, media_id=changes.media_id)
                if job.status is Status.COMPLETED:
                    tasks.defer(conn, "import_download", {"job_id": str(job_id)}, queue="library")
            if changes.has_category:
                control.set_category(conn, id=job_id, category_id=changes.category_id)
            if changes.options is not None and changes.options.file_priorities:
                self._set_priorities(conn, job_id, job, changes.options.file_priorities)
            return visible_job(conn, user, job_id)

    def choose_files(self, user: User, job_id: UUID, choice: FileChoice) -> JobDetails:
        """Raises `InvalidJobState` for a job in a final state, and `QuotaExceeded`."""
        options = JobOptions(file_priorities=choice.priorities)
        self.change(user, job_id, JobChange(options=options))
        return self.details(user, job_id)

    def _set_priorities(
        self,
        conn: Connection,
        job_id: UUID,
        job: LockedJob,
        priorities: Mapping[int, FilePriority],
    ) -> None:
        if job.status in FINAL:
            raise InvalidJobState("This download is over.")
        by_text = {str(index): str(priority) for index, priority in priorities.items()}
        control.set_file_priorities(conn, id=job_id, priorities=by_text)
        settings = self.settings.get_in(conn)
        quotas.check_selected_files(conn, settings, job.user_id, job_id=job_id)

    def details(self, user: User, job_id: UUID) -> JobDetails:
        """The details the worker has written, and a request to keep them up to date."""
        with self.db.transaction() as conn:
            job = visible_job(conn, user, job_id)
            if job.has_worker:
                control.request_details(conn, id=job_id, for_s=DETAILS_FOR_S)
            return read_details(conn, job, is_admin=user.role == "admin")

    def recheck(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `InvalidJobState` for a job that no worker will take."""
        return self._add_command(user, job_id, "recheck", "Rechecks the files.")

    def reannounce(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `InvalidJobState` for a job that no worker will take."""
        return self._add_command(user, job_id, "reannounce", "Announces to all trackers.")

    def move(self, user: User, job_id: UUID, to: MoveTo) -> DownloadJob:
        """
        Raises `UnknownCategory`, `UnknownFolder`, or `InvalidJobState` for a failed or
        cancelled job.
        """

        def change(conn: Connection, status: Status) -> None:
            if status in (Status.FAILED, Status.CANCELLED):
                raise InvalidJobState("This download is over.")
            root = self.folders.checked_root(user, to.root) if to.root else None
            if to.category_id is not None:
                category = self.categories.find_in(conn, to.category_id)
                if category is None:
                    raise UnknownCategory("There is no such category.", field="categoryId")
                root = category.root
            control.set_target(conn, id=job_id, category_id=to.category_id, root=root)
            if status is Status.COMPLETED:
                control.add_command(conn, id=job_id, kind="move")

        return self._apply(user, job_id, change)

    def queue(self, user: User, job_id: UUID, to: QueuePosition | UUID) -> DownloadJob:
        """
        Move by one position, to an end, or to the position of another queued job.

        Raises `InvalidJobState` unless both jobs are queued and belong to the same user.
        """

        def change(conn: Connection, status: Status) -> None:
            if status not in (Status.QUEUED, Status.RETRYING):
                raise InvalidJobState("This download does not wait for its turn.")
            if isinstance(to, UUID):
                if not queue_order.move_to_position_of(conn, id=job_id, other=to):
                    raise InvalidJobState("That place in the queue is not there any more.")
            elif to in (QueuePosition.TOP, QueuePosition.BOTTOM):
                queue_order.move_to_end(conn, id=job_id, is_top=to is QueuePosition.TOP)
            else:
                queue_order.swap_with_neighbour(conn, id=job_id, is_up=to is QueuePosition.UP)

        return self._apply(user, job_id, change)

    def retry(self, user: User, job_id: UUID) -> RequestResult:
        """
        Make a retrying job due now; add a new job for a failed or cancelled one.

        Raises `NotAllowed`, `InvalidJobState` for a job in another state, and `QuotaExceeded`.
        """
        user.require("download")
        with self.db.transaction() as conn:
            locked = self._lock(conn, user, job_id)
            if locked.status is Status.RETRYING:
                control.retry_now(conn, id=job_id)
                return RequestResult(visible_job(conn, user, job_id), HTTPStatus.OK)
            if locked.status not in (Status.FAILED, Status.CANCELLED):
                raise InvalidJobState("This download needs no second try.")
            existing = control.open_retry(conn, id=job_id)
            if existing is not None:
                return RequestResult(visible_job(conn, user, existing), HTTPStatus.OK)
            old = visible_job(conn, user, job_id)
            quotas.check(conn, self.settings.get_in(conn), locked.user_id)
            new_id = self.new_id()
            if not control.clone_for_retry(conn, id=job_id, new_id=new_id):
                raise InvalidJobState("The same torrent is under way already.")
            jobs.inherit_folder(conn, id=new_id)
            event_log.record(
                conn,
                job_id=new_id,
                status=Status.QUEUED,
                message="Queued again after a failed or cancelled download.",
            )
            if old.removed_at is None:
                control.remove(conn, id=job_id, with_files=False)
            job = visible_job(conn, user, new_id)
        self.cache.invalidate_user(locked.user_id)
        return RequestResult(job, HTTPStatus.CREATED)

    def remove(self, user: User, job_id: UUID, *, with_files: bool) -> DownloadJob:
        """
        Take a job off the list; an open job is cancelled first.

        Raises `NotAllowed` for the files of a completed job.
        """
        if with_files and self.downloads.get(user, job_id).status is Status.COMPLETED:
            user.require("delete")
        self.downloads.cancel(user, job_id)

        def change(conn: Connection, status: Status) -> None:
            if control.remove(conn, id=job_id, with_files=with_files):
                event_log.record(
                    conn, job_id=job_id, status=status, message="Removed from the list."
                )

        return self._apply(user, job_id, change)

    def restore(self, user: User, job_id: UUID) -> DownloadJob:
        """
        Put a removed job back on the list, with its files as long as the trash has them.

        Raises `NotAllowed`.
        """
        user.require("download")

        def change(conn: Connection, status: Status) -> None:
            if control.restore(conn, id=job_id):
                event_log.record(conn, job_id=job_id, status=status, message="Restored.")

        return self._apply(user, job_id, change)

    def bulk(self, user: User, request: BulkRequest) -> BulkResult:
        """Each job in a transaction of its own, in the order of the request."""
        done: list[UUID] = []
        refused: list[Refusal] = []
        for job_id in dict.fromkeys(request.ids):
            try:
                self._run_action(user, job_id, request.action)
            except SeenError as error:
                refused.append(Refusal(id=job_id, code=error.code, detail=str(error)))
            else:
                done.append(job_id)
        return BulkResult(done=done, refused=refused)

    def _run_action(self, user: User, job_id: UUID, action: BulkAction) -> None:
        actions: dict[BulkAction, Callable[[], object]] = {
            BulkAction.PAUSE: lambda: self.pause(user, job_id),
            BulkAction.RESUME: lambda: self.resume(user, job_id),
            BulkAction.RETRY: lambda: self.retry(user, job_id),
            BulkAction.RECHECK: lambda: self.recheck(user, job_id),
            BulkAction.CANCEL: lambda: self.downloads.cancel(user, job_id),
            BulkAction.REMOVE: lambda: self.remove(user, job_id, with_files=False),
            BulkAction.REMOVE_WITH_FILES: lambda: self.remove(user, job_id, with_files=True),
            BulkAction.RESTORE: lambda: self.restore(user, job_id),
            BulkAction.TOP: lambda: self.queue(user, job_id, QueuePosition.TOP),
            BulkAction.BOTTOM: lambda: self.queue(user, job_id, QueuePosition.BOTTOM),
        }
        actions[action]()

    def _add_command(self, user: User, job_id: UUID, kind: str, message: str) -> DownloadJob:
        def change(conn: Connection, status: Status) -> None:
            job = visible_job(conn, user, job_id)
            if not job.has_worker and (status in FINAL or job.is_paused):
                raise InvalidJobState("No worker has this download.")
            control.add_command(conn, id=job_id, kind=kind)
            event_log.record(conn, job_id=job_id, status=status, message=message)

        return self._apply(user, job_id, change)

    def _apply(self, user: User, job_id: UUID, change: Change) -> DownloadJob:
        with self._locked(user, job_id) as (conn, job):
            change(conn, job.status)
            return visible_job(conn, user, job_id)

    @contextmanager
    def _locked(self, user: User, job_id: UUID) -> Iterator[tuple[Connection, LockedJob]]:
        """A transaction that holds a lock on the job's row."""
        with self.db.transaction() as conn:
            job = self._lock(conn, user, job_id)
            yield conn, job
        self.cache.invalidate_user(job.user_id)

    def _lock(self, conn: Connection, user: User, job_id: UUID) -> LockedJob:
        job = control.lock(conn, id=job_id, viewer=viewer_of(user))
        if job is None:
            visible_job(conn, user, job_id)  # raises
            raise InvalidJobState("This download is just being changed.")
        return job
