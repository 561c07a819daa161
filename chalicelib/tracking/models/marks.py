"""The marks of a user on a page of titles, for lists whose cards do not have them. Pure."""

from typing import Annotated

from pydantic import Field

from chalicelib.catalog.models import WatchStatus
from chalicelib.http.schemas import RequestModel, ResponseModel


class MarksQuery(RequestModel):
    """Up to 100 ids with commas between them."""

    ids: Annotated[str, Field(pattern=r"^[1-9]\d{0,17}(,[1-9]\d{0,17}){0,99}$")]


class TitleMarks(ResponseModel):
    """The fields of a card that belong to one user."""

    id: int
    in_library: bool
    progress_percent: int | None
    watched: bool
    watch_later: bool
    favorite: bool
    own_rating: float | None
    watch_status: WatchStatus | None
    followed: bool
    wanted: bool


class MarkList(ResponseModel):
    """Titles without any mark, and unknown ids, are left out."""

    items: list[TitleMarks]
