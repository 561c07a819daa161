"""HTTP endpoints with which administrators manage accounts and invitations."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.accounts.models.invitations import (
    InvitationCreate,
    InvitationList,
    NewInvitation,
)
from chalicelib.accounts.models.password_links import PasswordLink
from chalicelib.accounts.models.user_admin import ManagedUser, ManagedUserPage, UserChange
from chalicelib.accounts.routes.blueprint import bp
from chalicelib.accounts.service.invitations import InvitationService
from chalicelib.accounts.service.password_links import PasswordLinkService
from chalicelib.accounts.service.user_admin import UserAdminService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.public_origin import origin_for_links
from chalicelib.http.schemas import Paging
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User


@bp.route("/api/v1/admin/users")
@endpoint(bp, query=Paging, returns=ManagedUserPage, access="admin")
def list_users(query: Paging) -> ManagedUserPage:
    """Administrators first, then by name."""
    return get(UserAdminService).list(query)


@bp.route("/api/v1/admin/users/{user_id}", methods=["PATCH"])
@endpoint(bp, body=UserChange, returns=ManagedUser, access="admin")
def change_user(user: User, user_id: UUID, body: UserChange) -> ManagedUser:
    """In force at once. 409 `last_administrator` when no administrator would be left."""
    return get(UserAdminService).change(user, user_id, body)


@bp.route("/api/v1/admin/users/{user_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_user(user: User, user_id: UUID) -> None:
    """Delete an account with everything that is its own; files of the library stay."""
    get(UserAdminService).remove(user, user_id)


@bp.route("/api/v1/admin/users/{user_id}/sessions", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def end_sessions_of_user(user: User, user_id: UUID) -> None:
    """Sign an account out on every device."""
    get(UserAdminService).sign_out(user, user_id)


@bp.route("/api/v1/admin/users/{user_id}/password-link", methods=["POST"])
@endpoint(bp, returns=PasswordLink, status=HTTPStatus.CREATED, access="admin")
def create_password_link(user: User, user_id: UUID, meta: RequestMeta) -> PasswordLink:
    """
    A link for a new password; valid for a day, and once.

    409 `link_for_disabled_account` while the account is disabled.
    """
    return get(PasswordLinkService).create(user, user_id, origin=origin_for_links(meta))


@bp.route("/api/v1/admin/invitations")
@endpoint(bp, returns=InvitationList, access="admin")
def list_invitations() -> InvitationList:
    """Invitations that have not been accepted, the newest first."""
    return get(InvitationService).list()


@bp.route("/api/v1/admin/invitations", methods=["POST"])
@endpoint(
    bp,
    body=InvitationCreate,
    returns=NewInvitation,
    status=HTTPStatus.CREATED,
    access="admin",
)
def create_invitation(user: User, body: InvitationCreate, meta: RequestMeta) -> NewInvitation:
    """A link with which one person creates an account; it is in this response only."""
    return get(InvitationService).create(user, body, origin=origin_for_links(meta))


@bp.route("/api/v1/admin/invitations/{invitation_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def withdraw_invitation(invitation_id: UUID) -> None:
    get(InvitationService).withdraw(invitation_id)
