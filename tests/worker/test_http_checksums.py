"""Checksums set by the user and digests announced by the server."""

import base64
import hashlib

import pytest

from chalicelib.downloads.models.job_options import JobOptions
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, start_download, wait_for_end
from worker.downloader.http import HttpEngine

BODY = noise(6_000_000)
KINDS = ["md5", "sha1", "sha256", "sha512"]


def hexadecimal(kind: str, body: bytes = BODY) -> str:
    return f"{kind}:{hashlib.new(kind, body).hexdigest()}"


def structured(kind: str, body: bytes = BODY) -> str:
    return base64.b64encode(hashlib.new(kind, body).digest()).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_matching_checksum_completes_the_download(http_engine, web, tmp_path, kind):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"), checksum=hexadecimal(kind))

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_checksum_is_final_and_leaves_no_file(http_engine, web, tmp_path, kind):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"), checksum=hexadecimal(kind, b"other"))
    report = download(http_engine, task)

    assert (report.fault.reason, report.fault.may_retry) == ("checksum_mismatch", False)
    assert report.files == ()
    assert list(task.folder.iterdir()) == []


def test_a_checksum_is_verified_after_a_resume_over_several_connections(web, tmp_path):
    engine = HttpEngine(LOOPBACK, min_split_bytes=1_000_000)
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=300_000)
    task = start_download(
        engine, make_task(tmp_path, web.url("/f.mkv"), checksum=hexadecimal("sha256")), 1_000_000
    )
    engine.drop(task.job_id, remove_files=False)
    page.bytes_per_s = None

    assert downloaded_file(download(engine, task)).read_bytes() == BODY
    engine.close(5)


def test_a_checksum_set_during_the_download_is_verified(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=400_000)
    task = start_download(http_engine, make_task(tmp_path, web.url("/f.mkv")), 100_000)
    http_engine.configure(task.job_id, JobOptions(checksum=hexadecimal("sha1", b"other")))
    page.bytes_per_s = None

    assert wait_for_end(http_engine, task).fault.reason == "checksum_mismatch"


@pytest.mark.parametrize(
    "headers",
    [
        {"Repr-Digest": f"sha-256=:{structured('sha256')}:"},
        {"Repr-Digest": f"sha-512=:{structured('sha512')}:, sha-256=:{structured('sha256')}:"},
        {"Digest": f"SHA-256={structured('sha256')}"},
        {"Digest": f"MD5={structured('md5')},SHA={structured('sha1')}"},
        {"Content-MD5": structured("md5")},
    ],
)
@pytest.mark.parametrize("is_right", [True, False])
def test_a_digest_announced_by_the_server_is_verified(
    http_engine, web, tmp_path, headers, is_right
):
    body = BODY if is_right else noise(len(BODY), seed=2)
    web.pages["/f.mkv"] = Page(body, headers=headers)
    report = download(http_engine, make_task(tmp_path, web.url("/f.mkv")))

    if is_right:
        assert downloaded_file(report).read_bytes() == BODY
    else:
        assert report.fault.reason == "checksum_mismatch"


@pytest.mark.parametrize(
    "headers",
    [
        {"Repr-Digest": "sha-256=:nonsense:"},
        {"Repr-Digest": "unixsum=:AAAA:, id-sha-256=:AAAA:"},
        {"Content-Digest": f"sha-256=:{structured('sha256', b'other')}:"},
        {"Digest": ""},
        {"Content-MD5": "AAAA"},
    ],
)
def test_an_invalid_or_unrelated_digest_is_ignored(http_engine, web, tmp_path, headers):
    web.pages["/f.mkv"] = Page(BODY, headers=headers)

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )


def test_the_users_checksum_takes_precedence_over_the_servers(http_engine, web, tmp_path):
    wrong = {"Repr-Digest": f"sha-256=:{structured('sha256', b'other')}:"}
    web.pages["/f.mkv"] = Page(BODY, headers=wrong)
    task = make_task(tmp_path, web.url("/f.mkv"), checksum=hexadecimal("sha256"))

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
