"""The seasons and episodes of a show, and the choice of the episode to play. No I/O."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import PosterUrl, StillUrl
from chalicelib.catalog.models import episode_label
from chalicelib.http.schemas import ResponseModel

#: With more episodes, the page has those of one season only; the others have requests of their own.
MAX_EPISODES = 300

SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]


class EpisodeRow(BaseModel):
    """An episode with the user's progress."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    season_number: int
    id: int
    episode_number: int
    absolute_number: int | None
    title: str
    overview: str
    air_date: date | None
    runtime_minutes: int | None
    still_url: str | None
    still_placeholder: str | None
    rating: float | None
    votes: int | None
    watched: bool
    progress_percent: int | None
    position_seconds: int
    duration_seconds: int  # 0 when no player, file or metadata has it
    library_item_id: UUID | None


class SeasonRow(BaseModel):
    """A season, and the numbers of its episodes, aired episodes and watched episodes."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: int
    season_number: int
    name: str
    overview: str
    poster_url: str | None
    air_date: date | None
    episode_count: int
    aired: int
    watched: int


class EpisodeDetail(ResponseModel):
    """`rating` is how viewers of the show's source rate the episode, of 10; null without votes."""

    id: int
    episode_number: int
    season_number: int
    absolute_number: int | None
    title: str
    overview: str
    air_date: date | None
    runtime_minutes: int | None
    still_url: StillUrl
    still_placeholder: str | None
    rating: float | None
    votes: int | None
    watched: bool
    progress_percent: int | None
    position_seconds: int
    library_item_id: UUID | None


class SeasonDetail(ResponseModel):
    """`episodes` is null when they are not loaded, because the show has very many."""

    id: int
    season_number: int
    name: str
    overview: str
    poster_url: PosterUrl
    air_date: date | None
    is_finished: bool
    episode_count: int
    episodes: list[EpisodeDetail] | None


class PlayTarget(ResponseModel):
    """What Play opens; the label is an episode's, `S1 E2`."""

    library_item_id: UUID
    episode_id: int | None
    label: str | None


def seasons_of(
    seasons: Sequence[SeasonRow],
    episodes: Iterable[EpisodeRow],
    *,
    is_finished: bool,
    only: int | None = None,
) -> list[SeasonDetail]:
    """
    Seasons with their episodes, or with those of season `only`.

    A season is finished when its show is, or when a later season exists.
    """
    by_season: dict[int, list[EpisodeDetail]] = {}
    for row in episodes:
        by_season.setdefault(row.season_number, []).append(_episode(row))
    last = max((season.season_number for season in seasons), default=0)
    return [
        SeasonDetail(
            id=season.id,
            season_number=season.season_number,
            name=season.name,
            overview=season.overview,
            poster_url=season.poster_url,
            air_date=season.air_date,
            is_finished=is_finished or season.season_number < last,
            episode_count=season.episode_count,
            episodes=by_season.get(season.season_number, [])
            if only is None or only == season.season_number
            else None,
        )
        for season in seasons
    ]


def first_unfinished(seasons: Sequence[SeasonRow]) -> int | None:
    """The number of the first season with unwatched aired episodes, else of the last."""
    regular = [season for season in seasons if season.season_number > 0] or list(seasons)
    left = [season for season in regular if season.watched < season.aired]
    chosen = left[:1] or regular[-1:]
    return chosen[0].season_number if chosen else None


def episode_to_play(rows: Sequence[EpisodeRow], continued: int | None) -> EpisodeRow | None:
    """
    The episode Play opens: of those with a file, the one that is `continued` or the next
    unwatched one after it, else the first unwatched one, else the first.
    """
    with_file = [row for row in rows if row.library_item_id is not None]
    places = {row.id: place for place, row in enumerate(rows)}
    start = places.get(continued, 0) if continued is not None else 0
    for row in with_file:
        if row.id == continued or (places[row.id] >= start and not row.watched):
            return row
    return next((row for row in with_file if not row.watched), next(iter(with_file), None))


def playable_episode(row: EpisodeRow) -> PlayTarget | None:
    if row.library_item_id is None:
        return None
    return PlayTarget(
        library_item_id=row.library_item_id,
        episode_id=row.id,
        label=episode_label(row.season_number, row.episode_number),
    )


def _episode(row: EpisodeRow) -> EpisodeDetail:
    return EpisodeDetail.model_validate(
        {name: getattr(row, name) for name in EpisodeDetail.model_fields}
    )
