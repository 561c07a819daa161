"""Download jobs as they cross the API, and the rules about them; nothing here does I/O."""

from chalicelib.downloads.models.jobs import (
    MAX_TORRENT_BYTES,
    Cursor,
    DownloadCreate,
    DownloadEvent,
    DownloadFilter,
    DownloadJob,
    DownloadPage,
    EventFilter,
    EventPage,
    ListState,
    Scope,
    SourceType,
)
from chalicelib.downloads.models.states import (
    FINAL,
    LEASED,
    OPEN,
    TRANSITIONS,
    Status,
    transition_path,
)

__all__ = [
    "FINAL",
    "LEASED",
    "MAX_TORRENT_BYTES",
    "OPEN",
    "TRANSITIONS",
    "Cursor",
    "DownloadCreate",
    "DownloadEvent",
    "DownloadFilter",
    "DownloadJob",
    "DownloadPage",
    "EventFilter",
    "EventPage",
    "ListState",
    "Scope",
    "SourceType",
    "Status",
    "transition_path",
]
