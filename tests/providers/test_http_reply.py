"""What statuses and `Retry-After` mean."""

from datetime import UTC, datetime

import pytest

from chalicelib.providers.errors import (
    CredentialsRejected,
    InvalidResponse,
    MalformedResponse,
    RateLimited,
    ServerFailed,
)
from chalicelib.providers.http_reply import ProviderReply, check_reply, retry_after_s

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        (None, None),
        ("90", 90),
        (" 5 ", 5),
        ("0", 0),
        ("Thu, 01 Jan 2026 12:01:30 GMT", 90),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("999999999999999999999", 86_400),
        ("Sat, 01 Jan 2050 00:00:00 GMT", 86_400),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(raw, seconds):
    assert retry_after_s(raw, NOON) == seconds


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, MalformedResponse),
        (307, MalformedResponse),
        (400, InvalidResponse),
        (401, CredentialsRejected),
        (403, CredentialsRejected),
        (422, InvalidResponse),
        (429, RateLimited),
        (500, ServerFailed),
        (503, ServerFailed),
    ],
)
def test_an_error_status_is_a_failure(status, failure):
    with pytest.raises(failure) as raised:
        check_reply(ProviderReply(status, {"retry-after": "7"}, b"{}"))

    assert type(raised.value) is failure


@pytest.mark.parametrize("status", [200, 304, 404])
def test_a_successful_response_is_returned(status):
    assert check_reply(ProviderReply(status, {}, b"{}")).status == status
