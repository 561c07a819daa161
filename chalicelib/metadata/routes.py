"""The HTTP endpoint that starts a metadata refresh."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.metadata.models import MetadataReset, Queued, ResetQueued
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.registry import get

bp = Blueprint(__name__)


@bp.route("/api/v1/admin/sync", methods=["POST"])
@endpoint(bp, returns=Queued, status=HTTPStatus.ACCEPTED, access="admin")
def sync() -> Queued:
    """Have the worker refresh the discover sections and continue the backfill."""
    tasks = get(MetadataTaskQueue)
    return Queued(sections=tasks.sync_sections(), backfill=tasks.backfill())


@bp.route("/api/v1/admin/metadata/reset", methods=["POST"])
@endpoint(bp, body=MetadataReset, returns=ResetQueued, status=HTTPStatus.ACCEPTED, access="admin")
def reset_metadata(body: MetadataReset) -> ResetQueued:
    """Have the worker fetch titles again that it has fetched before."""
    return ResetQueued(queued=get(MetadataTaskQueue).reset(body))
