"""Links the films of a franchise: one request per TMDB collection."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import LinkUpdate, TitleUpdate
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.tmdb.models import Collection
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, FetchContext, failure_reason
from worker.metadata.from_tmdb_lists import franchise_parts

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FranchiseFetcher:
    """
    Responses are cached for a week, also in the backfill: every film of a franchise needs the same
    one.
    """

    context: FetchContext

    def parts(self, update: TitleUpdate) -> tuple[LinkUpdate, ...]:
        """The films of the franchise of a title; none if it is unknown."""
        answer = None if update.franchise is None else self._ask(update.franchise)
        return franchise_parts(answer.value) if answer else ()

    def link(self, updates: Mapping[int, TitleUpdate]) -> None:
        """
        Link films with the others of their franchise that are in the catalogue, both ways.

        Deletes the links of films that left their franchise. Raises `ShutdownRequested`.
        """
        films = {
            media_id: update
            for media_id, update in updates.items()
            if (update.provider, update.media_type) == ("tmdb", MediaType.MOVIE)
        }
        franchises = self.context.franchises
        franchises.remove(
            [one for one, film in films.items() if film.franchise is None and film.is_whole]
        )
        for collection_id in sorted({f.franchise for f in films.values() if f.franchise}):
            self.context.check_stop()
            answer = self._ask(collection_id)
            if answer is not None:
                franchises.link(
                    "tmdb",
                    franchise_parts(answer.value),
                    is_whole=answer.skipped == 0 and not answer.is_stale,
                )

    def _ask(self, collection_id: int) -> ProviderResult[Collection] | None:
        """None without a response; the next film of the franchise tries again."""
        tmdb = self.context.providers.tmdb
        if tmdb is None:
            return None
        try:
            return tmdb.collection(collection_id)
        except UnknownToProvider:
            return None
        except ProviderFailed as failure:
            if not isinstance(failure, PROVIDER_UNAVAILABLE):
                logger.info(
                    "cannot fetch the franchise now", extra={"reason": failure_reason(failure)}
                )
            return None
