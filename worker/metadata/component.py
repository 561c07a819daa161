"""The metadata component of the worker: composition and lifetime."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.discover.service import DiscoverService
from chalicelib.metadata.models import BULK_QUEUE, QUEUE
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.section_writer import SectionService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.preferences.service import PreferenceService
from chalicelib.providers.current_providers import CurrentProviders, ProviderHolder
from chalicelib.providers.key_ring import KeyRing
from chalicelib.providers.provider_factory import Providers
from worker.job_loop import Backoff, Job
from worker.metadata.air_time_fetchers import TvdbAirTimes, TvmazeAirTimes
from worker.metadata.anime_episodes import AnimeEpisodes
from worker.metadata.backfill import Backfill
from worker.metadata.episode_fetcher import EpisodeFetcher
from worker.metadata.fetch_context import FetchContext
from worker.metadata.franchise_fetcher import FranchiseFetcher
from worker.metadata.lookups import FileLookup
from worker.metadata.person_fetcher import PersonFetcher
from worker.metadata.rating_fetcher import RatingFetcher
from worker.metadata.section_sync import SectionSync
from worker.metadata.side_source_run import SourceQueue
from worker.metadata.task_handlers import MetadataTaskHandlers, app_of
from worker.metadata.title_fetcher import TitleFetcher
from worker.metadata.title_refresh import TitleRefresh
from worker.metadata.tmdb_changes import TitleChanges
from worker.scanner.ingest import Ingestor
from worker.scanner.roots import live_roots
from worker.task_runner import TaskRunner

QUEUE_CONCURRENCY = {QUEUE: 4, BULK_QUEUE: 2}
CONNECTIONS = 12
LOOKUP_EVERY_S = 5.0
STATEMENT_TIMEOUT_MS = 60_000  # recounting the facets of the whole catalogue is slow


class MetadataComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        dsn: str,
        db: Database,
        providers: ProviderHolder,
        handlers: MetadataTaskHandlers,
        *,
        lookup: FileLookup,
        stopping: threading.Event,
    ) -> None:
        self.db = db
        self.providers = providers
        self.stopping = stopping
        self.backfill = handlers.backfill
        tasks = TaskRunner(lambda: app_of(dsn, handlers), QUEUE_CONCURRENCY)

        def run_tasks() -> bool:
            tasks.run(stopping)
            return False

        self._jobs = [
            Job("metadata tasks", run_tasks),
            Job("titles of files", lookup.work, Backoff(idle_s=LOOKUP_EVERY_S)),
        ]

    @classmethod
    def from_settings(cls) -> "MetadataComponent":
        settings = get(Settings)
        dsn = settings.database_url.get_secret_value()
        db = Database(dsn, CONNECTIONS, STATEMENT_TIMEOUT_MS)
        stopping = threading.Event()
        providers = ProviderHolder(
            get(KeyRing), lambda settings: Providers.from_settings(settings, db)
        )
        context = FetchContext(
            CurrentProviders(providers),
            MetadataWriter(db, get(Cache), utc_now),
            settings.seen_metadata_region,
            settings.seen_metadata_language,
            stopping,
            get(PreferenceService).regions,
        )
        handlers = build_task_handlers(
            db, context, get(DiscoverService), omdb_daily=settings.seen_omdb_daily
        )
        roots = live_roots()
        ingestor = Ingestor(
            db,
            get(Cache),
            roots,
            utc_now,
            new_id,
            pushes=False,
            confident_at=settings.seen_match_confidence,
        )
        lookup = FileLookup(context, handlers.titles, ingestor)
        return cls(dsn, db, providers, handlers, lookup=lookup, stopping=stopping)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing to wait for
        self.providers.close()
        self.db.close()


def build_task_handlers(
    db: Database, context: FetchContext, discover: DiscoverService, *, omdb_daily: int
) -> MetadataTaskHandlers:
    """Wire the fetchers. The backfill bypasses the response cache: its responses are large."""
    clock = context.writer.clock
    franchises = FranchiseFetcher(context)
    titles = build_title_fetcher(context, franchises)
    uncached = replace(context, providers=context.providers.without_cache())
    fresh_titles = build_title_fetcher(uncached, franchises)
    askers = (fresh_titles.ratings, *fresh_titles.episodes.air_times, fresh_titles.episodes.anime)
    return MetadataTaskHandlers(
        db=db,
        clock=clock,
        titles=titles,
        episodes=titles.episodes,
        people=PersonFetcher(context),
        backfill=Backfill(db, clock, fresh_titles, franchises),
        sections=SectionSync(context, titles, SectionService(db, clock), discover),
        refresh=TitleRefresh(db, clock, fresh_titles),
        changes=TitleChanges(uncached, db, clock),
        sources=SourceQueue(db, clock, askers, {"omdb": omdb_daily}),
    )


def build_title_fetcher(context: FetchContext, franchises: FranchiseFetcher) -> TitleFetcher:
    air_times = (TvdbAirTimes(context), TvmazeAirTimes(context))
    episodes = EpisodeFetcher(context, air_times, AnimeEpisodes(context))
    return TitleFetcher(context, episodes, franchises, RatingFetcher(context))
