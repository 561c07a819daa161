"""Titles of the library with what is there of them, and the filters of their list."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaCard, MediaType, Slug
from chalicelib.catalog.models.file_absence import Absence
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.library.models import LibraryItem
from chalicelib.platform.errors import InvalidInput

MAX_COUNTED = 10_000  # a larger total of a filtered list is reported as this number

#: `hd` and `full_hd`: that and better.
Resolution = Literal["2160p", "1080p", "720p", "sd", "full_hd", "hd"]
#: A codec, a language or an HDR format, as `GET /library/titles/facets` lists them.
FacetValue = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.+-]{1,40}$")]
OpaqueText = Annotated[str, Field(max_length=2_000, pattern=r"^[A-Za-z0-9_=-]*$")]
Year = Annotated[int, Field(ge=1800, le=2200)]
Bytes = Annotated[int, Field(ge=0, lt=2**63)]


class LibrarySort(StrEnum):
    """`added` is by the newest file, `rating` by that of the catalogue."""

    ADDED = "added"
    TITLE = "title"
    YEAR = "year"
    SIZE = "size"
    RATING = "rating"
    RESOLUTION = "resolution"


class FileState(StrEnum):
    """Titles of which there are several versions, or files that were not found."""

    DUPLICATES = "duplicates"
    MISSING = "missing"


class TitleFilter(RequestModel):
    """
    Which titles are listed; several conditions hold together.

    A title has a codec, a language or a resolution when any of its files has it. `root` is a
    folder of the library, `query` part of a name.
    """

    media_type: MediaType | None = None
    genre: Slug | None = None
    year_min: Year | None = None
    year_max: Year | None = None
    resolution: Resolution | None = None
    codec: FacetValue | None = None
    audio: FacetValue | None = None
    hdr: FacetValue | None = None
    language: FacetValue | None = None
    seen: bool | None = None
    size_min: Bytes | None = None
    size_max: Bytes | None = None
    root: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    added_since: date | None = None
    state: FileState | None = None
    query: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @property
    def filter_hash(self) -> str:
        """The same for equal conditions, regardless of page and order."""
        conditions = self.model_dump_json(include=set(TitleFilter.model_fields), exclude_none=True)
        return hashlib.sha256(conditions.encode()).hexdigest()[:32]


class LibraryTitleQuery(TitleFilter):
    """
    A page of the list. Without `order`, titles are in alphabetical order and everything else
    begins with the newest, largest or best. `cursor` is `nextCursor` of the page before.
    """

    sort: LibrarySort = LibrarySort.ADDED
    order: Literal["asc", "desc"] | None = None
    cursor: OpaqueText | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 48

    @property
    def is_ascending(self) -> bool:
        if self.order is None:
            return self.sort == LibrarySort.TITLE
        return self.order == "asc"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the last title, and its value in the order of the list."""

    value: str
    media_id: int

    def encode(self) -> str:
        raw = json.dumps([self.value, self.media_id]).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> "Position":
        """Raises `InvalidInput`."""
        try:
            value, media_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, RecursionError, binascii.Error) as error:
            raise InvalidInput("This cursor is not one of ours.", field="cursor") from error
        # PostgreSQL stores neither zero bytes nor halves of characters.
        is_text = isinstance(value, str) and not re.search("[\x00\ud800-\udfff]", value)
        if not is_text or not isinstance(media_id, int):
            raise InvalidInput("This cursor is not one of ours.", field="cursor")
        return cls(value, media_id)


class LibraryTitleRow(BaseModel):
    """A title as counted when its files changed."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    files: int
    missing_files: int
    versions: int
    episodes: int
    aired_episodes: int
    seasons: list[int]
    size_bytes: int
    resolution: str
    hdr: str
    video_codec: str
    audio_codec: str
    added_at: datetime
    sort_value: str


class LibraryTitle(ResponseModel):
    """
    A title and what the library has of it.

    `versions` is the largest number of files of the film or of one episode, without missing ones.
    Of shows, `episodes` of `aired_episodes` are in the library, from `seasons`; specials do not
    count. The badges (`resolution`, `hdr` and codecs) are those of the best file; empty: not known.
    All of `files` may be missing: their disk is away, or they were deleted. `absence`: why no file
    of the title can be played now; null when one is at hand. `missing_parts`: of a film in several
    files, while no version is complete, the numbers of the parts that are not at hand.
    """

    media: MediaCard
    files: int
    missing_files: int
    versions: int
    episodes: int
    aired_episodes: int
    seasons: list[int]
    size_bytes: int
    resolution: str
    hdr: str
    video_codec: str
    audio_codec: str
    added_at: datetime
    absence: Absence | None
    missing_parts: list[int]


class LibraryTitles(ResponseModel):
    """
    `total` is that of all pages, at most 10,000, and stands on the first page only; `next_cursor`
    is null on the last one.
    """

    items: list[LibraryTitle]
    total: int | None
    next_cursor: str | None


class Facet(ResponseModel):
    value: str
    titles: int


class NamedFacet(ResponseModel):
    value: str
    name: str
    titles: int


class LibraryFacets(ResponseModel):
    """What the titles of the library can be filtered by, the most frequent first."""

    titles: int
    duplicates: int
    missing: int
    unmatched_files: int
    kinds: list[Facet]
    resolutions: list[Facet]
    codecs: list[Facet]
    audio: list[Facet]
    hdr: list[Facet]
    languages: list[Facet]
    decades: list[Facet]
    genres: list[NamedFacet]


class TitleFile(LibraryItem):
    """
    A file of a title. `path` is null for users who may not match files, and `part_paths` is empty
    for them: the files of a film in several, in their order.
    """

    path: str | None
    part_paths: list[str]
    is_default: bool  # the version that plays


class TitleFiles(ResponseModel):
    """Episodes in order, and of each the best version first."""

    title: LibraryTitle
    items: list[TitleFile]
