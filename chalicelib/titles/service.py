"""Gather the page of one title."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.library.models import LibraryItem, MatchState
from chalicelib.library.service import LibraryService
from chalicelib.platform.db import Database
from chalicelib.titles import store
from chalicelib.titles.models import (
    EpisodeRow,
    MediaDetail,
    Playable,
    episode_to_play,
    playable_episode,
    seasons_of,
)
from chalicelib.tracking.service.progress import ProgressService

MOST_SIMILAR = 8


@dataclass(frozen=True, slots=True)
class TitleService:
    db: Database
    catalog: CatalogService
    progress: ProgressService
    library: LibraryService

    def page(self, user_id: UUID, media_id: int, kind: MediaType) -> MediaDetail:
        """Raises `MediaNotFound`, also when the title is of another kind."""
        similar = self.catalog.similar(media_id, limit=MOST_SIMILAR)
        cards = self.catalog.cards_by_id(user_id, [media_id, *similar])
        card = cards.get(media_id)
        if card is None or card.media_type != kind:
            raise MediaNotFound(f"There is no such {kind}.")
        files = self.library.of_title(user_id, media_id)
        episodes: list[EpisodeRow] = []
        if kind == MediaType.SHOW:
            with self.db.read() as conn:
                episodes = store.episodes(conn, media_id=media_id, user_id=user_id)
            position_s, duration_s, playable = self._show(user_id, media_id, episodes)
        else:
            position_s, duration_s, playable = self._movie(user_id, card, files)
        return MediaDetail(
            **dict(card),
            **dict(self.catalog.facts(media_id)),
            seasons=seasons_of(episodes),
            library_items=files,
            similar=[cards[other] for other in similar if other in cards],
            position_seconds=position_s,
            duration_seconds=max(duration_s, position_s),
            playable=playable,
        )

    def _show(
        self, user_id: UUID, media_id: int, episodes: Sequence[EpisodeRow]
    ) -> tuple[int, int, Playable | None]:
        """Position and length, in seconds, of the episode Play opens, and that episode."""
        entry = self.progress.entry(user_id, media_id)
        row = episode_to_play(episodes, entry.episode_id if entry else None)
        if row is None:
            return 0, 0, None
        return row.position_seconds, row.duration_seconds, playable_episode(row)

    def _movie(
        self, user_id: UUID, card: MediaCard, files: Sequence[LibraryItem]
    ) -> tuple[int, int, Playable | None]:
        """Position and length, in seconds, and the best file."""
        position_s = self.progress.resume_at(user_id, card.id, None)
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
