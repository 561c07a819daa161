"""Everything the page of one title shows, and what its Play button opens. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import (
    ExternalIds,
    MediaCard,
    MediaFacts,
    MediaType,
    episode_label,
)
from chalicelib.engagement.models import Source
from chalicelib.library.models import LibraryItem
from chalicelib.platform.artwork import LogoUrl, PosterUrl, ProfileUrl, StillUrl
from chalicelib.platform.wire import Incoming, Outgoing

#: With more episodes than this, the page brings those of one season and the rest is asked for.
MOST_EPISODES = 300
MOST_NAMES = 10  # in the short lists of directors and cast
DIRECTING = "Directing"

#: The fields of `Links`, and what their titles are called in the database.
LinkKind = Literal["dlc", "expansions", "franchise", "recommended"]
LINK_KINDS: dict[LinkKind, str] = {
    "dlc": "dlc",
    "expansions": "expansion",
    "franchise": "franchise",
    "recommended": "recommended",
}

SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]


class EpisodeRow(BaseModel):
    """An episode for the person looking."""

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
    watched: bool
    progress_percent: int | None
    position_seconds: int
    duration_seconds: int  # 0 when neither a player, a file nor the catalogue knows
    library_item_id: UUID | None


class SeasonRow(BaseModel):
    """A season, and how many of its episodes there are, aired and were watched."""

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


class Visit(Incoming):
    """The query of a title's page: where somebody came from, such as `collection-noir`."""

    source: Source | None = None


class Episode(Outgoing):
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
    watched: bool
    progress_percent: int | None
    position_seconds: int
    library_item_id: UUID | None


class Season(Outgoing):
    """`episodes` is null when they were not loaded: the show has very many."""

    id: int
    season_number: int
    name: str
    overview: str
    poster_url: PosterUrl
    air_date: date | None
    is_finished: bool
    episode_count: int
    episodes: list[Episode] | None


class Playable(Outgoing):
    """What Play opens; the label is an episode's, `S1 E2`."""

    library_item_id: UUID
    episode_id: int | None
    label: str | None


class Rating(Outgoing):
    """What one source thinks, on its own scale: `value` of `best`."""

    source: str
    value: float
    best: int
    votes: int | None


class CastCredit(Outgoing):
    person_id: int
    name: str
    character: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    episode_count: int | None


class CrewCredit(Outgoing):
    person_id: int
    name: str
    job: str
    department: str
    profile_url: ProfileUrl
    profile_placeholder: str | None


class Credits(Outgoing):
    cast: list[CastCredit]
    crew: list[CrewCredit]


class Video(Outgoing):
    site: str
    key: str
    kind: str
    name: str


class Offer(Outgoing):
    """Where a title can be watched in a region; kind is stream, free, ads, rent or buy."""

    region: str
    kind: str
    provider_name: str
    logo_url: LogoUrl
    link: str


class Release(Outgoing):
    region: str
    platform: str
    kind: str
    released_on: date
    certificate: str


class Links(Outgoing):
    """Titles a provider names beside this one."""

    dlc: list[MediaCard]
    expansions: list[MediaCard]
    franchise: list[MediaCard]
    recommended: list[MediaCard]


class Metadata(Outgoing):
    """
    Where the facts come from. `refreshing`: more is on its way, ask again in a moment.

    `unavailable` says in a word why the provider could not be asked, such as `resting`.
    """

    provider: str | None
    checked_at: datetime | None
    refreshing: bool
    unavailable: str | None


class CastRow(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    person_id: int
    name: str
    profile_url: str | None
    profile_placeholder: str | None
    character: str
    episode_count: int | None


class CrewRow(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    person_id: int
    name: str
    profile_url: str | None
    profile_placeholder: str | None
    department: str
    job: str


class Known(BaseModel):
    """What is known of a title beyond its card, the same for everyone."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_type: MediaType
    runtime_minutes: int | None
    original_title: str | None
    tagline: str
    release_date: date | None
    certificate: str | None
    status: str
    language: str | None
    countries: list[str]
    platforms: list[str]
    license: str | None
    directors: list[str]
    top_cast: list[str]
    external_ids: ExternalIds
    genre_ids: list[int]
    end_year: int | None
    alternate_titles: list[str]
    ratings: list[Rating]
    cast_members: list[CastRow]
    crew_members: list[CrewRow]
    videos: list[Video]
    offers: list[Offer]
    links: dict[str, list[int]]  # ids by kind
    releases: list[Release]
    episode_count: int

    @property
    def is_finished(self) -> bool:
        """Whether a show is over."""
        return self.end_year is not None or self.status in ("Ended", "Canceled")

    def facts(self) -> dict[str, Any]:
        """
        The fields of `MediaFacts`. Who directed and who played comes from the credits where the
        short lists are empty.
        """
        directed = (one.name for one in self.crew_members if one.department == DIRECTING)
        played = (one.name for one in self.cast_members)
        return {
            "original_title": self.original_title,
            "tagline": self.tagline,
            "release_date": self.release_date,
            "certificate": self.certificate,
            "status": self.status,
            "language": self.language,
            "countries": self.countries,
            "platforms": self.platforms,
            "license": self.license,
            "directors": self.directors or list(dict.fromkeys(directed))[:MOST_NAMES],
            "cast": self.top_cast or list(dict.fromkeys(played))[:MOST_NAMES],
            "external_ids": self.external_ids,
        }

    def credits(self) -> Credits:
        """Who played in several parts stands once, with all of them."""
        cast: dict[int, CastCredit] = {}
        for row in self.cast_members:
            known = cast.get(row.person_id)
            parts = [known.character, row.character] if known else [row.character]
            cast[row.person_id] = CastCredit(
                person_id=row.person_id,
                name=row.name,
                character=" / ".join(dict.fromkeys(part for part in parts if part)),
                profile_url=row.profile_url,
                profile_placeholder=row.profile_placeholder,
                episode_count=known.episode_count if known else row.episode_count,
            )
        crew = [
            CrewCredit(
                person_id=row.person_id,
                name=row.name,
                job=row.job,
                department=row.department,
                profile_url=row.profile_url,
                profile_placeholder=row.profile_placeholder,
            )
            for row in self.crew_members
        ]
        return Credits(cast=list(cast.values()), crew=crew)


class TitleFacts(MediaFacts):
    """What a title's page says beyond the cards on it, the same for everyone."""

    end_year: int | None
    is_finished: bool
    alternate_titles: list[str]
    ratings: list[Rating]
    credits: Credits
    videos: list[Video]
    offers: list[Offer]
    releases: list[Release]
    metadata: Metadata


class MediaDetail(TitleFacts, MediaCard):
    """Position and length, in seconds, are those of what Play opens."""

    links: Links
    seasons: list[Season]
    library_items: list[LibraryItem]
    similar: list[MediaCard]
    position_seconds: int
    duration_seconds: int
    playable: Playable | None


class Outline(BaseModel):
    """What has to be known of a title to put its page together."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_type: MediaType
    is_finished: bool
    episode_count: int
    runtime_minutes: int | None
    similar: list[int]
    links: dict[LinkKind, list[int]]

    @property
    def beside(self) -> list[int]:
        """The titles shown beside it."""
        named = (one for ids in self.links.values() for one in ids)
        return list(dict.fromkeys([*self.similar, *named]))


class Own(Outgoing):
    """What a title's page says to one person alone, beside what is marked on its cards."""

    seasons: list[Season]
    library_items: list[LibraryItem]
    position_seconds: int
    duration_seconds: int
    playable: Playable | None


def seasons_of(
    seasons: Sequence[SeasonRow],
    episodes: Iterable[EpisodeRow],
    *,
    is_finished: bool,
    only: int | None = None,
) -> list[Season]:
    """
    Seasons with their episodes; with `only`, the others come without.

    A season is over when its show is, or when a later one has begun.
    """
    by_season: dict[int, list[Episode]] = {}
    for row in episodes:
        by_season.setdefault(row.season_number, []).append(_episode(row))
    last = max((season.season_number for season in seasons), default=0)
    return [
        Season(
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
    """The number of the first season of which something is left to watch, else of the last."""
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


def playable_episode(row: EpisodeRow) -> Playable | None:
    if row.library_item_id is None:
        return None
    return Playable(
        library_item_id=row.library_item_id,
        episode_id=row.id,
        label=episode_label(row.season_number, row.episode_number),
    )


def _episode(row: EpisodeRow) -> Episode:
    return Episode.model_validate({name: getattr(row, name) for name in Episode.model_fields})
