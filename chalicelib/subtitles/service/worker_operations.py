"""The work on subtitles, as the worker does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.tasks import defer
from chalicelib.subtitles.models.tasks import (
    QUEUE,
    TASK,
    FailureReason,
    FoundSubtitle,
    SubtitleTaskRow,
    VideoFacts,
)
from chalicelib.subtitles.store import tasks

KEPT_FOR = timedelta(days=1)
KEPT_BY_ITSELF = timedelta(days=90)
#: How long after its discovery subtitles are looked for by themselves.
NEW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SubtitleWork:
    db: Database
    clock: Clock
    new_id: NewId

    def begin(self, task_id: UUID) -> SubtitleTaskRow | None:
        """None when it is done already, or the file has gone."""
        with self.db.transaction() as conn:
            if not tasks.begin(conn, id=task_id, now=self.clock()):
                return None
            return tasks.get(conn, id=task_id)

    def progress(self, task_id: UUID, percent: int) -> None:
        with self.db.read() as conn:
            tasks.set_progress(conn, id=task_id, progress=percent, now=self.clock())

    def done(self, task_id: UUID, result: Mapping[str, Any]) -> None:
        """`result` is a part of `SubtitleTask` as JSON."""
        self._end(task_id, result, "")

    def fail(self, task_id: UUID, reason: FailureReason, retry_at: datetime | None = None) -> None:
        self._end(task_id, {}, reason, retry_at)

    def facts(self, item_id: UUID) -> VideoFacts | None:
        with self.db.read() as conn:
            return tasks.facts(conn, item_id=item_id)

    def duration_s(self, item_id: UUID) -> int | None:
        """The length of a file; None: there is none."""
        with self.db.read() as conn:
            return tasks.duration_s(conn, item_id=item_id)

    def search_for_new(self) -> bool:
        """Look for subtitles of a new file that a user waits for; whether there is one."""
        now = self.clock()
        with self.db.transaction() as conn:
            wanted = tasks.next_wanted(conn, found_since=now - NEW_FOR)
            if wanted is None:
                return False
            request = {"languages": list(wanted.languages)}
            self._queue(conn, wanted.library_item_id, "search", request)
        return True

    def fetch_for_new(self, item_id: UUID, found: FoundSubtitle) -> None:
        """Fetch what a search that began by itself has found."""
        chosen = found.model_dump(mode="json", by_alias=True)
        with self.db.transaction() as conn:
            self._queue(conn, item_id, "fetch", {"found": chosen})

    def languages(self, item_id: UUID) -> set[str]:
        """Those that the file has subtitles in."""
        with self.db.read() as conn:
            return set(tasks.list_languages(conn, item_id=item_id))

    def delete_old(self) -> None:
        now = self.clock()
        with self.db.read() as conn:
            tasks.delete_old(conn, users_before=now - KEPT_FOR, others_before=now - KEPT_BY_ITSELF)

    def _queue(
        self, conn: Connection, item_id: UUID, kind: str, request: Mapping[str, Any]
    ) -> None:
        task_id = self.new_id()
        tasks.insert(
            conn,
            id=task_id,
            item_id=item_id,
            user_id=None,
            kind=kind,
            request=request,
            now=self.clock(),
        )
        defer(conn, TASK, {"task_id": str(task_id)}, queue=QUEUE)

    def _end(
        self,
        task_id: UUID,
        result: Mapping[str, Any],
        reason: FailureReason,
        retry_at: datetime | None = None,
    ) -> None:
        with self.db.read() as conn:
            tasks.end(
                conn,
                id=task_id,
                result=result,
                reason=reason,
                retry_at=retry_at,
                now=self.clock(),
            )
