"""Maps TMDB responses to metadata updates. No I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    CreditUpdate,
    EpisodeUpdate,
    LinkUpdate,
    OfferUpdate,
    PersonUpdate,
    RatingUpdate,
    ReleaseUpdate,
    SeasonUpdate,
    TitleUpdate,
    VideoUpdate,
)
from chalicelib.providers.result import ProviderResult
from chalicelib.providers.tmdb.appended_lists import CastMember, CrewMember
from chalicelib.providers.tmdb.images import best_backdrop, best_logo, best_poster, image_url
from chalicelib.providers.tmdb.lists import TitleBrief
from chalicelib.providers.tmdb.models import (
    Collection,
    Details,
    Episode,
    Movie,
    Person,
    SeasonBrief,
    Show,
)

MAX_CAST = 60
MAX_ALTERNATE_TITLES = 60
MAX_VIDEOS = 30
MAX_KEYWORDS = 40
MAX_LINKS = 20
MAX_PARTS = 60  # of a collection

#: The crew jobs that are stored, the most important first.
HEADLINE_JOBS = (
    "Creator",
    "Director",
    "Screenplay",
    "Writer",
    "Teleplay",
    "Story",
    "Novel",
    "Characters",
    "Comic Book",
    "Book",
    "Original Music Composer",
    "Director of Photography",
    "Editor",
    "Producer",
    "Executive Producer",
    "Production Design",
    "Costume Design",
    "Casting",
)
FIRST_CREW_POSITION = 1000  # after the cast

#: TMDB's genres that are renamed, split or dropped.
GENRES = {
    "Action & Adventure": ("Action", "Adventure"),
    "Sci-Fi & Fantasy": ("Science Fiction", "Fantasy"),
    "War & Politics": ("War",),
    "Kids": ("Family",),
    "TV Movie": (),
    "Reality": ("Reality",),
    "Talk": ("Talk Show",),
}
#: A generic title such as `Episode 4` is treated as missing.
GENERIC_EPISODE_TITLE = re.compile(
    r"(?:Episode|Episodio|Folge|Épisode|第)?\s*#?\d+\s*(?:話)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Regions:
    """The country of age ratings, and the further ones whose offers and dates are kept."""

    main: str
    others: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.others | {self.main}


def movie_update(
    answer: ProviderResult[Movie], regions: Regions, language: str = "en"
) -> TitleUpdate:
    movie = answer.value
    imdb_id = movie.imdb_id or (movie.external_ids.imdb if movie.external_ids else None)
    return replace(
        _title_update(answer, MediaType.MOVIE, imdb_id, regions, language),
        runtime_minutes=movie.runtime_minutes,
        certificate=_certificate(movie, regions.main),
        credits=_credits(movie.cast, movie.crew),
        releases=_releases(movie, regions),
        franchise=movie.collection.id if movie.collection else None,
    )


def show_update(
    answer: ProviderResult[Show], regions: Regions, language: str = "en"
) -> TitleUpdate:
    show = answer.value
    creators = [
        CrewMember(
            id=creator.id,
            name=creator.name,
            department="Writing",
            job="Creator",
            profile_path=creator.profile_path,
        )
        for creator in show.creators
    ]
    crew = None if show.crew is None and not creators else [*creators, *(show.crew or ())]
    certificates = {one.region: one.certificate for one in show.certificates or ()}
    ended = show.ended_on if show.is_finished else None
    return replace(
        _title_update(answer, MediaType.SHOW, show.imdb_id, regions, language),
        end_year=ended.year if ended else None,
        runtime_minutes=next((minutes for minutes in show.episode_runtimes if minutes > 0), None),
        certificate=certificates.get(regions.main) or certificates.get("US"),
        credits=_credits(show.cast, crew),
        seasons=tuple(season_update(season) for season in show.seasons or ()),
        last_air_date=show.ended_on,
        next_episode=_next_episode(show),
    )


def _next_episode(show: Show) -> EpisodeUpdate | None:
    one = show.next_episode
    if one is None or one.aired_on is None or one.season_number == 0:
        return None
    return episode_update(
        one, season_number=one.season_number, episode_number=one.episode_number, may_create=True
    )


def franchise_parts(collection: Collection) -> tuple[LinkUpdate, ...]:
    """The films of a collection by release date; those without a date come last."""
    parts = [one for one in collection.parts or () if one.kind == "movie" and not one.is_adult]
    parts.sort(key=lambda one: (one.released_on or date.max, one.id))
    return tuple(
        LinkUpdate(
            kind="franchise",
            external_id=str(one.id),
            media_type=MediaType.MOVIE,
            title=one.title,
            year=one.released_on.year if one.released_on else None,
        )
        for one in parts[:MAX_PARTS]
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


def person_update(answer: ProviderResult[Person]) -> PersonUpdate:
    person = answer.value
    outside = person.external_ids.imdb if person.external_ids else None
    return PersonUpdate(
        tmdb_id=person.id,
        imdb_id=person.imdb_id or (outside if outside and outside.startswith("nm") else None),
        name=person.name,
        biography=person.biography,
        born_on=person.born_on,
        died_on=person.died_on,
        birthplace=person.birthplace,
        known_for=person.known_for_department,
        profile_url=image_url(person.profile_path),
        popularity=person.popularity,
    )


def _title_update(
    answer: ProviderResult[Movie] | ProviderResult[Show],
    media_type: MediaType,
    imdb_id: str | None,
    regions: Regions,
    language: str,
) -> TitleUpdate:
    """The fields that movies and shows have in common."""
    title = answer.value
    votes = title.vote_count or 0
    rating = title.vote_average if votes else None
    return TitleUpdate(
        provider="tmdb",
        media_type=media_type,
        external_ids=_external_ids(title, imdb_id),
        title=title.title,
        original_title=title.original_title,
        released_on=title.released_on,
        overview=title.overview,
        tagline=title.tagline,
        status=title.status,
        language=title.original_language,
        countries=title.origin_countries or title.production_countries,
        poster_url=image_url(
            title.poster_path or best_poster(title.images, language)
            if title.images
            else title.poster_path
        ),
        backdrop_url=image_url(title.backdrop_path or best_backdrop(title.images)),
        logo_url=image_url(best_logo(title.images)),
        rating=rating,
        votes=votes,
        popularity=title.popularity,
        genres=tuple(
            dict.fromkeys(
                name for genre in title.genres for name in GENRES.get(genre.name, (genre.name,))
            )
        ),
        alternate_titles=tuple((one.title, one.region) for one in title.alternative_titles or ())[
            :MAX_ALTERNATE_TITLES
        ],
        keywords=None
        if title.keywords is None
        else tuple(dict.fromkeys(one.name.lower() for one in title.keywords if one.name))[
            :MAX_KEYWORDS
        ],
        videos=_videos(title),
        offers=_offers(title, regions),
        links=_links(title),
        ratings=()
        if rating is None
        else (RatingUpdate(source="tmdb", value=rating, best=10, votes=votes),),
        is_whole=_is_whole(answer),
    )


def _external_ids(title: Details, imdb_id: str | None) -> dict[str, str]:
    ids = {"tmdb": str(title.id)}
    if imdb_id is not None and imdb_id.startswith("tt"):
        ids["imdb"] = imdb_id
    if title.external_ids is not None and title.external_ids.tvdb is not None:
        ids["tvdb"] = str(title.external_ids.tvdb)
    return ids


def _is_whole(answer: ProviderResult[Movie] | ProviderResult[Show]) -> bool:
    """False for a stale or partly unreadable response: a missing entry proves nothing then."""
    return answer.skipped == 0 and not answer.is_stale


def _credits(
    cast: Iterable[CastMember] | None, crew: Iterable[CrewMember] | None
) -> tuple[CreditUpdate, ...] | None:
    if cast is None and crew is None:
        return None
    actors = [
        CreditUpdate(
            person=_member(one),
            department="Acting",
            job="Actor",
            character=one.character,
            position=place if one.position is None else one.position,
            episode_count=one.episode_count,
        )
        for place, one in enumerate(list(cast or ())[:MAX_CAST])
    ]
    headline_crew = sorted(
        (one for one in crew or () if one.job in HEADLINE_JOBS),
        key=lambda one: HEADLINE_JOBS.index(one.job),
    )
    crew_credits = [
        CreditUpdate(
            person=_member(one),
            department=one.department or "Crew",
            job=one.job,
            position=FIRST_CREW_POSITION + place,
            episode_count=one.episode_count,
        )
        for place, one in enumerate(headline_crew)
    ]
    return (*actors, *crew_credits)


def _member(one: CastMember | CrewMember) -> PersonUpdate:
    return PersonUpdate(
        tmdb_id=one.id,
        name=one.name,
        known_for=one.known_for_department,
        profile_url=image_url(one.profile_path),
        popularity=one.popularity,
    )


def _videos(title: Details) -> tuple[VideoUpdate, ...] | None:
    """Official videos first, trailers before other kinds."""
    if title.videos is None:
        return None
    ranked = sorted(title.videos, key=lambda one: (not one.is_official, one.kind != "Trailer"))
    return tuple(
        VideoUpdate(site=one.site, key=one.key, kind=one.kind, name=one.name)
        for one in ranked[:MAX_VIDEOS]
    )


def _offers(title: Details, regions: Regions) -> tuple[OfferUpdate, ...] | None:
    if title.offers is None:
        return None
    ours = [one for one in title.offers if one.region in regions.all]
    ours.sort(key=lambda one: one.position if one.position is not None else 999)
    return tuple(
        OfferUpdate(
            region=one.region,
            kind=one.kind,
            provider_id=one.provider_id,
            provider_name=one.provider_name,
            logo_url=image_url(one.logo_path),
            link=one.link,
        )
        for one in ours
    )


def _links(title: Details) -> tuple[LinkUpdate, ...] | None:
    if title.similar is None and title.recommendations is None:
        return None
    lists: tuple[tuple[str, tuple[TitleBrief, ...]], ...] = (
        ("recommended", title.recommendations or ()),
        ("similar", title.similar or ()),
    )
    return tuple(
        LinkUpdate(
            kind="similar" if kind == "similar" else "recommended",
            external_id=str(one.id),
            media_type=MediaType(one.kind),
            title=one.title,
            year=one.released_on.year if one.released_on else None,
        )
        for kind, briefs in lists
        for one in briefs[:MAX_LINKS]
        if not one.is_adult
    )


def _certificate(movie: Movie, region: str) -> str | None:
    by_region = {
        each.region: next((date.certificate for date in each.dates if date.certificate), None)
        for each in movie.releases or ()
    }
    return by_region.get(region) or by_region.get("US")


def _releases(movie: Movie, regions: Regions) -> tuple[ReleaseUpdate, ...] | None:
    """Releases in the chosen regions, the US and the countries of origin."""
    if movie.releases is None:
        return None
    kept = {*regions.all, "US", *movie.origin_countries}
    return tuple(
        ReleaseUpdate(
            region=each.region,
            kind=date.kind,
            released_on=date.released_on,
            certificate=date.certificate,
        )
        for each in movie.releases
        if each.region in kept
        for date in each.dates
        if date.released_on is not None
    )
