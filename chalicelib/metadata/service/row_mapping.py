"""Maps provider updates to database rows: shortened to column lengths, without duplicates."""

import re
import unicodedata

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    CreditUpdate,
    EpisodeUpdate,
    PersonUpdate,
    RatingUpdate,
    SeasonUpdate,
    TitleUpdate,
)
from chalicelib.metadata.store.json_rows import Row

MAX_CHARACTERS = 300  # columns of unique indexes
MAX_NAMES = 10  # of directors and of cast, on the title itself
MIN_YEAR, MAX_YEAR = 1800, 2200

ACTING = "Acting"
DIRECTING_JOBS = ("Director", "Creator")


def slug_of(name: str) -> str:
    """`Science Fiction` → science-fiction."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def shorten(text: str) -> str:
    return text[:MAX_CHARACTERS].strip()


def valid_year(number: int | None) -> int | None:
    return number if number is not None and MIN_YEAR <= number <= MAX_YEAR else None


def fact_row(media_id: int, update: TitleUpdate) -> Row:
    named = sorted(update.credits or (), key=lambda credit: credit.position)
    directors = [c.person.name for c in named if c.job in DIRECTING_JOBS]
    cast = [c.person.name for c in named if c.department == ACTING]
    released = update.released_on
    return {
        "media_id": media_id,
        "original_title": shorten(update.original_title),
        "year": valid_year(update.year or (released.year if released else None)),
        "end_year": valid_year(update.end_year),
        "released_on": released,
        "runtime_minutes": update.runtime_minutes or None,
        "overview": update.overview,
        "tagline": update.tagline,
        "status": update.status,
        "language": update.language,
        "countries": list(dict.fromkeys(update.countries)),
        "platforms": list(dict.fromkeys(update.platforms)),
        "directors": list(dict.fromkeys(directors))[:MAX_NAMES],
        "top_cast": list(dict.fromkeys(cast))[:MAX_NAMES],
        "certificate": update.certificate or None,
        "poster_url": update.poster_url,
        "backdrop_url": update.backdrop_url,
        "logo_url": update.logo_url,
        # A rating without votes is none.
        "rating": update.rating if update.votes else None,
        "votes": update.votes,
        "popularity": update.popularity,
        "last_air_date": update.last_air_date,
    }


def external_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "source": source,
            "media_type": update.media_type,
            "external_id": external,
            "is_own": source == update.provider,
        }
        for source, external in update.external_ids.items()
    ]


def genre_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    names = {slug_of(name): name for name in reversed(update.genres) if slug_of(name)}
    return [
        {"media_id": media_id, "slug": slug, "name": name, "position": position}
        for position, (slug, name) in enumerate(reversed(names.items()))
    ]


def video_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "site": shorten(one.site),
            "key": shorten(one.key),
            "kind": shorten(one.kind),
            "name": shorten(one.name),
            "position": position,
        }
        for position, one in enumerate(update.videos or ())
    ]


def offer_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "region": one.region,
            "kind": one.kind,
            "provider_id": one.provider_id,
            "provider_name": shorten(one.provider_name),
            "logo_url": one.logo_url,
            "link": one.link,
            "position": position,
        }
        for position, one in enumerate(update.offers or ())
    ]


def link_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "kind": one.kind,
            "source": update.provider,
            "media_type": one.media_type,
            "external_id": one.external_id,
            "title": shorten(one.title),
            "year": valid_year(one.year),
            "position": position,
        }
        for position, one in enumerate(update.links or ())
    ]


def parent_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    parent = update.parent
    if parent is None:
        return []
    return [
        {
            "media_id": media_id,
            "kind": parent.kind,
            "source": update.provider,
            "media_type": parent.media_type,
            "external_id": parent.external_id,
        }
    ]


def keyword_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {"media_id": media_id, "name": name, "position": position}
        for position, name in enumerate(update.keywords or ())
    ]


def release_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "region": one.region,
            "platform": shorten(one.platform),
            "kind": one.kind,
            "released_on": one.released_on,
            "precision": one.precision,
            "certificate": one.certificate[:40],
        }
        for one in update.releases or ()
    ]


def translation_rows(media_id: int, update: TitleUpdate) -> list[Row]:
    return [
        {
            "media_id": media_id,
            "language": one.language,
            "title": shorten(one.title),
            "overview": one.overview,
            "tagline": one.tagline,
        }
        for one in update.translations or ()
    ]


def rating_row(media_id: int, rating: RatingUpdate) -> Row:
    return {
        "media_id": media_id,
        "source": rating.source,
        "value": rating.value,
        "best": rating.best,
        "votes": rating.votes,
    }


def credited_row(media_id: int, credit: CreditUpdate) -> Row:
    return {
        "media_id": media_id,
        "tmdb_id": credit.person.tmdb_id,
        "name": shorten(credit.person.name),
    }


def person_row(person: PersonUpdate) -> Row:
    return {
        "tmdb_id": person.tmdb_id,
        "imdb_id": person.imdb_id,
        "name": shorten(person.name),
        "biography": person.biography,
        "born_on": person.born_on,
        "died_on": person.died_on,
        "birthplace": shorten(person.birthplace),
        "known_for": shorten(person.known_for),
        "profile_url": person.profile_url,
        "popularity": person.popularity,
    }


def credit_row(media_id: int, media_type: MediaType, person_id: int, credit: CreditUpdate) -> Row:
    return {
        "media_id": media_id,
        "media_type": media_type,
        "person_id": person_id,
        "department": shorten(credit.department),
        "job": shorten(credit.job),
        "character": shorten(credit.character),
        "position": credit.position,
        "episode_count": credit.episode_count,
    }


def season_row(season: SeasonUpdate) -> Row:
    return {
        "season_number": season.season_number,
        "name": shorten(season.name),
        "overview": season.overview,
        "poster_url": season.poster_url,
        "air_date": season.air_date,
    }


def episode_row(episode: EpisodeUpdate) -> Row:
    return {
        "season_number": episode.season_number,
        "episode_number": episode.episode_number,
        "absolute_number": episode.absolute_number,
        "title": shorten(episode.title),
        "overview": episode.overview,
        "air_date": episode.air_date,
        "runtime_minutes": episode.runtime_minutes or None,
        "still_url": episode.still_url,
        "is_finale": episode.is_finale,
        "rating": episode.rating if episode.votes else None,
        "votes": episode.votes,
        "may_create": episode.may_create,
    }
