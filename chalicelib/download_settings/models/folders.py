"""Folders that downloads may go to."""

from typing import Annotated

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel

#: An empty file in each chosen folder. Without it the disk is away, and the folder only its mount
#: point.
MARKER = ".seen-downloads"


class Folder(ResponseModel):
    """What a worker reports; None while none does."""

    path: str | None  # for administrators only
    name: str  # unique; accepted as `MoveTo.root`
    free_bytes: int | None
    total_bytes: int | None
    is_writable: bool | None


class Folders(ResponseModel):
    items: list[Folder]


class FolderChoice(RequestModel):
    """A folder of the server, by its whole path."""

    path: Annotated[str, Field(min_length=1, max_length=1000)]


class FolderCheck(ResponseModel):
    """What the server finds in a folder; `problem` says why new downloads cannot go there."""

    path: str  # without symbolic links
    problem: str | None
    free_bytes: int | None
    total_bytes: int | None
