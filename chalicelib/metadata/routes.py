"""The HTTP endpoint that starts a metadata refresh."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.metadata.models import Queued
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get

bp = Blueprint(__name__)


@bp.route("/api/v1/admin/sync", methods=["POST"])
@endpoint(bp, returns=Queued, status=HTTPStatus.ACCEPTED, access="admin")
def sync() -> Queued:
    """Have the worker refresh the discover sections and continue the backfill."""
    tasks = get(MetadataTaskQueue)
    return Queued(sections=tasks.sync_sections(), backfill=tasks.backfill())
