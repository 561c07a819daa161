"""Requests, ranges and conditions as the stream gateway reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.gateway.byte_ranges import ByteRange, RangeNotSatisfiable, parse_range
from worker.gateway.conditional_requests import (
    PreconditionResult,
    Validators,
    evaluate_preconditions,
    is_range_allowed,
)
from worker.gateway.request_parsing import BadRequest, parse_head

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=5-", ByteRange(5, 999)),
        ("bytes=-1", ByteRange(999, 999)),
        ("bytes=-5000", ByteRange(0, 999)),
        ("bytes=0-5000", ByteRange(0, 999)),
        ("bytes=999-999", ByteRange(999, 999)),
        ("BYTES=0-9", ByteRange(0, 9)),
        (None, None),
        ("", None),
        ("abc", None),
        ("bytes=abc", None),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("bytes=0-0,5-9", None),
        ("bytes=1.5-3", None),
        ("bytes=²-3", None),
        ("items=0-5", None),
    ],
)
def test_one_range_or_the_whole(header, part):
    assert parse_range(header, SIZE) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=999999999999-", "bytes=-0"])
def test_a_range_past_the_end_is_not_satisfiable(header):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, SIZE)


@given(st.text(max_size=40), st.integers(min_value=0, max_value=2**40))
def test_case_41_no_range_header_leads_outside_the_file(header, size):
    try:
        part = parse_range(f"bytes={header}", size)
    except RangeNotSatisfiable:
        return

    assert part is None or 0 <= part.first <= part.last < size


def head(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def test_a_request_is_parsed():
    request = parse_head(head("GET /stream/1?s=2&e=3 HTTP/1.1", "Host: x", "RANGE:bytes=0-"))

    assert (request.method, request.path, request.parameters()) == (
        "GET",
        "/stream/1",
        {"s": "2", "e": "3"},
    )
    assert request.headers == {"host": "x", "range": "bytes=0-"}
    assert request.keeps_alive


@pytest.mark.parametrize(
    ("lines", "keeps_alive"),
    [
        (["GET / HTTP/1.1", "Connection: close"], False),
        (["GET / HTTP/1.0"], False),
        (["GET / HTTP/1.0", "Connection: keep-alive"], True),
    ],
)
def test_connections_persist_unless_either_side_closes(lines, keeps_alive):
    assert parse_head(head(*lines)).keeps_alive is keeps_alive


@pytest.mark.parametrize(
    "lines",
    [
        ["GET / HTTP/2.0"],
        ["GET http://x/ HTTP/1.1"],
        ["get / HTTP/1.1"],
        ["GET / HTTP/1.1 "],
        ["GET /a b HTTP/1.1"],
        ["GET / HTTP/1.1", "no colon"],
        ["GET / HTTP/1.1", "Space : x"],
        ["GET / HTTP/1.1", " folded: x"],
        ["GET / HTTP/1.1", "X: a\nY: b"],
        ["GET / HTTP/1.1", "Content-Length: 5"],
        ["GET / HTTP/1.1", "Transfer-Encoding: chunked"],
        ["GET / HTTP/1.1", *[f"X-{number}: y" for number in range(101)]],
        [""],
    ],
)
def test_an_invalid_request_is_refused(lines):
    with pytest.raises(BadRequest):
        parse_head(head(*lines))


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(BadRequest):
        parse_head(head("GET /?s=1&s=2 HTTP/1.1")).parameters()


CHANGED = datetime(2026, 1, 1, 12, tzinfo=UTC)
CURRENT = Validators.of(SIZE, int(CHANGED.timestamp()) * 10**9 + 5)
DATE = "Thu, 01 Jan 2026 12:00:00 GMT"
EARLIER = "Thu, 01 Jan 2026 11:59:59 GMT"


def test_validators_are_strong_and_whole_seconds():
    assert CURRENT.last_modified == DATE
    assert CURRENT.etag.startswith('"')
    assert CURRENT.etag != Validators.of(SIZE, int(CHANGED.timestamp()) * 10**9 + 6).etag


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, PreconditionResult.PROCEED),
        ({"if-none-match": CURRENT.etag}, PreconditionResult.NOT_MODIFIED),
        ({"if-none-match": f'"x", W/{CURRENT.etag}'}, PreconditionResult.NOT_MODIFIED),
        ({"if-none-match": "*"}, PreconditionResult.NOT_MODIFIED),
        ({"if-none-match": '"x"', "if-modified-since": DATE}, PreconditionResult.PROCEED),
        ({"if-modified-since": DATE}, PreconditionResult.NOT_MODIFIED),
        ({"if-modified-since": EARLIER}, PreconditionResult.PROCEED),
        ({"if-modified-since": "yesterday"}, PreconditionResult.PROCEED),
        ({"if-match": CURRENT.etag}, PreconditionResult.PROCEED),
        ({"if-match": f"W/{CURRENT.etag}"}, PreconditionResult.FAILED),
        ({"if-match": '"x"'}, PreconditionResult.FAILED),
        ({"if-unmodified-since": DATE}, PreconditionResult.PROCEED),
        ({"if-unmodified-since": EARLIER}, PreconditionResult.FAILED),
    ],
)
def test_conditions_are_evaluated(headers, verdict):
    assert evaluate_preconditions(headers, CURRENT) is verdict


@pytest.mark.parametrize(
    ("if_range", "counts"),
    [
        (None, True),
        (CURRENT.etag, True),
        (f"W/{CURRENT.etag}", False),
        ('"old"', False),
        (DATE, True),
        (EARLIER, False),
        ("nonsense", False),
    ],
)
def test_a_range_applies_to_the_same_file_version_only(if_range, counts):
    assert is_range_allowed(if_range, CURRENT, CHANGED + timedelta(hours=1)) is counts


def test_a_date_of_the_current_second_is_a_weak_validator():
    assert not is_range_allowed(DATE, CURRENT, CHANGED + timedelta(milliseconds=500))
