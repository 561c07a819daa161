"""What TMDB appends to the response of a title: people, pictures, videos, releases, offers."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from chalicelib.providers.lenient_parsing import (
    Id,
    ImagePath,
    Lenient,
    LenientBool,
    LenientDate,
    LenientFloat,
    LenientId,
    LenientInt,
    LenientList,
    LenientModel,
    LenientRating10,
    LenientText,
    Name,
    OptionalList,
    Text,
)

#: https://developer.themoviedb.org/reference/movie-release-dates
RELEASE_KINDS = {
    1: "premiere",
    2: "limited",
    3: "cinema",
    4: "digital",
    5: "physical",
    6: "tv",
}
#: TMDB's name of an offer type, and ours.
OFFER_KINDS = {"flatrate": "stream", "free": "free", "ads": "ads", "rent": "rent", "buy": "buy"}


class Video(LenientModel):
    site: Name  # YouTube, Vimeo
    key: Name
    name: Text = ""
    kind: Text = Field("", validation_alias="type")  # Trailer, Teaser, Clip, …
    is_official: LenientBool = Field(None, validation_alias="official")
    language: LenientText = Field(None, validation_alias="iso_639_1")
    region: LenientText = Field(None, validation_alias="iso_3166_1")
    size: LenientInt = None
    published_on: LenientDate = Field(None, validation_alias="published_at")


class Image(LenientModel):
    path: Annotated[str, Field(validation_alias="file_path", pattern=r"^/[A-Za-z0-9._-]{1,200}$")]
    language: LenientText = Field(
        None, validation_alias="iso_639_1"
    )  # None: no text in the picture
    width: LenientInt = None
    height: LenientInt = None
    vote_average: LenientRating10 = None
    vote_count: LenientInt = None


class Images(LenientModel):
    posters: LenientList[Image] = ()
    backdrops: LenientList[Image] = ()
    logos: LenientList[Image] = ()


class ExternalIds(LenientModel):
    imdb: Lenient[Annotated[str, Field(pattern=r"^(tt|nm)\d+$")]] = Field(
        None, validation_alias="imdb_id"
    )
    tvdb: LenientId = Field(None, validation_alias="tvdb_id")
    wikidata: LenientText = Field(None, validation_alias="wikidata_id")


class CastMember(LenientModel):
    id: Id
    name: Name
    character: Text = ""
    position: LenientInt = Field(None, validation_alias="order")
    episode_count: LenientInt = None
    profile_path: ImagePath = None
    known_for_department: Text = ""
    popularity: LenientFloat = None


class CrewMember(LenientModel):
    """One job of one person: a person who wrote and directed has two entries."""

    id: Id
    name: Name
    department: Text = ""
    job: Name
    episode_count: LenientInt = None
    profile_path: ImagePath = None
    known_for_department: Text = ""
    popularity: LenientFloat = None


class Release(LenientModel):
    released_on: LenientDate = Field(None, validation_alias="release_date")
    certificate: Text = Field("", validation_alias="certification")
    type: LenientInt = None
    language: LenientText = Field(None, validation_alias="iso_639_1")

    @property
    def kind(self) -> str:
        """premiere, limited, cinema, digital, physical or tv."""
        return RELEASE_KINDS.get(self.type or 0, "cinema")


class RegionReleases(LenientModel):
    region: Annotated[Name, Field(validation_alias="iso_3166_1")]
    dates: LenientList[Release] = Field((), validation_alias="release_dates")


class Certificate(LenientModel):
    region: Annotated[Name, Field(validation_alias="iso_3166_1")]
    certificate: Text = Field("", validation_alias="rating")


class AlternativeTitle(LenientModel):
    title: Name
    region: Text = Field("", validation_alias="iso_3166_1")
    kind: Text = Field("", validation_alias="type")


class Translation(LenientModel):
    """Texts of a title in one language of one country; empty where there is no translation."""

    language: Annotated[Name, Field(validation_alias="iso_639_1")]
    region: Text = Field("", validation_alias="iso_3166_1")
    title: Text = Field(
        "", validation_alias=AliasChoices(AliasPath("data", "title"), AliasPath("data", "name"))
    )
    overview: Text = Field("", validation_alias=AliasPath("data", "overview"))
    tagline: Text = Field("", validation_alias=AliasPath("data", "tagline"))


class Keyword(LenientModel):
    id: Id
    name: Name


class Offer(LenientModel):
    """An offer to watch a title. The data are from JustWatch, which must be attributed."""

    region: Name
    kind: Literal["stream", "free", "ads", "rent", "buy"]
    provider_id: Id
    provider_name: Name
    logo_path: ImagePath = None
    position: LenientInt = Field(None, validation_alias="display_priority")
    link: Text = ""  # TMDB's page with the links


def _flat_offers(raw: Any) -> Any:
    """`{"US": {"link": …, "flatrate": [{…}]}}` → one entry for each offer."""
    if not isinstance(raw, dict):
        return raw
    flat: list[Any] = []
    for region, ways in raw.items():
        if not isinstance(ways, dict):
            flat.append(ways)
            continue
        for theirs, ours in OFFER_KINDS.items():
            offers = ways.get(theirs)
            for offer in offers if isinstance(offers, list) else ():
                more = {"region": region, "kind": ours, "link": ways.get("link")}
                flat.append(offer | more if isinstance(offer, dict) else offer)
    return flat


def _flat_cast(raw: Any) -> Any:
    """Aggregate credits have `roles`: the role with the most episodes is the character."""
    if not isinstance(raw, list):
        return raw
    return [
        entry
        | {"character": _longest(entry["roles"], "character")}
        | {"episode_count": entry.get("total_episode_count")}
        if isinstance(entry, dict) and isinstance(entry.get("roles"), list)
        else entry
        for entry in raw
    ]


def _longest(roles: list[Any], field: str) -> Any:
    known = [role for role in roles if isinstance(role, dict) and role.get(field)]
    return max(known, key=_episodes).get(field) if known else ""


def _episodes(role: dict[str, Any]) -> float:
    count = role.get("episode_count")
    return count if isinstance(count, int | float) else 0


def _flat_crew(raw: Any) -> Any:
    """Aggregate credits have `jobs`: each becomes an entry."""
    if not isinstance(raw, list):
        return raw
    flat: list[Any] = []
    for entry in raw:
        jobs = entry.get("jobs") if isinstance(entry, dict) else None
        if not isinstance(jobs, list):
            flat.append(entry)
            continue
        flat += [entry | job if isinstance(job, dict) else job for job in jobs]
    return flat


Cast = Annotated[OptionalList[CastMember], BeforeValidator(_flat_cast)]
Crew = Annotated[OptionalList[CrewMember], BeforeValidator(_flat_crew)]
Offers = Annotated[OptionalList[Offer], BeforeValidator(_flat_offers)]


class Named(LenientModel):
    """A company, network or collection."""

    id: LenientId = None
    name: Name
