"""Maps TMDB's films and shows to metadata updates. No I/O."""

from dataclasses import replace

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import RatingUpdate, TitleUpdate
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.tmdb.appended_lists import CrewMember
from chalicelib.providers.tmdb.images import best_backdrop, best_logo, best_poster, image_url
from chalicelib.providers.tmdb.models import Details, Movie, Show
from worker.metadata.from_tmdb_episodes import next_episode_update, season_update
from worker.metadata.from_tmdb_lists import (
    Regions,
    certificate_of,
    link_updates,
    offer_updates,
    release_updates,
    translation_updates,
    video_updates,
)
from worker.metadata.from_tmdb_people import credit_updates

MAX_ALTERNATE_TITLES = 60
MAX_KEYWORDS = 40
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


def movie_update(
    answer: ProviderResult[Movie], regions: Regions, language: str = "en"
) -> TitleUpdate:
    movie = answer.value
    imdb_id = movie.imdb_id or (movie.external_ids.imdb if movie.external_ids else None)
    return replace(
        _title_update(answer, MediaType.MOVIE, imdb_id, regions, language),
        runtime_minutes=movie.runtime_minutes,
        certificate=certificate_of(movie, regions.main),
        credits=credit_updates(movie.cast, movie.crew),
        releases=release_updates(movie, regions),
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
        credits=credit_updates(show.cast, crew),
        seasons=tuple(season_update(season) for season in show.seasons or ()),
        last_air_date=show.ended_on,
        next_episode=next_episode_update(show),
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
        videos=video_updates(title),
        offers=offer_updates(title, regions),
        links=link_updates(title),
        translations=translation_updates(title),
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
