"""
The tasks by which the API and the schedules have outside services asked.

Every task may run twice, late, or be killed in the middle. What fails because a provider is away
is noted and left to the next visitor or run; nothing is asked again and again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job

from chalicelib.metadata.models import BACKFILL_LOCK, BULK_QUEUE, QUEUE, SYNC_LOCK
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once
from chalicelib.providers import store as responses
from worker.metadata.backfill import Backfill, Later
from worker.metadata.episodes import EpisodeFetcher
from worker.metadata.people import PersonFetcher
from worker.metadata.sections import SectionSync
from worker.metadata.titles import TitleFetcher
from worker.shutdown import ShutdownRequested

MAX_RETRIES = 3  # of what failed for reasons of ours
FIRST_RETRY_S = 15
MAX_RESPONSE_AGE = timedelta(days=30)  # older ones are not used even as stale ones


@dataclass(frozen=True)
class Polite(BaseRetryStrategy):
    """At once after a stop, and a few times after our own errors."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, ShutdownRequested):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts >= MAX_RETRIES:
            return None
        return RetryDecision(retry_in={"seconds": FIRST_RETRY_S * 2**job.attempts})


@dataclass(frozen=True, slots=True)
class MetadataTaskHandlers:
    """What the tasks do."""

    db: Database
    clock: Clock
    titles: TitleFetcher
    episodes: EpisodeFetcher
    people: PersonFetcher
    backfill: Backfill
    sections: SectionSync

    def queue_backfill(self, at: datetime) -> None:
        """Go on when the provider may be asked again, unless that waits already."""
        with self.db.transaction() as conn:
            defer_once(conn, "backfill", {}, queue=BULK_QUEUE, lock=BACKFILL_LOCK, at=at)

    def queue_neighbours(self, media_id: int) -> None:
        """The titles beside one that was just asked about."""
        with self.db.transaction() as conn:
            defer_once(
                conn,
                "fetch_neighbours",
                {"media_id": media_id},
                queue=BULK_QUEUE,
                lock=f"neighbours {media_id}",
            )


def app_of(dsn: str, work: MetadataTaskHandlers) -> App:
    """The queue's app: every task under the name it is queued by."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))
    again = Polite()

    @app.task(name="fetch_title", queue=QUEUE, retry=again)
    def fetch_title(media_id: int, with_episodes: bool = False) -> None:  # noqa: FBT001, FBT002  # JSON
        if work.titles.fetch(media_id, with_episodes=with_episodes):
            work.queue_neighbours(media_id)

    @app.task(name="fetch_neighbours", queue=BULK_QUEUE, retry=again)
    def fetch_neighbours(media_id: int) -> None:
        work.titles.fetch_neighbours(media_id)

    @app.task(name="fetch_episodes", queue=QUEUE, retry=again)
    def fetch_episodes(media_id: int) -> None:
        work.episodes.fetch(media_id)

    @app.task(name="fetch_person", queue=QUEUE, retry=again)
    def fetch_person(person_id: int) -> None:
        work.people.fetch(person_id)

    @app.task(name="backfill", queue=BULK_QUEUE, lock=BACKFILL_LOCK, retry=again)
    def backfill() -> None:
        try:
            work.backfill.run()
        except Later as later:
            work.queue_backfill(work.clock() + timedelta(seconds=later.wait_s))

    @app.task(name="sync_sections", queue=BULK_QUEUE, lock=SYNC_LOCK, retry=again)
    def sync_sections() -> None:
        work.sections.run()

    @app.task(name="forget_answers", queue=BULK_QUEUE, retry=again)
    def forget_answers() -> None:
        with work.db.read() as conn:
            responses.delete_responses(conn, fetched_before=work.clock() - MAX_RESPONSE_AGE)

    return app
