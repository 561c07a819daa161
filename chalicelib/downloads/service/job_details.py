"""Files, peers, trackers and pieces of a job, as its page shows them."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from pydantic.alias_generators import to_camel

from chalicelib.downloads.models import DownloadJob, Status
from chalicelib.downloads.models.job_details import JobDetails, JobFile, Peer
from chalicelib.downloads.store import job_details
from chalicelib.platform.db import Connection

PEER_FIELDS = frozenset(to_camel(name) for name in Peer.model_fields)


def read_details(conn: Connection, job: DownloadJob, *, is_admin: bool) -> JobDetails:
    """As a worker wrote them; addresses of peers and absolute paths for administrators only."""
    found = job_details.get(conn, job_id=job.id)
    files = job_details.files(conn, job_id=job.id)
    if not is_admin:
        files = [without_folder(file) for file in files]
    if found is None:
        return JobDetails(
            job_id=job.id,
            written_at=None,
            is_live=job.has_worker,
            files=files,
            peers=[],
            trackers=[],
            pieces=[],
        )
    if job.status is not Status.COMPLETED:
        bytes_done = dict(enumerate(found.file_bytes))
        files = [
            file.model_copy(update={"bytes_done": bytes_done.get(file.index, file.bytes_done)})
            for file in files
        ]
    peers = [known_fields(peer) for peer in found.peers] if job.has_worker else []
    if not is_admin:
        peers = [peer | {"address": None} for peer in peers]
    return JobDetails.model_validate(
        {
            "jobId": job.id,
            "writtenAt": found.written_at,
            "isLive": job.has_worker,
            "files": files,
            "peers": peers,
            "trackers": found.trackers,
            "pieces": found.pieces,
        }
    )


def known_fields(peer: Mapping[str, Any]) -> dict[str, Any]:
    """Without fields that a worker of another release may have written."""
    return {name: value for name, value in peer.items() if name in PEER_FIELDS}


def without_folder(file: JobFile) -> JobFile:
    """An absolute path (of a file outside the job's folder) is reduced to its name."""
    path = PurePath(file.path)
    return file.model_copy(update={"path": path.name}) if path.is_absolute() else file
