"""Whether a provider's HTTP reply is a usable response, and which failure it is otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from chalicelib.platform.clock import utc_now
from chalicelib.providers.errors import (
    CredentialsRejected,
    InvalidResponse,
    MalformedResponse,
    ProviderFailed,
    RateLimited,
    ServerFailed,
)

OK = HTTPStatus.OK
NOT_MODIFIED = HTTPStatus.NOT_MODIFIED
NOT_FOUND = HTTPStatus.NOT_FOUND
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class ProviderReply:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def check_reply(reply: ProviderReply) -> ProviderReply:
    """
    The reply, if its status is 200, 304 or 404.

    Raises `RateLimited`, `CredentialsRejected`, `ServerFailed`, `MalformedResponse` or
    `InvalidResponse`.
    """
    if reply.status in (OK, NOT_MODIFIED):
        return reply
    if reply.status == NOT_FOUND:
        # These APIs send JSON. HTML comes from an intermediary, whose 404 does not mean that the
        # title is unknown.
        if reply.body.lstrip().startswith(b"<"):
            raise MalformedResponse("The response is a web page.")
        return reply
    raise failure_of(reply)


def failure_of(reply: ProviderReply) -> ProviderFailed:
    wait_s = retry_after_s(reply.headers.get("retry-after"))
    status = reply.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited("The provider's rate limit is reached.", retry_after_s=wait_s)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return CredentialsRejected(f"The provider does not accept our key ({status}).")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerFailed(f"The provider answered {status}.", retry_after_s=wait_s)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return MalformedResponse(f"The provider redirects ({status}).")
    return InvalidResponse(f"The provider answered {status}.")


def retry_after_s(raw: str | None, now: datetime | None = None) -> int | None:
    """Seconds, from a number or a date (RFC 9110, 10.2.3), at most a day; None if invalid."""
    if raw is None:
        return None
    text = raw.strip()
    if text.isdecimal():
        return min(int(text[:9]), DAY_S)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    left_s = (moment - (now or utc_now())).total_seconds()
    return max(0, min(round(left_s), DAY_S))
