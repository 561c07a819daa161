"""Download jobs as users request, list and cancel them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from chalicelib.download_settings.service import DownloadSettingsService, quotas
from chalicelib.downloads.errors import DownloadNotFound
from chalicelib.downloads.models import (
    OPEN,
    Cursor,
    DownloadCreate,
    DownloadFilter,
    DownloadJob,
    DownloadPage,
    EventFilter,
    EventPage,
    Scope,
    Status,
)
from chalicelib.downloads.models.job_options import MESSAGES
from chalicelib.downloads.models.source_parser import Source
from chalicelib.downloads.service import event_log
from chalicelib.downloads.service.source_validation import SourceValidator
from chalicelib.downloads.store import events, job_list, jobs
from chalicelib.http import idempotency
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.sessions import User

MAX_OPEN_LISTED = 20
MAX_REMOVED = 500
#: `updated_at` is set before the transaction commits, so `since` looks this far back.
OVERLAP = timedelta(seconds=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RequestResult:
    """A job, and CREATED or OK: whether the request created it."""

    job: DownloadJob
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class DownloadService:
    db: Database
    cache: Cache
    new_id: NewId
    validator: SourceValidator
    settings: DownloadSettingsService

    def request(
        self,
        user: User,
        body: DownloadCreate,
        key: str | None = None,
        *,
        free_source_id: int | None = None,
    ) -> RequestResult:
        """
        Queue a download.

        Returns the existing job when the user has an open job for the same torrent. With a `key`,
        the same request gets the same job for a day: the key of a program that has no answer to
        wait for, stored together with the job. A job with a `free_source_id` goes on with the
        title's next free source when that one fails.

        Raises `NotAllowed`, `BadSource`, `BadTorrent`, `BlockedAddress`, `TorrentsOff`,
        `UnknownMedia`, `UnknownCategory`, `UnknownInspection`, `QuotaExceeded`,
        `IdempotencyKeyReused` or `IdempotencyKeyInUse`.
        """
        user.require("download")
        source = self.validator.validate(
            body.source_type,
            body.source,
            body.title,
            may_resolve=self.settings.may_resolve_names,
        )
        with self.db.transaction() as conn:
            if key is None:
                result = self._insert(conn, user, source, body, free_source_id)
            else:
                result = self._insert_once(
                    conn, user, source, body, key=key, free_source_id=free_source_id
                )
        self.cache.invalidate_user(user.id)
        return result

    def tag(self, user: User, query: DownloadFilter) -> str:
        """
        An ETag for `page` of the same query, at a fraction of its cost.

        Raises `InvalidInput` and `NotAllowed` as `page` does.
        """
        job_query = query_of(user, query)
        with self.db.read() as conn:
            # With `since`, removals are part of the response but of no page.
            newest = (
                job_list.newest_change(conn, viewer=job_query.viewer) if job_query.since else None
            )
            fingerprint = job_list.fingerprint(conn, job_query)
        return f'"{fingerprint}{newest.timestamp() if newest else ""}"'

    def page(self, user: User, query: DownloadFilter) -> DownloadPage:
        """
        Raises `InvalidInput` for a bad cursor or version, and `NotAllowed` when a user who is
        not an administrator requests the jobs of all users.
        """
        job_query = query_of(user, query)
        with self.db.read() as conn:
            version = job_list.newest_change(conn, viewer=job_query.viewer)
            removed = (
                []
                if job_query.since is None
                else job_list.removed(conn, job_query, limit=MAX_REMOVED + 1)
            )
            if len(removed) > MAX_REMOVED:
                return DownloadPage(
                    items=[], next_cursor=None, version=version_of(version, user), is_reset=True
                )
            found = job_list.page(conn, job_query)
        items, has_more = found[: query.limit], len(found) > query.limit
        last = items[-1] if items else None
        return DownloadPage(
            items=items,
            next_cursor=(
                Cursor(at=last.updated_at, id=last.id).encode() if last and has_more else None
            ),
            version=version_of(version, user),
            removed_ids=removed,
        )

    def open_jobs(self, user: User) -> list[DownloadJob]:
        """Jobs that have not ended, for the dashboard."""
        with self.db.read() as conn:
            return job_list.page(
                conn, job_list.JobQuery(viewer=user.id, statuses=OPEN, limit=MAX_OPEN_LISTED)
            )

    def running_of_title(self, media_id: int, viewer: UUID | None) -> DownloadJob | None:
        """The open job of a title that is the furthest; `viewer` None: of any user."""
        with self.db.read() as conn:
            return job_list.running_of_title(conn, media_id=media_id, viewer=viewer)

    def get(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            return visible_job(conn, user, job_id)

    def events(self, user: User, job_id: UUID, query: EventFilter) -> EventPage:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            found = events.page(
                conn,
                job_id=job_id,
                viewer=viewer_of(user),
                after=query.after,
                limit=query.limit,
            )
            if not found:  # no new events, or no such job
                visible_job(conn, user, job_id)
        return EventPage(items=found)

    def cancel(self, user: User, job_id: UUID) -> DownloadJob:
        """
        Cancel a job; a job in a final state is left alone. Raises `DownloadNotFound`.

        A trigger notifies the worker that holds it, which stops and discards the files.
        """
        with self.db.transaction() as conn:
            owner_id = jobs.cancel(conn, id=job_id, viewer=viewer_of(user))
            if owner_id is not None:
                event_log.record(conn, job_id=job_id, status=Status.CANCELLED, message="Cancelled.")
            job = visible_job(conn, user, job_id)
        if owner_id is not None:
            self.cache.invalidate_user(owner_id)
        return job

    def _insert_once(
        self,
        conn: Connection,
        user: User,
        source: Source,
        body: DownloadCreate,
        *,
        key: str,
        free_source_id: int | None,
    ) -> RequestResult:
        reserved = idempotency.reserve(
            conn, user_id=user.id, key=key, request=idempotency.fingerprint(body.model_dump_json())
        )
        if isinstance(reserved, idempotency.StoredAnswer):
            job = DownloadJob.model_validate_json(reserved.body or "")
            return RequestResult(job, HTTPStatus(reserved.status))
        result = self._insert(conn, user, source, body, free_source_id)
        # `round_trip` leaves out computed fields, which `model_validate_json` would refuse.
        answer = idempotency.StoredAnswer(
            result.status, result.job.model_dump_json(round_trip=True)
        )
        idempotency.finish(conn, user_id=user.id, key=key, reserved_at=reserved, answer=answer)
        return result

    def _insert(
        self,
        conn: Connection,
        user: User,
        source: Source,
        body: DownloadCreate,
        free_source_id: int | None,
    ) -> RequestResult:
        if body.inspection_id is not None:
            jobs.require_inspection(conn, id=body.inspection_id, user_id=user.id, source=source)
        while True:
            existing = jobs.open_by_info_hash(conn, user_id=user.id, info_hash=source.info_hash)
            if existing is not None:
                return RequestResult(visible_job(conn, user, existing), HTTPStatus.OK)
            quotas.check(conn, self.settings.get_in(conn), user.id)
            job_id = self.new_id()
            is_new = jobs.insert(
                conn,
                id=job_id,
                user_id=user.id,
                source=source,
                body=body,
                free_source_id=free_source_id,
            )
            if is_new:
                break
        jobs.inherit_folder(conn, id=job_id)
        event_log.record(
            conn,
            job_id=job_id,
            status=Status.QUEUED,
            message="Paused." if body.is_paused else MESSAGES[Status.QUEUED],
        )
        return RequestResult(visible_job(conn, user, job_id), HTTPStatus.CREATED)


def version_of(newest: datetime | None, user: User) -> str:
    """The value for `since`; empty when there are no jobs."""
    return Cursor(at=newest, id=user.id).encode() if newest else ""


def viewer_of(user: User) -> UUID | None:
    """Whose jobs the user may open: their own, or None, those of all users, for administrators."""
    return None if user.role == "admin" else user.id


def visible_job(conn: Connection, user: User, job_id: UUID) -> DownloadJob:
    """Raises `DownloadNotFound`, also for a job that the user may not see."""
    job = job_list.get(conn, id=job_id, viewer=viewer_of(user))
    if job is None:
        raise DownloadNotFound("There is no such download.")
    return job


def query_of(user: User, query: DownloadFilter) -> job_list.JobQuery:
    """Raises `InvalidInput` or `NotAllowed`."""
    require_scope(user, query.scope)
    since = Cursor.decode(query.since, field="since").at if query.since else None
    if since is not None:
        since = max(since, EPOCH) - OVERLAP
    return job_list.JobQuery(
        viewer=None if query.scope is Scope.ALL else user.id,
        limit=query.limit + 1,
        statuses=None if query.status is None else [query.status],
        state=query.state,
        category_id=query.category,
        part_of_title=query.q,
        since=since,
        before=Cursor.decode(query.cursor) if query.cursor else None,
    )


def require_scope(user: User, scope: Scope) -> None:
    """Raises `NotAllowed`."""
    if scope is Scope.ALL and user.role != "admin":
        raise NotAllowed("Only an administrator sees the downloads of all users.")
