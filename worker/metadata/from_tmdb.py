"""What TMDB says, in our words. Pure."""

import re
from collections.abc import Iterable
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
from chalicelib.providers.tmdb.parts import CastMember, CrewMember

MAX_CAST = 60
MAX_ALTERNATE_TITLES = 60
MAX_VIDEOS = 30
MAX_LINKS = 20
MAX_PARTS = 60  # of a collection

#: Jobs worth naming, the most important first; what else a crew did stays with TMDB.
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
AFTER_THE_CAST = 1000  # positions of the crew

#: TMDB's words for what we call otherwise, or keep apart.
GENRES = {
    "Action & Adventure": ("Action", "Adventure"),
    "Sci-Fi & Fantasy": ("Science Fiction", "Fantasy"),
    "War & Politics": ("War",),
    "Kids": ("Family",),
    "TV Movie": (),
    "Reality": ("Reality",),
    "Talk": ("Talk Show",),
}
#: `Episode 4` and the like say no more than the number.
ONLY_A_NUMBER = re.compile(
    r"(?:Episode|Episodio|Folge|Épisode|第)?\s*#?\d+\s*(?:話)?", re.IGNORECASE
)


def movie_update(answer: ProviderResult[Movie], region: str, language: str = "en") -> TitleUpdate:
    said = answer.value
    return _update(
        said,
        MediaType.MOVIE,
        language=language,
        imdb_id=said.imdb_id or (said.external_ids.imdb if said.external_ids else None),
        title=said.title,
        original_title=said.original_title,
        released_on=said.released_on,
        runtime_minutes=said.runtime_minutes,
        certificate=_certificate(said, region),
        credits=_credits(said.cast, said.crew),
        releases=_releases(said, region),
        region=region,
        franchise=said.collection.id if said.collection else None,
        is_whole=_is_whole(answer),
    )


def show_update(answer: ProviderResult[Show], region: str, language: str = "en") -> TitleUpdate:
    said = answer.value
    creators = [
        CrewMember(
            id=one.id,
            name=one.name,
            department="Writing",
            job="Creator",
            profile_path=one.profile_path,
        )
        for one in said.creators
    ]
    crew = None if said.crew is None and not creators else [*creators, *(said.crew or ())]
    certificates = {one.region: one.certificate for one in said.certificates or ()}
    ended = said.ended_on if said.is_finished else None
    return _update(
        said,
        MediaType.SHOW,
        language=language,
        imdb_id=said.imdb_id,
        title=said.title,
        original_title=said.original_title,
        released_on=said.released_on,
        end_year=ended.year if ended else None,
        runtime_minutes=next((minutes for minutes in said.episode_runtimes if minutes > 0), None),
        certificate=certificates.get(region) or certificates.get("US"),
        credits=_credits(said.cast, crew),
        releases=None,
        region=region,
        seasons=tuple(season_update(one) for one in said.seasons or ()),
        is_whole=_is_whole(answer),
    )


def franchise_parts(said: Collection) -> tuple[LinkUpdate, ...]:
    """The films of a collection in order of release; those without a day come last."""
    parts = [one for one in said.parts or () if one.kind == "movie" and not one.is_adult]
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


def season_update(said: SeasonBrief) -> SeasonUpdate:
    return SeasonUpdate(
        season_number=said.season_number,
        name=said.name,
        overview=said.overview,
        poster_url=image_url(said.poster_path),
        air_date=said.aired_on,
    )


def episode_update(
    said: Episode, *, season_number: int, episode_number: int, may_create: bool
) -> EpisodeUpdate:
    """What is said about an episode, under the numbers we know it by."""
    return EpisodeUpdate(
        season_number=season_number,
        episode_number=episode_number,
        title="" if ONLY_A_NUMBER.fullmatch(said.name) and not may_create else said.name,
        overview=said.overview,
        air_date=said.aired_on,
        runtime_minutes=said.runtime_minutes,
        still_url=image_url(said.still_path),
        may_create=may_create,
    )


def person_update(answer: ProviderResult[Person]) -> PersonUpdate:
    said = answer.value
    outside = said.external_ids.imdb if said.external_ids else None
    return PersonUpdate(
        tmdb_id=said.id,
        imdb_id=said.imdb_id or (outside if outside and outside.startswith("nm") else None),
        name=said.name,
        biography=said.biography,
        born_on=said.born_on,
        died_on=said.died_on,
        birthplace=said.birthplace,
        known_for=said.known_for_department,
        profile_url=image_url(said.profile_path),
        popularity=said.popularity,
    )


def _update(
    said: Details,
    media_type: MediaType,
    *,
    language: str,
    imdb_id: str | None,
    title: str,
    original_title: str,
    released_on: date | None,
    runtime_minutes: int | None,
    certificate: str | None,
    credits: tuple[CreditUpdate, ...] | None,
    releases: tuple[ReleaseUpdate, ...] | None,
    region: str,
    is_whole: bool,
    end_year: int | None = None,
    franchise: int | None = None,
    seasons: tuple[SeasonUpdate, ...] = (),
) -> TitleUpdate:
    ids = {"tmdb": str(said.id)}
    if imdb_id is not None and imdb_id.startswith("tt"):
        ids["imdb"] = imdb_id
    if said.external_ids is not None and said.external_ids.tvdb is not None:
        ids["tvdb"] = str(said.external_ids.tvdb)
    votes = said.vote_count or 0
    rated = said.vote_average if votes else None
    return TitleUpdate(
        provider="tmdb",
        media_type=media_type,
        external_ids=ids,
        title=title,
        original_title=original_title,
        released_on=released_on,
        end_year=end_year,
        runtime_minutes=runtime_minutes,
        overview=said.overview,
        tagline=said.tagline,
        status=said.status,
        language=said.original_language,
        countries=said.origin_countries or said.production_countries,
        certificate=certificate,
        poster_url=image_url(
            said.poster_path or best_poster(said.images, language)
            if said.images
            else said.poster_path
        ),
        backdrop_url=image_url(said.backdrop_path or best_backdrop(said.images)),
        logo_url=image_url(best_logo(said.images)),
        rating=rated,
        votes=votes,
        popularity=said.popularity,
        genres=tuple(
            dict.fromkeys(
                ours for genre in said.genres for ours in GENRES.get(genre.name, (genre.name,))
            )
        ),
        alternate_titles=tuple((one.title, one.region) for one in said.alternative_titles or ())[
            :MAX_ALTERNATE_TITLES
        ],
        credits=credits,
        videos=_videos(said),
        offers=_offers(said, region),
        links=_links(said),
        franchise=franchise,
        releases=releases,
        ratings=()
        if rated is None
        else (RatingUpdate(source="tmdb", value=rated, best=10, votes=votes),),
        seasons=seasons,
        is_whole=is_whole,
    )


def _is_whole(answer: ProviderResult[Movie] | ProviderResult[Show]) -> bool:
    """An old answer, or one of which parts were unreadable, is no proof that something is gone."""
    return answer.skipped == 0 and not answer.is_stale


def _credits(
    cast: Iterable[CastMember] | None, crew: Iterable[CrewMember] | None
) -> tuple[CreditUpdate, ...] | None:
    if cast is None and crew is None:
        return None
    seen = [
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
    behind = sorted(
        (one for one in crew or () if one.job in HEADLINE_JOBS),
        key=lambda one: HEADLINE_JOBS.index(one.job),
    )
    named = [
        CreditUpdate(
            person=_member(one),
            department=one.department or "Crew",
            job=one.job,
            position=AFTER_THE_CAST + place,
            episode_count=one.episode_count,
        )
        for place, one in enumerate(behind)
    ]
    return (*seen, *named)


def _member(one: CastMember | CrewMember) -> PersonUpdate:
    return PersonUpdate(
        tmdb_id=one.id,
        name=one.name,
        known_for=one.known_for_department,
        profile_url=image_url(one.profile_path),
        popularity=one.popularity,
    )


def _videos(said: Details) -> tuple[VideoUpdate, ...] | None:
    """The official ones first, trailers before the rest."""
    if said.videos is None:
        return None
    ranked = sorted(said.videos, key=lambda one: (not one.is_official, one.kind != "Trailer"))
    return tuple(
        VideoUpdate(site=one.site, key=one.key, kind=one.kind, name=one.name)
        for one in ranked[:MAX_VIDEOS]
    )


def _offers(said: Details, region: str) -> tuple[OfferUpdate, ...] | None:
    """Of our region only: there are sixty, and nobody watches in all of them."""
    if said.offers is None:
        return None
    ours = [one for one in said.offers if one.region == region]
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


def _links(said: Details) -> tuple[LinkUpdate, ...] | None:
    if said.similar is None and said.recommendations is None:
        return None
    lists: tuple[tuple[str, tuple[TitleBrief, ...]], ...] = (
        ("recommended", said.recommendations or ()),
        ("similar", said.similar or ()),
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


def _certificate(said: Movie, region: str) -> str | None:
    by_region = {
        each.region: next((date.certificate for date in each.dates if date.certificate), None)
        for each in said.releases or ()
    }
    return by_region.get(region) or by_region.get("US")


def _releases(said: Movie, region: str) -> tuple[ReleaseUpdate, ...] | None:
    """Of our region, of America and of where the film was made."""
    if said.releases is None:
        return None
    wanted = {region, "US", *said.origin_countries}
    return tuple(
        ReleaseUpdate(
            region=each.region,
            kind=date.kind,
            released_on=date.released_on,
            certificate=date.certificate,
        )
        for each in said.releases
        if each.region in wanted
        for date in each.dates
        if date.released_on is not None
    )
