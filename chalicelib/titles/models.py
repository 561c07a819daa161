"""Everything the page of one title shows, and what its Play button opens. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chalicelib.catalog.models import MediaCard, MediaFacts, episode_label
from chalicelib.library.models import LibraryItem
from chalicelib.platform.wire import Outgoing


class EpisodeRow(BaseModel):
    """An episode, or with no `id` a season that has none, for the person looking."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    season_id: int
    season_number: int
    season_name: str
    id: int | None
    episode_number: int | None
    title: str | None
    overview: str | None
    air_date: date | None
    runtime_minutes: int | None
    still_url: str | None
    watched: bool
    progress_percent: int | None
    position_seconds: int
    duration_seconds: int  # 0 when neither a player, a file nor the catalogue knows
    library_item_id: UUID | None


class Episode(Outgoing):
    id: int
    episode_number: int
    season_number: int
    title: str
    overview: str
    air_date: date | None
    runtime_minutes: int | None
    still_url: str | None
    watched: bool
    progress_percent: int | None
    position_seconds: int
    library_item_id: UUID | None


class Season(Outgoing):
    id: int
    season_number: int
    name: str
    episodes: list[Episode]


class Playable(Outgoing):
    """What Play opens; the label is an episode's, `S1 E2`."""

    library_item_id: UUID
    episode_id: int | None
    label: str | None


class MediaDetail(MediaFacts, MediaCard):
    """Position and length, in seconds, are those of what Play opens."""

    seasons: list[Season]
    library_items: list[LibraryItem]
    similar: list[MediaCard]
    position_seconds: int
    duration_seconds: int
    playable: Playable | None


def seasons_of(rows: Iterable[EpisodeRow]) -> list[Season]:
    """Seasons with their episodes; `rows` come season by season."""
    return [
        Season(
            id=season_id,
            season_number=season_number,
            name=name,
            episodes=[_episode(row) for row in group if row.id is not None],
        )
        for (season_id, season_number, name), group in groupby(
            rows, key=lambda row: (row.season_id, row.season_number, row.season_name)
        )
    ]


def episode_to_play(rows: Sequence[EpisodeRow], continued: int | None) -> EpisodeRow | None:
    """
    The episode Play opens: of those with a file, the one that is `continued` or the next
    unwatched one after it, else the first unwatched one, else the first.
    """
    with_file = [row for row in rows if row.library_item_id is not None]
    places = {row.id: place for place, row in enumerate(rows)}
    start = places.get(continued, 0)
    for row in with_file:
        if row.id == continued or (places[row.id] >= start and not row.watched):
            return row
    return next((row for row in with_file if not row.watched), next(iter(with_file), None))


def playable_episode(row: EpisodeRow) -> Playable | None:
    if row.library_item_id is None or row.episode_number is None:
        return None
    return Playable(
        library_item_id=row.library_item_id,
        episode_id=row.id,
        label=episode_label(row.season_number, row.episode_number),
    )


def _episode(row: EpisodeRow) -> Episode:
    return Episode.model_validate({name: getattr(row, name) for name in Episode.model_fields})
