"""HTTP endpoints of the own account."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.accounts.models.account import (
    AccountDeletion,
    AccountProfile,
    PasswordChange,
    PictureUpload,
    ProfileChange,
)
from chalicelib.accounts.models.devices import DeviceList
from chalicelib.accounts.routes.blueprint import bp
from chalicelib.accounts.routes.session_cookies import caller_of, no_cookies
from chalicelib.accounts.service.account import AccountService
from chalicelib.accounts.service.devices import DeviceService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User


@bp.route("/api/v1/auth/me")
@endpoint(bp, returns=AccountProfile)
def get_me(user: User) -> AccountProfile:
    """The account that is signed in."""
    return get(AccountService).me(user)


@bp.route("/api/v1/auth/me", methods=["PATCH"])
@endpoint(bp, body=ProfileChange, returns=AccountProfile)
def change_me(user: User, body: ProfileChange, meta: RequestMeta) -> AccountProfile:
    """Change the name or the e-mail address."""
    return get(AccountService).change(user, body, caller_of(meta))


@bp.route("/api/v1/auth/me/picture", methods=["PUT"])
@endpoint(bp, body=PictureUpload, returns=AccountProfile)
def set_my_picture(user: User, body: PictureUpload) -> AccountProfile:
    """The middle of the picture is kept, at 192 x 192 pixels."""
    return get(AccountService).set_picture(user, body)


@bp.route("/api/v1/auth/me/picture", methods=["DELETE"])
@endpoint(bp, returns=AccountProfile)
def remove_my_picture(user: User) -> AccountProfile:
    return get(AccountService).remove_picture(user)


@bp.route("/api/v1/auth/me/delete", methods=["POST"])
@endpoint(bp, body=AccountDeletion, status=HTTPStatus.NO_CONTENT)
def delete_me(user: User, body: AccountDeletion, meta: RequestMeta) -> Reply:
    """Delete the own account. 409 `last_administrator` for the only administrator."""
    get(AccountService).delete(user, body, caller_of(meta))
    return Reply(cookies=no_cookies(meta))


@bp.route("/api/v1/auth/password", methods=["POST"])
@endpoint(bp, body=PasswordChange, status=HTTPStatus.NO_CONTENT)
def change_my_password(user: User, body: PasswordChange, meta: RequestMeta) -> None:
    """All other devices are signed out at once."""
    get(AccountService).change_password(user, body, caller_of(meta))


@bp.route("/api/v1/auth/sessions")
@endpoint(bp, returns=DeviceList)
def list_my_sessions(user: User) -> DeviceList:
    """The devices that are signed in; this one first."""
    return get(DeviceService).list(user)


@bp.route("/api/v1/auth/sessions", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def end_my_other_sessions(user: User) -> None:
    """Sign out everywhere else."""
    get(DeviceService).sign_out_others(user)


@bp.route("/api/v1/auth/sessions/{session_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def end_my_session(user: User, session_id: UUID) -> None:
    """Sign one device out."""
    get(DeviceService).sign_out(user, session_id)
