"""Play tickets and playable items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chalicelib.platform.schemas import ResponseModel

PlaybackSource = Literal["auto", "local", "store"]


class PlayTicket(ResponseModel):
    """
    A signed address of a file, valid until `expires_at`, and the resume position.

    The file is `library_item_id`: of a film in parts the one that the position is in.
    The URL grants access to the file: request a new one each time, never store it.
    """

    library_item_id: UUID
    url: str
    kind: Literal["direct"]
    mime_type: str
    expires_at: datetime
    position_seconds: int
    duration_seconds: int
    subtitles: list[str]
    media_id: int | None
    episode_id: int | None
    title: str
    subtitle: str | None
    next_library_item_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlayableItem:
    """The fields of a library item that playback needs."""

    id: UUID
    path: str  # as `path_to_text` writes it
    file_name: str
    size_bytes: int
    mime_type: str
    duration_seconds: int
    object_key: str | None
    stored_at: datetime | None
    media_id: int | None
    episode_id: int | None
    extra_kind: str  # empty for anything but an extra
    part_number: int | None
    part_set: str
    is_sample: bool  # too short to be its title, which has a complete version
    title: str | None
    year: int | None
    season_number: int | None
    episode_number: int | None
    episode_title: str | None

    @property
    def is_title(self) -> bool:
        """Whether watching it is watching the title."""
        return not self.is_sample and not self.extra_kind
