"""The catalogue for the other slices: cards, facts, lists and search."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.errors import (
    EpisodeNotFound,
    EpisodeOfAnotherTitle,
    MediaNotFound,
)
from chalicelib.catalog.models import (
    IdPage,
    Mark,
    MediaCard,
    MediaFacts,
    MediaPage,
    MediaType,
    TitleRef,
    Translation,
)
from chalicelib.catalog.models.filters import Browse, Filter
from chalicelib.catalog.models.search import KINDS, PersonCard, SearchResult, Suggestion
from chalicelib.catalog.service.card_json import CardPresenter, language_of_catalogue
from chalicelib.catalog.service.search_cascade import CatalogSearch
from chalicelib.catalog.service.selection_rules import TitleRules
from chalicelib.catalog.service.title_lists import TitleLists
from chalicelib.catalog.store import cards, title_facts, translations
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

NO_CACHE = Cache(None)


@dataclass(frozen=True, slots=True)
class CatalogService:
    """`language_of` is the language a user sees titles in; empty: as the catalogue has them."""

    db: Database
    clock: Clock
    cache: Cache = NO_CACHE
    language_of: Callable[[UUID], str] = language_of_catalogue

    def cards(self, user_id: UUID, ids: Sequence[int]) -> list[MediaCard]:
        """The user's cards in the order of `ids`; unknown ids are left out."""
        found = self.cards_by_id(user_id, ids)
        return [found[media_id] for media_id in ids if media_id in found]

    def cards_by_id(self, user_id: UUID, ids: Sequence[int]) -> dict[int, MediaCard]:
        """The user's cards by id, in one query, for pages with several lists."""
        cards = self.presenter.for_user(user_id, list(dict.fromkeys(ids)))
        return {media_id: MediaCard.model_validate_json(card) for media_id, card in cards.items()}

    def card(self, user_id: UUID, media_id: int) -> MediaCard:
        """Raises `MediaNotFound`."""
        found = self.cards(user_id, [media_id])
        if not found:
            raise MediaNotFound("There is no such title.")
        return found[0]

    def card_page(self, user_id: UUID, id_page: IdPage, *, page: int, page_size: int) -> MediaPage:
        """A page of ids as the user's cards."""
        items = self.cards(user_id, id_page.ids)
        return MediaPage(items=items, page=page, page_size=page_size, total=id_page.total)

    def require(self, media_id: int, episode_id: int | None = None) -> TitleRef:
        """
        The title, after a check that the episode, if one is given, belongs to it.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        with self.db.read() as conn:
            row = title_facts.resolve(conn, media_id=media_id, episode_id=episode_id)
        if row is None:
            raise MediaNotFound("There is no such title.")
        if episode_id is not None and row.show_of_episode is None:
            raise EpisodeNotFound("There is no such episode.")
        if episode_id is not None and row.show_of_episode != row.id:
            raise EpisodeOfAnotherTitle("This episode belongs to another title.", field="episodeId")
        return TitleRef(row.id, row.media_type, row.episode_id)

    def find_episode(self, media_id: int, season: int, number: int) -> int | None:
        """The episode of a show by its numbers."""
        with self.db.read() as conn:
            return title_facts.find_episode(conn, media_id=media_id, season=season, number=number)

    def moved_to(self, media_id: int) -> int | None:
        """The present id of a title that was merged into another; None for any other id."""
        with self.db.read() as conn:
            return title_facts.moved_to(conn, media_id=media_id)

    def facts(self, media_id: int) -> MediaFacts:
        """Raises `MediaNotFound`."""
        with self.db.read() as conn:
            facts = title_facts.facts(conn, media_id=media_id)
        if facts is None:
            raise MediaNotFound("There is no such title.")
        return facts

    def browse(self, user_id: UUID, media_type: MediaType, query: Browse) -> bytes:
        """A page of titles of one media type, as a `MediaPage`. Raises `GenreNotFound`."""
        id_page = self.filtered(query.filter(media_type, query.sort))
        return self.presenter.page(user_id, id_page, page=query.page, page_size=query.page_size)

    def filtered(self, filter: Filter) -> IdPage:
        """A page of ids. Raises `GenreNotFound`."""
        return self.lists.filtered(filter)

    @property
    def presenter(self) -> CardPresenter:
        return CardPresenter(self.db, self.clock, self.cache, self.language_of)

    @property
    def lists(self) -> TitleLists:
        return TitleLists(self.db, self.clock, self.cache)

    @property
    def rules(self) -> TitleRules:
        return TitleRules(self.db, self.clock)

    def marks(self, user_id: UUID, ids: Sequence[int]) -> dict[int, Mark]:
        """The user's marks by title; titles without marks are left out."""
        return self.presenter.marks(user_id, ids)

    def search(self, typed: str, kinds: Sequence[str] = KINDS) -> SearchResult:
        """
        Titles and people that match the query, the best first.

        Understands a year at the end (`nosferatu 1922`), tolerates missing accents, missing
        spaces and spelling errors, and finds original and alternate titles too.
        """
        return CatalogSearch(self.db).find(typed, kinds)

    def suggest(self, typed: str, *, limit: int) -> list[Suggestion]:
        """The first titles and people for an unfinished query."""
        return CatalogSearch(self.db).suggest(typed, limit)

    def translation(self, media_id: int, language: str) -> Translation | None:
        """The title in a language; None without a language or without such a title."""
        if not language:
            return None
        with self.db.read() as conn:
            found = translations.of_titles(conn, ids=[media_id], language=language)
        return found[0] if found else None

    def people(self, ids: Sequence[int]) -> list[PersonCard]:
        """People in the order of `ids`; unknown ids are left out."""
        if not ids:
            return []
        with self.db.read() as conn:
            return cards.people(conn, ids=ids)
