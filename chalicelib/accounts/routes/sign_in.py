"""HTTP endpoints of registering, signing in and signing out."""

from dataclasses import replace
from http import HTTPStatus

from chalicelib.accounts.errors import SessionOver
from chalicelib.accounts.models.sign_in import (
    LoginRequest,
    RegisterRequest,
    SetupState,
    SignedIn,
)
from chalicelib.accounts.routes.blueprint import bp
from chalicelib.accounts.routes.session_cookies import (
    CSRF_HEADER,
    REFRESH_COOKIE,
    caller_of,
    device_token,
    no_cookies,
    refuse_other_sites,
    signed_in,
)
from chalicelib.accounts.service.registration import RegistrationService
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in import SignInService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get


@bp.route("/api/v1/auth/setup")
@endpoint(bp, returns=SetupState, access="public")
def get_setup() -> SetupState:
    """Whether there are accounts, and whether one may be created."""
    return get(RegistrationService).setup()


@bp.route("/api/v1/auth/register", methods=["POST"])
@endpoint(bp, body=RegisterRequest, returns=SignedIn, status=HTTPStatus.CREATED, access="public")
def register(body: RegisterRequest, meta: RequestMeta) -> Reply:
    """Create an account and sign in; the first one is the administrator's."""
    refuse_other_sites(meta)
    return signed_in(get(RegistrationService).register(body, caller_of(meta)), meta)


@bp.route("/api/v1/auth/login", methods=["POST"])
@endpoint(bp, body=LoginRequest, returns=SignedIn, access="public")
def login(body: LoginRequest, meta: RequestMeta) -> Reply:
    """Sign in."""
    refuse_other_sites(meta)
    caller = replace(caller_of(meta), device_token=device_token(body.email, meta))
    return signed_in(get(SignInService).login(body, caller), meta)


@bp.route("/api/v1/auth/refresh", methods=["POST"])
@endpoint(bp, returns=SignedIn, access="cookie")
def refresh_session(meta: RequestMeta) -> Reply:
    """The next access token; the refresh cookie is replaced as well."""
    refuse_other_sites(meta)
    token = meta.cookies.get(REFRESH_COOKIE, "")
    try:
        issued = get(SessionService).refresh(
            token, meta.headers.get(CSRF_HEADER, ""), caller_of(meta)
        )
    except SessionOver as error:
        # The session has ended for good, so its cookies are deleted. A tab that lost a race of
        # refreshes never gets here: it would delete the cookies of the other tab.
        return Reply(error, cookies=no_cookies(meta))
    return signed_in(issued, meta)


@bp.route("/api/v1/auth/logout", methods=["POST"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="optional-cookie")
def logout(meta: RequestMeta) -> Reply:
    """
    Sign out: ends the session with all of its tokens.

    Without the cookie, or after the session has ended, there is nothing to end: 204 as well.
    """
    refuse_other_sites(meta)
    token = meta.cookies.get(REFRESH_COOKIE, "")
    get(SessionService).end(token, meta.headers.get(CSRF_HEADER, ""), caller_of(meta))
    return Reply(cookies=no_cookies(meta))
