"""Names looked up at name servers of our choice."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.platform import name_lookup
from chalicelib.platform.http_way import Way
from chalicelib.platform.name_lookup import A, NoSuchName, addresses_in, look_up, question_for
from tests.name_servers import NameServer

HERE = ("127.0.0.1",)


@pytest.fixture
def server(monkeypatch):
    with NameServer({"film.example": ["192.0.2.7", "2001:db8::7"], "empty.example": []}) as server:
        monkeypatch.setattr(name_lookup, "PORT", server.port)
        yield server


def test_every_address_of_a_name_is_found_whatever_it_is_called_on_the_way(server):
    assert look_up(Way(), HERE, "film.example") == ["192.0.2.7", "2001:db8::7"]
    assert server.asked == ["film.example"]


def test_the_question_leaves_from_where_everything_else_does(server):
    look_up(Way(sources=("127.0.0.9",)), HERE, "film.example")

    assert server.callers == ["127.0.0.9"]


@pytest.mark.parametrize("name", ["unknown.example", "empty.example"])
def test_a_server_that_knows_of_no_such_name_is_believed(server, name):
    with pytest.raises(NoSuchName):
        look_up(Way(), (*HERE, *HERE), name)

    assert server.asked == [name]


def test_the_next_server_is_asked_when_one_is_silent_or_talks_nonsense(server, monkeypatch):
    with socket.create_server(("127.0.0.3", server.port)):  # accepts, and says nothing
        found = look_up(Way(), ("127.0.0.2", "127.0.0.3", *HERE), "film.example", 0.2)

    assert found == ["192.0.2.7", "2001:db8::7"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer[:5],
        lambda answer: answer[:-3],
        lambda answer: b"\0\0" + answer[2:],
        lambda answer: answer[:2] + b"\x00\x00" + answer[4:],  # a question
        lambda answer: answer[:2] + b"\x83\x80" + answer[4:],  # cut off
        lambda answer: answer[:2] + b"\x81\x82" + answer[4:],  # it failed
        lambda answer: answer[:6] + b"\xff\xff" + answer[8:],
    ],
)
def test_an_answer_that_is_none_is_no_address(monkeypatch, spoil):
    with NameServer({"film.example": ["192.0.2.7"]}, spoil=spoil) as server:
        monkeypatch.setattr(name_lookup, "PORT", server.port)
        with pytest.raises(OSError):  # noqa: PT011  # whatever it says
            look_up(Way(), HERE, "film.example", 0.5)


@given(st.binary(max_size=300), st.integers(0, 65535), st.integers(0, 65535))
def test_any_bytes_are_an_answer_or_refused(body, questions, records):
    """Nothing in an answer leads back, so that reading ends with its last byte."""
    answer = struct.pack("!HHHHHH", 1, 0x8180, questions, records, 0, 0) + body
    try:
        found = addresses_in(answer, A)
    except OSError:
        return
    assert len(found) * 14 <= len(body)


@pytest.mark.parametrize("host", ["", "a..b", "x" * 64 + ".example"])
def test_what_is_no_name_is_not_asked_for(host):
    with pytest.raises(OSError, match="no name"):
        question_for(1, host, A)
