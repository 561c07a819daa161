"""What the worker does about fingerprints: which to make, and what was found with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.segments.models import MediaSegment, SegmentSource
from chalicelib.segments.models.fingerprints import Fingerprint, HeardEpisode, UnheardEpisode
from chalicelib.segments.store import fingerprints, segments


@dataclass(frozen=True, slots=True)
class FingerprintWork:
    db: Database
    clock: Clock

    def next_unheard(
        self, *, reads_store: bool, postponed: Sequence[UUID] = ()
    ) -> UnheardEpisode | None:
        """`reads_store`: also of files that are only in the object store. `postponed` come last."""
        with self.db.read() as conn:
            return fingerprints.next_unheard(
                conn, reads_store=reads_store, postponed=list(postponed)
            )

    def save(self, item: UnheardEpisode, fingerprint: Fingerprint) -> None:
        with self.db.read() as conn:
            fingerprints.put(conn, item=item, fingerprint=fingerprint, now=self.clock())

    def season_to_compare(self) -> list[HeardEpisode]:
        """The episodes of a season with new fingerprints; empty when there is none."""
        with self.db.read() as conn:
            return fingerprints.list_season_to_compare(conn)

    def save_found(
        self, season: Sequence[HeardEpisode], found: Mapping[UUID, Sequence[MediaSegment]]
    ) -> None:
        """Store what comparing a season found, of each of its episodes."""
        now = self.clock()
        with self.db.transaction() as conn:
            for episode in season:
                segments.put(
                    conn,
                    item_id=episode.item_id,
                    source=SegmentSource.FINGERPRINT,
                    segments=found.get(episode.item_id, ()),
                    now=now,
                )
            item_ids = [episode.item_id for episode in season]
            fingerprints.mark_compared(conn, item_ids=item_ids, now=now)
