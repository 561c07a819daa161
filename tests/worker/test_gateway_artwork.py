"""Pictures at the gateway: what was seen before comes from disk, the rest from the worker."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from localstack import ports
from tests.artwork import PictureHost, picture_host, renditions, worker_of
from tests.gateway import get, running_gateway

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@dataclass
class House:
    """A gateway, its worker, and the provider both know."""

    port: int
    host: PictureHost
    folder: Path


@pytest.fixture(scope="module", params=["same disk", "other disks"])
def house(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("house")
    kept = place / "artwork"
    seen = kept if request.param == "same disk" else place / "empty"
    with (
        picture_host() as host,
        worker_of(renditions(host, kept)) as worker,
        running_gateway(
            place, DEMO_ARTWORK_DIR=str(seen), DEMO_ARTWORK_WORKER=f"http://127.0.0.1:{worker}"
        ) as (port, _),
    ):
        yield House(port, host, seen)


def test_a_new_and_a_cached_picture_have_the_same_bytes(house):
    path = "/artwork/w342/tmdb/charade.jpg"

    new = get(house.port, path, accept=CHROME)
    known = get(house.port, path, accept=CHROME)

    assert new[0] == known[0] == 200
    assert new[2] == known[2]
    assert new[2][8:12] == b"WEBP"
    for name in ("content-type", "content-length", "etag", "cache-control", "vary"):
        assert new[1][name] == known[1][name]
        assert len(known[1].get_all(name)) == 1
    for _, headers, _ in (new, known):
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers.get_all("x-content-type-options") == ["nosniff"]
        assert headers.get_all("cross-origin-resource-policy") == ["same-origin"]
    assert house.host.asked["/w342/charade.jpg"] == 1


def test_clients_without_webp_get_jpeg(house):
    status, headers, body = get(house.port, "/artwork/w185/tmdb/charade.jpg", accept="image/png")

    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert body.startswith(b"\xff\xd8\xff")


def test_head_and_a_matching_etag_send_no_body(house):
    path = "/artwork/w342/tmdb/metropolis.jpg"
    new = get(house.port, path, "HEAD", accept=CHROME)
    _, headers, body = get(house.port, path, accept=CHROME)
    head = get(house.port, path, "HEAD", accept=CHROME)
    known = get(house.port, path, accept=CHROME, if_none_match=headers["etag"])

    for status, said, nothing in (new, head):
        assert (status, nothing) == (200, b"")
        assert int(said["content-length"]) == len(body)
    assert (known[0], known[2]) == (304, b"")


def test_concurrent_requests_in_two_processes_fetch_a_picture_once(house):
    def look(_: int) -> tuple[int, bytes]:
        status, _, body = get(house.port, "/artwork/w342/tmdb/patient.jpg", accept=CHROME)
        return status, body

    with ThreadPoolExecutor(24) as people:
        answers = set(people.map(look, range(24)))

    assert [status for status, _ in answers] == [200]
    assert house.host.asked["/w342/patient.jpg"] == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/artwork/w342/tmdb/gone.jpg", 404, "no_such_picture"),
        ("GET", "/artwork/w342/tmdb/liar.jpg", 502, "picture_not_fetched"),
        ("GET", "/artwork/w342/evil/sintel.jpg", 404, "not_found"),
        ("GET", "/artwork/w342/tmdb/sintel.svg", 404, "not_found"),
        ("GET", "/artwork/", 404, "not_found"),
        ("GET", "/artwork/w342/tmdb/../../../../etc/passwd", 404, "not_found"),
        ("GET", "/artwork/w342/tvdb/%2e%2e/%2e%2e/%2e%2e/x.jpg", 404, "not_found"),
        ("GET", "/artwork/w342/tvdb/..%2f..%2fx.jpg", 404, "not_found"),
        ("GET", "/artwork/w342/tmdb//etc/passwd", 404, "not_found"),
        ("GET", "/artwork/w342/tmdb/%00abcd.jpg", 404, "not_found"),
        ("GET", "/artwork/w342/tmdb/%C3%A4bcde.jpg", 404, "not_found"),
        ("POST", "/artwork/w342/tmdb/sintel.jpg", 405, "method_not_allowed"),
    ],
)
def test_errors_are_uncacheable_problem_documents(house, method, path, status, code):
    answered, headers, body = get(house.port, path, method, accept=CHROME)

    assert (answered, json.loads(body)["code"]) == (status, code)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"


def test_pictures_of_titles_by_id_come_from_the_app(house):
    status, headers, body = get(house.port, "/artwork/titles/w342/12/poster", accept=CHROME)

    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert b'id="w342-12-poster"' in body
    assert headers.get_all("cross-origin-resource-policy") == ["cross-origin"]
    assert headers.get_all("x-content-type-options") == ["nosniff"]


def test_a_query_string_does_not_change_the_picture(house):
    plain = get(house.port, "/artwork/w342/tmdb/nosferatu.jpg", accept=CHROME)
    asked = get(house.port, "/artwork/w342/tmdb/nosferatu.jpg?x=1", accept=CHROME)

    assert plain[2] == asked[2]
    assert house.host.asked["/w342/nosferatu.jpg"] == 1


def test_without_a_worker_cached_pictures_are_sent_and_new_ones_are_refused(tmp_path):
    folder, dead = tmp_path / "artwork", f"http://127.0.0.1:{ports.any_free()}"
    path = "/artwork/w342/tmdb/charade.jpg"
    with running_gateway(tmp_path, DEMO_ARTWORK_DIR=str(folder), DEMO_ARTWORK_WORKER=dead) as (
        port,
        _,
    ):
        refused = get(port, path, accept=CHROME)
        with picture_host() as host, worker_of(renditions(host, folder)) as worker:
            get(worker, path, accept=CHROME)
        known = get(port, path, accept=CHROME)

    assert (refused[0], json.loads(refused[2])["code"]) == (503, "unavailable")
    assert refused[1]["retry-after"] == "5"
    assert (known[0], known[1]["content-type"]) == (200, "image/webp")
