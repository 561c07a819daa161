"""
Maps the lists of a title at TMDB: videos, offers, links, releases, translations, franchises.

No I/O.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    LinkUpdate,
    OfferUpdate,
    ReleaseUpdate,
    TranslationUpdate,
    VideoUpdate,
)
from chalicelib.providers.tmdb.images import image_url
from chalicelib.providers.tmdb.lists import TitleBrief
from chalicelib.providers.tmdb.models import Collection, Details, Movie

MAX_VIDEOS = 30
MAX_LINKS = 20
MAX_PARTS = 60  # of a collection
LANGUAGE = re.compile("[a-z]{2,3}")
COUNTRY = re.compile("[A-Z]{2}")
NO_LANGUAGE = "xx"  # TMDB's code
NORWEGIAN = {"no": "nb"}  # TMDB has both for Bokmål


@dataclass(frozen=True, slots=True)
class Regions:
    """The country of age ratings, and the further ones whose offers and dates are kept."""

    main: str
    others: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.others | {self.main}


def video_updates(title: Details) -> tuple[VideoUpdate, ...] | None:
    """Official videos first, trailers before other kinds."""
    if title.videos is None:
        return None
    ranked = sorted(title.videos, key=lambda one: (not one.is_official, one.kind != "Trailer"))
    return tuple(
        VideoUpdate(site=one.site, key=one.key, kind=one.kind, name=one.name)
        for one in ranked[:MAX_VIDEOS]
    )


def offer_updates(title: Details, regions: Regions) -> tuple[OfferUpdate, ...] | None:
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


def link_updates(title: Details) -> tuple[LinkUpdate, ...] | None:
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


def certificate_of(movie: Movie, region: str) -> str | None:
    by_region = {
        each.region: next((date.certificate for date in each.dates if date.certificate), None)
        for each in movie.releases or ()
    }
    return by_region.get(region) or by_region.get("US")


def release_updates(movie: Movie, regions: Regions) -> tuple[ReleaseUpdate, ...] | None:
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


def translation_updates(title: Details) -> tuple[TranslationUpdate, ...] | None:
    """By language, and by country where a language has texts of several."""
    if title.translations is None:
        return None
    translated = [
        one.model_copy(update={"language": NORWEGIAN.get(one.language, one.language)})
        for one in title.translations
        if LANGUAGE.fullmatch(one.language)
        and one.language != NO_LANGUAGE
        and (one.title or one.overview or one.tagline)
    ]
    countries = Counter(one.language for one in translated)
    by_tag = {
        f"{one.language}-{one.region}"
        if countries[one.language] > 1 and COUNTRY.fullmatch(one.region)
        else one.language: one
        for one in translated
    }
    return tuple(
        TranslationUpdate(language=tag, title=one.title, overview=one.overview, tagline=one.tagline)
        for tag, one in by_tag.items()
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
