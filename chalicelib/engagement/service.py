"""
Count who looks at what, without keeping who it was, and without a page ever waiting or failing
because of it.

A look counts once an hour for each person and title; behind one address, everybody who is not
signed in is one person. Somebody who reloads a page all day moves a title by 24 at most.
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
    Cleaned,
    Tally,
    Visited,
    tidy,
    visitor,
    window,
)
from chalicelib.engagement.store.postgres import PostgresTally
from chalicelib.platform import telemetry
from chalicelib.platform.cache.byte_bounded_cache import ByteBoundedCache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError

logger = logging.getLogger(__name__)

MARK_BYTES = 16
MAX_BYTES = 4 * 1024 * 1024  # some ten thousand marks
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class EngagementService:
    db: Database
    tally: Tally
    clock: Clock
    secret: SecretStr
    #: What this process counted lately: whoever looks again does not wait for a database.
    _counted: ByteBoundedCache[bytes, datetime] = field(
        default_factory=lambda: ByteBoundedCache(MAX_BYTES)
    )

    def view(self, by: UUID | str, media_id: int, source: str | None = None) -> None:
        """
        Somebody looks at a title: a person by id, or an address nobody is signed in from.

        `source` says where they came from; from `collection-{slug}` it is a click on that
        collection too. Never raises one of our errors.
        """
        source = tidy(source)
        now = self.clock()
        mark = self._mark("view", by, media_id)
        if self._counted.get(mark) is None:
            with _harmless():
                self.tally.view(mark=mark, media_id=media_id, source=source, at=now)
                self._counted.put(mark, now, MARK_BYTES)
        if source.startswith(FROM_COLLECTION):
            with _harmless():
                with self.db.read() as conn:
                    slug = source.removeprefix(FROM_COLLECTION)
                    collection_id = store.collection_called(conn, slug=slug)
                if collection_id is not None:
                    mark = self._mark("click", by, collection_id, media_id)
                    self.tally.click(mark=mark, collection_id=collection_id, at=now)

    def click(self, by: UUID | str, collection_id: int) -> None:
        """Somebody opens a collection. Never raises one of our errors."""
        mark = self._mark("click", by, collection_id)
        with _harmless():
            self.tally.click(mark=mark, collection_id=collection_id, at=self.clock())

    def top(self, days: int = WINDOW_DAYS, *, limit: int = 100) -> list[Visited]:
        """The titles looked at most in the last days; empty when that cannot be said."""
        with _harmless():
            return self.tally.top(window(self.clock(), days), limit=limit)
        return []

    def counts(self, media_ids: Sequence[int], days: int = WINDOW_DAYS) -> dict[int, int]:
        """How often titles were looked at; those that nobody looked at are left out."""
        if not media_ids:
            return {}
        with _harmless():
            return self.tally.views(media_ids, window(self.clock(), days))
        return {}

    def cleanup(self) -> Cleaned:
        """
        Forget what is older than the window, and write what collections are ordered by.

        Running twice is harmless. Raises `Unavailable`, and then nothing was counted anew.
        """
        now = self.clock()
        clicks = self.tally.clicks(window(now))
        with self.db.read() as conn:
            changed = store.rank_collections(conn, ids=list(clicks), clicks=list(clicks.values()))
        forgotten = self.tally.forget(before=now - timedelta(days=WINDOW_DAYS))
        return Cleaned(forgotten, changed)

    def _mark(self, what: str, by: UUID | str, *of: int) -> bytes:
        """Who looked at what in this hour, for telling repetitions and nothing else."""
        hour = int(self.clock().timestamp()) // HOUR_S
        words = f"{what} {visitor(by)} {' '.join(map(str, of))} {hour}"
        key = derived_key(self.secret, "engagement")
        return hmac.new(key, words.encode(), hashlib.sha256).digest()[:MARK_BYTES]


@contextmanager
def _harmless() -> Iterator[None]:
    """What fails in here is counted, and that is all; whoever does not answer is in the log."""
    try:
        yield
    except SeenError as error:
        telemetry.count("engagement_lost_total")
        logger.info("engagement not counted", extra={"error": str(error)})


def tally_of(kind: str, db: Database, table: str, region: str | None) -> Tally:
    """The place that counts, as the settings choose it."""
    if kind == "postgres":
        return PostgresTally(db)
    from chalicelib.engagement.store.dynamo import DynamoTally  # noqa: PLC0415  # brings botocore

    return DynamoTally(table, region)
