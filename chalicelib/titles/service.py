"""Gather the page of one title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.library.models import LibraryItem, MatchState
from chalicelib.library.service import LibraryService
from chalicelib.metadata.models import State
from chalicelib.metadata.service.freshen import Freshener
from chalicelib.platform.db import Connection, Database
from chalicelib.titles.errors import SeasonNotFound
from chalicelib.titles.models import (
    MOST_EPISODES,
    Known,
    Links,
    MediaDetail,
    Metadata,
    Playable,
    Season,
    SeasonRow,
    episode_to_play,
    first_unfinished,
    playable_episode,
    seasons_of,
)
from chalicelib.titles.store import episodes as episode_store
from chalicelib.titles.store import known as known_store
from chalicelib.tracking.service.progress import ProgressService

MOST_SIMILAR = 8
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class TitleService:
    """`region` is the country whose offers and release days are shown first."""

    db: Database
    catalog: CatalogService
    progress: ProgressService
    library: LibraryService
    freshener: Freshener
    region: str = "US"

    def page(self, user_id: UUID, media_id: int, kind: MediaType) -> MediaDetail:
        """
        Everything about a title. When something about it is due, a provider is asked first, for
        the length of a blink; see `Freshener`.

        Raises `MediaNotFound`, also when the title is of another kind.
        """
        state = self.freshener.freshen(media_id, wants_episodes=kind == MediaType.SHOW)
        with self.db.read() as conn:
            known = known_store.get(conn, media_id=media_id, region=self.region)
        if known is None or known.media_type != kind:
            raise MediaNotFound(f"There is no such {kind}.")
        similar = self._similar(media_id, known)
        beside = [one for ids in known.links.values() for one in ids]
        cards = self.catalog.cards_by_id(user_id, [media_id, *similar, *beside])
        card = cards.get(media_id)
        if card is None:
            raise MediaNotFound(f"There is no such {kind}.")
        files = self.library.of_title(user_id, media_id) if card.in_library else []
        seasons: list[Season] = []
        if kind == MediaType.SHOW:
            seasons, position_s, duration_s, playable = self._show(user_id, media_id, known)
        else:
            position_s, duration_s, playable = self._movie(user_id, card, files)
        return MediaDetail(
            **dict(card),
            **known.facts(),
            end_year=known.end_year,
            is_finished=known.is_finished,
            alternate_titles=known.alternate_titles,
            ratings=known.ratings,
            credits=known.credits(),
            videos=known.videos,
            offers=known.offers,
            links=_links(known, cards),
            releases=known.releases,
            metadata=_metadata(state),
            seasons=seasons,
            library_items=files,
            similar=[cards[other] for other in similar if other in cards],
            position_seconds=position_s,
            duration_seconds=max(duration_s, position_s),
            playable=playable,
        )

    def _similar(self, media_id: int, known: Known) -> list[int]:
        """
        What a provider names beside a title, then popular titles that share its genres; those
        are the same for all titles of these genres, so they are kept for all of them.
        """
        named = [*known.links.get("similar", ()), *known.links.get("recommended", ())]
        if len(named) < MOST_SIMILAR and known.genre_ids:
            named += IDS.validate_json(
                self.catalog.lists.recall(
                    lambda: self._alike(known), "alike", known.media_type, known.genre_ids
                )
            )
        return [one for one in dict.fromkeys(named) if one != media_id][:MOST_SIMILAR]

    def _alike(self, known: Known) -> bytes:
        with self.db.read() as conn:
            ids = known_store.alike(
                conn,
                media_type=known.media_type,
                genre_ids=known.genre_ids,
                limit=MOST_SIMILAR + 1,
            )
        return IDS.dump_json(ids)

    def season(self, user_id: UUID, media_id: int, season_number: int) -> Season:
        """One season with its episodes. Raises `MediaNotFound` or `SeasonNotFound`."""
        if self.catalog.require(media_id) != MediaType.SHOW:
            raise MediaNotFound("There is no such show.")
        with self.db.read() as conn:
            known = known_store.get(conn, media_id=media_id, region=self.region)
            rows = self._seasons(conn, user_id, media_id)
            if known is None or not any(row.season_number == season_number for row in rows):
                raise SeasonNotFound("There is no such season.")
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=season_number
            )
        found = seasons_of(rows, episodes, is_finished=known.is_finished, only=season_number)
        return next(season for season in found if season.season_number == season_number)

    def _seasons(self, conn: Connection, user_id: UUID, media_id: int) -> list[SeasonRow]:
        today = self.catalog.clock().date()
        return episode_store.seasons(conn, media_id=media_id, user_id=user_id, today=today)

    def _show(
        self, user_id: UUID, media_id: int, known: Known
    ) -> tuple[list[Season], int, int, Playable | None]:
        """
        The seasons, and of the episode Play opens the position and length in seconds, and what
        it is.
        """
        with self.db.read() as conn:
            rows = self._seasons(conn, user_id, media_id)
            only = first_unfinished(rows) if known.episode_count > MOST_EPISODES else None
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=only
            )
        seasons = seasons_of(rows, episodes, is_finished=known.is_finished, only=only)
        can_be_played = any(row.library_item_id is not None for row in episodes)
        entry = self.progress.entry(user_id, media_id) if can_be_played else None
        row = episode_to_play(episodes, entry.episode_id if entry else None)
        if row is None:
            return seasons, 0, 0, None
        return seasons, row.position_seconds, row.duration_seconds, playable_episode(row)

    def _movie(
        self, user_id: UUID, card: MediaCard, files: Sequence[LibraryItem]
    ) -> tuple[int, int, Playable | None]:
        """Position and length, in seconds, and the best file."""
        has_begun = card.progress_percent is not None
        position_s = self.progress.resume_at(user_id, card.id, None) if has_begun else 0
        best = next((file for file in files if can_play(file)), None)
        duration_s = (best.duration_seconds if best else 0) or 60 * (card.runtime_minutes or 0)
        if best is None:
            return position_s, duration_s, None
        return (
            position_s,
            duration_s,
            Playable(library_item_id=best.id, episode_id=None, label=None),
        )


def can_play(file: LibraryItem) -> bool:
    return file.match_state == MatchState.MATCHED and not file.probe_error


def _links(known: Known, cards: Mapping[int, MediaCard]) -> Links:
    def of(kind: str) -> list[MediaCard]:
        return [cards[one] for one in known.links.get(kind, ()) if one in cards]

    return Links(
        dlc=of("dlc"),
        expansions=of("expansion"),
        franchise=of("franchise"),
        recommended=of("recommended"),
    )


def _metadata(state: State) -> Metadata:
    return Metadata(
        provider=state.provider,
        checked_at=state.checked_at,
        refreshing=state.refreshing,
        unavailable=state.unavailable,
    )
