"""Reading response headers."""

import pytest

from worker.downloader.http import response

OLD = "Wed, 21 Oct 2015 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"etag": '"abc"'}, '"abc"'),
        ({"etag": '""'}, '""'),
        ({"etag": 'W/"abc"'}, ""),
        ({"etag": "abc"}, ""),
        ({"etag": '"'}, ""),
        ({"etag": '"a\nb"'}, ""),
        ({"etag": '"é"'}, ""),
        ({"etag": f'"{"x" * 2000}"'}, ""),
        ({"last-modified": OLD, "date": "Wed, 21 Oct 2015 07:29:00 GMT"}, OLD),
        ({"last-modified": OLD, "date": "Wed, 21 Oct 2015 07:28:59 GMT"}, ""),
        ({"last-modified": OLD}, ""),
        ({"last-modified": "yesterday", "date": OLD}, ""),
        ({"last-modified": "21 Oct 2015 07:28:00", "date": OLD}, ""),
        ({"etag": 'W/"x"', "last-modified": OLD, "date": "Wed, 21 Oct 2020 07:28:00 GMT"}, OLD),
        ({}, ""),
    ],
)
def test_only_strong_validators_are_used(headers, expected):
    assert response.strong_validator(headers) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bytes 0-9/10", (0, 9, 10)),
        ("Bytes 5-5/*", (5, 5, None)),
        ("bytes */10", (None, None, 10)),
        ("bytes 9-0/10", None),
        ("bytes 0-10/10", None),
        ("bytes 0-9", None),
        ("items 0-9/10", None),
        ("bytes 0-99999999999999999999/*", None),
        ("", None),
    ],
)
def test_an_invalid_content_range_is_none(text, expected):
    found = response.content_range({"content-range": text})

    assert (found and (found.first, found.last, found.total)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"content-length": "5"}, 5),
        ({"content-length": " 5 "}, 5),
        ({"content-length": "-5"}, None),
        ({"content-length": "5, 5"}, None),
        ({"content-length": "5", "transfer-encoding": "chunked"}, None),
        ({}, None),
    ],
)
def test_the_length_is_announced_or_unknown(headers, expected):
    assert response.content_length(headers) == expected


@pytest.mark.parametrize(("text", "expected"), [("bytes", True), ("none", False), ("", False)])
def test_accept_ranges_is_read(text, expected):
    assert response.accepts_ranges({"accept-ranges": text}) is expected
