"""Which title a file is: candidates, reasons, and the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import PosterUrl
from chalicelib.catalog.models import MediaType
from chalicelib.http.schemas import ResponseModel
from chalicelib.library.models.folders import FolderKind

MAX_CANDIDATES = 5  # of a file


class MatchState(StrEnum):
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"
    EXTRA = "extra"  # a trailer, a featurette: belongs to a title and is not the title


@dataclass(frozen=True, slots=True)
class CandidateTitle:
    """A title of the catalogue that a file could be."""

    id: int
    media_type: MediaType
    title: str
    original_title: str | None
    year: int | None
    runtime_minutes: int | None = None
    names: Sequence[str] = ()  # other names of it that resemble the file's, as the search has them
    countries: Sequence[str] = ()
    platforms: Sequence[str] = ()  # of a game
    has_episode: bool | None = None  # None: the file is no episode, or its episodes are not known
    votes: int | None = None  # None: not known


@dataclass(frozen=True, slots=True)
class EpisodeRef:
    id: int
    season_number: int
    episode_number: int
    title: str


class Guess(ResponseModel):
    """The result of parsing a file's name; `more_episodes` are those after the first."""

    title: str | None = None
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    more_episodes: tuple[int, ...] = ()
    country: str | None = None
    platform: str | None = None  # of a game: its folder, or the suffix of a cartridge
    source: str | None = None  # Blu-ray, Web, …
    group: str | None = None  # who made the release
    proper: int = 0  # how often it was released again: PROPER, REPACK, v2
    #: In the path, or in an NFO file, by source: imdb, tmdb, tvdb.
    ids: dict[str, str] = Field(default_factory=dict)
    #: `home_video` is what a user said.
    type: Literal["movie", "episode", "game", "home_video"] | None = None


@dataclass(frozen=True, slots=True)
class FolderHint:
    """What the folders of a file say: what its library folder holds, and which title they name."""

    kind: FolderKind = "mixed"
    titles: Sequence[str] = ()  # of the show or film whose folder it lies in, if one is certain


Verdict = Literal["for", "against", "neutral"]  # neutral: it decides nothing


class MatchReason(ResponseModel):
    """One comparison of a file with a title, in words."""

    text: str
    verdict: Verdict


class Comparison(NamedTuple):
    """A reason as the words of a sentence; most are never shown, so that each costs little."""

    text: str
    verdict: Verdict
    is_exception: bool  # `but …`


class ProviderTitle(ResponseModel):
    """A title as a provider describes it in a list."""

    source: Literal["tmdb", "igdb"]
    external_id: str
    media_type: MediaType
    title: str
    original_title: str | None = None
    year: int | None
    overview: str
    poster_url: PosterUrl
    votes: int = 0
    other_names: Sequence[str] = ()
    countries: Sequence[str] = ()  # of a show
    platforms: Sequence[str] = ()  # that a game was released for


class KeptCandidate(BaseModel):
    """A candidate as it is stored with its file: of the catalogue, or of a provider."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int | None = None
    outside: ProviderTitle | None = None
    confidence: float
    why: str
    reasons: list[MatchReason]
    parts: dict[str, float] = {}

    @property
    def title_key(self) -> tuple[str, ...]:
        """Equal for candidates that are the same title."""
        if self.outside is not None:
            return (self.outside.source, self.outside.media_type, self.outside.external_id)
        return (str(self.media_id),)


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A title a file may be; `parts` are the factors of its confidence, each from 0 to 1."""

    media_id: int
    media_type: MediaType
    confidence: float
    compared: tuple[Comparison, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """The reasons as a sentence."""
        return _capitalized(
            ", ".join(f"but {one.text}" if one.is_exception else one.text for one in self.compared)
            + "."
        )

    @property
    def reasons(self) -> list[MatchReason]:
        return [
            MatchReason(text=_capitalized(one.text), verdict=one.verdict) for one in self.compared
        ]


def _capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The match of a file; `candidates` are what else it may be, the best first."""

    guess: Guess
    match_state: MatchState = MatchState.UNMATCHED
    media_id: int | None = None
    episode_id: int | None = None
    confidence: float = 0.0
    more_episode_ids: tuple[int, ...] = ()  # of the same file, in order
    extra_kind: str = ""
    part_number: int | None = None
    part_set: str = ""
    editions: tuple[str, ...] = ()
    candidates: tuple[RankedTitle, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """
    The title of a download, before its files have arrived.

    Without an episode number it is a film, several episodes, or an episode that is not known.
    """

    media_id: int | None = None
    season_number: int | None = None
    episode_number: int | None = None
    confidence: float = 0.0
