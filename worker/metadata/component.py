"""Asking outside services as a part of the worker."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.discover.service import DiscoverService
from chalicelib.metadata.models import BULK_QUEUE, QUEUE
from chalicelib.metadata.service.enriching import Enriching
from chalicelib.metadata.service.sections import SectionService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.providers.registry import Providers
from worker.loop import Job
from worker.metadata.asking import Asking
from worker.metadata.backfill import Backfill
from worker.metadata.episodes import EpisodeFetcher
from worker.metadata.franchises import FranchiseFetcher
from worker.metadata.people import PersonFetcher
from worker.metadata.sections import SectionSync
from worker.metadata.tasks import MetadataTaskHandlers, app_of
from worker.metadata.titles import TitleFetcher
from worker.tasks import TaskRunner

AT_ONCE = {QUEUE: 4, BULK_QUEUE: 2}
CONNECTIONS = 12
STATEMENT_TIMEOUT_MS = 60_000  # counting the whole catalogue anew takes a while


class Metadata:
    """See `worker.main.Component`."""

    def __init__(
        self,
        dsn: str,
        db: Database,
        providers: Providers,
        work: MetadataTaskHandlers,
        stopping: threading.Event,
    ) -> None:
        self.db = db
        self.providers = providers
        self.stopping = stopping
        tasks = TaskRunner(lambda: app_of(dsn, work), AT_ONCE)

        def run_tasks() -> bool:
            tasks.run(stopping)
            return False

        self._jobs = [Job("metadata tasks", run_tasks)]

    @classmethod
    def from_settings(cls) -> "Metadata":
        settings = get(Settings)
        dsn = settings.database_url.get_secret_value()
        db = Database(dsn, CONNECTIONS, STATEMENT_TIMEOUT_MS)
        stopping = threading.Event()
        providers = Providers.from_settings(settings, db)
        asking = Asking(
            providers,
            Enriching(db, get(Cache), utc_now),
            settings.seen_metadata_region,
            settings.seen_metadata_language,
            stopping,
        )
        work = work_of(db, asking, get(DiscoverService))
        return cls(dsn, db, providers, work, stopping)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing here takes time
        self.providers.close()
        self.db.close()


def work_of(db: Database, asking: Asking, discover: DiscoverService) -> MetadataTaskHandlers:
    """Everything that asks, put together."""
    clock = asking.enriching.clock
    episodes = EpisodeFetcher(asking)
    franchises = FranchiseFetcher(asking)
    titles = TitleFetcher(asking, episodes, franchises)
    passing = replace(asking, providers=asking.providers.without_cache())
    return MetadataTaskHandlers(
        db=db,
        clock=clock,
        titles=titles,
        episodes=episodes,
        people=PersonFetcher(asking),
        backfill=Backfill(
            db, clock, TitleFetcher(passing, EpisodeFetcher(passing), franchises), franchises
        ),
        sections=SectionSync(asking, titles, SectionService(db, clock), discover),
    )
