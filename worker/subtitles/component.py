"""The subtitles of the stream gateway, and the component that finds and fetches them."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from procrastinate import App, PsycopgConnector

from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.providers.current_providers import CurrentProviders, ProviderHolder
from chalicelib.providers.key_ring import KeyRing
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.providers.provider_factory import Providers
from chalicelib.subtitles.models.tasks import QUEUE, TASK, TaskKind
from chalicelib.subtitles.service import SubtitleService
from chalicelib.subtitles.service.automatic_search import AutomaticSearchService
from chalicelib.subtitles.service.worker_operations import SubtitleWork
from worker.gateway.routes import ItemRoute
from worker.job_loop import Backoff, Job
from worker.media_opener import MediaOpener, stored_copies
from worker.scanner.roots import RootSource, live_roots
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.handler import PATTERN, SubtitleHandler
from worker.subtitles.provider_files import SourceFiles
from worker.subtitles.runner import Step, SubtitleRunner
from worker.subtitles.sound_sync import SubtitleSync, decoders_of
from worker.subtitles.subtitle_finder import SubtitleFinder
from worker.subtitles.track_extractor import TrackExtractor
from worker.task_runner import ExponentialRetry, TaskRunner

CONCURRENCY = {QUEUE: 2}
LOOK_EVERY_S = 60.0
CLEANING_EVERY_S = 3600.0


def subtitle_route() -> ItemRoute:
    return ItemRoute(PATTERN, _handler().answer)


def app_of(dsn: str, runner: SubtitleRunner) -> App:
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))

    # An outage of the database passes; every other outcome is an answer.
    @app.task(name=TASK, queue=QUEUE, retry=ExponentialRetry(None))
    def subtitle_task(task_id: str) -> None:
        runner.run(UUID(task_id))

    return app


class SubtitleComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        dsn: str,
        runner: SubtitleRunner,
        providers: ProviderHolder,
        stopping: threading.Event,
        automatic_search: AutomaticSearchService,
    ) -> None:
        self.providers = providers
        self.stopping = stopping
        work = runner.work
        tasks = TaskRunner(lambda: app_of(dsn, runner), CONCURRENCY)

        def run_tasks() -> bool:
            tasks.run(self.stopping)
            return False

        def clean() -> bool:
            work.delete_old()
            return False

        def search_for_new() -> bool:
            has_key = providers.now(is_cached=True).opensubtitles is not None
            return has_key and automatic_search.get().is_on and work.search_for_new()

        self._jobs = [
            Job("subtitle tasks", run_tasks),
            Job("old subtitle tasks", clean, Backoff(idle_s=CLEANING_EVERY_S)),
            Job("subtitles of new files", search_for_new, Backoff(idle_s=LOOK_EVERY_S)),
        ]

    @classmethod
    def from_settings(cls) -> "SubtitleComponent":
        settings, db = get(Settings), get(Database)
        providers = ProviderHolder(
            get(KeyRing), lambda settings: Providers.from_settings(settings, db)
        )
        work = SubtitleWork(db, utc_now, new_id)
        finder = SubtitleFinder(
            work,
            get(SubtitleService),
            CurrentProviders(providers),
            _roots(),
            SourceFiles(get(NetworkGuard), settings.seen_opensubtitles_url),
        )
        stopping = threading.Event()
        decoders = decoders_of(_opener(), stopping)
        sync = SubtitleSync(work, get(SubtitleService), _handler(), decoders)
        steps: dict[TaskKind, Step] = {
            "search": finder.search,
            "fetch": finder.fetch,
            "sync": sync.run,
        }
        return cls(
            settings.database_url.get_secret_value(),
            SubtitleRunner(work, steps),
            providers,
            stopping,
            get(AutomaticSearchService),
        )

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing to wait for
        self.providers.close()


@lru_cache(maxsize=1)
def _handler() -> SubtitleHandler:
    """One for viewers and for synchronizing: it knows what is being read."""
    cache = SubtitleCache(get(Settings).data_dir / "subtitles")
    return SubtitleHandler(get(SubtitleService), _roots(), cache, TrackExtractor(cache), _opener())


def _opener() -> MediaOpener:
    return MediaOpener(get(Database), _roots(), stored_copies(get(Settings)))


def _roots() -> RootSource:
    return live_roots()
