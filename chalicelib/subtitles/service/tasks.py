"""Subtitles of a source: users look for them and fetch them, the worker does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer
from chalicelib.subtitles.errors import (
    SubtitleNotFound,
    SubtitleSourceOff,
    SubtitleTaskNotFound,
    TooManySubtitleTasks,
)
from chalicelib.subtitles.models.tasks import (
    MAX_PENDING,
    QUEUE,
    TASK,
    SubtitleFetch,
    SubtitleSearch,
    SubtitleTask,
    SubtitleTaskRow,
    TaskKind,
)
from chalicelib.subtitles.store import subtitles, tasks

#: Work that has waited longer does not count: its worker is gone.
PENDING_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SubtitleTaskService:
    """What users start; each sees only their own."""

    db: Database
    clock: Clock
    new_id: NewId
    has_source: Callable[[], bool]

    def search(self, user: User, item_id: UUID, body: SubtitleSearch) -> SubtitleTask:
        """Raises `LibraryItemNotFound`, `SubtitleSourceOff` or `TooManySubtitleTasks`."""
        self._require_source(item_id)
        return self._start(user, item_id, "search", {"languages": body.languages})

    def fetch(self, user: User, item_id: UUID, body: SubtitleFetch) -> SubtitleTask:
        """
        Fetch what a search has found, for all users who play the file.

        Raises `SubtitleTaskNotFound`, `SubtitleNotFound`, `SubtitleSourceOff` or
        `TooManySubtitleTasks`.
        """
        self._require_source(item_id)
        search = self._own(user, body.search_id)
        found = search.result.get("found", ())
        chosen = next((one for one in found if one["fileId"] == body.file_id), None)
        if chosen is None or search.library_item_id != item_id:
            raise SubtitleNotFound("The search has not found this subtitle.", field="fileId")
        return self._start(user, item_id, "fetch", {"found": chosen})

    def sync(self, user: User, subtitle_id: UUID) -> SubtitleTask:
        """
        Compare the times of a subtitle with the sound of its file.

        Raises `SubtitleNotFound` or `TooManySubtitleTasks`.
        """
        with self.db.read() as conn:
            row = subtitles.get(conn, id=subtitle_id)
        if row is None or row.form == "picture":
            raise SubtitleNotFound("There is no such subtitle of text.")
        return self._start(user, row.library_item_id, "sync", {"subtitleId": str(subtitle_id)})

    def get(self, user: User, task_id: UUID) -> SubtitleTask:
        """Raises `SubtitleTaskNotFound`."""
        return _shown(self._own(user, task_id))

    def _own(self, user: User, task_id: UUID) -> SubtitleTaskRow:
        with self.db.read() as conn:
            row = tasks.get(conn, id=task_id)
        if row is None or row.user_id != user.id:
            raise SubtitleTaskNotFound("This is over. Start again.")
        return row

    def _require_source(self, item_id: UUID) -> None:
        """Raises `LibraryItemNotFound` or `SubtitleSourceOff`."""
        with self.db.read() as conn:
            if subtitles.title_of_item(conn, item_id=item_id) is None:
                raise LibraryItemNotFound("There is no such file in the library.")
        if not self.has_source():
            raise SubtitleSourceOff("Finding subtitles needs a key of OpenSubtitles.")

    def _start(
        self, user: User, item_id: UUID, kind: TaskKind, request: Mapping[str, Any]
    ) -> SubtitleTask:
        now, task_id = self.clock(), self.new_id()
        with self.db.transaction() as conn:
            pending = tasks.count_pending(conn, user_id=user.id, since=now - PENDING_FOR)
            if pending >= MAX_PENDING:
                raise TooManySubtitleTasks("Wait until the others are done.", retry_after_s=5)
            tasks.insert(
                conn,
                id=task_id,
                item_id=item_id,
                user_id=user.id,
                kind=kind,
                request=request,
                now=now,
            )
            defer(conn, TASK, {"task_id": str(task_id)}, queue=QUEUE)
        return self.get(user, task_id)


def _shown(row: SubtitleTaskRow) -> SubtitleTask:
    return SubtitleTask.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "progress": row.progress,
            "reason": row.reason,
            "retryAt": row.retry_at,
            **row.result,
        }
    )
