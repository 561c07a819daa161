"""HTTP endpoints of handing over."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.handover.models import DeviceReport, HandoverRequest, HandoverState
from chalicelib.handover.service import HandoverService
from chalicelib.http.device_cookies import device_id_of
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/devices/handover", methods=["POST"])
@endpoint(bp, body=DeviceReport, returns=HandoverState, limit="none")
def report_playing(user: User, meta: RequestMeta, body: DeviceReport) -> HandoverState:
    """Say what this page plays; what the person's other devices do, and what they ask of it."""
    return get(HandoverService).report(user.id, device_id_of(meta.cookies), body)


@bp.route("/api/v1/devices/{device_id}/handover", methods=["POST"])
@endpoint(bp, body=HandoverRequest, status=HTTPStatus.NO_CONTENT)
def hand_over(user: User, meta: RequestMeta, device_id: UUID, body: HandoverRequest) -> None:
    """Ask another device of this person to continue, to pause or to play on."""
    get(HandoverService).send(user.id, device_id_of(meta.cookies), device_id, body)


@bp.route("/api/v1/devices/handover/{order_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def answer_handover(user: User, meta: RequestMeta, order_id: UUID) -> None:
    """This device did what it was asked for, or its person did not want it."""
    get(HandoverService).answer(user.id, device_id_of(meta.cookies), order_id)
