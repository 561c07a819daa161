"""Folders that downloads may go to."""

from chalicelib.platform.schemas import ResponseModel


class Folder(ResponseModel):
    """Sizes are None while no worker reports them."""

    path: str | None  # for administrators only
    name: str  # unique; accepted as `MoveTo.root`
    free_bytes: int | None
    total_bytes: int | None


class Folders(ResponseModel):
    items: list[Folder]
