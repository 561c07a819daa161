"""What people do with downloads: ask for one, look, cancel."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import UUID

from chalicelib.downloads.errors import (
    DownloadNotFound,
    KeyInUse,
    KeyReused,
    TorrentsOff,
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
    Status,
)
from chalicelib.downloads.models.sources import Source, read_source
from chalicelib.downloads.store import events, files, jobs, keys
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.network_guard import BadAddress, BlockedAddress, NetworkGuard
from chalicelib.platform.sessions import User

logger = logging.getLogger(__name__)

LONGEST_KEY = 255
MOST_SHOWN_ACTIVE = 20


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
    guard: NetworkGuard
    are_torrents_on: bool

    def request(self, user: User, wanted: DownloadCreate, key: str | None = None) -> Asked:
        """
        Queue a download.

        The same torrent asked for again while it is under way is answered with the job that
        is there. With an idempotency `key`, the same request gets the same answer for a day.

        Raises `BadSource`, `BadTorrent`, `BlockedAddress`, `TorrentsOff`, `UnknownMedia`,
        `KeyReused` or `KeyInUse`.
        """
        source = self._understood(wanted)
        with self.db.transaction() as conn:
            if key is None:
                asked = self._insert(conn, user, source, wanted.media_id)
            else:
                asked = self._once(conn, user, source, wanted, key)
        self.cache.forget_person(user.id)
        return asked

    def page(self, user: User, wanted: DownloadFilter) -> DownloadPage:
        """Raises `InvalidInput` for a cursor that is not ours."""
        before = Cursor.read(wanted.cursor) if wanted.cursor else None
        statuses: Collection[Status] = [wanted.status] if wanted.status else list(Status)
        with self.db.read() as conn:
            found = jobs.page(
                conn, user_id=user.id, statuses=statuses, before=before, limit=wanted.limit + 1
            )
        items, has_more = found[: wanted.limit], len(found) > wanted.limit
        last = items[-1] if items else None
        cursor = Cursor(at=last.updated_at, id=last.id).text() if last and has_more else None
        return DownloadPage(items=items, next_cursor=cursor)

    def active(self, user: User) -> list[DownloadJob]:
        """What is under way or waiting, for the dashboard."""
        with self.db.read() as conn:
            return jobs.page(
                conn, user_id=user.id, statuses=OPEN, before=None, limit=MOST_SHOWN_ACTIVE
            )

    def get(self, user: User, job_id: UUID) -> DownloadJob:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            return self._get(conn, user, job_id)

    def events(self, user: User, job_id: UUID, wanted: EventFilter) -> EventPage:
        """Raises `DownloadNotFound`."""
        with self.db.read() as conn:
            found = events.page(
                conn, job_id=job_id, user_id=user.id, after=wanted.after, limit=wanted.limit
            )
            if not found:  # nothing new, or nobody's
                self._get(conn, user, job_id)
        return EventPage(items=found)

    def cancel(self, user: User, job_id: UUID) -> DownloadJob:
        """
        End a download; one that is over already stays as it is. Raises `DownloadNotFound`.

        The worker that holds it is told by the database, lets go and removes what had arrived.
        """
        with self.db.transaction() as conn:
            progress = jobs.cancel(conn, id=job_id, user_id=user.id)
            if progress is not None:
                events.insert(
                    conn,
                    job_id=job_id,
                    status=Status.CANCELLED,
                    message="Cancelled.",
                    progress_percent=progress,
                )
            job = self._get(conn, user, job_id)
        self.cache.forget_person(user.id)
        return job

    def forget_kept_answers(self) -> int:
        """Delete the answers kept for repeated requests that are too old to count; how many."""
        with self.db.transaction() as conn:
            return keys.delete_old(conn)

    def _understood(self, wanted: DownloadCreate) -> Source:
        source = read_source(wanted)
        if source.is_torrent and not self.are_torrents_on:
            raise TorrentsOff("Torrents are switched off on this server.", field="sourceType")
        try:
            if source.url is not None:
                return self._judged(source, source.url)
            self._judge_written_addresses(source)
        except (BlockedAddress, BadAddress) as error:
            error.field = "source"
            logger.warning("download refused", extra={"code": error.code, "kind": source.kind})
            raise
        return source

    def _judged(self, source: Source, url: str) -> Source:
        """Resolves the name, so that most refusals are told at once; the worker asks again."""
        target = self.guard.read(url)
        try:
            self.guard.addresses(target.host)
        except OSError:
            # Unknown right now. The worker, which connects, decides.
            logger.info("download host not resolved", extra={"host": target.host})
        return replace(source, label=target.label)

    def _judge_written_addresses(self, source: Source) -> None:
        """
        A torrent that names closed addresses as trackers, web seeds or peers is refused.

        Names among them are resolved by the worker, which leaves out those that lead inside.
        """
        for address in source.addresses:
            host, port = split_address(address)
            if host:
                self._check_host(host, port)
        for peer in source.peers:
            host, port = split_address(f"peer://{peer}")
            if host:
                self._check_host(host, None)

    def _check_host(self, host: str, port: int | None) -> None:
        try:
            self.guard.check_host(host, port)
        except BadAddress:
            # A tracker that cannot exist does no harm, and old torrents are full of them.
            return

    def _once(
        self, conn: Connection, user: User, source: Source, wanted: DownloadCreate, key: str
    ) -> Asked:
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise InvalidInput("This Idempotency-Key cannot be used.", field="Idempotency-Key")
        if not keys.try_lock(conn, user_id=user.id, key=key):
            raise KeyInUse("The same request is being answered right now.", retry_after_s=1)
        request_hash = hashlib.sha256(wanted.model_dump_json().encode()).digest()
        kept = keys.get(conn, user_id=user.id, key=key)
        if kept is not None:
            if kept.request_hash != request_hash:
                raise KeyReused(
                    "This Idempotency-Key was used for another request.", field="Idempotency-Key"
                )
            return Asked(DownloadJob.model_validate_json(kept.body), HTTPStatus(kept.status))
        asked = self._insert(conn, user, source, wanted.media_id)
        answer = keys.KeptAnswer(request_hash, asked.status, asked.job.model_dump_json())
        keys.keep(conn, user_id=user.id, key=key, answer=answer)
        return asked

    def _insert(self, conn: Connection, user: User, source: Source, media_id: int | None) -> Asked:
        while True:
            job_id = self.new_id()
            if jobs.insert(conn, id=job_id, user_id=user.id, source=source, media_id=media_id):
                files.inherit_folder(conn, id=job_id)
                events.insert(
                    conn,
                    job_id=job_id,
                    status=Status.QUEUED,
                    message="Waiting for its turn.",
                    progress_percent=0,
                )
                return Asked(self._get(conn, user, job_id), HTTPStatus.CREATED)
            existing = jobs.open_by_info_hash(
                conn, user_id=user.id, info_hash=source.info_hash or ""
            )
            if existing is not None:  # otherwise it ended just now, and there is room again
                return Asked(self._get(conn, user, existing), HTTPStatus.OK)

    def _get(self, conn: Connection, user: User, job_id: UUID) -> DownloadJob:
        job = jobs.get(conn, id=job_id, user_id=user.id)
        if job is None:
            raise DownloadNotFound("There is no such download.")
        return job


def split_address(address: str) -> tuple[str, int | None]:
    """The host and port of a tracker's, web seed's or peer's address; "" when it has none."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return "", None
    return host or "", port
