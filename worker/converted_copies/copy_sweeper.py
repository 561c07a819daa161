"""
Removes converted copies from the object store: those that users have removed, those of files
that changed or left the library, those that failed, and objects that no copy names. A copy with
lost objects says so.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.converted_copies.models import PREFIX
from chalicelib.converted_copies.service.worker_operations import CopyWork
from chalicelib.platform.clock import Clock
from worker.converted_copies.copy_store import CopyStore
from worker.s3_client import STORE_ERRORS, message_of

logger = logging.getLogger(__name__)

COMPARE_EVERY = timedelta(hours=6)


@dataclass
class CopySweeper:
    work: CopyWork
    store: CopyStore
    clock: Clock
    _compare_at: datetime | None = None

    def work_once(self) -> bool:
        """Delete what is removed; compare the store with the index when that is due."""
        try:
            self._delete_removed()
            self._empty_failed()
            self.work.queue_waiting()
            now = self.clock()
            if self._compare_at is None or now >= self._compare_at:
                self.compare()
                self._compare_at = now + COMPARE_EVERY
        except STORE_ERRORS as error:
            logger.info("converted copies not swept", extra={"error": message_of(error)})
        return False

    def compare(self) -> None:
        """Delete objects of no copy, and mark copies whose objects are lost."""
        there = [each.key for each in self.store.list(PREFIX)]
        # Read after the objects were listed: a copy is known before its first object is stored.
        known = self.work.known()
        copies = {copy.prefix: copy for copy in known if copy.state != "failed"}
        counts: Counter[str] = Counter()
        for key in there:
            prefix = key[: key.rindex("/") + 1]
            if prefix in copies:
                counts[prefix] += 1
            else:
                self.store.delete([key])
        for prefix, copy in copies.items():
            wanted = len(copy.durations) + 1
            if copy.state != "ready" or counts[prefix] >= wanted:
                continue
            # It may have become ready after the objects were listed.
            if sum(1 for _ in self.store.list(prefix)) < wanted:
                logger.warning("objects of a copy are lost", extra={"copy": str(copy.id)})
                self.work.fail(copy.id, "lost")

    def _delete_removed(self) -> None:
        for copy in self.work.to_delete():
            self.store.delete([each.key for each in self.store.list(copy.prefix)])
            self.work.deleted([copy.id])

    def _empty_failed(self) -> None:
        """What a failed copy has stored would count against the quota for ever."""
        for copy in self.work.failed():
            self.store.delete([each.key for each in self.store.list(copy.prefix)])
            self.work.emptied([copy.id])
