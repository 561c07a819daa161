"""What all metadata fetchers share: the providers, the writers, and when to stop calling."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.metadata.models import TitleFetchOutcome
from chalicelib.metadata.service.episode_writer import EpisodeWriter
from chalicelib.metadata.service.fetch_results import FetchResultRecorder
from chalicelib.metadata.service.franchise_writer import FranchiseWriter
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.person_writer import PersonWriter
from chalicelib.providers.current_providers import ProviderSource
from chalicelib.providers.errors import (
    CircuitOpen,
    CredentialsRejected,
    ProviderFailed,
    RateLimited,
    TooManyWaiting,
)
from worker import cancellation

#: Errors of the provider, not of one title: a request for the next title would fail as well.
PROVIDER_UNAVAILABLE = (RateLimited, CircuitOpen, CredentialsRejected, TooManyWaiting)


@dataclass(frozen=True, slots=True)
class FetchContext:
    """
    Region and language come from the settings; `stop` is set when the worker shuts down.

    `regions` are the countries that users chose: offers and release dates are kept for them too.
    """

    providers: ProviderSource
    writer: MetadataWriter
    region: str = "US"
    language: str = "en-US"
    stop: threading.Event = field(default_factory=threading.Event)
    regions: Callable[[], frozenset[str]] = frozenset

    @property
    def episodes(self) -> EpisodeWriter:
        return EpisodeWriter(self.writer.db, self.writer.cache, self.writer.clock)

    @property
    def people(self) -> PersonWriter:
        return PersonWriter(self.writer.db, self.writer.cache, self.writer.clock)

    @property
    def franchises(self) -> FranchiseWriter:
        return FranchiseWriter(self.writer.db, self.writer.cache)

    @property
    def results(self) -> FetchResultRecorder:
        return FetchResultRecorder(self.writer.db, self.writer.cache, self.writer.clock)

    def check_stop(self) -> None:
        """Raises `ShutdownRequested`."""
        cancellation.raise_if_stopping(self.stop)


def failure_reason(failure: ProviderFailed) -> str:
    """A stable code that a page may show; never the provider's own text."""
    return TitleFetchOutcome.RESTING if isinstance(failure, PROVIDER_UNAVAILABLE) else failure.code
