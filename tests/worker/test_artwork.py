"""Rendering pictures from a local provider: once each, whatever it sends."""

import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.providers.network_guard import NetworkGuard
from localstack import ports
from tests.artwork import HERE, SOON, picture_host, renditions, worker_of
from worker.artwork.errors import ImageFetchFailed, ImageNotFound, RenderQueueFull
from worker.artwork.file_cache import INCOMING_FOLDER, ImageFileCache
from worker.artwork.formats import ImageFormat
from worker.artwork.rate_limit import RenditionRateLimiter
from worker.artwork.renditions import FAILURE_TTL_S, RenditionService
from worker.artwork.resize import resize_image
from worker.artwork.upstream_client import OPEN_AFTER_FAILURES, OPEN_FOR_S, UpstreamClient


@pytest.fixture
def host():
    with picture_host() as host:
        yield host


def named(name: str, size: str = "w342") -> Picture:
    return Picture(size, "tmdb", f"{name}.jpg")


def ask(port: int, path: str, method: str = "GET", **headers: str):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        link.close()


def test_a_new_picture_is_fetched_resized_and_cached(host, tmp_path):
    pictures = renditions(host, tmp_path)

    kept = pictures.make(named("sintel"), ImageFormat.WEBP)
    again = pictures.make(named("sintel"), ImageFormat.WEBP)

    assert kept.file.read_bytes()[8:12] == b"WEBP"
    assert again == kept
    assert host.asked == {"/w342/sintel.jpg": 1}


def test_a_size_the_provider_lacks_is_made_from_the_original(host, tmp_path):
    kept = renditions(host, tmp_path).make(named("onlyoriginal"), ImageFormat.PLAIN)

    assert kept.file.suffix == ".jpg"
    assert host.asked == {"/w342/onlyoriginal.jpg": 1, "/original/onlyoriginal.jpg": 1}


def test_concurrent_requests_fetch_a_picture_once(host, tmp_path):
    pictures = renditions(host, tmp_path)
    together = threading.Barrier(16)

    def look(_: int):
        together.wait()
        return pictures.make(named("patient"), ImageFormat.WEBP)

    with ThreadPoolExecutor(16) as people:
        kept = set(people.map(look, range(16)))

    assert len(kept) == 1
    assert host.asked == {"/w342/patient.jpg": 1}


def test_all_waiting_requests_get_the_failure(host, tmp_path):
    pictures = renditions(host, tmp_path)
    together = threading.Barrier(8)

    def look(_: int):
        together.wait()
        with pytest.raises(ImageNotFound):
            pictures.make(named("gone"), ImageFormat.WEBP)

    with ThreadPoolExecutor(8) as people:
        list(people.map(look, range(8)))

    assert host.asked == {"/w342/gone.jpg": 1, "/original/gone.jpg": 1}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("gone", ImageNotFound),
        ("forbidden", ImageNotFound),
        ("broken", ImageFetchFailed),
        ("page", ImageFetchFailed),
        ("liar", ImageFetchFailed),
        ("drawing", ImageFetchFailed),
        ("huge", ImageFetchFailed),
        ("elsewhere", ImageFetchFailed),
        ("slow", ImageFetchFailed),
    ],
)
def test_an_invalid_picture_is_neither_shown_nor_cached(host, tmp_path, name, error):
    pictures = renditions(host, tmp_path)

    with pytest.raises(error):
        pictures.make(named(name), ImageFormat.WEBP)

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_failure_is_cached_for_a_minute(host, tmp_path):
    now = [1000.0]
    pictures = renditions(host, tmp_path, clock_s=lambda: now[0])
    for form in ImageFormat:
        with pytest.raises(ImageFetchFailed):
            pictures.make(named("broken"), form)
    assert host.asked == {"/w342/broken.jpg": 1}

    now[0] += FAILURE_TTL_S + 1
    with pytest.raises(ImageFetchFailed):
        pictures.make(named("broken"), ImageFormat.WEBP)

    assert host.asked == {"/w342/broken.jpg": 2}


def test_a_provider_at_a_private_address_is_refused(host, tmp_path):
    upstream = host.upstream(NetworkGuard())

    with pytest.raises(ImageFetchFailed):
        RenditionService(ImageFileCache(tmp_path, 10**6), upstream.read, resize_image).make(
            named("sintel"), ImageFormat.WEBP
        )

    assert host.asked == {}


def test_an_unreachable_provider_is_paused(tmp_path):
    now = [1000.0]
    dead = f"http://127.0.0.1:{ports.any_free()}"
    upstream = UpstreamClient(
        HERE, lambda one: [f"{dead}/{one.path}"], SOON, clock_s=lambda: now[0]
    )
    for number in range(OPEN_AFTER_FAILURES):
        with pytest.raises(ImageFetchFailed, match="could not be fetched"):
            upstream.read(named(f"film{number}"))

    with pytest.raises(ImageFetchFailed, match="not responding"):
        upstream.read(named("late"))
    now[0] += OPEN_FOR_S + 1
    with pytest.raises(ImageFetchFailed, match="could not be fetched"):
        upstream.read(named("later"))
    upstream.close()


def test_a_request_that_waits_too_long_is_refused_and_the_fetch_goes_on(tmp_path):
    began, go_on = threading.Semaphore(0), threading.Event()
    pictures = RenditionService(
        ImageFileCache(tmp_path, 10**6),
        lambda _picture: (began.release(), go_on.wait(60), b"large")[2],
        lambda _content, _width_px, _form: (b"small", ".webp"),
        turn_within_s=0.1,
    )
    with ThreadPoolExecutor(8) as people:
        busy = [people.submit(pictures.make, named(f"busy{n}"), ImageFormat.WEBP) for n in range(8)]
        for _ in busy:
            assert began.acquire(timeout=60)

        with pytest.raises(RenderQueueFull):
            pictures.make(named("late"), ImageFormat.WEBP)
        go_on.set()
        made = [job.result(timeout=60) for job in busy]

    assert len(made) == 8
    assert pictures.make(named("late"), ImageFormat.WEBP).file.read_bytes() == b"small"


def test_a_full_disk_is_an_error_and_not_an_empty_picture(host, tmp_path):
    folder = tmp_path / "artwork"
    folder.write_text("a file where the folder should be")

    with worker_of(renditions(host, folder)) as port:
        status, _, body = ask(port, "/artwork/w342/tmdb/sintel.jpg")

    assert (status, json.loads(body)["code"]) == (503, "picture_not_kept")


def test_the_worker_sends_the_picture_in_an_accepted_format(host, tmp_path):
    with worker_of(renditions(host, tmp_path)) as port:
        webp = ask(port, "/artwork/w342/tmdb/sintel.jpg", accept="image/webp,*/*")
        plain = ask(port, "/artwork/w342/tmdb/sintel.jpg", accept="*/*")

    for (status, headers, body), kind in ((webp, "image/webp"), (plain, "image/jpeg")):
        assert (status, headers["content-type"]) == (200, kind)
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["vary"] == "accept"
        assert headers["x-content-type-options"] == "nosniff"
        assert int(headers["content-length"]) == len(body)
    assert webp[2][8:12] == b"WEBP"
    assert plain[2].startswith(b"\xff\xd8\xff")
    assert webp[1]["etag"] != plain[1]["etag"]


def test_head_and_a_matching_etag_send_no_body(host, tmp_path):
    path = "/artwork/w342/tmdb/sintel.jpg"
    with worker_of(renditions(host, tmp_path)) as port:
        _, headers, body = ask(port, path)
        head = ask(port, path, "HEAD")
        known = ask(port, path, if_none_match=headers["etag"])

    assert (head[0], head[2]) == (200, b"")
    assert int(head[1]["content-length"]) == len(body)
    assert (known[0], known[2]) == (304, b"")
    assert known[1]["etag"] == headers["etag"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/artwork/w342/tmdb/gone.jpg", 404, "no_such_picture"),
        ("GET", "/artwork/w342/tmdb/liar.jpg", 502, "picture_not_fetched"),
        ("GET", "/artwork/w342/tmdb/..%2f..%2fsintel.jpg", 404, "no_such_picture"),
        ("GET", "/artwork/w342/tvdb/..%2f..%2fsintel.jpg", 404, "no_such_picture"),
        ("GET", "/artwork/w342/tmdb/sintel.svg", 404, "no_such_picture"),
        ("GET", "/artwork/w342/evil/sintel.jpg", 404, "no_such_picture"),
        ("GET", "/artwork/w343/tmdb/sintel.jpg", 404, "no_such_picture"),
        ("DELETE", "/artwork/w342/tmdb/sintel.jpg", 405, "method_not_allowed"),
    ],
)
def test_errors_are_uncacheable_problem_documents(host, tmp_path, method, path, status, code):
    with worker_of(renditions(host, tmp_path)) as port:
        answered, headers, body = ask(port, path, method)

    assert (answered, json.loads(body)["code"]) == (status, code)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"


def test_an_escaped_at_sign_is_accepted(host, tmp_path):
    with worker_of(renditions(host, tmp_path)) as port:
        answers = [
            ask(port, f"/artwork/w342/omdb/M/MV5BMjA5ODU3{at}.jpg")[0] for at in ("@", "%40")
        ]

    assert answers == [200, 200]
    assert host.asked.total() == 1


def test_a_limited_client_still_gets_cached_pictures(host, tmp_path):
    limit = RenditionRateLimiter(burst=2, per_second=0.001)
    with worker_of(renditions(host, tmp_path), limit) as port:
        mine = [
            ask(port, f"/artwork/w342/tmdb/film{n}.jpg", x_forwarded_for="evil, 10.0.0.1")
            for n in (1, 2, 3)
        ]
        known = ask(port, "/artwork/w342/tmdb/film1.jpg", x_forwarded_for="10.0.0.1")
        theirs = ask(port, "/artwork/w342/tmdb/film3.jpg", x_forwarded_for="10.0.0.2")

    assert [status for status, _, _ in mine] == [200, 200, 429]
    assert int(mine[2][1]["retry-after"]) >= 1
    assert (known[0], theirs[0]) == (200, 200)


def test_an_ipv6_network_has_one_limit(host, tmp_path):
    limit = RenditionRateLimiter(burst=2, per_second=0.001)
    with worker_of(renditions(host, tmp_path), limit) as port:
        answers = [
            ask(port, f"/artwork/w342/tmdb/film{n}.jpg", x_forwarded_for=address)[0]
            for n, address in enumerate(
                ("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::3", "2001:db8:1:3::1")
            )
        ]

    assert answers == [200, 200, 429, 200]


def test_an_evicted_picture_is_fetched_again(host, tmp_path):
    pictures = renditions(host, tmp_path, max_bytes=1)
    kept = pictures.make(named("sintel"), ImageFormat.WEBP)

    assert pictures.disk.evict() == 1
    assert not Path(kept.file).exists()
    assert pictures.make(named("sintel"), ImageFormat.WEBP) == kept
    assert host.asked == {"/w342/sintel.jpg": 2}


def test_a_writer_killed_half_way_leaves_no_visible_file(host, tmp_path):
    """What a killed process leaves is exactly this: part of a file among the arriving ones."""
    pictures = renditions(host, tmp_path)
    (tmp_path / INCOMING_FOLDER).mkdir()
    (tmp_path / INCOMING_FOLDER / "tmpabc.webp").write_bytes(b"RIFF half")

    assert pictures.find(named("sintel"), ImageFormat.WEBP) is None
    kept = pictures.make(named("sintel"), ImageFormat.WEBP)
    assert kept.file.read_bytes()[8:12] == b"WEBP"
