"""The gateway as a browser meets it: a real server process on a real socket."""

import gzip
import http.client
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from chalicelib.playback.models.presigned_urls import ObjectStore
from localstack import ports
from localstack.embedded_object_store import EmbeddedObjectStore
from tests.gateway import get, running_gateway
from tests.waiting import wait_until

FILM = bytes(range(256)) * 4096  # 1 MiB in which every place is recognisable


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running_gateway(tmp_path_factory.mktemp("door")) as (port, _):
        yield port


def test_several_cookies_are_separate_headers(gateway):
    _, headers, _ = get(gateway, "/api/cookies")

    assert headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_json_is_compressed_when_accepted(gateway):
    _, plain_headers, plain = get(gateway, "/api/cookies")
    _, headers, body = get(gateway, "/api/cookies", accept_encoding="gzip")

    assert plain_headers["content-encoding"] is None
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 5


def test_repeated_parameters_and_bodies_reach_the_handler(gateway):
    status, _, body = get(
        gateway,
        "/api/echo/gr%C3%BC%C3%9Fe?q=1&q=2",
        "POST",
        b'{"a": 1}',
        content_type="application/json",
    )

    assert status == 200
    assert json.loads(body) == {
        "name": "grüße",
        "query": ["1", "2"],
        "body": '{"a": 1}',
        "address": "127.0.0.1",
    }


def test_a_client_cannot_choose_its_address(gateway):
    _, _, body = get(gateway, "/api/echo/x", x_forwarded_for="198.51.100.7")

    assert json.loads(body)["address"] == "127.0.0.1"


def test_head_is_get_without_the_body(gateway):
    _, full_headers, full = get(gateway, "/api/cookies")
    status, headers, body = get(gateway, "/api/cookies", "HEAD")

    assert status == 200
    assert body == b""
    assert headers["content-length"] == full_headers["content-length"] == str(len(full))


def test_options_lists_the_methods_of_an_address(gateway):
    status, headers, _ = get(gateway, "/api/echo/x", "OPTIONS")

    assert status == 204
    assert headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("DELETE", "/api/cookies", 405, "method_not_allowed"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/nothing.png", 404, "not_found"),
        ("POST", "/app/dashboard", 405, "method_not_allowed"),
    ],
)
def test_errors_are_problem_documents(gateway, method, path, status, code):
    got, headers, body = get(gateway, path, method)

    assert got == status
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["code"] == code


def test_a_crash_reveals_no_details(gateway):
    status, _, body = get(gateway, "/api/crash")

    assert status == 500
    assert b"42" not in body
    assert b"RuntimeError" not in body


def test_a_body_over_the_limit_is_refused_before_it_is_read(gateway):
    with socket.create_connection(("127.0.0.1", gateway), timeout=60) as link:
        link.sendall(
            b"POST /api/echo/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"content-length: 99999999\r\n\r\n"
        )
        answer = link.recv(4096)

    assert b" 413 " in answer.partition(b"\r\n")[0]
    assert b"too_large" in answer


def test_a_body_that_grows_over_the_limit_is_refused(gateway):
    def chunks():
        for _ in range(7):
            yield b"x" * 1024 * 1024

    connection = http.client.HTTPConnection("127.0.0.1", gateway, timeout=60)
    connection.request(
        "POST",
        "/api/echo/x",
        body=chunks(),
        headers={"content-type": "application/json"},
        encode_chunked=True,
    )
    status = connection.getresponse().status
    connection.close()

    assert status == 413


def test_a_body_that_does_not_arrive_is_408_and_the_connection_is_closed(tmp_path):
    with running_gateway(tmp_path, DEMO_BODY_WITHIN_S="0.2") as (port, _):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
            link.sendall(
                b"POST /api/echo/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                b"content-length: 1000\r\n\r\nx"
            )
            answer = b"".join(iter(lambda: link.recv(4096), b""))  # until it is closed

        assert b" 408 " in answer.partition(b"\r\n")[0]
        assert b"too_slow" in answer
        assert get(port, "/api/cookies")[0] == 200


@pytest.mark.parametrize("path", ["/", "/sign-in", "/app/dashboard", "/app/movies/7"])
def test_every_path_of_the_app_serves_its_page(gateway, path):
    status, headers, body = get(gateway, path)

    assert status == 200
    assert b"<title>/seen/</title>" in body
    assert headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/discover", "/app/discover"),
        ("/titles?q=metropolis", "/app/search?q=metropolis"),
        ("/movies/7", "/app/movies/7"),
        ("/shows/1000000178", "/app/shows/1000000178"),
    ],
)
def test_an_old_address_redirects_to_its_page(gateway, old, new):
    status, headers, _ = get(gateway, old)

    assert (status, headers["location"]) == (302, new)
    assert get(gateway, old, "DELETE")[0] == 405


def test_an_unknown_page_is_the_app_with_status_404(gateway):
    status, _, body = get(gateway, "/films/of/the/past", accept="text/html")

    assert status == 404
    assert b"<title>/seen/</title>" in body


def test_files_with_a_hash_in_their_name_are_immutable(gateway):
    _, hashed, _ = get(gateway, "/assets/index-Ab12Cd34.js")
    _, plain, _ = get(gateway, "/icon.svg")

    assert hashed["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed["content-type"] == "text/javascript; charset=utf-8"
    assert plain["cache-control"] == "no-cache"


def test_an_unchanged_file_is_answered_304(gateway):
    _, headers, _ = get(gateway, "/assets/index-Ab12Cd34.js", accept_encoding="gzip")
    status, _, body = get(
        gateway, "/assets/index-Ab12Cd34.js", accept_encoding="gzip", if_none_match=headers["etag"]
    )

    assert status == 304
    assert body == b""


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/assets/.."])
def test_nothing_outside_the_pages_is_served(gateway, path):
    status, _, body = get(gateway, path)

    assert status == 404
    assert json.loads(body)["code"] == "not_found"


def test_a_stop_completes_requests_in_progress(tmp_path):
    with running_gateway(tmp_path) as (port, process):
        answers = []
        asking = threading.Thread(target=lambda: answers.append(get(port, "/api/slow")))
        asking.start()
        wait_until((tmp_path / "mark").exists)
        process.send_signal(signal.SIGTERM)
        asking.join(timeout=60)

        assert [(status, json.loads(body)) for status, _, body in answers] == [
            (200, {"done": True})
        ]
        assert process.wait(timeout=60) == 0


def test_a_killed_server_frees_its_port(tmp_path):
    with running_gateway(tmp_path) as (port, process):
        process.kill()

        wait_until(lambda: ports.is_free(port))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedObjectStore]:
    """A real object store that had its films before it started: it would not see later ones."""
    server = EmbeddedObjectStore(tmp_path_factory.mktemp("films") / "objects")
    bucket = server.data_dir / server.bucket
    (bucket / "library").mkdir(parents=True)
    (bucket / "library" / "Sintel (2010) é.mp4").write_bytes(FILM)
    with (bucket / "library" / "big.mkv").open("wb") as file:
        file.truncate(256 * 1024 * 1024)
    (server.data_dir / "secret.txt").write_text("outside the bucket")
    with server:
        yield server


@pytest.fixture(scope="module")
def store_door(
    films: EmbeddedObjectStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    with running_gateway(
        tmp_path_factory.mktemp("store-door"),
        DEMO_STORE_URL=films.endpoint,
        DEMO_STORE_DIR=str(films.data_dir),
    ) as (port, _):
        yield port


@pytest.fixture
def signed(films: EmbeddedObjectStore, store_door: int):
    """Signed addresses of the store behind the gateway, without the origin."""
    store = ObjectStore(
        films.bucket,
        "us-east-1",
        SecretStr(films.access_key),
        SecretStr(films.secret_key),
    )
    origin = f"http://127.0.0.1:{store_door}"

    def sign(key: str = "library/Sintel (2010) é.mp4", *, now: datetime | None = None) -> str:
        url = store.presigned_get(
            key,
            origin=origin,
            now=now or datetime.now(UTC),
            expires_s=60,
            content_type="video/mp4",
        )
        return url.removeprefix(origin)

    return sign


def test_an_object_is_read_by_its_signed_address(store_door, signed):
    status, headers, body = get(store_door, signed())

    assert status == 200
    assert headers["content-type"] == "video/mp4"
    assert headers["accept-ranges"] == "bytes"
    assert body == FILM


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=1000-1999", 1000, 1999), ("bytes=-5", 2**20 - 5, 2**20 - 1)],
)
def test_a_range_of_an_object_is_206_with_the_right_bytes(store_door, signed, asked, first, last):
    status, headers, body = get(store_door, signed(), range=asked)

    assert status == 206
    assert headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert body == FILM[first : last + 1]


def test_a_range_behind_the_end_is_416(store_door, signed):
    status, headers, _ = get(store_door, signed(), range="bytes=99999999-")

    assert status == 416
    assert headers["content-range"] == f"bytes */{len(FILM)}"


def test_an_altered_signature_is_refused(store_door, signed):
    address = signed()
    altered = address[:-1] + ("0" if address[-1] != "0" else "1")

    status, _, body = get(store_door, altered)

    assert status == 403
    assert FILM[:64] not in body


def test_an_expired_address_is_refused(store_door, signed):
    status, _, _ = get(store_door, signed(now=datetime(2020, 1, 1, tzinfo=UTC)))

    assert status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/seen-media/library/Sintel%20(2010)%20%C3%A9.mp4",
        "/seen-media/../secret.txt",
        "/seen-media/%2e%2e/secret.txt",
    ],
)
def test_the_store_refuses_requests_without_a_signature(store_door, path):
    status, _, body = get(store_door, path)

    assert status in (403, 404)
    assert b"outside" not in body
    assert FILM[:64] not in body


def test_a_paused_player_costs_no_memory(store_door, signed):
    """A player that stops reading must not make the server read on into memory."""

    def begin() -> socket.socket | None:
        """A busy store may not answer in time, which is a 503."""
        link = socket.create_connection(("127.0.0.1", store_door), timeout=60)
        host = f"127.0.0.1:{store_door}"
        link.sendall(f"GET {signed('library/big.mkv')} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode())
        if b" 200 " in link.recv(4096).partition(b"\r\n")[0]:
            return link
        link.close()
        return None

    with wait_until(begin):
        most = settled_memory_of(store_door)

    assert most < 150 * 1024 * 1024


def settled_memory_of(port: int) -> int:
    """Bytes resident in the largest process that listens on `port`, after a second of calm."""
    threading.Event().wait(1.0)
    if not Path("/proc/self/statm").exists():
        pytest.skip("needs /proc to look into another process")
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}")
    }
    sizes = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = {str(fd.readlink()) for fd in (process / "fd").iterdir()}
            pages = int((process / "statm").read_text().split()[1])
        except OSError:
            continue
        if any(f"socket:[{inode}]" in links for inode in inodes if inode != "0"):
            sizes.append(pages * os.sysconf("SC_PAGESIZE"))
    return max(sizes)


def test_a_request_for_another_host_is_refused_on_every_path(gateway):
    for path in ("/", "/api/echo/x", "/assets/index-Ab12Cd34.js", "/seen-media/x"):
        status, headers, body = get(gateway, path, host="evil.test")

        assert status == 421, path
        assert b"evil.test" in body
    status, headers, _ = get(gateway, "/", host="evil.test", accept="text/html")
    assert (status, headers["content-type"]) == (421, "text/plain; charset=utf-8")
    assert get(gateway, "/", host="seen.example")[0] == 200


@pytest.mark.parametrize("hosts", [b"", b"Host: seen.example\r\nHost: seen.example\r\n"])
def test_a_request_has_exactly_one_host(gateway, hosts):
    with socket.create_connection(("127.0.0.1", gateway), timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n")
        answer = connection.makefile("rb").readline()

    assert answer.startswith(b"HTTP/1.1 400 ")
