"""Fetching the files: only when they are newer, and on from where it broke off."""

import gzip
from email.utils import parsedate_to_datetime
from ipaddress import ip_network

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from chalicelib.providers.network_guard import NetworkGuard
from worker.imdb.dataset_download import Downloads
from worker.imdb.dataset_files import RATINGS
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.errors import DownloadFailed
from worker.imdb.progress import ImportProgress

BODY = gzip.compress(
    RATINGS.header + b"\n" + b"".join(b"tt%07d\t5.0\t9\n" % n for n in range(9000))
)
MONDAY = "Mon, 16 Nov 2026 06:00:00 GMT"
TUESDAY = "Tue, 17 Nov 2026 06:00:00 GMT"


class Imdb:
    """A server with one file, which it may cut short."""

    def __init__(self) -> None:
        self.body = BODY
        self.modified = MONDAY
        self.cuts: list[int] = []  # after so many bytes of the next answers
        self.asked: list[dict[str, str]] = []
        self.status = 200

    def __call__(self, request: Request) -> Response:
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        asked = self.asked[-1]
        if self.status != 200:
            return Response("sorry", self.status)
        since = asked.get("if-modified-since")
        if since and parsedate_to_datetime(since) >= parsedate_to_datetime(self.modified):
            return Response(status=304)
        start = 0
        if "range" in asked and asked.get("if-range") == self.modified:
            start = int(asked["range"].removeprefix("bytes=").removesuffix("-"))
        part = self.body[start:]
        headers = {"Last-Modified": self.modified, "Content-Length": str(len(part))}
        if start:
            end = len(self.body) - 1
            headers["Content-Range"] = f"bytes {start}-{end}/{len(self.body)}"
        if self.cuts:
            part = part[: self.cuts.pop(0)]

        def pieces():
            yield part

        return Response(pieces(), 206 if start else 200, headers)


@pytest.fixture
def imdb():
    server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
    served = Imdb()
    server.expect_request(f"/{RATINGS.file_name}").respond_with_handler(served)
    server.start()
    served.url = server.url_for("/")
    yield served
    server.clear()
    server.stop()


@pytest.fixture
def folder(tmp_path) -> DatasetFolder:
    return DatasetFolder(tmp_path / "imdb")


@pytest.fixture
def downloads(imdb, folder) -> Downloads:
    guard = NetworkGuard((ip_network("127.0.0.1/32"),))
    return Downloads(guard, imdb.url, folder, ImportProgress())


def test_a_new_file_is_complete_and_has_the_servers_date(downloads, folder):
    assert downloads.fetch(RATINGS) is True
    path = folder.incoming / RATINGS.file_name

    assert path.read_bytes() == BODY
    assert path.stat().st_mtime == parsedate_to_datetime(MONDAY).timestamp()
    assert [each.name for each in folder.incoming.iterdir()] == [RATINGS.file_name]


def test_a_file_is_downloaded_again_only_when_newer(downloads, folder, imdb):
    downloads.fetch(RATINGS)
    folder.keep([RATINGS], {})
    same = downloads.fetch(RATINGS)
    imdb.modified = TUESDAY
    imdb.body = gzip.compress(b"newer")
    newer = downloads.fetch(RATINGS)

    assert (same, newer) == (False, True)
    assert imdb.asked[1]["if-modified-since"] == MONDAY
    assert (folder.incoming / RATINGS.file_name).read_bytes() == imdb.body
    assert folder.accepted(RATINGS).read_bytes() == BODY


def test_an_interrupted_download_is_resumed(downloads, folder, imdb):
    imdb.cuts = [5000, 7000]
    assert downloads.fetch(RATINGS) is True

    assert (folder.incoming / RATINGS.file_name).read_bytes() == BODY
    assert [each.get("range") for each in imdb.asked] == [None, "bytes=5000-", "bytes=12000-"]
    assert imdb.asked[1]["if-range"] == MONDAY


def test_an_interrupted_download_is_resumed_by_another_process(downloads, folder, imdb):
    imdb.cuts = [4000, 1, 1, 1]
    with pytest.raises(DownloadFailed):
        downloads.fetch(RATINGS)
    downloads.fetch(RATINGS)

    assert (folder.incoming / RATINGS.file_name).read_bytes() == BODY
    assert imdb.asked[-1]["range"] == "bytes=4003-"


def test_parts_of_two_versions_are_never_combined(downloads, folder, imdb):
    imdb.cuts = [5000, 0, 0, 0]
    with pytest.raises(DownloadFailed):
        downloads.fetch(RATINGS)
    imdb.modified = TUESDAY
    imdb.body = gzip.compress(b"newer" * 5000)
    downloads.fetch(RATINGS)

    assert (folder.incoming / RATINGS.file_name).read_bytes() == imdb.body


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_refused_download_is_reported_and_leaves_no_file(downloads, folder, imdb, status):
    imdb.status = status
    with pytest.raises(DownloadFailed, match=str(status)):
        downloads.fetch(RATINGS)

    assert list(folder.incoming.iterdir()) == []


def test_a_response_that_is_no_gzip_file_is_refused(downloads, folder, imdb):
    imdb.body = b"<html>Please sign in</html>"
    with pytest.raises(DownloadFailed, match="not a gzip"):
        downloads.fetch(RATINGS)

    assert list(folder.incoming.iterdir()) == []


def test_private_networks_are_refused_unless_allowed(imdb, folder):
    closed = Downloads(NetworkGuard(), imdb.url, folder, ImportProgress())
    with pytest.raises(DownloadFailed):
        closed.fetch(RATINGS)

    assert imdb.asked == []
