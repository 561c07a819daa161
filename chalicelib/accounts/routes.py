"""HTTP in front of accounts."""

from http import HTTPStatus
from urllib.parse import urlsplit

from chalice.app import Blueprint

from chalicelib.accounts.errors import CSRFRefused, SessionOver
from chalicelib.accounts.models import (
    AccountProfile,
    Caller,
    IssuedSession,
    LoginRequest,
    RegisterRequest,
    SetupState,
    SignedIn,
)
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in import SignInService
from chalicelib.platform.http import Reply, RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.platform.settings import Settings

bp = Blueprint(__name__)

REFRESH_COOKIE = "seen_refresh"
REFRESH_PATH = "/api/v1/auth"
CSRF_COOKIE = "seen_csrf"
CSRF_HEADER = "x-csrf-token"


@bp.route("/api/v1/auth/setup")
@endpoint(bp, returns=SetupState, access="public")
def get_setup() -> SetupState:
    """Whether there are accounts, and whether one may be created."""
    return get(SignInService).setup()


@bp.route("/api/v1/auth/register", methods=["POST"])
@endpoint(bp, body=RegisterRequest, returns=SignedIn, status=HTTPStatus.CREATED, access="public")
def register(body: RegisterRequest, meta: RequestMeta) -> Reply:
    """Create an account and sign in; the first one is the administrator's."""
    refuse_other_sites(meta)
    return signed_in(get(SignInService).register(body, caller_of(meta)), meta)


@bp.route("/api/v1/auth/login", methods=["POST"])
@endpoint(bp, body=LoginRequest, returns=SignedIn, access="public")
def login(body: LoginRequest, meta: RequestMeta) -> Reply:
    """Sign in."""
    refuse_other_sites(meta)
    return signed_in(get(SignInService).login(body, caller_of(meta)), meta)


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
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="cookie")
def logout(meta: RequestMeta) -> Reply:
    """Sign out: ends the session with all of its tokens."""
    refuse_other_sites(meta)
    token = meta.cookies.get(REFRESH_COOKIE, "")
    get(SessionService).end(token, meta.headers.get(CSRF_HEADER, ""), caller_of(meta))
    return Reply(cookies=no_cookies(meta))


@bp.route("/api/v1/auth/me")
@endpoint(bp, returns=AccountProfile)
def get_me(user: User) -> AccountProfile:
    """The account that is signed in."""
    return get(SignInService).me(user)


def caller_of(meta: RequestMeta) -> Caller:
    return Caller(address=meta.address, user_agent=meta.headers.get("user-agent", ""))


def refuse_other_sites(meta: RequestMeta) -> None:
    """
    Refuse cross-site requests.

    Browsers send Sec-Fetch-Site (W3C Fetch Metadata), which pages cannot set; older ones send
    Origin only. Raises `CSRFRefused`.
    """
    site, origin = meta.headers.get("sec-fetch-site"), meta.headers.get("origin")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        is_ours = origin is None or origin in (meta.origin, public_origin())
    if not is_ours:
        raise CSRFRefused("Another site sent this request.")


def signed_in(issued: IssuedSession, meta: RequestMeta) -> Reply:
    return Reply(
        issued.signed_in,
        cookies=(
            cookie(REFRESH_COOKIE, issued.refresh_token, issued.cookies_for_s, meta),
            cookie(CSRF_COOKIE, issued.csrf_token, issued.cookies_for_s, meta),
        ),
    )


def no_cookies(meta: RequestMeta) -> tuple[str, ...]:
    """Delete both cookies."""
    return cookie(REFRESH_COOKIE, "", 0, meta), cookie(CSRF_COOKIE, "", 0, meta)


def cookie(name: str, value: str, max_age_s: int, meta: RequestMeta) -> str:
    """A Set-Cookie value (RFC 6265); scripts can read the CSRF token only."""
    line = f"{name}={value}; Max-Age={max_age_s}; SameSite=Strict"
    line += f"; Path={REFRESH_PATH}; HttpOnly" if name == REFRESH_COOKIE else "; Path=/"
    return f"{line}; Secure" if is_encrypted(meta) else line


def is_encrypted(meta: RequestMeta) -> bool:
    """Whether the browser uses HTTPS, also behind a proxy that terminates it."""
    public = public_origin()
    came_to_public = public is not None and urlsplit(meta.origin).netloc == urlsplit(public).netloc
    return meta.origin.startswith("https:") or (
        came_to_public and public is not None and public.startswith("https:")
    )


def public_origin() -> str | None:
    url = get(Settings).seen_public_url
    return url.rstrip("/") if url else None
