"""Folders that the library is read from: as stored, and as the API shows them. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel

FolderSource = Literal["environment", "stored"]
#: What a folder holds; of `games` every entry is one, and none is looked through for videos.
FolderKind = Literal["movies", "shows", "anime", "games", "mixed"]
#: `away`: the folder is there, but a disk in it or its marker file is not.
#: `unknown`: this process does not find the folder, and no worker says whether it is there.
FolderState = Literal["ok", "missing", "away", "unreadable", "unknown"]

#: What of a folder is copied to the object store: what the server's environment says, nothing,
#: files, or files whose local copies are removed then.
StoreAction = Literal["default", "keep", "push", "free"]
StoreKind = Literal["movie", "show"]

FolderPath = Annotated[str, Field(min_length=1, max_length=4096)]
#: A name in the folder: no path, so that it cannot lie elsewhere.
Marker = Annotated[str, Field(max_length=255, pattern=r"^[^/]*$")]


class StorePolicy(RequestModel):
    """
    Which files of a folder are copied to the object store.

    `kinds` is empty for any; files wait `after_days` from their arrival; copies of the folder take
    at most `quota_bytes`.
    """

    action: StoreAction = "default"
    kinds: Annotated[tuple[StoreKind, ...], Field(max_length=2)] = ()
    min_bytes: Annotated[int, Field(ge=0, le=2**50)] = 0
    after_days: Annotated[int, Field(ge=0, le=3650)] = 0
    quota_bytes: Annotated[int, Field(ge=0, le=2**60)] | None = None


class StorePreview(ResponseModel):
    """What a policy would do with the files of a folder; `is_on` is whether there is a store."""

    is_on: bool
    push_files: int
    push_bytes: int
    free_files: int
    free_bytes: int
    stored_files: int
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class LibraryRoot:
    """
    A folder of the library and its options.

    `path` is a path of the system, not text. In a worker it is without symbolic links; `given` is
    then how it was configured, if that differs.
    """

    path: str
    source: FolderSource = "stored"
    kind: FolderKind = "mixed"
    marker: str = ""  # a file without which the disk counts as away
    mounts: tuple[str, ...] = ()  # mount points in and above it at the last scan
    away: tuple[str, ...] = ()  # itself or disks of it that the worker found away, real paths
    given: str = ""

    @property
    def key(self) -> str:
        """The path that its row is stored under."""
        return self.given or self.path


class Disk(ResponseModel):
    """The file system of a folder; `is_network`: scans find what other machines change."""

    mount_point: str
    device: str
    filesystem: str
    is_network: bool
    free_bytes: int
    total_bytes: int


class LibraryFolder(ResponseModel):
    """A folder that the library is read from, as the server finds it."""

    path: str
    source: FolderSource
    kind: FolderKind
    marker: str
    state: FolderState
    files: int  # with those that are missing
    missing: int  # files that were not found; never those of a disk that is away
    away: int  # files without a copy, on a disk that is away
    store: StorePolicy
    prepares_copies: bool  # files that not every browser plays get a converted copy
    only_in_store: int  # files without a local copy
    disk: Disk | None
    scanned_at: datetime | None
    scan_id: UUID | None  # of a scan that is queued or running


class LibraryFolders(ResponseModel):
    """Those of the environment first."""

    items: list[LibraryFolder]


class FolderRequest(RequestModel):
    """An absolute path on the server."""

    path: FolderPath


class FolderOptions(RequestModel):
    """Options that are absent stay as they are, or as a new folder has them."""

    marker: Marker | None = None
    store: StorePolicy | None = None
    prepares_copies: bool | None = None


class NewFolder(FolderOptions):
    """`allows_nested`: the folder may lie in another one of the library, or contain one."""

    path: FolderPath
    kind: FolderKind = "mixed"
    allows_nested: bool = False


class FolderChange(FolderOptions):
    kind: FolderKind | None = None


class FolderTest(ResponseModel):
    """What the server finds in a folder that may be added; `problem` says why it may not."""

    path: str
    problem: str | None
    entries: int  # files and folders directly in it, at most 1,000 are counted
    disk: Disk | None
    inside_of: str | None  # the folder of the library that it lies in
    contains: list[str]  # folders of the library that lie in it


class BrowseFilter(RequestModel):
    """Without a path: places where films usually are."""

    path: FolderPath | None = None


class BrowsedFolder(ResponseModel):
    path: str
    name: str


class BrowsedFolders(ResponseModel):
    """Folders in a folder of the server, by name; `parent` is None at the top."""

    path: str | None
    parent: str | None
    items: list[BrowsedFolder]


@dataclass(frozen=True, slots=True)
class FolderScan:
    """The files and scans of a folder, as stored."""

    path: str
    files: int
    missing: int
    away: int
    only_in_store: int
    store: StorePolicy
    prepares_copies: bool
    scanned_at: datetime | None
    scan_id: UUID | None
