"""Folders that downloads may go to."""

from chalicelib.platform.schemas import ResponseModel


class Folder(ResponseModel):
    """What a worker reports; None while none does."""

    path: str | None  # for administrators only
    name: str  # unique; accepted as `MoveTo.root`
    free_bytes: int | None
    total_bytes: int | None
    is_writable: bool | None


class Folders(ResponseModel):
    items: list[Folder]
