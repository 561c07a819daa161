"""Items of the Internet Archive as a source: an archive of our own on loopback."""

import json
from collections.abc import Iterator

import pytest

from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task
from tests.worker.test_http_inspection import inspect
from worker.downloader.engine import Fault
from worker.downloader.http import HttpEngine
from worker.downloader.http.archive import GONE

ITEM = "https://archive.org/details/Metropolis1927"
FILM = noise(200_000)
FILES = [
    {"name": "Metropolis.avi", "format": "Cinepack", "size": "900000000", "length": "5400"},
    {"name": "Metro polis.mp4", "format": "h.264", "size": str(len(FILM)), "length": "5400"},
    {"name": "__ia_thumb.jpg", "format": "Item Tile", "size": "9000"},
]


@pytest.fixture
def engine(web) -> Iterator[HttpEngine]:
    engine = HttpEngine(LOOPBACK, archive_url=web.url("").rstrip("/"))
    yield engine
    engine.close(5)


def answer_metadata(web, document: object, **page: object) -> None:
    body = json.dumps(document).encode()
    web.pages["/metadata/Metropolis1927"] = Page(body, **page)


def fault_of(engine: HttpEngine, tmp_path) -> Fault:
    report = download(engine, make_task(tmp_path, ITEM))
    assert report.fault is not None
    return report.fault


def test_the_best_file_of_an_item_is_downloaded(engine, web, tmp_path):
    answer_metadata(web, {"files": FILES})
    web.pages["/download/Metropolis1927/Metro%20polis.mp4"] = Page(FILM)

    path = downloaded_file(download(engine, make_task(tmp_path, ITEM)))

    assert (path.name, path.read_bytes()) == ("Metro polis.mp4", FILM)


def test_an_item_is_inspected_as_its_chosen_file(engine, web):
    answer_metadata(web, {"files": FILES})
    web.pages["/download/Metropolis1927/Metro%20polis.mp4"] = Page(FILM)

    found = inspect(engine, ITEM)

    assert (found.title, found.bytes_total) == ("Metro polis.mp4", len(FILM))


@pytest.mark.parametrize(
    "document",
    [{}, {"is_dark": True, "files": FILES}, {"files": [FILES[2]]}],
    ids=["no such item", "removed", "without a video"],
)
def test_an_item_without_a_video_fails(engine, web, tmp_path, document):
    answer_metadata(web, document)

    assert fault_of(engine, tmp_path) == Fault("not_found", GONE, may_retry=False)


def test_an_unknown_item_fails(engine, tmp_path):
    assert fault_of(engine, tmp_path).message == GONE


@pytest.mark.parametrize("page", [{"status": 503}, {"truncate_after": 3}])
def test_an_unavailable_archive_is_retried(engine, web, tmp_path, page):
    answer_metadata(web, {"files": FILES}, **page)

    assert fault_of(engine, tmp_path).may_retry


def test_the_archive_is_reached_through_the_network_guard(web, tmp_path):
    engine = HttpEngine(LOOPBACK, archive_url="http://10.0.0.1")

    fault = fault_of(engine, tmp_path)
    engine.close(5)

    assert (fault.reason, fault.may_retry) == ("blocked_address", False)
