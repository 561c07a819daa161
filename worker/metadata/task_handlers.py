"""
The queued metadata tasks: fetch a title, its episodes or a person; backfill; sync sections.

Every task may run twice, late, or be killed in the middle. A failure of the provider is recorded
and left to the next page view or run; only our own errors are retried.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate import App, PsycopgConnector

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    BACKFILL_LOCK,
    BULK_QUEUE,
    CHANGES_LOCK,
    ENRICH_LOCK,
    QUEUE,
    REFRESH_LOCK,
    RESET_LOCK,
    SYNC_LOCK,
)
from chalicelib.metadata.store import fetch_status
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once
from chalicelib.providers import store as responses
from worker.metadata.backfill import Backfill, ProviderPaused
from worker.metadata.episode_fetcher import EpisodeFetcher
from worker.metadata.person_fetcher import PersonFetcher
from worker.metadata.section_sync import SectionSync
from worker.metadata.side_source_run import SourceQueue
from worker.metadata.title_fetcher import TitleFetcher
from worker.metadata.title_refresh import TitleRefresh
from worker.metadata.tmdb_changes import TitleChanges
from worker.task_runner import ExponentialRetry

MAX_RETRIES = 3  # after an error of our own
MAX_RESPONSE_AGE = timedelta(days=30)  # older responses are not served, not even as stale


@dataclass(frozen=True, slots=True)
class MetadataTaskHandlers:
    """The handlers of the tasks."""

    db: Database
    clock: Clock
    titles: TitleFetcher
    episodes: EpisodeFetcher
    people: PersonFetcher
    backfill: Backfill
    sections: SectionSync
    refresh: TitleRefresh
    changes: TitleChanges
    sources: SourceQueue

    def queue_backfill(self, at: datetime | None = None) -> None:
        """Queue the backfill once, for when the provider accepts requests again or for now."""
        with self.db.transaction() as conn:
            defer_once(conn, "backfill", {}, queue=BULK_QUEUE, lock=BACKFILL_LOCK, at=at)

    def reset(self, *, kind: MediaType | None, older_than_days: int, only_failed: bool) -> None:
        """Mark titles as never fetched, and queue the backfill. The arguments are a task's."""
        before = self.clock() - timedelta(days=older_than_days)
        with self.db.transaction() as conn:
            fetch_status.reset_backfill(
                conn, media_type=kind, fetched_before=before, only_failed=only_failed
            )
        self.queue_backfill()

    def queue_neighbours(self, media_id: int) -> None:
        """Queue the titles linked to one that was just fetched."""
        with self.db.transaction() as conn:
            defer_once(
                conn,
                "fetch_neighbours",
                {"media_id": media_id},
                queue=BULK_QUEUE,
                lock=f"neighbours {media_id}",
            )


def app_of(dsn: str, handlers: MetadataTaskHandlers) -> App:
    """The procrastinate app with every task under its queue name."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))
    retry = ExponentialRetry(MAX_RETRIES)

    @app.task(name="fetch_title", queue=QUEUE, retry=retry)
    def fetch_title(media_id: int, with_episodes: bool = False) -> None:  # noqa: FBT001, FBT002  # JSON
        if handlers.titles.fetch(media_id, with_episodes=with_episodes):
            handlers.queue_neighbours(media_id)

    @app.task(name="fetch_neighbours", queue=BULK_QUEUE, retry=retry)
    def fetch_neighbours(media_id: int) -> None:
        handlers.titles.fetch_neighbours(media_id)

    @app.task(name="fetch_episodes", queue=QUEUE, retry=retry)
    def fetch_episodes(media_id: int) -> None:
        handlers.episodes.fetch(media_id)

    @app.task(name="fetch_person", queue=QUEUE, retry=retry)
    def fetch_person(person_id: int) -> None:
        handlers.people.fetch(person_id)

    @app.task(name="backfill", queue=BULK_QUEUE, lock=BACKFILL_LOCK, retry=retry)
    def backfill() -> None:
        try:
            handlers.backfill.run()
        except ProviderPaused as pause:
            handlers.queue_backfill(handlers.clock() + timedelta(seconds=pause.retry_after_s))

    app.task(name="reset_backfill", queue=BULK_QUEUE, lock=RESET_LOCK, retry=retry)(handlers.reset)
    app.task(name="refresh_titles", queue=BULK_QUEUE, lock=REFRESH_LOCK, retry=retry)(
        handlers.refresh.run
    )

    app.task(name="note_changes", queue=BULK_QUEUE, lock=CHANGES_LOCK, retry=retry)(
        handlers.changes.run
    )
    app.task(name="enrich_titles", queue=BULK_QUEUE, lock=ENRICH_LOCK, retry=retry)(
        handlers.sources.run
    )

    @app.task(name="sync_sections", queue=BULK_QUEUE, lock=SYNC_LOCK, retry=retry)
    def sync_sections() -> None:
        handlers.sections.run()

    @app.task(name="forget_answers", queue=BULK_QUEUE, retry=retry)
    def forget_answers() -> None:
        with handlers.db.read() as conn:
            responses.delete_responses(conn, fetched_before=handlers.clock() - MAX_RESPONSE_AGE)

    return app
