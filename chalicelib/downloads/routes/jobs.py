"""HTTP in front of downloads: asking for one, looking at them, cancelling."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.models import (
    DownloadCreate,
    DownloadFilter,
    DownloadJob,
    DownloadPage,
    EventFilter,
    EventPage,
    Scope,
)
from chalicelib.downloads.models.house import Stats
from chalicelib.downloads.models.inside import Inspection, InspectionCreate
from chalicelib.downloads.models.wishes import StatsFilter
from chalicelib.downloads.routes.surface import bp
from chalicelib.downloads.service import DownloadService, DownloadSettingsService, InspectionService
from chalicelib.downloads.service.requests import require_scope
from chalicelib.platform.http import Reply, RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User


@bp.route("/api/v1/downloads")
@endpoint(bp, query=DownloadFilter, returns=DownloadPage)
def list_downloads(user: User, query: DownloadFilter, meta: RequestMeta) -> Reply:
    """
    Newest activity first. With the ETag of an earlier answer, 304 when nothing changed: asking
    again and again costs next to nothing.
    """
    downloads = get(DownloadService)
    tag = downloads.tag(user, query)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in meta.headers.get("if-none-match", ""):
        return Reply(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Reply(downloads.page(user, query), headers=headers)


@bp.route("/api/v1/downloads", methods=["POST"])
@endpoint(bp, body=DownloadCreate, returns=DownloadJob, status=HTTPStatus.CREATED)
def create_download(user: User, body: DownloadCreate, meta: RequestMeta) -> Reply:
    """
    Ask for a download.

    Who has the same torrent under way already gets that job, with 200. The same request with the
    same Idempotency-Key is one request, for a day.
    """
    asked = get(DownloadService).request(user, body, meta.headers.get("idempotency-key"))
    return Reply(asked.job, status=asked.status)


@bp.route("/api/v1/downloads/stats")
@endpoint(bp, query=StatsFilter, returns=Stats)
def get_download_stats(user: User, query: StatsFilter) -> Stats:
    require_scope(user, query.scope)
    return get(DownloadSettingsService).stats(user, is_everybodys=query.scope is Scope.ALL)


@bp.route("/api/v1/downloads/inspect", methods=["POST"])
@endpoint(bp, body=InspectionCreate, returns=Inspection, status=HTTPStatus.ACCEPTED)
def inspect(user: User, body: InspectionCreate) -> Inspection:
    """Find out what a source holds, without asking for it. Ask for the answer until it is there."""
    return get(InspectionService).ask(user, body)


@bp.route("/api/v1/downloads/inspections/{inspection_id}")
@endpoint(bp, returns=Inspection)
def get_inspection(user: User, inspection_id: UUID) -> Inspection:
    return get(InspectionService).get(user, inspection_id)


@bp.route("/api/v1/downloads/inspections/{inspection_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def forget_inspection(user: User, inspection_id: UUID) -> None:
    get(InspectionService).forget(user, inspection_id)


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
