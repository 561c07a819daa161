"""Statuses of films and shows. Pure; `watch_status` of the database has the rules."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaId, WatchStatus
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_TITLES = 100


class StatusRequest(RequestModel):
    """A status of titles; null forgets it, so that it follows from what was watched."""

    media_ids: Annotated[list[MediaId], Field(min_length=1, max_length=MAX_TITLES)]
    status: WatchStatus | None


class StatusChange(ResponseModel):
    """
    The titles after a change. `undo_id` reverts it for 30 seconds; None when nothing changed.
    """

    undo_id: UUID | None
    media: list[MediaCard]
