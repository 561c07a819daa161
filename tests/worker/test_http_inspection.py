"""Inspecting an address before it is added."""

from uuid import uuid4

import pytest

from chalicelib.downloads.models import SourceType
from tests.downloads.data import noise
from tests.file_server import Page
from tests.waiting import wait_until
from worker.downloader.engine import InspectionResult
from worker.downloader.http import HttpEngine

BODY = noise(100_000)


def inspect(engine: HttpEngine, url: str) -> InspectionResult:
    wanted = uuid4()
    engine.inspect(wanted, SourceType.HTTP, url)
    found = wait_until(lambda: engine.inspection_result(wanted))
    engine.discard_inspection(wanted)
    assert engine.inspection_result(wanted) is None
    return found


def test_an_inspection_has_name_and_size_and_keeps_nothing(http_engine, web, tmp_path):
    web.pages["/film.mkv"] = Page(BODY, announces_ranges=True)
    found = inspect(http_engine, web.url("/film.mkv?token=secret"))

    assert found.fault is None
    assert (found.title, found.bytes_total, found.message) == ("film.mkv", len(BODY), "")
    assert [(file.index, file.path, file.size_bytes) for file in found.files] == [
        (0, "film.mkv", len(BODY))
    ]
    assert found.source_type is None
    assert web.methods == ["HEAD"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_without_head_support_one_byte_is_requested(http_engine, web, status):
    web.pages["/film.mkv"] = Page(
        BODY, override=lambda headers: None if "range" in headers else Page(status=status)
    )
    found = inspect(http_engine, web.url("/film.mkv"))

    assert (found.fault, found.bytes_total) == (None, len(BODY))
    assert web.ranges_of("/film.mkv") == [None, "bytes=0-0"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (Page(BODY, announces_length=False), "does not say how large"),
        (Page(BODY, announces_ranges=False), "begin anew"),
    ],
)
def test_an_inspection_warns_of_unknown_length_and_missing_ranges(http_engine, web, page, message):
    web.pages["/film.mkv"] = page

    assert message in inspect(http_engine, web.url("/film.mkv")).message


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/film.torrent", "application/octet-stream"),
        ("/get.php", "application/x-bittorrent"),
        ("/film.TORRENT", ""),
    ],
)
def test_a_torrent_file_is_recognized(http_engine, web, path, kind):
    web.pages[path] = Page(b"d4:infod...", headers={"Content-Type": kind})
    found = inspect(http_engine, web.url(path))

    assert found.source_type is SourceType.TORRENT
    assert "torrent" in found.message
    assert found.fault is None


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(b"<html>", headers={"Content-Type": "text/html"}), "not_a_file"),
        (Page(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "packed"),
        (Page(status=404), "not_found"),
        (Page(status=401), "refused"),
        (Page(status=503), "unreachable"),
        (Page(status=302, headers={"Location": "/film.mkv"}), "too_many_redirects"),
        (Page(status=302, headers={"Location": "http://10.0.0.1/"}), "blocked_address"),
    ],
)
def test_an_inspection_that_fails_has_a_reason(http_engine, web, page, reason):
    web.pages["/film.mkv"] = page

    assert inspect(http_engine, web.url("/film.mkv")).fault.reason == reason


def test_an_inspection_runs_once_and_can_be_discarded_twice(http_engine, web):
    web.pages["/film.mkv"] = Page(BODY)
    wanted = uuid4()
    http_engine.inspect(wanted, SourceType.HTTP, web.url("/film.mkv"))
    http_engine.inspect(wanted, SourceType.HTTP, web.url("/film.mkv"))
    wait_until(lambda: http_engine.inspection_result(wanted))
    http_engine.discard_inspection(wanted)
    http_engine.discard_inspection(wanted)

    assert http_engine.inspection_result(wanted) is None
    assert len(web.requests) == 1
