"""What the chapters of a file name: intro, recap, credits and preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.segments.models import SegmentSource
from chalicelib.segments.models.chapter_segments import NamedChapter, segments_of
from chalicelib.segments.store import chapter_rule_versions as store
from chalicelib.segments.store import segments

BATCH = 200


def put(
    conn: Connection,
    item_id: UUID,
    chapters: Sequence[NamedChapter],
    duration_s: float,
    now: datetime,
) -> None:
    """Replace the segments that the chapters of a file name."""
    segments.put(
        conn,
        item_id=item_id,
        source=SegmentSource.CHAPTER,
        segments=segments_of(chapters, duration_s),
        now=now,
    )
    store.mark_read(conn, item_id=item_id)


@dataclass(frozen=True)
class ChapterReader:
    """Reads stored chapters again that an earlier rule read, without a look at the files."""

    db: Database
    clock: Clock

    def work_once(self) -> bool:
        """Read the chapters of some files; False when there are no more."""
        with self.db.transaction() as conn:
            batch = store.lock_of_earlier_rules(conn, limit=BATCH)
            for file in batch:
                put(conn, file.item_id, file.chapters, file.duration_seconds, self.clock())
        return bool(batch)
