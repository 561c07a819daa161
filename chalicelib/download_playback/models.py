"""Which file of a download plays, and from when on. No I/O."""

import mimetypes
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chalicelib.downloads.models.job_details import JobFile
from chalicelib.downloads.models.job_options import FilePriority
from chalicelib.http.schemas import ResponseModel

VIDEO_SUFFIXES = (".mp4", ".m4v", ".mkv", ".webm", ".mov")
MIN_SHARE = 0.03  # of a file, and at most the next number of bytes
ENOUGH_BYTES = 64 * 2**20
MAX_EXTRA_SHARE = 0.5  # of the film's size; a larger video is another part, film or episode
UNKNOWN_MIME_TYPE = "application/octet-stream"


class DownloadingTitle(ResponseModel):
    """The film or the episode that is still arriving, and where the user resumes it."""

    media_id: int
    episode_id: int | None
    position_seconds: int


class DownloadTicket(ResponseModel):
    """
    A signed address of a file that is still arriving, valid until `expires_at`.

    What is read is fetched first; reading what is not here yet waits for it.
    """

    job_id: UUID
    url: str
    mime_type: str
    expires_at: datetime
    title: str
    progress_percent: int
    media_id: int | None
    plays: DownloadingTitle | None  # None: which film or episode the file holds is not known


def film_of(files: Sequence[JobFile]) -> JobFile | None:
    """The largest video among the files that are downloaded."""
    videos = [
        file
        for file in files
        if _is_video(file) and file.priority is not FilePriority.SKIP and file.size_bytes > 0
    ]
    return max(videos, key=lambda file: file.size_bytes, default=None)


def is_whole(film: JobFile, files: Sequence[JobFile]) -> bool:
    """Whether the title of the download is in this file alone: beside it are extras and samples."""
    return not any(
        _is_video(file)
        and file.index != film.index
        and file.size_bytes > film.size_bytes * MAX_EXTRA_SHARE
        for file in files
    )


def _is_video(file: JobFile) -> bool:
    return file.path.lower().endswith(VIDEO_SUFFIXES)


def missing_bytes(file: JobFile) -> int:
    """How much has to arrive before playing makes sense; 0 from then on."""
    needed = min(int(file.size_bytes * MIN_SHARE), ENOUGH_BYTES)
    return max(0, needed - file.bytes_done)


def in_words(seconds: int) -> str:
    """A wait, as people say it."""
    if seconds < 60:  # noqa: PLR2004
        return "a minute"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{-(-minutes // 60)} hours"  # noqa: PLR2004


def mime_type_of(path: str) -> str:
    if path.lower().endswith(".mkv"):
        return "video/x-matroska"
    return mimetypes.guess_type(path)[0] or UNKNOWN_MIME_TYPE
