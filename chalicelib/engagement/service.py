"""
Count views and clicks without storing the visitor, and without delaying or failing a page.

A view counts once an hour for each visitor and title; visitors of one network who are not signed
in count as one. Reloading a page all day adds 24 views at most.
"""

import hashlib
import hmac
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr

from chalicelib.accounts.service.access_tokens import derived_key
from chalicelib.engagement import store
from chalicelib.engagement.models import (
    FROM_COLLECTION,
    WINDOW_DAYS,
    CleanupResult,
    ViewCount,
    VisitCounter,
    normalize_source,
    visitor_key,
    window,
)
from chalicelib.engagement.store.postgres import PostgresVisitCounter
from chalicelib.platform import telemetry
from chalicelib.platform.cache.byte_bounded_cache import ByteBoundedCache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError

logger = logging.getLogger(__name__)

DEDUP_KEY_BYTES = 16
MAX_RECENT_BYTES = 4 * 1024 * 1024  # some ten thousand dedup keys
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class EngagementService:
    db: Database
    counter: VisitCounter
    clock: Clock
    secret: SecretStr
    #: Dedup keys this process counted recently: a repeated view needs no database.
    _recent: ByteBoundedCache[bytes, datetime] = field(
        default_factory=lambda: ByteBoundedCache(MAX_RECENT_BYTES)
    )

    def view(self, by: UUID | str, media_id: int, source: str | None = None) -> None:
        """
        Count a view of a title by a user's id, or by an address when not signed in.

        `source` is where the visitor came from; `collection-{slug}` is a click on that collection
        too. Never raises a `SeenError`.
        """
        source = normalize_source(source)
        now = self.clock()
        dedup_key = self._dedup_key("view", by, media_id)
        if self._recent.get(dedup_key) is None:
            with _ignore_failures():
                self.counter.view(dedup_key=dedup_key, media_id=media_id, source=source, at=now)
                self._recent.put(dedup_key, now, DEDUP_KEY_BYTES)
        if source.startswith(FROM_COLLECTION):
            with _ignore_failures():
                with self.db.read() as conn:
                    slug = source.removeprefix(FROM_COLLECTION)
                    collection_id = store.collection_id_of(conn, slug=slug)
                if collection_id is not None:
                    dedup_key = self._dedup_key("click", by, collection_id, media_id)
                    self.counter.click(dedup_key=dedup_key, collection_id=collection_id, at=now)

    def click(self, by: UUID | str, collection_id: int) -> None:
        """Count a click on a collection. Never raises a `SeenError`."""
        dedup_key = self._dedup_key("click", by, collection_id)
        with _ignore_failures():
            self.counter.click(dedup_key=dedup_key, collection_id=collection_id, at=self.clock())

    def top(self, days: int = WINDOW_DAYS, *, limit: int = 100) -> list[ViewCount]:
        """The most viewed titles of the last days; empty when the counter is unavailable."""
        with _ignore_failures():
            return self.counter.top(window(self.clock(), days), limit=limit)
        return []

    def counts(self, media_ids: Sequence[int], days: int = WINDOW_DAYS) -> dict[int, int]:
        """The number of views of titles; those without views are left out."""
        if not media_ids:
            return {}
        with _ignore_failures():
            return self.counter.views(media_ids, window(self.clock(), days))
        return {}

    def cleanup(self) -> CleanupResult:
        """
        Delete visits older than the window, and update the ranking of collections.

        Idempotent. Raises `Unavailable`, and then the ranking is unchanged.
        """
        now = self.clock()
        clicks = self.counter.clicks(window(now))
        with self.db.read() as conn:
            changed = store.rank_collections(conn, ids=list(clicks), clicks=list(clicks.values()))
        deleted = self.counter.delete_before(before=now - timedelta(days=WINDOW_DAYS))
        return CleanupResult(deleted, changed)

    def _dedup_key(self, event: str, by: UUID | str, *ids: int) -> bytes:
        """A keyed hash of visitor, event and hour; it identifies repetitions and nothing else."""
        hour = int(self.clock().timestamp()) // HOUR_S
        text = f"{event} {visitor_key(by)} {' '.join(map(str, ids))} {hour}"
        key = derived_key(self.secret, "engagement")
        return hmac.new(key, text.encode(), hashlib.sha256).digest()[:DEDUP_KEY_BYTES]


@contextmanager
def _ignore_failures() -> Iterator[None]:
    """Count and log a failure, and continue."""
    try:
        yield
    except SeenError as error:
        telemetry.count("engagement_lost_total")
        logger.info("engagement not counted", extra={"error": str(error)})


def visit_counter_of(kind: str, db: Database, table: str, region: str | None) -> VisitCounter:
    """The visit counter that the settings choose."""
    if kind == "postgres":
        return PostgresVisitCounter(db)
    from chalicelib.engagement.store.dynamo import DynamoVisitCounter  # noqa: PLC0415  # brings botocore

    return DynamoVisitCounter(table, region)
