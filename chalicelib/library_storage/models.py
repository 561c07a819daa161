"""The storage picture and duplicates as the API shows them. No I/O."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaCard
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.library.models.folders import Disk, FolderKind, FolderState
from chalicelib.library.models.probe_results import HdrKind


class StorageShare(ResponseModel):
    """
    Files of one kind or resolution; `value` is that of the library's filter, or empty.

    `damaged`: no video could be read from them.
    """

    value: str
    files: int
    size_bytes: int


class KindShare(StorageShare):
    """`value` is a kind of titles; `unmatched` or `ignored`: of files without a title."""

    titles: int
    missing_files: int  # which take no room, and are not among the files


class FolderShare(ResponseModel):
    """What a kind takes of a folder; `other`: files that are matched to no title."""

    kind: Literal["movie", "show", "game", "other"]
    size_bytes: int


class StorageFolder(ResponseModel):
    """
    A folder of the library and its disk; several folders may lie on one. Missing files take no room
    and are not among `files`.
    """

    path: str
    kind: FolderKind
    state: FolderState
    files: int
    missing_files: int
    size_bytes: int
    kinds: list[FolderShare]
    disk: Disk | None


class StorageTitle(ResponseModel):
    """
    A title and what it takes. `last_seen_at`: when a user watched it last; null: never watched.
    `watched_by_all`: a film that every user has seen.
    """

    media: MediaCard
    files: int
    size_bytes: int
    added_at: datetime
    last_seen_at: datetime | None
    watched_by_all: bool


class StoragePicture(ResponseModel):
    """
    What takes the space: every file, those without a title as well. `folders` are for
    administrators and empty for others.

    Missing files take no room: they are counted apart, until they are back or forgotten.
    """

    titles: int
    files: int
    missing_files: int
    size_bytes: int
    kinds: list[KindShare]
    folders: list[StorageFolder]


class LibraryStorage(StoragePicture):
    """
    `resolutions` are those of the files. `could_go` are the largest titles that are on no list,
    which all users have seen or no user has touched for half a year.
    """

    resolutions: list[StorageShare]
    biggest: list[StorageTitle]
    could_go: list[StorageTitle]


class DuplicatesQuery(RequestModel):
    """`after` is the last title of the page before."""

    after: Annotated[int, Field(ge=0, lt=2**63)] = 0


class DuplicateVersion(ResponseModel):
    """
    A version of a film or an episode: one file, or all parts of a copy.

    `reasons` say what the best one has that the next one has not; empty for the others.
    `is_missing`: parts of it were not found; what is said of it is about the others.
    `is_shared`: a download is sharing it.
    """

    library_item_ids: list[UUID]
    file_name: str
    size_bytes: int
    resolution_label: str
    hdr: HdrKind
    video_codec: str
    audio_codec: str
    channels: int
    duration_seconds: int
    plays_directly: bool
    is_missing: bool
    is_shared: bool
    is_best: bool
    reasons: list[str]


class DuplicateGroup(ResponseModel):
    """Versions of one film or episode, the best first. `is_playing`: a user watches it now."""

    media: MediaCard
    episode_label: str | None
    edition: str
    is_playing: bool
    spare_bytes: int  # what all but the best take
    versions: list[DuplicateVersion]


class Duplicates(ResponseModel):
    """`next_after` is null on the last page."""

    groups: list[DuplicateGroup]
    next_after: int | None


class FolderSpace(BaseModel):
    """What a folder holds, as counted."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    path: str
    files: int = 0
    size_bytes: int = 0
    kinds: list[FolderShare] = []


class TitleSpace(BaseModel):
    """A row of the largest titles."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    files: int
    size_bytes: int
    added_at: datetime
    last_seen_at: datetime | None
    watched_by_all: bool


class VersionRow(BaseModel):
    """A version as stored."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    edition: str
    library_item_ids: list[UUID]
    absolute_path: str
    size_bytes: int
    resolution_label: str
    picture_lines: int
    hdr: HdrKind
    video_codec: str
    audio_codec: str
    channels: int
    duration_seconds: int
    right_length: int
    plays_directly: bool
    is_missing: bool
    is_shared: bool
    is_playing: bool
