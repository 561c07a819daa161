"""Maps TMDB's seasons and episodes to metadata updates. No I/O."""

import re

from chalicelib.metadata.models import EpisodeUpdate, SeasonUpdate
from chalicelib.providers.tmdb.images import image_url
from chalicelib.providers.tmdb.models import Episode, SeasonBrief, Show

#: A generic title such as `Episode 4` is treated as missing.
GENERIC_EPISODE_TITLE = re.compile(
    r"(?:Episode|Episodio|Folge|Épisode|第)?\s*#?\d+\s*(?:話)?", re.IGNORECASE
)


def season_update(season: SeasonBrief) -> SeasonUpdate:
    return SeasonUpdate(
        season_number=season.season_number,
        name=season.name,
        overview=season.overview,
        poster_url=image_url(season.poster_path),
        air_date=season.aired_on,
    )


def episode_update(
    episode: Episode, *, season_number: int, episode_number: int, may_create: bool
) -> EpisodeUpdate:
    """An episode under the given season and episode numbers."""
    return EpisodeUpdate(
        season_number=season_number,
        episode_number=episode_number,
        title=""
        if GENERIC_EPISODE_TITLE.fullmatch(episode.name) and not may_create
        else episode.name,
        overview=episode.overview,
        air_date=episode.aired_on,
        runtime_minutes=episode.runtime_minutes,
        still_url=image_url(episode.still_path),
        is_finale=episode.kind == "finale" if episode.kind else None,
        rating=episode.vote_average,
        votes=episode.vote_count,
        may_create=may_create,
    )


def next_episode_update(show: Show) -> EpisodeUpdate | None:
    one = show.next_episode
    if one is None or one.aired_on is None or one.season_number == 0:
        return None
    return episode_update(
        one, season_number=one.season_number, episode_number=one.episode_number, may_create=True
    )
