"""Playable items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

PlaybackSource = Literal["auto", "local", "store"]


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
    is_probed: bool  # as it is now: nothing is known of a file that has just arrived
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
