"""Shapes and rules of downloads; nothing here talks to anything."""

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
    SourceType,
)
from chalicelib.downloads.models.steps import FINAL, HELD, OPEN, STEPS, Status, route
from chalicelib.downloads.models.work import (
    MOST_RETRIES,
    WORTHWHILE_BYTES,
    Abandoned,
    Advance,
    ArrivedFile,
    Claim,
    Setback,
)

__all__ = [
    "FINAL",
    "HELD",
    "MAX_TORRENT_BYTES",
    "MOST_RETRIES",
    "OPEN",
    "STEPS",
    "WORTHWHILE_BYTES",
    "Abandoned",
    "Advance",
    "ArrivedFile",
    "Claim",
    "Cursor",
    "DownloadCreate",
    "DownloadEvent",
    "DownloadFilter",
    "DownloadJob",
    "DownloadPage",
    "EventFilter",
    "EventPage",
    "Setback",
    "SourceType",
    "Status",
    "route",
]
