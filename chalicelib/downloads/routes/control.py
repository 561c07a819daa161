"""HTTP endpoints that change a job."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.models.control_requests import (
    BulkRequest,
    BulkResult,
    FileChoice,
    JobChange,
    MoveTo,
    QueueMove,
    Removal,
)
from chalicelib.downloads.models.job_details import JobDetails
from chalicelib.downloads.models.jobs import DownloadJob
from chalicelib.downloads.routes.blueprint import bp
from chalicelib.downloads.service.control import DownloadControl
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User


@bp.route("/api/v1/downloads/bulk", methods=["POST"])
@endpoint(bp, body=BulkRequest, returns=BulkResult)
def change_many_downloads(user: User, body: BulkRequest) -> BulkResult:
    return get(DownloadControl).bulk(user, body)


@bp.route("/api/v1/downloads/{job_id}", methods=["PATCH"])
@endpoint(bp, body=JobChange, returns=DownloadJob)
def change_download(user: User, job_id: UUID, body: JobChange) -> DownloadJob:
    return get(DownloadControl).change(user, job_id, body)


@bp.route("/api/v1/downloads/{job_id}/details")
@endpoint(bp, returns=JobDetails)
def get_download_details(user: User, job_id: UUID) -> JobDetails:
    """Files, peers, trackers and pieces; the worker updates them for a while after each request."""
    return get(DownloadControl).details(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/files", methods=["PUT"])
@endpoint(bp, body=FileChoice, returns=JobDetails)
def choose_download_files(user: User, job_id: UUID, body: FileChoice) -> JobDetails:
    return get(DownloadControl).choose_files(user, job_id, body)


@bp.route("/api/v1/downloads/{job_id}/pause", methods=["POST"])
@endpoint(bp, returns=DownloadJob)
def pause_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadControl).pause(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/resume", methods=["POST"])
@endpoint(bp, returns=DownloadJob)
def resume_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadControl).resume(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/retry", methods=["POST"])
@endpoint(bp, returns=DownloadJob, also=(HTTPStatus.CREATED,))
def retry_download(user: User, job_id: UUID) -> Reply:
    """201 with a new job after a failed or cancelled one; 200 for a job that waits for a retry."""
    result = get(DownloadControl).retry(user, job_id)
    return Reply(result.job, status=result.status)


@bp.route("/api/v1/downloads/{job_id}/recheck", methods=["POST"])
@endpoint(bp, returns=DownloadJob)
def recheck_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadControl).recheck(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/reannounce", methods=["POST"])
@endpoint(bp, returns=DownloadJob)
def reannounce_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadControl).reannounce(user, job_id)


@bp.route("/api/v1/downloads/{job_id}/move", methods=["POST"])
@endpoint(bp, body=MoveTo, returns=DownloadJob)
def move_download(user: User, job_id: UUID, body: MoveTo) -> DownloadJob:
    """Files of an incomplete download are moved when it is complete."""
    return get(DownloadControl).move(user, job_id, body)


@bp.route("/api/v1/downloads/{job_id}/queue", methods=["POST"])
@endpoint(bp, body=QueueMove, returns=DownloadJob)
def queue_download(user: User, job_id: UUID, body: QueueMove) -> DownloadJob:
    """Move a job among the queued jobs of the same user."""
    return get(DownloadControl).queue(user, job_id, body.target)


@bp.route("/api/v1/downloads/{job_id}/remove", methods=["POST"])
@endpoint(bp, body=Removal, returns=DownloadJob)
def remove_download(user: User, job_id: UUID, body: Removal) -> DownloadJob:
    """Take a job off the list; with `withFiles`, move its files to the trash."""
    return get(DownloadControl).remove(user, job_id, with_files=body.with_files)


@bp.route("/api/v1/downloads/{job_id}/restore", methods=["POST"])
@endpoint(bp, returns=DownloadJob)
def restore_download(user: User, job_id: UUID) -> DownloadJob:
    return get(DownloadControl).restore(user, job_id)
