"""Films that belong together: TMDB's collections, one question each."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import LinkUpdate, TitleUpdate
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.result import ProviderResult
from chalicelib.providers.tmdb.models import Collection
from worker.metadata.from_tmdb import franchise_parts
from worker.metadata.provider_calls import PROVIDER_UNAVAILABLE, ProviderContext, failure_reason

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FranchiseFetcher:
    """
    Answers are remembered for a week, whoever asks: in going through a whole catalogue, too, each
    film of a series would ask the same question.
    """

    context: ProviderContext

    def parts(self, update: TitleUpdate) -> tuple[LinkUpdate, ...]:
        """All films of the series a title belongs to; none when nobody says."""
        answer = None if update.franchise is None else self._ask(update.franchise)
        return franchise_parts(answer.value) if answer else ()

    def link(self, updates: Mapping[int, TitleUpdate]) -> None:
        """
        Link films with all others of their series that are in the catalogue, both ways.

        What was linked with a film that belongs to no series any more is taken back. Raises
        `ShutdownRequested`.
        """
        films = {
            media_id: update
            for media_id, update in updates.items()
            if (update.provider, update.media_type) == ("tmdb", MediaType.MOVIE)
        }
        writer = self.context.writer
        writer.remove_from_franchises(
            [one for one, film in films.items() if film.franchise is None and film.is_whole]
        )
        for collection_id in sorted({f.franchise for f in films.values() if f.franchise}):
            self.context.check_stop()
            answer = self._ask(collection_id)
            if answer is not None:
                writer.link_franchise(
                    "tmdb",
                    franchise_parts(answer.value),
                    is_whole=answer.skipped == 0 and not answer.is_stale,
                )

    def _ask(self, collection_id: int) -> ProviderResult[Collection] | None:
        """None when there is no answer; the next film of the series asks again."""
        tmdb = self.context.providers.tmdb
        if tmdb is None:
            return None
        try:
            return tmdb.collection(collection_id)
        except UnknownToProvider:
            return None
        except ProviderFailed as failure:
            if not isinstance(failure, PROVIDER_UNAVAILABLE):
                logger.info("series left for later", extra={"reason": failure_reason(failure)})
            return None
