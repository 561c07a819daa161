"""
Compares the object store with the library, both ways.

Objects of no file are deleted after a day. Files whose object is not there lose its mark and are
pushed again, or are missing if they were only there, until it is there again. When much is lost
the store may be another one than before: it is counted, and nothing is changed.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.library.store import store_check
from chalicelib.library.store.store_check import StoreCheck
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.s3_client import STORE_ERRORS, message_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

PREFIX = "library/"
ORPHAN_AFTER = timedelta(hours=24)
#: When more of the copies is not there, it may be the wrong store.
MAX_LOST_SHARE = 0.3
MIN_LOST_TO_DOUBT = 5


@dataclass(frozen=True)
class StoreChecker:
    db: Database
    client: "S3Client"
    bucket: str
    clock: Clock

    def run(self) -> StoreCheck | None:
        """Compare and mend; None when the store does not answer."""
        with self.db.read() as conn:
            stored, keys = store_check.list_stored(conn), store_check.list_keys(conn)
            lost_before = store_check.list_lost(conn)
        now = self.clock()
        seen: dict[str, int] = {}
        orphans: dict[str, int] = {}
        total = 0
        try:
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=PREFIX
            )
            for page in pages:
                for each in page.get("Contents", []):
                    seen[each["Key"]] = each["Size"]
                    total += each["Size"]
                    is_old = now - each["LastModified"] > ORPHAN_AFTER
                    if is_old and each["Key"] not in keys:
                        orphans[each["Key"]] = each["Size"]
            lost = [item_id for key, item_id in stored.items() if key not in seen]
            is_doubtful = len(lost) >= MIN_LOST_TO_DOUBT and len(lost) > MAX_LOST_SHARE * len(
                stored
            )
            if not is_doubtful:
                for key in orphans:
                    self.client.delete_object(Bucket=self.bucket, Key=key)
        except STORE_ERRORS as error:
            logger.info("the object store was not checked", extra={"error": message_of(error)})
            return None
        found = StoreCheck(
            checked_at=now,
            objects=len(seen),
            size_bytes=total,
            orphans=len(orphans),
            orphan_bytes=sum(orphans.values()),
            lost=len(lost),
            is_mended=not is_doubtful,
        )
        back = [item_id for item_id, key, size in lost_before if seen.get(key) == size]
        with self.db.transaction() as conn:
            if not is_doubtful:
                store_check.forget_objects(conn, ids=lost, now=now)
            store_check.restore_objects(conn, ids=back, now=now)
            store_check.put(conn, found)
        return found
