"""HTTP in front of downloads."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.downloads.models import (
    DownloadCreate,
    DownloadFilter,
    DownloadJob,
    DownloadPage,
    EventFilter,
    EventPage,
)
from chalicelib.downloads.service import DownloadService
from chalicelib.platform.http import Meta, Reply, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/downloads")
@endpoint(bp, query=DownloadFilter, returns=DownloadPage)
def list_downloads(user: User, query: DownloadFilter) -> DownloadPage:
    return get(DownloadService).page(user, query)


@bp.route("/api/v1/downloads", methods=["POST"])
@endpoint(bp, body=DownloadCreate, returns=DownloadJob, status=HTTPStatus.CREATED)
def create_download(user: User, body: DownloadCreate, meta: Meta) -> Reply:
    asked = get(DownloadService).request(user, body, meta.headers.get("idempotency-key"))
    return Reply(asked.job, status=asked.status)


@bp.route("/api/v1/downloads/{job_id}")
@endpoint(bp, returns=DownloadJob)
def get_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadService).get(user, job_id)


@bp.route("/api/v1/downloads/{job_id}", methods=["DELETE"])
@endpoint(bp, returns=DownloadJob)
def cancel_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadService).cancel(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/events", methods=["GET"])
@endpoint(bp, query=EventFilter, returns=EventPage)
def list_download_events(user: User, job_id: UUID, query: EventFilter) -> EventPage:
    return get(DownloadService).events(user, job_id, query)
