"""
HTTP endpoints behind links that administrators give out.

Tokens are in bodies, because paths are logged.
"""

from http import HTTPStatus

from chalicelib.accounts.models.invitations import (
    InvitationAccept,
    InvitationPreview,
    InvitationToken,
)
from chalicelib.accounts.models.password_links import (
    PasswordLinkPreview,
    PasswordLinkToken,
    PasswordLinkUse,
)
from chalicelib.accounts.models.sign_in import SignedIn
from chalicelib.accounts.routes.blueprint import bp
from chalicelib.accounts.routes.session_cookies import caller_of, refuse_other_sites, signed_in
from chalicelib.accounts.service.invitations import InvitationService
from chalicelib.accounts.service.password_links import PasswordLinkService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get


@bp.route("/api/v1/auth/invitation", methods=["POST"])
@endpoint(bp, body=InvitationToken, returns=InvitationPreview, access="public")
def preview_invitation(body: InvitationToken, meta: RequestMeta) -> InvitationPreview:
    """What an invitation offers. 404 `link_not_valid` when it was used or has expired."""
    refuse_other_sites(meta)
    return get(InvitationService).preview(body, caller_of(meta))


@bp.route("/api/v1/auth/invitation/accept", methods=["POST"])
@endpoint(bp, body=InvitationAccept, returns=SignedIn, status=HTTPStatus.CREATED, access="public")
def accept_invitation(body: InvitationAccept, meta: RequestMeta) -> Reply:
    """Create the account of an invitation and sign in; the link then stops working."""
    refuse_other_sites(meta)
    return signed_in(get(InvitationService).accept(body, caller_of(meta)), meta)


@bp.route("/api/v1/auth/password-link", methods=["POST"])
@endpoint(bp, body=PasswordLinkToken, returns=PasswordLinkPreview, access="public")
def preview_password_link(body: PasswordLinkToken, meta: RequestMeta) -> PasswordLinkPreview:
    """Whose password the link changes. 404 `link_not_valid` when it does not work any more."""
    refuse_other_sites(meta)
    return get(PasswordLinkService).preview(body, caller_of(meta))


@bp.route("/api/v1/auth/password-link/use", methods=["POST"])
@endpoint(bp, body=PasswordLinkUse, returns=SignedIn, access="public")
def use_password_link(body: PasswordLinkUse, meta: RequestMeta) -> Reply:
    """Set a new password and sign in; all other devices are signed out."""
    refuse_other_sites(meta)
    return signed_in(get(PasswordLinkService).use(body, caller_of(meta)), meta)
