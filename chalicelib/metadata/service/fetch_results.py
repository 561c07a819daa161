"""Records how fetching a title ended, where it brought no metadata."""

from dataclasses import dataclass

from chalicelib.metadata.models import AttemptState
from chalicelib.metadata.store import fetch_status, source_queue
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class FetchResultRecorder:
    db: Database
    cache: Cache
    clock: Clock

    def record_failure(self, media_id: int, reason: str, *, marks_fetched: bool = False) -> None:
        """`marks_fetched`: counts as a fetch, because the provider does not know the title."""
        with self.db.transaction() as conn:
            fetch_status.record(
                conn, media_ids=[media_id], now=self.clock(), title=marks_fetched, failure=reason
            )
        self.cache.invalidate_titles([media_id])

    def record_attempt(
        self, media_id: int, source: str, state: AttemptState, *, error: str = ""
    ) -> None:
        """How asking a source beside the describing one ended."""
        with self.db.transaction() as conn:
            source_queue.record(
                conn, media_id=media_id, source=source, state=state, now=self.clock(), error=error
            )

    def record_completion(self, media_id: int) -> None:
        """Complete the request for a title for which no provider is configured."""
        with self.db.transaction() as conn:
            fetch_status.record(conn, media_ids=[media_id], now=self.clock())
        self.cache.invalidate_titles([media_id])
