"""When a show airs: the time of day and the zone of its network, from TheTVDB or TVmaze."""

from dataclasses import dataclass
from datetime import time

from chalicelib.metadata.models import EpisodeUpdate, TitleIdentity
from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.tvmaze import Show, Tvmaze
from worker.metadata.fetch_context import FetchContext


@dataclass(frozen=True, slots=True)
class TvdbAirTimes:
    """See `SourceFetcher`."""

    context: FetchContext
    source: str = "tvdb"

    def is_on(self) -> bool:
        return self.context.providers.tvdb is not None

    def ask(self, subject: TitleIdentity) -> None:
        tvdb, tvdb_id = self.context.providers.tvdb, subject.external_ids.get("tvdb")
        if tvdb is None or tvdb_id is None or not tvdb_id.isdecimal():
            raise UnknownToProvider("The number of TheTVDB is not known.")
        airs_at = time_of_day(tvdb.series(int(tvdb_id)).value.airs_time)
        if airs_at is None:
            raise UnknownToProvider("TheTVDB does not say when it airs.")
        self.context.episodes.write_air_time(subject.id, airs_at)


@dataclass(frozen=True, slots=True)
class TvmazeAirTimes:
    """
    See `SourceFetcher`. TVmaze is asked where there is no key for TheTVDB: that knows more shows.

    Its next episode is stored too, if the show has that season.
    """

    context: FetchContext
    source: str = "tvmaze"

    def is_on(self) -> bool:
        providers = self.context.providers
        return providers.tvmaze is not None and providers.tvdb is None

    def ask(self, subject: TitleIdentity) -> None:
        tvmaze = self.context.providers.tvmaze
        if tvmaze is None:
            raise UnknownToProvider("TVmaze is switched off.")
        show = tvmaze.show(_number(tvmaze, subject)).value
        airs_at = time_of_day(show.airs_time)
        if airs_at is not None:
            self.context.episodes.write_air_time(subject.id, airs_at, show.zone)
        following = _next_episode(show)
        if following is not None:
            self.context.episodes.add(subject.id, [following])
        if airs_at is None and following is None:
            raise UnknownToProvider("TVmaze does not say when it airs.")


def _number(tvmaze: Tvmaze, subject: TitleIdentity) -> int:
    tvdb_id, imdb_id = subject.external_ids.get("tvdb"), subject.external_ids.get("imdb")
    if tvdb_id is not None and tvdb_id.isdecimal():
        try:
            return tvmaze.find_tvdb(int(tvdb_id))
        except UnknownToProvider:
            if imdb_id is None:
                raise
    if imdb_id is None:
        raise UnknownToProvider("Neither TheTVDB's nor IMDb's number is known.")
    return tvmaze.find_imdb(imdb_id)


def _next_episode(show: Show) -> EpisodeUpdate | None:
    one = show.next_episode
    if one is None or not one.season_number or not one.episode_number or one.airs_on is None:
        return None
    return EpisodeUpdate(
        season_number=one.season_number,
        episode_number=one.episode_number,
        title=one.name,
        air_date=one.airs_on,
        runtime_minutes=one.runtime_minutes,
    )


def time_of_day(text: str | None) -> time | None:
    """The time in `21:00` or `9:00`; None for others."""
    if not text:
        return None
    try:
        return time.fromisoformat(text[:5].zfill(5))
    except ValueError:
        return None
