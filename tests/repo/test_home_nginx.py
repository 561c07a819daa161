"""The home server's nginx.conf, run by the real nginx, answers as the embedded gateway does."""

import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import boto3
import pytest
from pydantic import SecretStr

from chalicelib.http.problems import Problem
from chalicelib.playback.models.presigned_urls import ObjectStore
from localstack import ports
from localstack.embedded_object_store import EmbeddedObjectStore
from localstack.gateway.application import MAX_BODY_BYTES
from localstack.gateway.lambda_events import GatewayRequest
from localstack.gateway.problem_responses import method_not_allowed, not_found, too_large
from localstack.gateway.static_files import StaticFiles
from tests.waiting import PATIENCE_S, wait_until

CONF = Path(__file__).parents[2] / "infra" / "home" / "nginx.conf"
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
FILM = bytes(range(256)) * 4096
HTML = {"Accept": "text/html,*/*;q=0.8"}
MAX_IN_FLIGHT = 64 * 2**20  # what sockets between two paused ends may hold, generously

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine")


class Echo(http.server.BaseHTTPRequestHandler):
    """Says what it was asked; `/stream/endless` never stops by itself."""

    protocol_version = "HTTP/1.1"
    sent: ClassVar[int] = 0
    gave_up: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/stream/endless":
            self.pour()
            return
        length = int(self.headers.get("Content-Length", 0))
        said = {
            "method": self.command,
            "target": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": len(self.rfile.read(length)),
        }
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_GET  # noqa: N815  # names of the standard library

    def pour(self) -> None:
        """Send until no byte is taken for a second."""
        self.send_response(200)
        self.send_header("Content-Length", str(2**40))
        self.end_headers()
        self.connection.settimeout(1.0)
        type(self).sent = 0
        try:
            while True:
                type(self).sent += self.connection.send(bytes(2**20))
        except OSError:
            self.gave_up.set()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


@dataclass
class NginxGateway:
    port: int
    folder: Path
    log: list[str] = field(default_factory=list)

    def ask(self, method, target, headers=None, body=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, target, body=body, headers=headers or {})
            answer = link.getresponse()
            return answer, answer.read()
        finally:
            link.close()

    def logged(self) -> set[str]:
        """The paths of the access log, where the last line may be half written."""
        whole = (self.folder / "access.log").read_text().rpartition("\n")[0]
        return {json.loads(line)["path"] for line in whole.splitlines()}


def rendered(folder: Path, port: int, upstreams: dict[str, str]) -> str:
    """The file as it is, but on this machine: other paths, other addresses, no container names."""
    text = CONF.read_text()
    swaps = {
        " /tmp/": f" {folder}/",  # first: the paths put in below may be there too
        "listen 8080 default_server": f"listen 127.0.0.1:{port} default_server",
        "root /srv/pages": f"root {folder}/dist",
        "access_log /dev/stdout": f"access_log {folder}/access.log",
        "error_log stderr": f"error_log {folder}/error.log",
        "resolver 127.0.0.11 valid=5s ipv6=off;": "",
        # Younger than the nginx of some distributions, and there are no names to resolve here.
        **{f"server {name} resolve;": f"server {where};" for name, where in upstreams.items()},
    }
    for ours, here in swaps.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    return ("user root;\n" if os.geteuid() == 0 else "") + text


def fill(dist: Path) -> None:
    (dist / "assets").mkdir(parents=True)
    (dist / "art").mkdir()
    (dist / "index.html").write_text("<!doctype html><title>/seen/</title>")
    (dist / "assets" / "index-Ab12Cd34.js").write_text("export const answer = 42;")
    (dist / "assets" / "index-Ef56Gh78.css").write_text("body{}")
    (dist / "assets" / "inter-Ij90Kl12.woff2").write_bytes(b"wOF2")
    (dist / "theme.js").write_text("0;")
    (dist / "icon.svg").write_text("<svg/>")
    (dist / "art" / "sintel-poster.svg").write_text("<svg/>")


@contextmanager
def running(folder: Path, upstreams: dict[str, str]) -> Iterator[NginxGateway]:
    port = ports.any_free()
    fill(folder / "dist")
    conf = folder / "nginx.conf"
    conf.write_text(rendered(folder, port, upstreams))
    command = [NGINX, "-p", folder, "-c", conf, "-e", folder / "error.log"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not ports.answers(port) and time.monotonic() < deadline:
            assert process.poll() is None
        yield NginxGateway(port, folder)
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, echo, object_server) -> Iterator[NginxGateway]:
    upstreams = {
        "api:8080": echo,
        "worker:8081": echo,
        "minio:9000": object_server.endpoint.removeprefix("http://"),
    }
    with running(tmp_path_factory.mktemp("nginx"), upstreams) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def nobody_home(tmp_path_factory) -> Iterator[NginxGateway]:
    """nginx in front of containers that are down."""
    dead = f"127.0.0.1:{ports.any_free()}"
    upstreams = dict.fromkeys(("api:8080", "worker:8081", "minio:9000"), dead)
    with running(tmp_path_factory.mktemp("nginx"), upstreams) as gateway:
        yield gateway


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "*/*"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/index.html"),
        ("GET", "/sign-in"),
        ("GET", "/app"),
        ("GET", "/app/movies/12"),
        ("GET", "/app/nowhere/at/all"),
        ("GET", "/application"),
        ("GET", "/nowhere"),
        ("GET", "/movies/x"),
        ("GET", "/shows/1/2"),
        ("GET", "/assets/index-Ab12Cd34.js"),
        ("GET", "/assets/index-Ef56Gh78.css"),
        ("GET", "/assets/inter-Ij90Kl12.woff2"),
        ("GET", "/assets/gone-Ab12Cd34.js"),
        ("GET", "/theme.js"),
        ("GET", "/icon.svg"),
        ("GET", "/art/sintel-poster.svg"),
        ("GET", "/art"),
        ("GET", "/art/"),
        ("GET", "/../../etc/passwd"),
        ("HEAD", "/app/library"),
        ("POST", "/app"),
        ("POST", "/icon.svg"),
        ("DELETE", "/"),
    ],
)
def test_pages_are_served_as_by_the_embedded_gateway(gateway, method, path, accept):
    site = StaticFiles(gateway.folder / "dist")
    asked = GatewayRequest(method, path, "", [("accept", accept)], b"", "127.0.0.1", "1")
    expected = site.answer(asked)
    said = dict(expected.headers)

    answer, body = gateway.ask(method, path, {"Accept": accept})

    if path.startswith("/.."):
        assert answer.status == 400  # nginx does not even look
        return
    assert answer.status == expected.status
    if answer.status == 405:
        assert answer.headers["Allow"] == said["allow"]
    if method == "HEAD":
        assert body == b""
    elif "problem" in said["content-type"]:
        assert json.loads(body) == json.loads(expected.body)
    else:
        assert body == expected.body
    for name in (
        "content-type",
        "cache-control",
        "content-security-policy",
        "permissions-policy",
        "referrer-policy",
    ):
        assert answer.headers.get(name) == said.get(name), name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "q=a%20b&page=2"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", ["/discover", "/titles", "/add", "/movies/12", "/shows/7"])
def test_old_addresses_lead_where_the_embedded_gateway_leads(gateway, method, path, query):
    asked = GatewayRequest(method, path, query, [("accept", "*/*")], b"", "127.0.0.1", "1")
    expected = StaticFiles(gateway.folder / "dist").answer(asked)

    answer, _ = gateway.ask(method, f"{path}?{query}" if query else path, {"Accept": "*/*"})

    assert answer.status == expected.status
    assert answer.headers.get("Location") == dict(expected.headers).get("location")


def test_a_file_is_sent_compressed_to_clients_that_accept_it(gateway):
    script = gateway.folder / "dist" / "assets" / "index-Ab12Cd34.js"
    subprocess.run(["gzip", "-9", "--keep", "--force", script], check=True)

    packed, body = gateway.ask("GET", "/assets/index-Ab12Cd34.js", {"Accept-Encoding": "gzip"})
    plain, _ = gateway.ask("GET", "/assets/index-Ab12Cd34.js")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(body) == script.with_name(script.name + ".gz").stat().st_size
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/assets/index-Ab12Cd34.js", "assets/index-Ab12Cd34.js"),
        ("/assets/index-Ef56Gh78.css", "assets/index-Ef56Gh78.css"),
        ("/art/sintel-poster.svg", "art/sintel-poster.svg"),
        ("/app/library", "index.html"),
    ],
)
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5", "br"),
        ("deflate, br;q=0", None),
        ("brotli", None),
        ("", None),
    ],
)
def test_brotli_is_sent_as_by_the_embedded_gateway(gateway, path, file, accepted, encoding):
    packed = gateway.folder / "dist" / f"{file}.br"
    packed.write_bytes(b"what the build made of the file, with another length")
    headers = HTML | {"Accept-Encoding": accepted}
    request = GatewayRequest(
        "GET", path, "", [(k.lower(), v) for k, v in headers.items()], b"", "127.0.0.1", "1"
    )
    expected = StaticFiles(gateway.folder / "dist").answer(request)

    answer, body = gateway.ask("GET", path, headers)
    plain, _ = gateway.ask("GET", path, HTML)
    packed.unlink()

    assert answer.headers["Content-Encoding"] == encoding
    assert body == expected.body
    for name in ("content-type", "cache-control", "content-security-policy"):
        assert answer.headers.get_all(name) == [dict(expected.headers)[name]], name
    assert dict(expected.headers).get("content-encoding") == encoding
    if encoding:
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"] != plain.headers["ETag"]


def test_compressed_copies_have_no_separate_address(gateway):
    copy = gateway.folder / "dist" / "assets" / "index-Ab12Cd34.js.br"
    copy.write_bytes(b"packed")
    site = StaticFiles(gateway.folder / "dist")
    request = GatewayRequest("GET", f"/assets/{copy.name}", "", [], b"", "127.0.0.1", "1")

    answer, _ = gateway.ask("GET", f"/assets/{copy.name}")
    copy.unlink()

    assert answer.status == site.answer(request).status == 404


def test_an_unchanged_page_is_answered_304(gateway):
    first, _ = gateway.ask("GET", "/app", HTML)
    again, body = gateway.ask("GET", "/app", HTML | {"If-None-Match": first.headers["ETag"]})

    assert (again.status, body) == (304, b"")


def test_the_api_gets_the_requested_host_and_the_client_address(gateway):
    given = {"Host": "films.example:8443", "X-Forwarded-For": "203.0.113.9"}

    _, body = gateway.ask("GET", "/api/v1/search?q=a%20b&q=%2F", given)

    said = json.loads(body)
    assert said["target"] == "/api/v1/search?q=a%20b&q=%2F"
    assert said["headers"]["host"] == "films.example:8443"
    # Appended, so that the last address is the one nginx saw itself.
    assert said["headers"]["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
    assert said["headers"]["x-forwarded-proto"] == "http"


def test_forwarded_headers_of_clients_do_not_reach_the_api(gateway):
    given = {"X-Forwarded-Host": "evil.example", "X-Request-Id": "1", "X-Forwarded-Proto": "file"}

    _, body = gateway.ask("GET", "/api/v1/auth/me", given)

    said = json.loads(body)["headers"]
    assert "x-forwarded-host" not in said
    assert "x-request-id" not in said
    assert said["x-forwarded-proto"] == "http"


def test_a_trusted_proxy_may_set_the_protocol(gateway):
    _, body = gateway.ask("GET", "/v1/prefs", {"X-Forwarded-Proto": "https"})

    assert json.loads(body)["headers"]["x-forwarded-proto"] == "https"


def test_a_response_of_the_api_keeps_its_headers(gateway):
    answer, _ = gateway.ask("GET", "/api/v1/auth/me")

    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert answer.headers["Content-Security-Policy"] is None


def test_the_body_limit_is_that_of_the_gateway(gateway):
    fits, said = gateway.ask("POST", "/api/v1/downloads", body=bytes(MAX_BODY_BYTES))
    refused, body = gateway.ask("POST", "/api/v1/downloads", body=bytes(MAX_BODY_BYTES + 1))

    assert (fits.status, json.loads(said)["body"]) == (200, MAX_BODY_BYTES)
    assert refused.status == 413
    assert json.loads(body) == json.loads(too_large(MAX_BODY_BYTES).body)


def test_a_stream_request_is_passed_on_unchanged(gateway):
    given = {"Host": "films.example", "Range": "bytes=100-199", "If-Range": '"1"'}

    _, body = gateway.ask("GET", "/stream/12?s=1&e=2&sig=a-b_c", given)

    said = json.loads(body)
    assert said["target"] == "/stream/12?s=1&e=2&sig=a-b_c"
    assert said["headers"]["range"] == "bytes=100-199"
    assert said["headers"]["if-range"] == '"1"'
    assert said["headers"]["host"] == "films.example"


def test_a_paused_player_applies_backpressure(gateway):
    Echo.gave_up.clear()
    with socket.create_connection(("127.0.0.1", gateway.port)) as player:
        player.sendall(b"GET /stream/endless HTTP/1.1\r\nHost: seen\r\n\r\n")

        assert Echo.gave_up.wait(PATIENCE_S)
    assert Echo.sent < MAX_IN_FLIGHT


def test_the_api_serves_pictures_of_titles_by_id(gateway):
    _, body = gateway.ask(
        "GET", "/artwork/titles/w342/12/poster", {"X-Forwarded-For": "203.0.113.9"}
    )

    said = json.loads(body)
    assert said["target"] == "/artwork/titles/w342/12/poster"
    assert said["headers"]["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"  # as only the API's has


def test_picture_requests_carry_the_client_address_and_accept_header(gateway):
    given = {"Accept": "image/webp,*/*", "X-Forwarded-For": "203.0.113.9", "If-None-Match": '"1"'}

    answer, body = gateway.ask("GET", "/artwork/w342/omdb/M/MV5BMjA5@.jpg", given)

    said = json.loads(body)
    assert said["target"] == "/artwork/w342/omdb/M/MV5BMjA5@.jpg"
    assert said["headers"]["accept"] == "image/webp,*/*"
    assert said["headers"]["if-none-match"] == '"1"'
    # Whose limit it is: not whose the visitor says.
    assert said["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert answer.headers.get_all("Cache-Control") == ["no-store"]  # the worker's own
    assert answer.headers["Content-Security-Policy"] is None


@pytest.mark.parametrize(
    "path", ["/stream/12", "/seen-media/library/film.mp4", "/artwork/w342/tmdb/abcd.jpg"]
)
def test_media_can_only_be_read(gateway, path):
    answer, body = gateway.ask("POST", path, body=b"x")

    assert answer.status == 405
    assert json.loads(body) == json.loads(method_not_allowed("GET, HEAD").body)


@pytest.fixture(scope="module")
def film(object_server: EmbeddedObjectStore) -> str:
    """The key of an object; the store remembers its folders, so it has to be told."""
    key = "library/the film (1).mp4"
    client = boto3.client(
        "s3",
        endpoint_url=object_server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=object_server.access_key,
        aws_secret_access_key=object_server.secret_key,
    )
    client.put_object(Bucket=object_server.bucket, Key=key, Body=FILM)
    return key


def signed(gateway: NginxGateway, server: EmbeddedObjectStore, key: str) -> str:
    """The path and query of a presigned address at the gateway."""
    keys = SecretStr(server.access_key), SecretStr(server.secret_key)
    origin = f"http://127.0.0.1:{gateway.port}"
    url = ObjectStore(server.bucket, "us-east-1", *keys).presigned_get(
        key, origin=origin, now=datetime.now(UTC), expires_s=60, content_type="video/mp4"
    )
    return url.removeprefix(origin)


def test_an_address_signed_for_the_gateway_is_valid_at_the_object_store(
    gateway, object_server, film
):
    answer, body = gateway.ask("GET", signed(gateway, object_server, film))
    _, part = gateway.ask("GET", signed(gateway, object_server, film), {"Range": "bytes=256-511"})

    assert (answer.status, answer.headers["Content-Type"]) == (200, "video/mp4")
    assert body == FILM
    assert part == FILM[256:512]
    assert answer.headers.get_all("Cache-Control") == ["private, no-store"]
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]


@pytest.mark.parametrize("spoil", ["signature", "host", "nothing signed"])
def test_an_error_of_the_object_store_is_a_problem_document(gateway, object_server, film, spoil):
    target = signed(gateway, object_server, film)
    headers = {}
    if spoil == "signature":
        target = target[:-1] + ("0" if target[-1] != "0" else "1")
    elif spoil == "host":
        headers = {"Host": "elsewhere.example"}
    else:
        target = target.partition("?")[0]

    answer, body = gateway.ask("GET", target, headers)

    assert answer.status == 403
    assert Problem.model_validate_json(body).code == "bad_grant"


def test_a_missing_object_is_not_found(gateway, object_server):
    answer, body = gateway.ask("GET", signed(gateway, object_server, "library/gone.mp4"))

    assert answer.status == 404
    assert json.loads(body) == json.loads(not_found().body)


@pytest.mark.parametrize(
    "path",
    ["/api/v1/dashboard", "/stream/12?sig=x", "/seen-media/a?sig=x", "/artwork/w92/tmdb/abcd.jpg"],
)
def test_an_unavailable_container_is_a_problem_document(nobody_home, path):
    answer, body = nobody_home.ask("GET", path)

    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "2"
    assert Problem.model_validate_json(body).code == "unavailable"


def test_logs_contain_no_signatures_and_no_tokens(nobody_home):
    nobody_home.ask("GET", "/stream/12?s=1&sig=topsecret")
    nobody_home.ask("GET", "/seen-media/film?X-Amz-Signature=topsecret")
    nobody_home.ask("GET", "/app?token=topsecret", HTML)
    nobody_home.ask("GET", "/app/invite/topsecret", HTML)
    nobody_home.ask("GET", "/api/v1/calendar/feeds/topsecret.ics?scope=mine")

    expected = {
        "/stream/12",
        "/seen-media/film",
        "/app",
        "/app/invite/…",
        "/api/v1/calendar/feeds/…",
    }
    wait_until(lambda: expected <= nobody_home.logged())
    for log in ("access.log", "error.log"):
        assert "topsecret" not in (nobody_home.folder / log).read_text()


def test_pages_are_served_while_other_containers_are_down(nobody_home):
    """The page of every address, and each file that it needs; again after the API failed."""
    page = (nobody_home.folder / "dist/index.html").read_bytes()
    files = [path for path in (nobody_home.folder / "dist").rglob("*") if path.is_file()]
    assert len(files) > 5

    for _ in range(2):
        for address in ("/", "/sign-in", "/app/dashboard", "/app/movies/7"):
            answer, body = nobody_home.ask("GET", address, HTML)
            assert (answer.status, body) == (200, page), address
        for file in files:
            if file.suffix not in (".br", ".gz"):
                name = f"/{file.relative_to(nobody_home.folder / 'dist')}"
                answer, body = nobody_home.ask("GET", name)
                assert (answer.status, body) == (200, file.read_bytes()), name
        assert nobody_home.ask("GET", "/api/v1/dashboard")[0].status == 503
