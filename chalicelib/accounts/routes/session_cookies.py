"""Session cookies and the same-site check."""

from urllib.parse import urlsplit

from chalicelib.accounts.errors import CSRFRefused
from chalicelib.accounts.models.sign_in import Caller, IssuedSession
from chalicelib.accounts.service.device_tokens import DeviceTokens
from chalicelib.http.endpoints import RequestMeta
from chalicelib.http.public_origin import public_origin
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get

REFRESH_COOKIE = "seen_refresh"
REFRESH_PATH = "/api/v1/auth"
CSRF_COOKIE = "seen_csrf"
CSRF_HEADER = "x-csrf-token"
DEVICE_KNOWN_FOR_S = 180 * 24 * 3600  # since it was last signed in


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


def device_token(email: str, meta: RequestMeta) -> str:
    """What the browser keeps of this account after signing out."""
    return meta.cookies.get(get(DeviceTokens).cookie_name(email), "")


def signed_in(issued: IssuedSession, meta: RequestMeta) -> Reply:
    devices, email = get(DeviceTokens), issued.signed_in.user.email
    device = devices.issue(email, device_token(email, meta))
    return Reply(
        issued.signed_in,
        cookies=(
            cookie(devices.cookie_name(email), device, DEVICE_KNOWN_FOR_S, meta),
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
    line += "; Path=/" if name == CSRF_COOKIE else f"; Path={REFRESH_PATH}; HttpOnly"
    return f"{line}; Secure" if is_encrypted(meta) else line


def is_encrypted(meta: RequestMeta) -> bool:
    """Whether the browser uses HTTPS, also behind a proxy that terminates it."""
    public = public_origin()
    came_to_public = public is not None and urlsplit(meta.origin).netloc == urlsplit(public).netloc
    return meta.origin.startswith("https:") or (
        came_to_public and public is not None and public.startswith("https:")
    )
