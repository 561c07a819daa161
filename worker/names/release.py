"""What a release name says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class ReleaseType(StrEnum):
    MOVIE = "movie"
    EPISODE = "episode"  # one episode or several
    SEASON_PACK = "season_pack"  # whole seasons, or a whole show
    OTHER = "other"  # extras, samples, and names without information


@dataclass(frozen=True, slots=True)
class Release:
    """
    The parts of a name.

    A number counted through a whole show, as anime are numbered, is in `absolute` and, when the
    name has no season, in `episodes` too. A mini-series without a season (`Part 2`, `E02`) has
    season 1.
    """

    title: str = ""
    alternative_titles: tuple[str, ...] = ()
    year: int | None = None
    seasons: tuple[int, ...] = ()
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: dt.date | None = None  # of broadcast
    type: ReleaseType = ReleaseType.OTHER
    episode_title: str = ""
    part: int | None = None  # of a film on several discs or files
    extra: str | None = None  # trailer, sample, featurette, …
    country: str | None = None  # ISO 3166: `The Office (US)`
    resolution: str | None = None
    source: str | None = None
    codec: str | None = None
    bit_depth: int | None = None
    hdr: tuple[str, ...] = ()
    audio: tuple[str, ...] = ()
    channels: str | None = None
    is_3d: bool = False
    languages: tuple[str, ...] = ()  # ISO 639-1; `mul`: several that are not named
    subtitles: tuple[str, ...] = ()  # the same
    group: str | None = None
    edition: tuple[str, ...] = ()
    proper: int = 0  # how often it was released again: PROPER, REPACK, v2
    folder_titles: tuple[str, ...] = ()  # of the show or film whose folder it lies in, if certain
    #: What its library folder holds, which its path does not say.
    folder_kind: Literal["movies", "shows", "anime", "games", "mixed"] = "mixed"
    ids: Mapping[str, str] = field(default_factory=dict)  # by source: imdb, tmdb, tvdb
    confidence: float = 0.0

    @property
    def season(self) -> int | None:
        return self.seasons[0] if self.seasons else None

    @property
    def episode(self) -> int | None:
        """The first of several."""
        return self.episodes[0] if self.episodes else None

    @property
    def titles(self) -> tuple[str, ...]:
        """The title first, then the alternatives; without empty ones."""
        return tuple(dict.fromkeys(filter(None, (self.title, *self.alternative_titles))))
