"""The catalogue for the rest of the product: cards, facts, lists and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.errors import (
    EpisodeNotFound,
    EpisodeOfAnotherTitle,
    MediaNotFound,
)
from chalicelib.catalog.models import (
    KINDS,
    Browse,
    Filter,
    Found,
    MediaCard,
    MediaFacts,
    MediaPage,
    MediaType,
    Named,
    PersonCard,
    Search,
    Suggestion,
)
from chalicelib.catalog.service.lists import Lists
from chalicelib.catalog.service.searching import Searching
from chalicelib.catalog.service.showing import Showing
from chalicelib.catalog.store import cards, titles
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

NO_CACHE = Cache(None)


@dataclass(frozen=True, slots=True)
class CatalogService:
    db: Database
    clock: Clock
    cache: Cache = NO_CACHE

    def cards(self, user_id: UUID, ids: Sequence[int]) -> list[MediaCard]:
        """The titles as this person sees them, in the order of `ids`; unknown ones left out."""
        found = self.cards_by_id(user_id, ids)
        return [found[one] for one in ids if one in found]

    def cards_by_id(self, user_id: UUID, ids: Sequence[int]) -> dict[int, MediaCard]:
        """For pages that need many lists of cards: all of them at once."""
        shown = self.showing.shown(user_id, list(dict.fromkeys(ids)))
        return {media_id: MediaCard.model_validate_json(card) for media_id, card in shown.items()}

    def card(self, user_id: UUID, media_id: int) -> MediaCard:
        """Raises `MediaNotFound`."""
        found = self.cards(user_id, [media_id])
        if not found:
            raise MediaNotFound("There is no such title.")
        return found[0]

    def card_page(self, user_id: UUID, found: Found, *, page: int, page_size: int) -> MediaPage:
        """A page of ids, which is the same for everyone, as this person sees it."""
        items = self.cards(user_id, found.ids)
        return MediaPage(items=items, page=page, page_size=page_size, total=found.total)

    def require(self, media_id: int, episode_id: int | None = None) -> Named:
        """
        The title, and that the episode, if one is named, is an episode of it.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        with self.db.read() as conn:
            target = titles.target(conn, media_id=media_id, episode_id=episode_id)
        if target is None:
            raise MediaNotFound("There is no such title.")
        if episode_id is not None and target.show_of_episode is None:
            raise EpisodeNotFound("There is no such episode.")
        if episode_id is not None and target.show_of_episode != target.id:
            raise EpisodeOfAnotherTitle("This episode belongs to another title.", field="episodeId")
        return Named(target.id, target.media_type, target.episode_id)

    def moved_to(self, media_id: int) -> int | None:
        """Where a title is found now that turned out to be another; None for any other id."""
        with self.db.read() as conn:
            return titles.moved_to(conn, media_id=media_id)

    def facts(self, media_id: int) -> MediaFacts:
        """Raises `MediaNotFound`."""
        with self.db.read() as conn:
            facts = titles.facts(conn, media_id=media_id)
        if facts is None:
            raise MediaNotFound("There is no such title.")
        return facts

    def similar(self, media_id: int, *, limit: int) -> list[int]:
        return self.lists.similar(media_id, limit=limit)

    def browse(self, user_id: UUID, media_type: MediaType, wanted: Browse) -> bytes:
        """One kind of titles, page by page, as a `MediaPage`. Raises `GenreNotFound`."""
        found = self.filtered(wanted.filter(media_type, wanted.sort))
        return self.showing.page(user_id, found, page=wanted.page, page_size=wanted.page_size)

    def filtered(self, wanted: Filter) -> Found:
        """A page of ids, the same for everyone. Raises `GenreNotFound`."""
        return self.lists.filtered(wanted)

    @property
    def showing(self) -> Showing:
        return Showing(self.db, self.clock, self.cache)

    @property
    def lists(self) -> Lists:
        return Lists(self.db, self.clock, self.cache)

    def search(self, typed: str, kinds: Sequence[str] = KINDS) -> Search:
        """
        Titles and people that match what was typed, the best first.

        Understands a year at the end (`nosferatu 1922`), forgives missing accents, spaces and
        wrong letters, and finds original and alternate titles too.
        """
        return Searching(self.db).find(typed, kinds)

    def suggest(self, typed: str, *, limit: int) -> list[Suggestion]:
        """The first few titles and people for what is being typed."""
        return Searching(self.db).suggest(typed, limit)

    def people(self, ids: Sequence[int]) -> list[PersonCard]:
        """People in the order of `ids`; unknown ones left out."""
        if not ids:
            return []
        with self.db.read() as conn:
            return cards.people(conn, ids=ids)
