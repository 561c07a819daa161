"""File names of downloads (case 26), and responses that are no file."""

import pytest

from tests.downloads.data import noise
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task
from worker.downloader.http.partial_file import METADATA_NAME

BODY = noise(100_000)


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="../../.ssh/x.mkv"',
        "attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fx.mkv",
        'attachment; filename="C:\\\\windows\\\\x.mkv"',
        'attachment; filename="/etc/x.mkv"',
    ],
)
def test_case_26_a_hostile_name_stays_in_the_jobs_folder(http_engine, web, tmp_path, disposition):
    web.pages["/f"] = Page(BODY, headers={"Content-Disposition": disposition})
    task = make_task(tmp_path, web.url("/f"))
    report = download(http_engine, task)

    assert downloaded_file(report) == task.folder / "x.mkv"
    assert {path.name for path in task.folder.iterdir()} == {"x.mkv", METADATA_NAME}
    assert report.title == "x.mkv"


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="x\r\n Set-Cookie: y.mkv"',
        "attachment; filename*=UTF-8''%0d%0aSet-Cookie%3a%20y.mkv",
        "attachment; filename*=UTF-8''%00%e2%80%aey.mkv",
        "attachment; filename*=UTF-8''%ff%fe.mkv; filename=y.mkv",
        "attachment; filename*=koi8-r''%c6.mkv; filename=y.mkv",
        "attachment; filename=" + "y" * 4000 + ".mkv",
        'attachment; filename="....y.mkv. "',
        "attachment; filename=CON.mkv",
        "attachment; filename=download.part",
        "attachment; filename=download.json",
    ],
)
def test_case_26_an_unusual_name_becomes_one_safe_name(http_engine, web, tmp_path, disposition):
    web.pages["/f.mkv"] = Page(BODY, headers={"Content-Disposition": disposition})
    task = make_task(tmp_path, web.url("/f.mkv"))
    path = downloaded_file(download(http_engine, task))

    assert path.read_bytes() == BODY
    assert path.parent == task.folder
    assert {each.name for each in task.folder.iterdir()} == {path.name, METADATA_NAME}
    assert len(path.name.encode()) <= 255
    assert path.name.isprintable()


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=\"plain.mkv\"; filename*=UTF-8''Am%C3%A9lie.mkv", "Amélie.mkv"),
        ("attachment; filename*=utf-8'fr'Am%C3%A9lie.mkv; filename=plain.mkv", "Amélie.mkv"),
        ("attachment; filename*=iso-8859-1''Am%E9lie.mkv", "Amélie.mkv"),
        ("attachment; filename=Amélie.mkv", "Amélie.mkv"),
        ('attachment; filename="film; part 1.mkv"', "film; part 1.mkv"),
        ("inline", "f.mkv"),
        ("attachment", "f.mkv"),
        ("", "f.mkv"),
    ],
)
def test_the_servers_file_name_takes_precedence_over_the_address(
    http_engine, web, tmp_path, disposition, name
):
    header = disposition.encode().decode("latin-1")  # as it is sent
    web.pages["/f.mkv"] = Page(BODY, headers={"Content-Disposition": header})

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/f.mkv")))).name == name
    )


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/watch", "video/mp4", "Title.mp4"),
        ("/watch", "application/pdf", "Title.pdf"),
        ("/watch", "application/octet-stream", "watch"),
        ("/watch", "", "watch"),
        ("/watch", "nonsense", "watch"),
        ("/a%20film.mkv?token=secret", "video/mp4", "a film.mkv"),
        ("/", "video/x-matroska", "Title.mkv"),
    ],
)
def test_a_name_without_an_ending_gets_one_by_media_type(
    http_engine, web, tmp_path, path, kind, name
):
    web.pages[path.partition("?")[0]] = Page(BODY, headers={"Content-Type": kind})

    assert downloaded_file(download(http_engine, make_task(tmp_path, web.url(path)))).name == name


def test_existing_files_are_not_overwritten(http_engine, web, tmp_path):
    web.pages["/film.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/film.mkv"))
    task.folder.mkdir(parents=True)
    (task.folder / "film.mkv").write_text("mine")
    (task.folder / "film (1).mkv").symlink_to(tmp_path / "nowhere")
    report = download(http_engine, task)

    assert downloaded_file(report).name == "film (2).mkv"
    assert downloaded_file(report).read_bytes() == BODY
    assert (task.folder / "film.mkv").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


PAGE = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("path", "headers", "is_taken"),
    [
        ("/film.mkv", PAGE, False),
        ("/get.php", PAGE, False),
        ("/film", {"Content-Type": "application/xhtml+xml"}, False),
        ("/about.html", PAGE, True),
        ("/get.php", PAGE | {"Content-Disposition": 'attachment; filename="page.html"'}, True),
        ("/get.php", PAGE | {"Content-Disposition": "inline"}, False),
    ],
)
def test_a_web_page_is_accepted_only_as_an_explicit_file(
    http_engine, web, tmp_path, path, headers, is_taken
):
    web.pages[path] = Page(b"<html>Your link is over.</html>", headers=headers)
    report = download(http_engine, make_task(tmp_path, web.url(path)))

    assert (report.fault is None) is is_taken
    if not is_taken:
        assert (report.fault.reason, report.fault.may_retry) == ("not_a_file", False)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip"])
def test_case_25_a_content_coding_is_refused_and_never_decoded(http_engine, web, tmp_path, coding):
    """This could decode to ten gigabytes of zeros: nothing of it is kept."""
    bomb = b"\x1f\x8b" + bytes(10_000)
    web.pages["/film.mkv"] = Page(bomb, headers={"Content-Encoding": coding})
    task = make_task(tmp_path, web.url("/film.mkv"))
    fault = download(http_engine, task).fault

    assert (fault.reason, fault.may_retry) == ("packed", False)
    assert web.headers_of("/film.mkv")[0]["accept-encoding"] == "identity"
    assert sum(path.stat().st_size for path in task.folder.iterdir()) < 1000


@pytest.mark.parametrize("coding", ["identity", "x-gzip", "gzip"])
def test_case_25_a_compressed_file_is_kept_as_it_is(http_engine, web, tmp_path, coding):
    packed = b"\x1f\x8b" + bytes(1000)
    web.pages["/film.tar.gz"] = Page(packed, headers={"Content-Encoding": coding})

    assert (
        downloaded_file(
            download(http_engine, make_task(tmp_path, web.url("/film.tar.gz")))
        ).read_bytes()
        == packed
    )
