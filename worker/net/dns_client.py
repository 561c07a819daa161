"""
Resolves host names with configured name servers, through an egress route.

The system's resolver cannot be bound to an interface, and would reveal to the local network the
names of hosts that are downloaded from through a tunnel. Queries use TCP, which every name server
supports (RFC 7766), proxies can carry, and an off-path attacker cannot spoof.
"""

import socket
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
from dns.rdatatype import RdataType

from worker.net.egress import CancelHandle, EgressRoute, connect, read_exactly

PORT = 53
TIMEOUT_S = 2.5
ADDRESS_TYPES = (dns.rdatatype.A, dns.rdatatype.AAAA)


class NoSuchName(OSError):
    """The name does not exist or has no address. Final: no other name server is queried."""


def resolve(
    route: EgressRoute, servers: Sequence[str], host: str, timeout_s: float = TIMEOUT_S
) -> list[str]:
    """Every address of a host, from the first server that answers. Raises `OSError`."""
    failure = OSError("no name server is configured")
    for server in servers:
        try:
            return _query(route, server, host, timeout_s)
        except NoSuchName:
            raise
        except OSError as error:
            failure = error
    raise failure


def _query(route: EgressRoute, server: str, host: str, timeout_s: float) -> list[str]:
    queries = [make_query(host, record_type) for record_type in ADDRESS_TYPES]
    addresses: list[str] = []
    with connect(route, server, PORT, timeout_s, CancelHandle()) as connection:
        for query in queries:
            connection.sendall(query.to_wire(prepend_length=True))
        for _ in ADDRESS_TYPES:  # responses may come in any order
            response = _receive(connection)
            answered = [each for each in queries if each.is_response(response)]
            if not answered:
                raise OSError("the response belongs to no query")
            queries.remove(answered[0])
            addresses += addresses_in(response, answered[0].question[0].rdtype)
    if not addresses:
        raise NoSuchName("the name has no address")
    return addresses


def _receive(connection: socket.socket) -> dns.message.Message:
    try:
        length = int.from_bytes(read_exactly(connection, 2))
        return parse(read_exactly(connection, length))
    except EOFError as error:
        raise OSError("the name server closed the connection") from error


def make_query(host: str, record_type: RdataType) -> dns.message.Message:
    """Raises `OSError`."""
    if not host:
        raise OSError("not a host name")
    try:
        return dns.message.make_query(host, record_type)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise OSError("not a host name") from error


def parse(wire: bytes) -> dns.message.Message:
    """Raises `OSError`."""
    try:
        return dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError) as error:
        raise OSError("malformed DNS response") from error


def addresses_in(response: dns.message.Message, record_type: RdataType) -> list[str]:
    """
    The addresses of one type. Raises `OSError`, and `NoSuchName`.

    Aliases (CNAME) are skipped: recursive name servers follow them.
    """
    if not response.flags & dns.flags.QR or response.flags & dns.flags.TC:
        raise OSError("truncated, or not a response")
    if response.rcode() == dns.rcode.NXDOMAIN:
        raise NoSuchName("the name does not exist")
    if response.rcode() != dns.rcode.NOERROR:
        raise OSError(f"the name server failed: {dns.rcode.to_text(response.rcode())}")
    return [
        str(record.address)
        for record_set in response.answer
        if record_set.rdtype == record_type
        for record in record_set
    ]
