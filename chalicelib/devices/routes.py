"""HTTP endpoints of devices."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.accounts.routes.session_cookies import is_encrypted
from chalicelib.devices.models import Capabilities, DeviceName, PlayDevice, PlayDeviceList
from chalicelib.devices.service import PlayDeviceService
from chalicelib.http.device_cookies import device_cookie, device_id_of
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/devices")
@endpoint(bp, returns=PlayDeviceList)
def list_devices(user: User, meta: RequestMeta) -> PlayDeviceList:
    """The devices on which this person plays; this one first."""
    return get(PlayDeviceService).list(user.id, device_id_of(meta.cookies))


@bp.route("/api/v1/devices/current", methods=["PUT"])
@endpoint(bp, body=Capabilities, returns=PlayDevice)
def register_device(user: User, meta: RequestMeta, body: Capabilities) -> Reply:
    """Store what this browser can play; the cookie `deviceId` names it for a year."""
    device = get(PlayDeviceService).register(
        user.id, device_id_of(meta.cookies), body, meta.headers.get("user-agent", "")
    )
    return Reply(device, cookies=(device_cookie(device.id, is_encrypted=is_encrypted(meta)),))


@bp.route("/api/v1/devices/{device_id}", methods=["PATCH"])
@endpoint(bp, body=DeviceName, returns=PlayDevice)
def rename_device(user: User, meta: RequestMeta, device_id: UUID, body: DeviceName) -> PlayDevice:
    return get(PlayDeviceService).rename(user.id, device_id, body.name, device_id_of(meta.cookies))


@bp.route("/api/v1/devices/{device_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def remove_device(user: User, device_id: UUID) -> None:
    get(PlayDeviceService).remove(user.id, device_id)
