"""Asking a source beside the describing one for a title, and recording how that ended."""

import logging
from typing import Protocol

from chalicelib.metadata.models import TitleIdentity
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, FetchContext

logger = logging.getLogger(__name__)


class SourceFetcher(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def context(self) -> FetchContext: ...

    def is_on(self) -> bool:
        """Whether the source has its key, and nothing better takes its place."""

    def ask(self, subject: TitleIdentity) -> None:
        """Ask for the title and store the answer. Raises `UnknownToProvider`, `ProviderFailed`."""


def attempt(asker: SourceFetcher, subject: TitleIdentity) -> None:
    """Ask and record. Raises a `ProviderFailed` that the next title would meet as well."""
    results = asker.context.results
    try:
        asker.ask(subject)
    except UnknownToProvider:
        results.record_attempt(subject.id, asker.source, "not_found")
    except PROVIDER_UNAVAILABLE:
        raise
    except ProviderFailed as failure:
        results.record_attempt(subject.id, asker.source, "error", error=failure.code)
    else:
        results.record_attempt(subject.id, asker.source, "matched")


def attempt_quietly(asker: SourceFetcher, subject: TitleIdentity) -> None:
    """The same beside other work, which goes on without the source."""
    if not asker.is_on():
        return
    try:
        attempt(asker, subject)
    except ProviderFailed as failure:
        logger.info("not asked", extra={"source": asker.source, "reason": failure.code})
