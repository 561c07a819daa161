"""Segments as they cross the API."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.http.schemas import RequestModel, ResponseModel

MIN_LENGTH_S = 1.0
MAX_FILE_S = 48 * 3600.0

Seconds = Annotated[float, Field(ge=0, le=MAX_FILE_S)]


class SegmentKind(StrEnum):
    INTRO = "intro"
    RECAP = "recap"
    CREDITS = "credits"
    PREVIEW = "preview"


class SegmentSource(StrEnum):
    """What a segment is known by, the most trusted first."""

    MANUAL = "manual"
    CHAPTER = "chapter"
    FINGERPRINT = "fingerprint"


class MediaSegment(ResponseModel):
    """A part of a file, in seconds from its beginning."""

    kind: SegmentKind
    start_seconds: float
    end_seconds: float


class FileSegment(MediaSegment):
    """A segment as a player shows it, with how it is known."""

    source: SegmentSource
    set_by: str | None  # who set it by hand, by their name; None for an account that is gone


class SegmentRequest(RequestModel):
    start_seconds: Seconds
    end_seconds: Seconds

    @model_validator(mode="after")
    def _has_length(self) -> "SegmentRequest":
        if self.end_seconds - self.start_seconds < MIN_LENGTH_S:
            raise ValueError("has to last a second or longer")
        return self


class SegmentsChange(ResponseModel):
    """The segments of the file after a change, which `undo_id` undoes for 30 seconds."""

    undo_id: UUID | None
    segments: list[FileSegment]
