"""What is in the recycle folder, and how files get there and back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel

#: The folder at the top of each disk, hidden from scans; that of removed downloads, too.
FOLDER_NAME = ".recycle"
MAX_FILES = 2000  # in one request: a long show
MAX_LISTED = 500

#: `deleting` and `restoring`: the worker is about to move it. `refused`: it could not be moved and
#: is in the library again.
RecycledState = Literal["deleting", "deleted", "restoring", "removing", "refused"]


class RecycleRequest(RequestModel):
    """Files of the library by their ids; a film in parts goes as a whole."""

    library_item_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_FILES)]


class DeleteRequest(RecycleRequest):
    """`spare_only`: refuse to delete the last version of a title, or one that is being watched."""

    spare_only: bool = False


class RecycleSelection(RequestModel):
    """Entries of the recycle folder by their ids; null: everything in it."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_FILES)] | None = None


class RecycledFiles(ResponseModel):
    """What was deleted. `undo_id` takes it back for 30 seconds."""

    undo_id: UUID
    files: int
    size_bytes: int


class RecycledEntry(ResponseModel):
    """
    A deleted file, or the files of a removed download.

    `id` is that of the file or the download. `removed_at` is when it will be gone for good; null
    while it is being moved. `problem` says why the last step failed; empty: it did not.
    """

    id: UUID
    kind: Literal["file", "download"]
    title: str
    detail: str  # the episode, or the name of the file
    size_bytes: int
    state: RecycledState
    problem: str
    deleted_by: str | None
    replaced_by: str | None  # the name of the better version that an import has put in its place
    deleted_at: datetime
    removed_at: datetime | None
    can_restore: bool


class RecycleFolder(ResponseModel):
    """
    The newest entries; `files` and `size_bytes` are those of all. `kept_days` is how long an entry
    waits, a setting of downloads.
    """

    items: list[RecycledEntry]
    files: int
    size_bytes: int
    kept_days: int


@dataclass(frozen=True, slots=True)
class FileToDelete:
    """A file of the library that a user wants to delete."""

    id: UUID
    path: str  # as `path_to_text` writes it
    size_bytes: int
    is_seeding: bool


@dataclass(frozen=True, slots=True)
class VersionToDelete:
    """A film or an episode in a file, and whether another version of it stays."""

    name: str
    has_another: bool
    is_playing: bool  # a user watches the film or the episode now


@dataclass(frozen=True, slots=True)
class Move:
    """A file's place before and after; paths as `path_to_text` writes them."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A step of the worker. `moves` is empty until a worker has planned it."""

    id: UUID
    state: RecycledState
    requested_at: datetime
    path: str
    is_game: bool
    is_folder: bool  # a game that is a whole folder
    object_key: str | None
    is_freed: bool  # only the object store has it
    moves: tuple[Move, ...]
    subtitles: tuple[str, ...]  # paths of those beside the video
