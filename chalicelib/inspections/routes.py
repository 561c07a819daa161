"""HTTP endpoints of inspections."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.inspections.models import Inspection, InspectionCreate
from chalicelib.inspections.service import InspectionService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/downloads/inspect", methods=["POST"])
@endpoint(bp, body=InspectionCreate, returns=Inspection, status=HTTPStatus.ACCEPTED)
def inspect(user: User, body: InspectionCreate) -> Inspection:
    """Find out what a source holds, without downloading it. Poll the inspection for the result."""
    return get(InspectionService).create(user, body)


@bp.route("/api/v1/downloads/inspections/{inspection_id}")
@endpoint(bp, returns=Inspection)
def get_inspection(user: User, inspection_id: UUID) -> Inspection:
    return get(InspectionService).get(user, inspection_id)


@bp.route("/api/v1/downloads/inspections/{inspection_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def delete_inspection(user: User, inspection_id: UUID) -> None:
    get(InspectionService).delete(user, inspection_id)
