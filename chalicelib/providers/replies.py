"""What a status says, and how long `Retry-After` asks to wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from chalicelib.platform.clock import utc_now
from chalicelib.providers.errors import (
    BadAnswer,
    Garbled,
    KeyRefused,
    ProviderFailed,
    RateLimited,
    ServerFailed,
)

OK = HTTPStatus.OK
NOT_MODIFIED = HTTPStatus.NOT_MODIFIED
NOT_FOUND = HTTPStatus.NOT_FOUND
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


def judged(reply: Reply) -> Reply:
    """
    The reply, if it is an answer: 200, 304 or 404.

    Raises `RateLimited`, `KeyRefused`, `ServerFailed`, `Garbled` or `BadAnswer`.
    """
    if reply.status in (OK, NOT_MODIFIED):
        return reply
    if reply.status == NOT_FOUND:
        # These services speak JSON. A web page comes from something that stands in between, and
        # its 404 says nothing about the title.
        if reply.body.lstrip().startswith(b"<"):
            raise Garbled("A web page came instead of an answer.")
        return reply
    raise failure_of(reply)


def failure_of(reply: Reply) -> ProviderFailed:
    told_s = retry_after_s(reply.headers.get("retry-after"))
    status = reply.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited("The service wants fewer requests.", retry_after_s=told_s)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return KeyRefused(f"The service does not accept our key ({status}).")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerFailed(f"The service answered {status}.", retry_after_s=told_s)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Garbled(f"The service leads elsewhere ({status}).")
    return BadAnswer(f"The service answered {status}.")


def retry_after_s(raw: str | None, now: datetime | None = None) -> int | None:
    """Seconds, from a number or a date (RFC 9110, 10.2.3), at most a day; None for all else."""
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
