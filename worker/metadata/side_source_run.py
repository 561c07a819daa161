"""Asks the sources beside the describing ones, a batch of titles each, until they rest."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import SIDE_SOURCES
from chalicelib.metadata.service.daily_quotas import left_today
from chalicelib.metadata.store import source_queue
from chalicelib.metadata.store.source_queue import QueueScan
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.providers.errors import ProviderFailed
from worker.metadata.source_attempts import SourceFetcher, attempt

logger = logging.getLogger(__name__)

BATCH_TITLES = 50
MAX_RUN_S = 8 * 60.0  # a run starts every ten minutes


@dataclass(frozen=True, slots=True)
class SourceQueue:
    """
    `askers` call the providers without a response cache. `daily` limits how many titles a source
    is asked for from midnight to midnight UTC, so that pages find something left of its quota.
    """

    db: Database
    clock: Clock
    askers: Sequence[SourceFetcher]
    daily: dict[str, int]
    batch: int = BATCH_TITLES
    max_run_s: float = MAX_RUN_S
    monotonic: Callable[[], float] = time.monotonic

    def run(self) -> int:
        """
        Ask each source for titles until nothing is left, it rests, or the time is over.

        Returns how many titles were asked for. Raises `ShutdownRequested`.
        """
        deadline, done = self.monotonic() + self.max_run_s, 0
        waiting = [asker for asker in self.askers if asker.is_on()]
        while waiting and self.monotonic() < deadline:
            going_on = []
            for asker in waiting:
                asked = self._ask_batch(asker)
                done += asked
                if asked == self.batch:
                    going_on.append(asker)
            waiting = going_on
        if done:
            logger.info("sources asked", extra={"titles": done})
        return done

    def _ask_batch(self, asker: SourceFetcher) -> int:
        """How many titles were asked for: fewer than a batch when the source is done for now."""
        writer = asker.context.writer
        batch = self._next(asker.source)
        asked = 0
        reached: dict[MediaType, QueueScan] = {}
        for media_id, walked in batch.items():
            asker.context.check_stop()
            subject = writer.get_identity(media_id)
            try:
                if subject is not None:
                    attempt(asker, subject)
            except ProviderFailed as failure:
                logger.info("source rests", extra={"source": asker.source, "reason": failure.code})
                break
            asked += 1
            if walked is not None:
                reached[walked.kind] = walked
        with self.db.transaction() as conn:
            for walked in reached.values():
                source_queue.move(conn, source=asker.source, to=walked)
        return asked

    def _left_today(self, conn: Connection, name: str, now: datetime) -> int:
        if name not in self.daily:
            return self.batch
        return left_today(conn, source=name, limit=self.daily[name], now=now)

    def _next(self, name: str) -> dict[int, QueueScan | None]:
        """What an administrator wants, what is due again, what people use, then by votes."""
        source, now = SIDE_SOURCES[name], self.clock()
        with self.db.transaction() as conn:
            limit = min(self.batch, self._left_today(conn, name, now))
            due = source_queue.list_due(conn, source=source, now=now, limit=limit)
            used = source_queue.list_new_in_use(conn, source=source, limit=limit - len(due))
            found: dict[int, QueueScan | None] = dict.fromkeys([*due, *used])
            for kind in source.kinds:
                left = limit - len(found)
                if left > 0:
                    walk = source_queue.walk(conn, source=source, kind=kind, now=now, limit=left)
                    found |= {one.media_id: one for one in walk}
        return found
