"""Matching all files of a folder with one title. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaCard, MediaId, episode_label
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.library.models.matching import Guess, MatchState

MAX_FILES = 500
#: A folder matched with the wrong title is often noticed when its second episode is watched.
MATCH_UNDO_PERIOD = timedelta(days=7)
MAX_RECENT = 20


class FolderMatchQuery(RequestModel):
    """`above` takes the folder around that of the file, with all its seasons."""

    media_id: MediaId
    above: bool = False


class FolderMatchFile(ResponseModel):
    """
    A file and what it would become: `matched`, `same` when it is that already, `unmatched` when
    its name names no episode of the title. `now` is what it is without the match.
    """

    library_item_id: UUID
    file_name: str
    outcome: Literal["matched", "same", "unmatched"]
    episode_label: str | None
    now: str | None


class FolderMatchPreview(ResponseModel):
    """
    What matching a folder would do; nothing is changed.

    `above` is the name of the folder around it, when that can be matched as a whole, too.
    `is_cut`: there are more files than one request matches. `named_episodes`: with a film, how many
    of the matched files are named like episodes.
    """

    folder: str
    above: str | None
    media: MediaCard
    files: list[FolderMatchFile]
    matched: int
    unmatched: int
    named_episodes: int
    is_cut: bool


class MatchesRequest(RequestModel):
    """Files that become one title: a film, or the episodes that their names say."""

    media_id: MediaId
    library_item_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_FILES)]


class MatchesChange(ResponseModel):
    """`undo_id` reverts it for a week; None when no file changed."""

    undo_id: UUID | None
    matched: int
    unmatched: int


class RecentMatch(ResponseModel):
    """Files that a user matched together, `first_file` among them; `undo_id` still reverts it."""

    undo_id: UUID
    matched_at: datetime
    media: MediaCard
    files: int
    first_file: UUID


class RecentMatches(ResponseModel):
    """Newest first."""

    items: list[RecentMatch]


@dataclass(frozen=True, slots=True)
class RecentMatchRow:
    undo_id: UUID
    matched_at: datetime
    media_id: int
    files: int
    first_file: UUID


class FolderRow(BaseModel):
    """A file of a folder, as it is matched now."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: UUID
    absolute_path: str
    guess: Guess
    match_state: MatchState
    media_id: int | None
    title: str | None
    episode_ids: list[int]
    season_number: int | None
    episode_number: int | None
    source_job_id: UUID | None

    @property
    def now(self) -> str | None:
        """What the file is: the title and the first episode."""
        if self.match_state != MatchState.MATCHED or self.title is None:
            return None
        if self.season_number is None or self.episode_number is None:
            return self.title
        return f"{self.title} {episode_label(self.season_number, self.episode_number)}"

    def is_already(self, media_id: int, episode_ids: Sequence[int]) -> bool:
        found = (self.media_id, self.episode_ids)
        return self.match_state == MatchState.MATCHED and found == (media_id, list(episode_ids))
