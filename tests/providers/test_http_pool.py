"""One fixed server, asked over connections that stay open."""

import socket
from contextlib import contextmanager

import pytest

from chalicelib.providers.http_pool import ConnectionFailed, Pool, RequestTimeouts, ResponseTooLarge
from chalicelib.providers.network_guard import BadAddress, BlockedAddress, NetworkGuard, ip_network
from tests.services import FakeService, Page

HERE = NetworkGuard((ip_network("127.0.0.0/8"),))


@contextmanager
def pool(url: str, guard: NetworkGuard = HERE, **more):
    made = Pool(url, guard, **more)
    try:
        yield made
    finally:
        made.close()


def test_a_connection_is_reused(service: FakeService):
    ports = []
    service.serve("/base/a", {})
    answer = service.answer

    def noting(handler, asked):
        ports.append(handler.client_address[1])
        answer(handler, asked)

    service.answer = noting
    with pool(f"{service.url}/base/") as server:
        statuses = [server.send("GET", "/a").status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(set(ports)) == 1


def test_a_request_body_arrives(service: FakeService):
    service.pages["/x"] = Page(make=lambda asked: Page({"body": asked.body}))
    with pool(service.url) as server:
        answer = server.send(
            "POST", "/x", params={"q": "a b&c/ä"}, headers={"X-Of": "us"}, body="ä".encode()
        )

    assert answer.body == b'{"body": "\\u00e4"}'
    (asked,) = service.requests
    assert asked.query == {"q": "a b&c/ä"}
    assert asked.headers["x-of"] == "us"
    assert asked.headers["host"] == service.url.removeprefix("http://")


def test_a_name_is_checked_by_its_addresses(service: FakeService):
    port = service.url.rpartition(":")[2]
    inside = NetworkGuard((), resolver=lambda _name: ["127.0.0.1"])
    allowed = NetworkGuard(HERE.allowed, resolver=lambda _name: ["127.0.0.1"])
    service.serve("/", {})

    with pool(f"http://provider.example:{port}", inside) as server:
        with pytest.raises(BlockedAddress):
            server.send("GET", "/")
        assert service.requests == []
    with pool(f"http://provider.example:{port}", allowed) as server:
        assert server.send("GET", "/").status == 200


def test_the_next_address_is_tried_when_one_does_not_connect(service: FakeService):
    port = service.url.rpartition(":")[2]
    guard = NetworkGuard(HERE.allowed, resolver=lambda _name: ["127.0.0.2", "127.0.0.1"])
    service.serve("/", {})

    with pool(f"http://provider.example:{port}", guard) as server:
        assert server.send("GET", "/").status == 200


def test_an_unknown_name_is_a_connection_error():
    def unknown(_name):
        raise OSError("no such name")

    nowhere = NetworkGuard((), unknown)
    with pool("http://nowhere.example", nowhere) as server, pytest.raises(ConnectionFailed):
        server.send("GET", "/")


def test_a_closed_port_is_a_connection_error():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        with (
            pool(url, timeouts=RequestTimeouts(1, 1, 1, 1)) as server,
            pytest.raises(ConnectionFailed),
        ):
            server.send("GET", "/")


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_response_over_the_limit_is_refused(is_packed, service: FakeService):
    service.serve("/fits", b"x" * 1000, is_packed=is_packed)
    service.serve("/too-big", b"x" * 1001, is_packed=is_packed)
    with pool(service.url, max_bytes=1000) as server:
        assert len(server.send("GET", "/fits").body) == 1000
        with pytest.raises(ResponseTooLarge):
            server.send("GET", "/too-big")


@pytest.mark.parametrize("url", ["ftp://a.example", "file:///etc/passwd", "http://", "//a.example"])
def test_only_http_schemes_are_accepted(url):
    with pytest.raises(BadAddress):
        Pool(url, HERE)


def test_an_address_with_a_password_is_refused():
    with pytest.raises(BadAddress):
        Pool("https://me:word@a.example", HERE)
