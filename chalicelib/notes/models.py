"""Notes, reviews and tags of titles. Pure."""

import unicodedata
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from chalicelib.http.schemas import Paging, RequestModel, ResponseModel
from chalicelib.tracking.models.ratings import MediaIds

MAX_NOTE = 4_000  # characters
MAX_REVIEW = 10_000
MAX_TAG = 40
MAX_NOTED_TITLES = 20_000  # of one person
MAX_TAGS_OF_TITLE = 20
MAX_TAGS = 500  # of one person


def _plain(text: str) -> str:
    """Text as it is shown: line feeds as the only control characters."""
    text = text.replace("\r\n", "\n")
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) != "Cc")


def _one_line(text: str) -> str:
    text = " ".join(_plain(text).split())
    if not text:
        raise ValueError("write something")
    return text


TagName = Annotated[str, Field(min_length=1, max_length=MAX_TAG), AfterValidator(_one_line)]


class NoteRequest(RequestModel):
    """What is left out stays as it is; an empty text removes a note or a review."""

    note: Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_plain)] | None = None
    review: Annotated[str, Field(max_length=MAX_REVIEW), AfterValidator(_plain)] | None = None
    review_has_spoilers: bool | None = None


class TitleNotes(ResponseModel):
    """What a user wrote about a title; empty texts where there is nothing."""

    note: str = ""
    note_at: datetime | None = None
    review: str = ""
    review_has_spoilers: bool = False
    review_at: datetime | None = None
    tags: tuple[str, ...] = ()


class NotesChange(ResponseModel):
    """`undoId` undoes it for 30 seconds; null when nothing changed."""

    undo_id: UUID | None
    notes: TitleNotes


class TagRequest(RequestModel):
    """Tags to add to titles and to remove from them; upper and lower case are the same."""

    media_ids: MediaIds
    add: Annotated[tuple[TagName, ...], Field(max_length=MAX_TAGS_OF_TITLE)] = ()
    remove: Annotated[tuple[TagName, ...], Field(max_length=MAX_TAGS_OF_TITLE)] = ()


class TaggedQuery(Paging):
    tag: TagName


class TagRename(RequestModel):
    """A name of another tag makes one of both."""

    tag: TagName
    name: TagName


class TagRemoval(RequestModel):
    """Takes the tag from every title."""

    tag: TagName


class Tag(ResponseModel):
    name: str
    titles: int  # how many have it


class TagList(ResponseModel):
    """A user's tags, by name."""

    items: list[Tag]


class TagsChange(ResponseModel):
    """`undoId` undoes it for 30 seconds; null when nothing changed."""

    undo_id: UUID | None
    items: list[Tag]
