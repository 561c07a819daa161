"""Files, peers, trackers and pieces of a job."""

from datetime import datetime
from uuid import UUID

from chalicelib.downloads.models.job_options import FilePriority
from chalicelib.http.schemas import ResponseModel


class TorrentEntry(ResponseModel):
    """A file that a torrent or an address offers, before anything of it is downloaded."""

    index: int
    path: str  # relative to the job's folder, with `/` between components
    size_bytes: int


class JobFile(ResponseModel):
    """A file of a job."""

    index: int
    path: str  # relative to the job's folder
    size_bytes: int
    bytes_done: int
    priority: FilePriority


class Peer(ResponseModel):
    """A connected peer. Only administrators see addresses."""

    address: str | None
    client: str
    progress_percent: int
    download_bytes_per_s: int
    upload_bytes_per_s: int
    is_encrypted: bool
    is_incoming: bool
    is_seed: bool


class Tracker(ResponseModel):
    """A tracker of a torrent. Parts of `url` that may be a passkey are removed."""

    url: str
    tier: int
    status: str  # working, updating, failed, waiting
    message: str
    peers: int | None
    next_announce_s: int | None


class JobDetails(ResponseModel):
    job_id: UUID
    written_at: (
        datetime | None
    )  # None: the worker has written no details yet; request again in a moment
    is_live: bool  # a worker runs the job at present
    files: list[JobFile]
    peers: list[Peer]
    trackers: list[Tracker]
    pieces: list[int]  # percent complete of at most 200 stretches of equal length
