"""What people do with downloads: ask for one, look, cancel."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.errors import (
    DownloadNotFound,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
)
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
from chalicelib.downloads.models.options import IN_WORDS
from chalicelib.downloads.models.sources import Source
from chalicelib.downloads.service import quotas
from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.service.judging import SourceValidator
from chalicelib.downloads.store import events, files, inspections, jobs, keys, shown
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput, NotAllowed
from chalicelib.platform.sessions import User

LONGEST_KEY = 255
MAX_SHOWN_ACTIVE = 20
MAX_REMOVED = 500
#: A change is stamped before it is committed: whoever asks for what is new looks this far back.
OVERLAP = timedelta(seconds=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """The job behind a request, and whether the request made it."""

    job: DownloadJob
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class DownloadService:
    db: Database
    cache: Cache
    new_id: NewId
    judge: SourceValidator
    house: DownloadSettingsService

    def request(self, user: User, wanted: DownloadCreate, key: str | None = None) -> Asked:
        """
        Queue a download.

        The same torrent asked for again while it is under way is answered with the job that
        is there. With an idempotency `key`, the same request gets the same answer for a day.

        Raises `BadSource`, `BadTorrent`, `BlockedAddress`, `TorrentsOff`, `UnknownMedia`,
        `UnknownCategory`, `UnknownInspection`, `QuotaExceeded`, `IdempotencyKeyReused`
        or `IdempotencyKeyInUse`.
        """
        source = self.judge.understood(
            wanted.source_type,
            wanted.source,
            wanted.title,
            may_look_up=self.house.may_look_names_up,
        )
        with self.db.transaction() as conn:
            if key is None:
                asked = self._insert(conn, user, source, wanted)
            else:
                asked = self._once(conn, user, source, wanted, key)
        self.cache.invalidate_user(user.id)
        return asked

    def tag(self, user: User, wanted: DownloadFilter) -> str:
        """
        What `page` of the same would say, as a short text: costs a fraction of it.

        Raises `InvalidInput` and `NotAllowed` as `page` does.
        """
        look = look_of(user, wanted)
        with self.db.read() as conn:
            # What was removed since is told too, and is on no page.
            newest = shown.newest_change(conn, viewer=look.viewer) if look.since else None
            return f'"{shown.fingerprint(conn, look)}{newest.timestamp() if newest else ""}"'

    def page(self, user: User, wanted: DownloadFilter) -> DownloadPage:
        """
        Raises `InvalidInput` for a cursor or version that is not ours, and `NotAllowed` for
        who is no admin and asks for everybody's.
        """
        look = look_of(user, wanted)
        with self.db.read() as conn:
            version = shown.newest_change(conn, viewer=look.viewer)
            gone = [] if look.since is None else shown.gone(conn, look, most=MAX_REMOVED + 1)
            if len(gone) > MAX_REMOVED:
                return DownloadPage(
                    items=[], next_cursor=None, version=version_of(version, user), is_reset=True
                )
            found = shown.page(conn, look)
        items, has_more = found[: wanted.limit], len(found) > wanted.limit
        last = items[-1] if items else None
        return DownloadPage(
            items=items,
            next_cursor=(
                Cursor(at=last.updated_at, id=last.id).text() if last and has_more else None
            ),
            version=version_of(version, user),
            removed_ids=gone,
        )

    def active(self, user: User) -> list[DownloadJob]:
        """What is under way or waiting, for the dashboard."""
        with self.db.read() as conn:
            return shown.page(
                conn, shown.Look(viewer=user.id, statuses=OPEN, limit=MAX_SHOWN_ACTIVE)
            )

    def get(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            return visible(conn, user, job_id)

    def events(self, user: User, job_id: UUID, wanted: EventFilter) -> EventPage:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            found = events.page(
                conn,
                job_id=job_id,
                viewer=viewer_of(user),
                after=wanted.after,
                limit=wanted.limit,
            )
            if not found:  # nothing new, or nobody's
                visible(conn, user, job_id)
        return EventPage(items=found)

    def cancel(self, user: User, job_id: UUID) -> DownloadJob:
        """
        End a download; one that is over already stays as it is. Raises `DownloadNotFound`.

        The worker that holds it is told by the database, lets go and puts away what had arrived.
        """
        with self.db.transaction() as conn:
            ended = jobs.cancel(conn, id=job_id, viewer=viewer_of(user))
            if ended is not None:
                events.insert(
                    conn,
                    job_id=job_id,
                    status=Status.CANCELLED,
                    message="Cancelled.",
                    progress_percent=ended.progress_percent,
                )
            job = visible(conn, user, job_id)
        if ended is not None:
            self.cache.invalidate_user(ended.user_id)
        return job

    def forget_kept_answers(self) -> int:
        """Delete the answers kept for repeated requests that are too old to count; how many."""
        with self.db.transaction() as conn:
            return keys.delete_old(conn)

    def _once(
        self, conn: Connection, user: User, source: Source, wanted: DownloadCreate, key: str
    ) -> Asked:
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise InvalidInput("This Idempotency-Key cannot be used.", field="Idempotency-Key")
        if not keys.try_lock(conn, user_id=user.id, key=key):
            raise IdempotencyKeyInUse(
                "The same request is being answered right now.", retry_after_s=1
            )
        request_hash = hashlib.sha256(wanted.model_dump_json().encode()).digest()
        kept = keys.get(conn, user_id=user.id, key=key)
        if kept is not None:
            if kept.request_hash != request_hash:
                raise IdempotencyKeyReused(
                    "This Idempotency-Key was used for another request.", field="Idempotency-Key"
                )
            return Asked(DownloadJob.model_validate_json(kept.body), HTTPStatus(kept.status))
        asked = self._insert(conn, user, source, wanted)
        # What is computed from the rest is left out, or it could not be read again.
        body = asked.job.model_dump_json(round_trip=True)
        keys.keep(
            conn,
            user_id=user.id,
            key=key,
            answer=keys.KeptAnswer(request_hash, asked.status, body),
        )
        return asked

    def _insert(
        self, conn: Connection, user: User, source: Source, wanted: DownloadCreate
    ) -> Asked:
        if wanted.inspection_id is not None:
            inspections.must_be_of(conn, id=wanted.inspection_id, user_id=user.id, source=source)
        while True:
            existing = jobs.open_by_info_hash(conn, user_id=user.id, info_hash=source.info_hash)
            if existing is not None:
                return Asked(visible(conn, user, existing), HTTPStatus.OK)
            quotas.check(conn, self.house.rules_in(conn), user.id)
            job_id = self.new_id()
            if jobs.insert(conn, id=job_id, user_id=user.id, source=source, wanted=wanted):
                break
        files.inherit_folder(conn, id=job_id)
        events.insert(
            conn,
            job_id=job_id,
            status=Status.QUEUED,
            message="Waits until somebody says go."
            if wanted.is_paused
            else IN_WORDS[Status.QUEUED],
            progress_percent=0,
        )
        return Asked(visible(conn, user, job_id), HTTPStatus.CREATED)


def version_of(newest: datetime | None, user: User) -> str:
    """What `since` takes; empty where there is nothing yet."""
    return Cursor(at=newest, id=user.id).text() if newest else ""


def viewer_of(user: User) -> UUID | None:
    """Whose jobs this person may see one by one: their own; None (everybody's) for admins."""
    return None if user.role == "admin" else user.id


def visible(conn: Connection, user: User, job_id: UUID) -> DownloadJob:
    """The job, for somebody who may see it. Raises `DownloadNotFound`."""
    job = shown.get(conn, id=job_id, viewer=viewer_of(user))
    if job is None:
        raise DownloadNotFound("There is no such download.")
    return job


def look_of(user: User, wanted: DownloadFilter) -> shown.Look:
    """Raises `InvalidInput` or `NotAllowed`."""
    require_scope(user, wanted.scope)
    since = Cursor.read(wanted.since, field="since").at if wanted.since else None
    if since is not None:
        since = max(since, LONG_AGO) - OVERLAP
    return shown.Look(
        viewer=None if wanted.scope is Scope.ALL else user.id,
        limit=wanted.limit + 1,
        statuses=None if wanted.status is None else [wanted.status],
        standing=wanted.state,
        category_id=wanted.category,
        part_of_title=wanted.q,
        since=since,
        before=Cursor.read(wanted.cursor) if wanted.cursor else None,
    )


def require_scope(user: User, scope: Scope) -> None:
    """Raises `NotAllowed`."""
    if scope is Scope.ALL and user.role != "admin":
        raise NotAllowed("Only an administrator sees everybody's downloads.")
