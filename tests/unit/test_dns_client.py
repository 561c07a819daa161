"""Host names resolved by name servers of our choice."""

import socket
import struct

import pytest
from dns.rdatatype import RdataType
from hypothesis import given
from hypothesis import strategies as st

from tests.name_servers import NameServer
from worker.net import dns_client
from worker.net.dns_client import NoSuchName, addresses_in, make_query, parse, resolve
from worker.net.egress import EgressRoute

HERE = ("127.0.0.1",)


@pytest.fixture
def server(monkeypatch):
    with NameServer({"film.example": ["192.0.2.7", "2001:db8::7"], "empty.example": []}) as server:
        monkeypatch.setattr(dns_client, "PORT", server.port)
        yield server


def test_every_address_of_a_name_is_found_through_aliases(server):
    assert resolve(EgressRoute(), HERE, "film.example") == ["192.0.2.7", "2001:db8::7"]
    assert server.asked == ["film.example"]


def test_queries_take_the_egress_route(server):
    resolve(EgressRoute(sources=("127.0.0.9",)), HERE, "film.example")

    assert server.callers == ["127.0.0.9"]


@pytest.mark.parametrize("name", ["unknown.example", "empty.example"])
def test_an_authoritative_no_is_final(server, name):
    with pytest.raises(NoSuchName):
        resolve(EgressRoute(), (*HERE, *HERE), name)

    assert server.asked == [name]


def test_the_next_server_is_asked_when_one_is_silent_or_unreachable(server, monkeypatch):
    with socket.create_server(("127.0.0.3", server.port)):  # accepts, and stays silent
        found = resolve(EgressRoute(), ("127.0.0.2", "127.0.0.3", *HERE), "film.example", 0.2)

    assert found == ["192.0.2.7", "2001:db8::7"]


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda answer: answer[:5],
        lambda answer: answer[:-3],
        lambda answer: b"\0\0" + answer[2:],
        lambda answer: answer[:2] + b"\x00\x00" + answer[4:],  # a query
        lambda answer: answer[:2] + b"\x83\x80" + answer[4:],  # truncated
        lambda answer: answer[:2] + b"\x81\x82" + answer[4:],  # it failed
        lambda answer: answer[:6] + b"\xff\xff" + answer[8:],
    ],
)
def test_a_malformed_response_is_refused(monkeypatch, corrupt):
    with NameServer({"film.example": ["192.0.2.7"]}, corrupt=corrupt) as server:
        monkeypatch.setattr(dns_client, "PORT", server.port)
        with pytest.raises(OSError):  # noqa: PT011  # of any kind
            resolve(EgressRoute(), HERE, "film.example", 0.5)


@given(st.binary(max_size=300), st.integers(0, 65535), st.integers(0, 65535))
def test_any_bytes_are_parsed_or_refused(body, questions, records):
    """Compression pointers cannot make a response larger than its bytes."""
    answer = struct.pack("!HHHHHH", 1, 0x8180, questions, records, 0, 0) + body
    try:
        found = addresses_in(parse(answer), RdataType.A)
    except OSError:
        return
    assert len(found) * 14 <= len(body)


@pytest.mark.parametrize("host", ["", "a..b", "x" * 64 + ".example"])
def test_an_invalid_name_is_not_queried(host):
    with pytest.raises(OSError, match="not a host name"):
        make_query(host, RdataType.A)
