"""
Looking names up at name servers of our choice.

The system asks the name servers it has, by whatever way leads there. Here the question goes the
way a connection goes: from one interface only, through the proxy. Over TCP, which every name
server speaks (RFC 7766), proxies carry, and nobody who does not see the question can answer.

Source: RFC 1035, sections 4.1 and 4.2.2; RFC 3596 (AAAA).
"""

import secrets
import socket
import struct
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

from chalicelib.platform.http_way import Grip, Way, connect
from chalicelib.platform.sockets import read_exactly

PORT = 53
WITHIN_S = 2.5
A, AAAA = 1, 28
INTERNET = 1
RECURSION_DESIRED = 0x0100
ANSWER, TRUNCATED, RCODE = 0x8000, 0x0200, 0x000F
NO_SUCH_NAME = 3
HEADER = struct.Struct("!HHHHHH")
RECORD = struct.Struct("!HHIH")
POINTER = 0xC0
LONGEST_LABEL = 63


class NoSuchName(OSError):
    """A name server that knows says that there is none: no other needs to be asked."""


def look_up(way: Way, servers: Sequence[str], host: str, within_s: float = WITHIN_S) -> list[str]:
    """Every address of a host name. Raises `OSError`."""
    failure = OSError("no name server is known")
    for server in servers:
        try:
            return _ask(way, server, host, within_s)
        except NoSuchName:
            raise
        except OSError as error:
            failure = error
    raise failure


def _ask(way: Way, server: str, host: str, within_s: float) -> list[str]:
    asked = {secrets.randbelow(1 << 15): A, (1 << 15) + secrets.randbelow(1 << 15): AAAA}
    found: list[str] = []
    with connect(way, server, PORT, within_s, Grip()) as opened:
        for number, kind in asked.items():
            question = question_for(number, host, kind)
            opened.sendall(len(question).to_bytes(2) + question)
        while asked:
            answer = _answer(opened)
            number = int.from_bytes(answer[:2])
            if number not in asked:
                raise OSError("the name server answers something else")
            found += addresses_in(answer, asked.pop(number))
    if not found:
        raise NoSuchName("the name has no address")
    return found


def _answer(opened: socket.socket) -> bytes:
    """The next one, which its length goes before."""
    try:
        return read_exactly(opened, int.from_bytes(read_exactly(opened, 2)))
    except EOFError as error:
        raise OSError("the name server closed the connection") from error


def question_for(number: int, host: str, kind: int) -> bytes:
    """Raises `OSError` for what is no host name."""
    labels = [label.encode("ascii", "replace") for label in host.split(".")]
    if not all(0 < len(label) <= LONGEST_LABEL for label in labels):
        raise OSError("this is no name")
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = HEADER.pack(number, RECURSION_DESIRED, 1, 0, 0, 0)
    return head + name + struct.pack("!HH", kind, INTERNET)


def addresses_in(answer: bytes, kind: int) -> list[str]:
    """
    The addresses of one kind in an answer. Raises `OSError`, and `NoSuchName`.

    Other names on the way (CNAME) are passed over: who looks names up for others follows them.
    """
    try:
        _, flags, questions, records, _, _ = HEADER.unpack_from(answer)
        if not flags & ANSWER or flags & TRUNCATED:
            raise OSError("the name server answers something else")
        if flags & RCODE == NO_SUCH_NAME:
            raise NoSuchName("there is no such name")
        if flags & RCODE:
            raise OSError("the name server cannot tell")
        at = HEADER.size
        for _ in range(questions):
            at = _after_name(answer, at) + 4
        found = []
        for _ in range(records):
            at = _after_name(answer, at)
            its_kind, its_class, _, length = RECORD.unpack_from(answer, at)
            at += RECORD.size
            data, at = answer[at : at + length], at + length
            if (its_kind, its_class) == (kind, INTERNET):
                found.append(str(IPv4Address(data) if kind == A else IPv6Address(data)))
    except (struct.error, IndexError, ValueError) as error:
        raise OSError("the name server answers nonsense") from error
    return found


def _after_name(answer: bytes, at: int) -> int:
    """Where a name ends; what a pointer in it points at is not looked at."""
    while (length := answer[at]) != 0:
        if length & POINTER:
            return at + 2
        at += 1 + length
    return at + 1
