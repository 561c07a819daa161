"""What people say about downloads that are there: wait, go on, this one first, away with it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic.alias_generators import to_camel

from chalicelib.downloads.errors import InvalidJobState, UnknownCategory
from chalicelib.downloads.models import FINAL, DownloadJob, Status
from chalicelib.downloads.models.inside import JobDetails, JobFile, Peer
from chalicelib.downloads.models.options import FilePriority, JobOptions
from chalicelib.downloads.models.wishes import (
    BulkAction,
    BulkRequest,
    BulkResult,
    FileChoice,
    JobChange,
    MoveTo,
    QueuePosition,
    Refusal,
)
from chalicelib.downloads.service import quotas
from chalicelib.downloads.service.house import DownloadSettingsService, merged
from chalicelib.downloads.service.requests import Asked, DownloadService, viewer_of, visible
from chalicelib.downloads.store import details, events, files, house, wishes
from chalicelib.downloads.store.wishes import Locked
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import SeenError
from chalicelib.platform.sessions import User

#: Details are written down for so long after somebody asked for them.
WATCHED_FOR_S = 15

PEER = frozenset(to_camel(name) for name in Peer.model_fields)

Change = Callable[[Connection, Status], None]


@dataclass(frozen=True, slots=True)
class DownloadControl:
    """
    Every method raises `DownloadNotFound` for a job that is not there or somebody else's.

    What is so already stays so, and is answered with the job as it is.
    """

    db: Database
    cache: Cache
    new_id: NewId
    house: DownloadSettingsService
    requests: DownloadService

    def pause(self, user: User, job_id: UUID) -> DownloadJob:
        def change(conn: Connection, status: Status) -> None:
            if wishes.pause(conn, id=job_id):
                tell(conn, job_id, status, "Paused.")

        return self._changed(user, job_id, change)

    def resume(self, user: User, job_id: UUID) -> DownloadJob:
        def change(conn: Connection, status: Status) -> None:
            if wishes.resume(conn, id=job_id):
                now = wishes.lock(conn, id=job_id, viewer=None)
                tell(conn, job_id, now.status if now else status, "Goes on.")

        return self._changed(user, job_id, change)

    def change(self, user: User, job_id: UUID, wanted: JobChange) -> DownloadJob:
        """
        Options are changed part by part; null is what nobody ever said.

        Raises `UnknownMedia` or `UnknownCategory`; `QuotaExceeded`; `InvalidJobState` for other
        files of a job that is over.
        """
        with self._change(user, job_id) as (conn, job):
            options = None
            if wanted.options is not None:
                said = wanted.options.model_dump(mode="json", exclude_unset=True)
                options = merged(job.options, said)
            wishes.change(
                conn,
                id=job_id,
                title=wanted.title,
                media_id=wanted.media_id,
                is_forced=wanted.is_forced,
                options=options,
            )
            if wanted.says_category:
                wishes.label(conn, id=job_id, category_id=wanted.category_id)
            if wanted.options is not None and wanted.options.file_priorities:
                self._want(conn, job_id, job, wanted.options.file_priorities)
            return visible(conn, user, job_id)

    def choose_files(self, user: User, job_id: UUID, wanted: FileChoice) -> JobDetails:
        """Raises `InvalidJobState` for a job that is over, and `QuotaExceeded`."""
        options = JobOptions(file_priorities=wanted.priorities)
        self.change(user, job_id, JobChange(options=options))
        return self.details(user, job_id)

    def _want(
        self, conn: Connection, job_id: UUID, job: Locked, priorities: Mapping[int, FilePriority]
    ) -> None:
        if job.status in FINAL:
            raise InvalidJobState("This download is over.")
        by_text = {str(index): str(how) for index, how in priorities.items()}
        wishes.prioritise(conn, id=job_id, priorities=by_text)
        size = files.wanted_bytes(conn, job_id=job_id)
        if size:  # otherwise it is not known yet, and is looked at when it is
            rules = self.house.rules_in(conn)
            quotas.check_size(conn, rules, job.user_id, job_id=job_id, size_bytes=size)

    def details(self, user: User, job_id: UUID) -> JobDetails:
        """As the worker wrote them last; from now on it does, for a while."""
        with self.db.transaction() as conn:
            job = visible(conn, user, job_id)
            if job.has_worker:
                wishes.watch(conn, id=job_id, for_s=WATCHED_FOR_S)
            found = details.get(conn, job_id=job_id)
            inside = details.files(conn, job_id=job_id)
        if user.role != "admin":
            inside = [without_place(file) for file in inside]
        if found is None:
            return JobDetails(
                job_id=job_id,
                written_at=None,
                is_live=job.has_worker,
                files=inside,
                peers=[],
                trackers=[],
                pieces=[],
            )
        is_over = job.status is Status.COMPLETED
        arrived = dict(enumerate(found.file_bytes))
        peers = [known_of(peer) for peer in found.peers] if job.has_worker else []
        if user.role != "admin":
            peers = [peer | {"address": None} for peer in peers]
        return JobDetails.model_validate(
            {
                "jobId": job_id,
                "writtenAt": found.written_at,
                "isLive": job.has_worker,
                "files": [
                    file
                    if is_over
                    else file.model_copy(
                        update={"bytes_done": arrived.get(file.index, file.bytes_done)}
                    )
                    for file in inside
                ],
                "peers": peers,
                "trackers": found.trackers,
                "pieces": found.pieces,
            }
        )

    def recheck(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `InvalidJobState` for a job nobody works on."""
        return self._command(user, job_id, "recheck", "Checks again what is here.")

    def reannounce(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `InvalidJobState` for a job nobody works on."""
        return self._command(user, job_id, "reannounce", "Asks again who has it.")

    def move(self, user: User, job_id: UUID, to: MoveTo) -> DownloadJob:
        """
        Raises `UnknownCategory`, `UnknownFolder`, or `InvalidJobState` for a job without files.
        """

        def change(conn: Connection, status: Status) -> None:
            if status in (Status.FAILED, Status.CANCELLED):
                raise InvalidJobState("This download is over.")
            root = self.house.checked_root(user, to.root) if to.root else None
            if to.category_id is not None:
                category = house.category(conn, to.category_id)
                if category is None:
                    raise UnknownCategory("There is no such category.", field="categoryId")
                root = category.root
            wishes.send_to(conn, id=job_id, category_id=to.category_id, root=root)
            if status is Status.COMPLETED:
                wishes.command(conn, id=job_id, kind="move")

        return self._changed(user, job_id, change)

    def queue(self, user: User, job_id: UUID, to: QueuePosition | UUID) -> DownloadJob:
        """
        One step, to an end, or where another job waits, however far that is.

        Raises `InvalidJobState` unless the job waits, and the other one too, for the same person.
        """

        def change(conn: Connection, status: Status) -> None:
            if status not in (Status.QUEUED, Status.RETRYING):
                raise InvalidJobState("This download does not wait for its turn.")
            if isinstance(to, UUID):
                if not wishes.take_place(conn, id=job_id, of=to):
                    raise InvalidJobState("That place in the queue is not there any more.")
            elif to in (QueuePosition.TOP, QueuePosition.BOTTOM):
                wishes.to_end_of_queue(conn, id=job_id, is_top=to is QueuePosition.TOP)
            else:
                wishes.past_neighbour(conn, id=job_id, is_up=to is QueuePosition.UP)

        return self._changed(user, job_id, change)

    def retry(self, user: User, job_id: UUID) -> Asked:
        """
        Try now what waits for its next try; what failed or was cancelled becomes a new job.

        Raises `InvalidJobState` for a job that needs no second try, and `QuotaExceeded`.
        """
        with self.db.transaction() as conn:
            owner = self._locked(conn, user, job_id)
            if owner.status is Status.RETRYING:
                wishes.hurry(conn, id=job_id)
                return Asked(visible(conn, user, job_id), HTTPStatus.OK)
            if owner.status not in (Status.FAILED, Status.CANCELLED):
                raise InvalidJobState("This download needs no second try.")
            there = wishes.second_try(conn, id=job_id)
            if there is not None:
                return Asked(visible(conn, user, there), HTTPStatus.OK)
            old = visible(conn, user, job_id)
            quotas.check(conn, self.house.rules_in(conn), owner.user_id)
            new_id = self.new_id()
            if not wishes.again(conn, id=job_id, new_id=new_id):
                raise InvalidJobState("The same torrent is under way already.")
            files.inherit_folder(conn, id=new_id)
            tell(conn, new_id, Status.QUEUED, "Once more. Waiting for its turn.")
            if old.removed_at is None:
                wishes.remove(conn, id=job_id, with_files=False)
            job = visible(conn, user, new_id)
        self.cache.invalidate_user(owner.user_id)
        return Asked(job, HTTPStatus.CREATED)

    def remove(self, user: User, job_id: UUID, *, with_files: bool) -> DownloadJob:
        """Off the list; one that is under way is cancelled first."""
        self.requests.cancel(user, job_id)

        def change(conn: Connection, status: Status) -> None:
            if wishes.remove(conn, id=job_id, with_files=with_files):
                tell(conn, job_id, status, "Taken off the list.")

        return self._changed(user, job_id, change)

    def restore(self, user: User, job_id: UUID) -> DownloadJob:
        """On the list again, with its files, as long as they have not been forgotten."""

        def change(conn: Connection, status: Status) -> None:
            if wishes.restore(conn, id=job_id):
                tell(conn, job_id, status, "On the list again.")

        return self._changed(user, job_id, change)

    def bulk(self, user: User, wanted: BulkRequest) -> BulkResult:
        """Each by itself, in the order given."""
        done: list[UUID] = []
        refused: list[Refusal] = []
        for job_id in dict.fromkeys(wanted.ids):
            try:
                self._one(user, job_id, wanted.action)
            except SeenError as error:
                refused.append(Refusal(id=job_id, code=error.code, detail=str(error)))
            else:
                done.append(job_id)
        return BulkResult(done=done, refused=refused)

    def _one(self, user: User, job_id: UUID, action: BulkAction) -> None:
        ways: dict[BulkAction, Callable[[], object]] = {
            BulkAction.PAUSE: lambda: self.pause(user, job_id),
            BulkAction.RESUME: lambda: self.resume(user, job_id),
            BulkAction.RETRY: lambda: self.retry(user, job_id),
            BulkAction.RECHECK: lambda: self.recheck(user, job_id),
            BulkAction.CANCEL: lambda: self.requests.cancel(user, job_id),
            BulkAction.REMOVE: lambda: self.remove(user, job_id, with_files=False),
            BulkAction.REMOVE_WITH_FILES: lambda: self.remove(user, job_id, with_files=True),
            BulkAction.RESTORE: lambda: self.restore(user, job_id),
            BulkAction.TOP: lambda: self.queue(user, job_id, QueuePosition.TOP),
            BulkAction.BOTTOM: lambda: self.queue(user, job_id, QueuePosition.BOTTOM),
        }
        ways[action]()

    def _command(self, user: User, job_id: UUID, kind: str, message: str) -> DownloadJob:
        def change(conn: Connection, status: Status) -> None:
            job = visible(conn, user, job_id)
            if not job.has_worker and (status in FINAL or job.is_paused):
                raise InvalidJobState("Nobody works on this download.")
            wishes.command(conn, id=job_id, kind=kind)
            tell(conn, job_id, status, message)

        return self._changed(user, job_id, change)

    def _changed(self, user: User, job_id: UUID, change: Change) -> DownloadJob:
        with self._change(user, job_id) as (conn, job):
            change(conn, job.status)
            return visible(conn, user, job_id)

    @contextmanager
    def _change(self, user: User, job_id: UUID) -> Iterator[tuple[Connection, Locked]]:
        """One transaction, in which the job changes for nobody else."""
        with self.db.transaction() as conn:
            job = self._locked(conn, user, job_id)
            yield conn, job
        self.cache.invalidate_user(job.user_id)

    def _locked(self, conn: Connection, user: User, job_id: UUID) -> Locked:
        job = wishes.lock(conn, id=job_id, viewer=viewer_of(user))
        if job is None:
            visible(conn, user, job_id)  # raises
            raise InvalidJobState("This download is just being changed.")
        return job


def known_of(peer: Mapping[str, Any]) -> dict[str, Any]:
    """As a worker of another release may have written it."""
    return {name: value for name, value in peer.items() if name in PEER}


def without_place(file: JobFile) -> JobFile:
    """A file that lies outside its job's folder is told by its name only."""
    path = PurePath(file.path)
    return file.model_copy(update={"path": path.name}) if path.is_absolute() else file


def tell(conn: Connection, job_id: UUID, status: Status, message: str) -> None:
    """A line in the story, with how far it is by now."""
    events.insert_now(conn, job_id=job_id, status=status, message=message)
