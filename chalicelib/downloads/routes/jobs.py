"""HTTP endpoints that request, list and cancel downloads."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.models import (
    DownloadCreate,
    DownloadFilter,
    DownloadJob,
    DownloadPage,
    EventFilter,
    EventPage,
)
from chalicelib.downloads.models.control_requests import StatsFilter
from chalicelib.downloads.models.stats import Stats
from chalicelib.downloads.routes.blueprint import bp
from chalicelib.downloads.service import DownloadService, StatsService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User


@bp.route("/api/v1/downloads")
@endpoint(bp, query=DownloadFilter, returns=DownloadPage, also=(HTTPStatus.NOT_MODIFIED,))
def list_downloads(user: User, query: DownloadFilter, meta: RequestMeta) -> Reply:
    """Last changed first. 304 for an ETag that is still current, so that polling is cheap."""
    downloads = get(DownloadService)
    tag = downloads.tag(user, query)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in meta.headers.get("if-none-match", ""):
        return Reply(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Reply(downloads.page(user, query), headers=headers)


@bp.route("/api/v1/downloads", methods=["POST"])
@endpoint(
    bp,
    body=DownloadCreate,
    returns=DownloadJob,
    status=HTTPStatus.CREATED,
    also=(HTTPStatus.OK,),
)
def create_download(user: User, body: DownloadCreate) -> Reply:
    """
    Request a download.

    200 with the existing job when the user has an open job for the same torrent.
    """
    result = get(DownloadService).request(user, body)
    return Reply(result.job, status=result.status)


@bp.route("/api/v1/downloads/stats")
@endpoint(bp, query=StatsFilter, returns=Stats)
def get_download_stats(user: User, query: StatsFilter) -> Stats:
    return get(StatsService).get(user, query.scope)


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
