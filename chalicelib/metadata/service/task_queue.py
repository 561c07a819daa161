"""Queues scheduled and manually started metadata tasks for the worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.metadata.models import (
    BACKFILL_LOCK,
    BULK_QUEUE,
    CHANGES_LOCK,
    DESCRIBING_SOURCES,
    ENRICH_LOCK,
    QUEUE,
    REFRESH_LOCK,
    RESET_LOCK,
    SIDE_SOURCES,
    SYNC_LOCK,
    MetadataReset,
)
from chalicelib.metadata.store import fetch_status
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.tasks import defer_once


@dataclass(frozen=True, slots=True)
class MetadataTaskQueue:
    """Each method returns False if the task is queued already."""

    db: Database

    def sync_sections(self) -> bool:
        """Refresh the discover sections from the providers."""
        return self._queue("sync_sections", SYNC_LOCK)

    def refresh_titles(self) -> bool:
        """Fetch the titles again that people follow, own or watch, when they are due."""
        return self._queue("refresh_titles", REFRESH_LOCK)

    def note_changes(self) -> bool:
        """Make titles in use due that TMDB says have changed."""
        return self._queue("note_changes", CHANGES_LOCK)

    def enrich(self, at: datetime | None = None) -> bool:
        """Ask the sources beside the describing ones for a batch of titles each."""
        return self._queue("enrich_titles", ENRICH_LOCK, at=at)

    def backfill(self, at: datetime | None = None) -> bool:
        """Fetch titles that were never fetched."""
        return self._queue("backfill", BACKFILL_LOCK, at=at)

    def ask(self, source: str, at: datetime | None = None) -> bool:
        """Have the worker ask a source now or at `at`, not only with its next run."""
        if source in SIDE_SOURCES:
            return self.enrich(at)
        return source in DESCRIBING_SOURCES and self.backfill(at)

    def reset(self, wanted: MetadataReset) -> bool:
        """Fetch titles again that were fetched before."""
        return self._queue("reset_backfill", RESET_LOCK, wanted.model_dump(mode="json"))

    def delete_old_responses(self) -> bool:
        """Delete cached provider responses too old to be served as stale."""
        return self._queue("forget_answers", "metadata answers")

    def _queue(
        self,
        task: str,
        lock: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        at: datetime | None = None,
    ) -> bool:
        with self.db.transaction() as conn:
            return defer_once(conn, task, arguments or {}, queue=BULK_QUEUE, lock=lock, at=at)


def queue_title(conn: Connection, media_id: int, *, now: datetime) -> bool:
    """Have the worker fetch a title with its episodes; False if that is queued already."""
    fetch_status.request(conn, media_id=media_id, now=now, unless_since=now)
    return defer_once(
        conn,
        "fetch_title",
        {"media_id": media_id, "with_episodes": True},
        queue=QUEUE,
        lock=f"title {media_id}",
    )
