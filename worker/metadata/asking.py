"""What the fetchers share: whom they ask, what for, and what stops them."""

import threading
from dataclasses import dataclass, field

from chalicelib.metadata.service.enriching import Enriching
from chalicelib.providers.errors import (
    CircuitOpen,
    CredentialsRejected,
    ProviderFailed,
    RateLimited,
    TooManyWaiting,
)
from chalicelib.providers.registry import Providers
from worker import shutdown

#: These say nothing about the title that was asked for: asking about the next is useless too.
LEAVE_ALONE = (RateLimited, CircuitOpen, CredentialsRejected, TooManyWaiting)


@dataclass(frozen=True, slots=True)
class Asking:
    """Region and language are the administrator's; `stop` is set when the worker is to end."""

    providers: Providers
    enriching: Enriching
    region: str = "US"
    language: str = "en-US"
    stop: threading.Event = field(default_factory=threading.Event)

    def check_stop(self) -> None:
        """Raises `ShutdownRequested`."""
        shutdown.check(self.stop)


def reason_of(failure: ProviderFailed) -> str:
    """What a page may say about a failure: a stable word, never the service's own text."""
    return "resting" if isinstance(failure, LEAVE_ALONE) else failure.code
