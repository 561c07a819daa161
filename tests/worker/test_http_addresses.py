"""Which addresses and servers are used, and which are refused (cases 28 and 29)."""

import datetime as dt
import hashlib
import ssl
from ipaddress import IPv4Address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import FileServer, Page
from tests.http_downloads import download, downloaded_file, make_task, wait_for_end
from tests.listening import Socket
from tests.waiting import wait_until
from worker.downloader.http import HttpEngine
from worker.net import http_client

BODY = noise(1_000_000)


@pytest.mark.parametrize(
    ("status", "reason", "may_retry"),
    [
        (404, "not_found", False),
        (410, "not_found", False),
        (401, "refused", False),
        (403, "refused", False),
        (429, "unreachable", True),
        (500, "unreachable", True),
        (503, "unreachable", True),
        (204, "refused", False),
    ],
)
def test_a_response_without_a_file_is_a_fault(
    http_engine, web, tmp_path, status, reason, may_retry
):
    web.pages["/f"] = Page(b"", status=status)
    fault = download(http_engine, make_task(tmp_path, web.url("/f"))).fault

    assert (fault.reason, fault.may_retry) == (reason, may_retry)


def test_an_unreachable_server_may_be_retried(http_engine, web, tmp_path):
    web.close()
    fault = download(http_engine, make_task(tmp_path, web.url("/f"))).fault

    assert (fault.reason, fault.may_retry) == ("unreachable", True)


def redirect(to: str, status: int = 302) -> Page:
    return Page(b"", status=status, headers={"Location": to})


def test_five_redirects_are_followed_and_six_are_not(http_engine, web, tmp_path):
    for number in range(6):
        web.pages[f"/{number}"] = redirect(
            f"/{number + 1}", status=(301, 302, 303, 307, 308)[number % 5]
        )
    web.pages["/6"] = Page(BODY)

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/1")))).read_bytes()
        == BODY
    )
    fault = download(http_engine, make_task(tmp_path, web.url("/0"))).fault
    assert (fault.reason, fault.may_retry) == ("too_many_redirects", False)
    web.pages["/loop"] = redirect("/loop")
    assert (
        download(http_engine, make_task(tmp_path, web.url("/loop"))).fault.reason
        == "too_many_redirects"
    )


def test_case_29_each_redirect_target_is_checked(web, tmp_path):
    """Only the first server's address is allowed; the second gets no request."""
    forbidden = FileServer()
    forbidden.pages["/secret"] = Page(b"secret")
    guard = NetworkGuard((ip_network("127.0.0.1"),), resolver=lambda _host: ["127.0.0.2"])
    engine = HttpEngine(guard)
    for target in (
        f"http://127.0.0.2:{forbidden.port}/secret",
        f"http://inside.example:{forbidden.port}/secret",
        f"//127.0.0.3:{forbidden.port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://127.0.0.1:5432/",
    ):
        web.pages["/f"] = redirect(target)
        fault = download(engine, make_task(tmp_path, web.url("/f"))).fault
        assert (fault.reason, fault.may_retry) == ("blocked_address", False), target
    engine.close(5)

    assert forbidden.requests == []
    forbidden.close()


def test_case_29_dns_rebinding_has_no_effect(web, tmp_path):
    """The first lookup names this server, later ones others: a download looks up once."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return next(answers)

    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(NetworkGuard((ip_network("127.0.0.1"),), resolver=rebinding))
    task = make_task(tmp_path, f"http://name.example:{web.port}/f.mkv")

    assert downloaded_file(download(engine, task)).read_bytes() == BODY
    assert asked == ["name.example"]
    assert web.headers_of("/f.mkv")[0]["host"] == f"name.example:{web.port}"
    second = make_task(tmp_path, f"http://name.example:{web.port}/f.mkv")
    assert download(engine, second).fault.reason == "blocked_address"
    engine.close(5)


def test_neither_cookies_nor_proxies_of_the_environment_are_used(
    http_engine, web, tmp_path, monkeypatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    web.pages["/a"] = Page(b"", status=302, headers={"Location": "/b", "Set-Cookie": "x=1"})
    web.pages["/b"] = Page(BODY)

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/a")))).read_bytes()
        == BODY
    )
    assert "cookie" not in web.headers_of("/b")[0]


CLOSED = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost./",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "ftp://127.0.0.1/",
    "http://example.com:5432/",
    "http://example.com:6379/",
]


@pytest.mark.parametrize("url", CLOSED)
def test_case_28_a_blocked_address_is_refused_before_any_packet(tmp_path, web, url):
    engine = HttpEngine(NetworkGuard(resolver=lambda _host: ["127.0.0.1"]))
    with_port = url if url.count(":") > 1 and "]" not in url else f"{url[:-1]}:{web.port}/"
    fault = download(engine, make_task(tmp_path, with_port if url[-1] == "/" else url)).fault
    engine.close(5)

    assert (fault.reason, fault.may_retry) == ("blocked_address", False)
    assert web.connections == 0


def test_case_29_a_name_with_one_blocked_address_is_refused(tmp_path, web):
    guard = NetworkGuard((ip_network("127.0.0.1"),), resolver=lambda _: ["127.0.0.1", "10.0.0.1"])
    engine = HttpEngine(guard)
    fault = download(engine, make_task(tmp_path, f"http://both.example:{web.port}/f")).fault
    engine.close(5)

    assert fault.reason == "blocked_address"
    assert web.connections == 0


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A TLS server whose certificate is trusted during a test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    server = FileServer(tls)
    server.certificate = path
    trust = ssl.create_default_context(cafile=str(path))
    monkeypatch.setattr(http_client, "_tls_context", lambda: trust)
    yield server
    server.close()


def test_https_uses_several_connections(secure, tmp_path):
    body = noise(6_000_000)
    page = secure.pages["/f.mkv"] = Page(body, announces_ranges=True, bytes_per_s=100_000)
    engine = HttpEngine(LOOPBACK, min_split_bytes=1_000_000)
    task = make_task(tmp_path, secure.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: len(secure.ranges_of("/f.mkv")) >= 2)
    page.bytes_per_s = None

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == body
    engine.close(5)


def test_an_untrusted_certificate_is_not_accepted(http_engine, secure, tmp_path, monkeypatch):
    monkeypatch.setattr(http_client, "_tls_context", ssl.create_default_context)
    secure.pages["/f.mkv"] = Page(BODY)
    fault = download(http_engine, make_task(tmp_path, secure.url("/f.mkv"))).fault

    assert fault.reason == "unreachable"
    assert secure.requests == []


def test_https_redirects_to_http_only_with_a_checksum(http_engine, secure, web, tmp_path):
    secure.pages["/f.mkv"] = redirect(web.url("/f.mkv"))
    web.pages["/f.mkv"] = Page(BODY)
    fault = download(http_engine, make_task(tmp_path, secure.url("/f.mkv"))).fault
    asked_before = len(web.requests)
    checksum = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    proven = download(http_engine, make_task(tmp_path, secure.url("/f.mkv"), checksum=checksum))

    assert (fault.reason, fault.may_retry) == ("insecure_redirect", False)
    assert asked_before == 0
    assert downloaded_file(proven).read_bytes() == BODY


def test_informational_responses_are_ignored(http_engine, tmp_path):
    """103 Early Hints, sent with the final response or before it (RFC 8297)."""

    def talk(opened) -> None:
        opened.recv(65536)
        opened.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
        opened.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n")
        opened.sendall(b"Connection: close\r\n\r\nfilm")

    server = Socket(talk)
    report = download(http_engine, make_task(tmp_path, f"http://127.0.0.1:{server.port}/f.mkv"))
    server.close()

    assert downloaded_file(report).read_bytes() == b"film"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense",
        b"HTTP/1.1 abc\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 103 Hint\r\n\r\n" * 100,
    ],
)
def test_an_invalid_response_is_unreachable(http_engine, tmp_path, answer):
    def talk(opened) -> None:
        opened.recv(65536)
        opened.sendall(answer)

    server = Socket(talk)
    fault = download(
        http_engine, make_task(tmp_path, f"http://127.0.0.1:{server.port}/f.mkv")
    ).fault
    server.close()

    assert (fault.reason, fault.may_retry) == ("unreachable", True)
