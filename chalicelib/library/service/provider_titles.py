"""Titles that the catalogue does not have yet: found at the providers, and added when asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.library.errors import NotAtProvider, ProviderUnavailable
from chalicelib.library.models.matching import ProviderTitle
from chalicelib.library.models.review import ProviderTitleRequest, ProviderTitles
from chalicelib.metadata.models import Provider
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.staleness import provider_of
from chalicelib.platform.sessions import User
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider

if TYPE_CHECKING:
    from chalicelib.library.service.provider_search import ProviderSearch

KINDS = (MediaType.MOVIE, MediaType.SHOW, MediaType.GAME)


@dataclass(frozen=True, slots=True)
class ProviderTitleService:
    catalog: CatalogService
    writer: MetadataWriter
    providers: "Callable[[], ProviderSearch]"

    def search(self, text: str) -> ProviderTitles:
        """Titles of this name that the catalogue does not have."""
        found = self.find(text, kinds=KINDS)
        return found.model_copy(update={"items": self._unknown(found.items)})

    def find(self, text: str, *, kinds: tuple[MediaType, ...]) -> ProviderTitles:
        """Titles of this name, whether the catalogue has them or not."""
        search = self.providers()
        if not search.has_key(kinds):
            return ProviderTitles(items=[], state="no_key", unanswered=[])
        items: list[ProviderTitle] = []
        unanswered: dict[Provider, None] = {}  # a set with an order
        for kind in kinds:
            try:
                items += search.search(text, kinds=(kind,))
            except ProviderFailed:
                unanswered[provider_of(kind)] = None
        state = "unavailable" if unanswered and not items else "ok"
        return ProviderTitles(items=items, state=state, unanswered=list(unanswered))

    def _unknown(self, found: list[ProviderTitle]) -> list[ProviderTitle]:
        known: set[tuple[str, MediaType]] = set()
        for source in {one.source for one in found}:
            ids = {(one.external_id, one.media_type) for one in found if one.source == source}
            known |= set(self.writer.find_known_titles(source, ids))
        return [one for one in found if (one.external_id, one.media_type) not in known]

    def add(self, user: User, wanted: ProviderTitleRequest) -> MediaCard:
        """
        The title in the catalogue, added if it is new; its page fetches the rest.

        Raises `NotAtProvider` or `ProviderUnavailable`.
        """
        try:
            update = self.providers().read(wanted.media_type, wanted.external_id)
        except UnknownToProvider as error:
            raise NotAtProvider("There is no such title.", field="externalId") from error
        except ProviderFailed as error:
            raise ProviderUnavailable(
                "The service that knows this title does not answer. Try again in a minute."
            ) from error
        media_id = self.writer.find_or_create(update)
        self.writer.invalidate_catalogue()
        (card,) = self.catalog.cards(user.id, [media_id])
        return card
