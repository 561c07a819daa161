"""
Removes local files whose folder keeps them in the object store only.

A file goes only after its copy was verified: size and checksum when it was pushed, size again now.
That it is given up is stored before it is removed, so that a worker finishes what a killed one
began.
"""

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.store import freed_files
from chalicelib.library.store.freed_files import FreeableFile
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.s3_client import STORE_ERRORS
from worker.scanner.roots import RootSource

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoreFreer:
    db: Database
    client: "S3Client"
    bucket: str
    roots: RootSource
    clock: Clock

    def free_all(self) -> int:
        """Remove the local files that policies give up; returns how many."""
        with self.db.read() as conn:
            ids = freed_files.list_ids(conn, now=self.clock())
        return sum(self.free(item_id) for item_id in ids)

    def free(self, item_id: UUID) -> bool:
        """Remove one file, if its folder's policy says so and its copy is whole. Idempotent."""
        with self.db.read() as conn:
            file = freed_files.get(conn, id=item_id, now=self.clock())
        if file is None or not self._is_unchanged(file) or not self._is_stored(file):
            return False
        with self.db.transaction() as conn:
            if not freed_files.mark_freed(conn, file=file, now=self.clock()):
                return False
        try:
            os.unlink(text_to_path(file.path))  # noqa: PTH108  # names that are not UTF-8
        except FileNotFoundError:
            pass
        except OSError:  # a folder that may only be read: the others still go
            logger.warning(
                "local file not given up", extra={"item_id": str(item_id)}, exc_info=True
            )
            with self.db.transaction() as conn:
                freed_files.unmark_freed(conn, id=item_id)
            return False
        logger.info("local file given up for its copy", extra={"item_id": str(item_id)})
        return True

    def _is_stored(self, file: FreeableFile) -> bool:
        try:
            head = self.client.head_object(Bucket=self.bucket, Key=file.object_key)
        except STORE_ERRORS:
            return False
        return head["ContentLength"] == file.size_bytes

    def _is_unchanged(self, file: FreeableFile) -> bool:
        path = text_to_path(file.path)
        if self.roots.of_path(path) is None:
            return False
        try:
            facts = os.lstat(path)
        except OSError:
            return False
        return (facts.st_size, facts.st_mtime_ns) == (file.size_bytes, file.modified_ns)
