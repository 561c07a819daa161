"""The catalogue for the rest of the product: cards, facts, lists and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.errors import (
    EpisodeNotFound,
    EpisodeOfAnotherTitle,
    GenreNotFound,
    MediaNotFound,
)
from chalicelib.catalog.models import (
    Browse,
    Found,
    Genre,
    MediaCard,
    MediaFacts,
    MediaPage,
    MediaType,
    Sort,
    understand,
)
from chalicelib.catalog.store import browse, cards, search, titles
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

FEW = 5  # with fewer real matches, titles that merely resemble the search are added

# The least likeness, by the letters typed: one wrong letter spoils half of a short word's
# trigrams, and a long text that shares few of them is something else.
SHORT_WORD = 6
SHORT_LIKENESS = 0.4
LONG_LIKENESS = 0.5
LIKENESS_MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class CatalogService:
    db: Database
    clock: Clock

    def cards(self, user_id: UUID, ids: Sequence[int]) -> list[MediaCard]:
        """The titles as this person sees them, in the order of `ids`; unknown ones left out."""
        if not ids:
            return []
        with self.db.read() as conn:
            return cards.page(conn, ids=ids, user_id=user_id, today=self.clock().date())

    def cards_by_id(self, user_id: UUID, ids: Sequence[int]) -> dict[int, MediaCard]:
        """For pages that need many lists of cards: all of them in one statement."""
        return {card.id: card for card in self.cards(user_id, list(dict.fromkeys(ids)))}

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

    def require(self, media_id: int, episode_id: int | None = None) -> MediaType:
        """
        What a title is, and that the episode, if one is named, is an episode of it.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        with self.db.read() as conn:
            target = titles.target(conn, media_id=media_id, episode_id=episode_id)
        if target is None:
            raise MediaNotFound("There is no such title.")
        if episode_id is not None and target.show_of_episode is None:
            raise EpisodeNotFound("There is no such episode.")
        if episode_id is not None and target.show_of_episode != media_id:
            raise EpisodeOfAnotherTitle("This episode belongs to another title.", field="episodeId")
        return target.media_type

    def facts(self, media_id: int) -> MediaFacts:
        """Raises `MediaNotFound`."""
        with self.db.read() as conn:
            facts = titles.facts(conn, media_id=media_id)
        if facts is None:
            raise MediaNotFound("There is no such title.")
        return facts

    def similar(self, media_id: int, *, limit: int) -> list[int]:
        with self.db.read() as conn:
            return browse.similar(conn, media_id=media_id, limit=limit)

    def browse(self, user_id: UUID, media_type: MediaType, wanted: Browse) -> MediaPage:
        """One kind of titles, page by page. Raises `GenreNotFound`."""
        found = self.list_ids(
            media_type=media_type,
            genre=wanted.genre,
            sort=wanted.sort,
            limit=wanted.page_size,
            offset=wanted.offset,
        )
        return self.card_page(user_id, found, page=wanted.page, page_size=wanted.page_size)

    def list_ids(
        self,
        *,
        media_type: MediaType | None,
        genre: str | None,
        sort: Sort,
        limit: int,
        offset: int,
    ) -> Found:
        """A page of ids. Raises `GenreNotFound`."""
        with self.db.read() as conn:
            found = browse.page(
                conn, media_type=media_type, genre=genre, sort=sort, limit=limit, offset=offset
            )
            if found.total == 0 and genre and not browse.genre_exists(conn, slug=genre):
                raise GenreNotFound("There is no such genre.")
        return found

    def genres(self, media_type: MediaType | None) -> list[Genre]:
        with self.db.read() as conn:
            return browse.genres(conn, media_type=media_type)

    def search(self, typed: str, media_type: MediaType | None = None) -> list[int]:
        """
        Ids of the titles that match what was typed, the best first; at most `MOST_MATCHES`.

        Understands a year at the end (`nosferatu 1922`), forgives missing accents and wrong
        letters, and finds original titles too.
        """
        wanted = understand(typed)
        if not wanted.text:
            return []
        with self.db.transaction() as conn:
            found = search.containing(conn, wanted=wanted, media_type=media_type)
            if len(found) >= FEW:
                return found
            is_short = len(wanted.title) <= SHORT_WORD
            resembling = search.resembling(
                conn,
                wanted=wanted,
                media_type=media_type,
                threshold=SHORT_LIKENESS if is_short else LONG_LIKENESS,
                margin=LIKENESS_MARGIN,
            )
        return list(dict.fromkeys(found + resembling))
