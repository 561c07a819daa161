"""
Which addresses a request made on somebody's word may go to.

A person who asks the server to fetch something must not reach through it into the network the
server stands in. Names are resolved here, every address is judged, and the caller connects to
exactly the addresses that were judged (a second look-up could answer differently). A name with
one forbidden address is refused as a whole. The administrator may allow networks of their own
(`SEEN_DOWNLOAD_ALLOW`).

Sources: IANA special-purpose address registries (RFC 6890); RFC 6052 (NAT64), RFC 3056 (6to4),
RFC 4380 (Teredo).
"""

import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from chalicelib.platform.errors import InvalidInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
#: The addresses of a name. Raises `OSError` when it has none.
Resolver = Callable[[str], Sequence[str]]

MAX_URL_LENGTH = 8192
RESOLVE_WITHIN_S = 3.0
DEFAULT_PORTS = {"http": 80, "https": 443}

#: Not reachable through us, whoever asks.
CLOSED_NETWORKS: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback and the old IPv4-compatible forms
        "64:ff9b:1::/48",  # NAT64 for local use
        "100::/64",
        "2001::/23",  # protocol assignments; Teredo is among them
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
LOOPBACK = IPv4Address("127.0.0.1")
NAT64 = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR = IPv6Network("2002::/16")

#: Services that are not the web, and that a crafted request could talk to all the same.
CLOSED_PORTS = frozenset(
    {
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
        102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389,
        427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
        989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389,
        3659, 4045, 4190, 5060, 5061, 5432, 5672, 5984, 6000, 6379, 6380, 6566, 6665, 6666, 6667,
        6668, 6669, 6679, 6697, 9042, 9200, 9300, 10080, 10250, 11211, 27017,
    }
)  # fmt: skip

#: A host that programs read as a number: 2130706433, 0x7f.1, 017700000001, 127.1.
NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", re.IGNORECASE)
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
FORBIDDEN_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")


class BlockedAddress(InvalidInput):
    """A request would go where requests on somebody's word may not go."""

    code = "blocked_address"


class BadAddress(InvalidInput):
    """This is not an address we could fetch."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address, taken apart once. Whoever connects uses these parts, not the text."""

    scheme: str
    host: str  # lower case, without brackets and trailing dot
    port: int
    path: str = field(repr=False)  # with the query, percent-encoded; may hold secrets
    addresses: tuple[str, ...] = field(default=())

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def label(self) -> str:
        """The address without its query: fit for logs and lists."""
        return f"{self.scheme}://{self.authority}{self.path.partition('?')[0]}"


def resolve(host: str) -> Sequence[str]:
    """Every address the system knows of `host`. Raises `OSError`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class NetworkGuard:
    """Judges where a request would go."""

    allowed: tuple[Network, ...] = ()
    resolver: Resolver = resolve

    def read(self, url: str) -> Target:
        """
        The parts of an http(s) address; nothing is resolved.

        Raises `BlockedAddress` for an address written out that is closed, and `BadAddress`.
        """
        if len(url) > MAX_URL_LENGTH or FORBIDDEN_IN_URL.search(url):
            raise BadAddress("This address cannot be read.")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise BadAddress("This address cannot be read.") from error
        scheme = parts.scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise BlockedAddress("Only http and https addresses can be fetched.")
        if not host:
            raise BadAddress("This address names no server.")
        name = self.check_host(host, port)
        if "@" in parts.netloc:
            raise BadAddress("An address with a user name in it is not accepted.")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return Target(scheme, name, DEFAULT_PORTS[scheme] if port is None else port, path)

    def check_host(self, host: str, port: int | None = None) -> str:
        """
        The host as it is compared and resolved, judged as far as that goes without resolving.

        Raises `BlockedAddress` and `BadAddress`.
        """
        if port is not None and (port == 0 or port in CLOSED_PORTS):
            raise BlockedAddress(f"Port {port} is not for downloads.")
        name = host.rstrip(".").lower()
        literal = literal_address(name)
        if literal is not None:
            if not self.is_open(literal):
                raise BlockedAddress("This address is inside a network that is not open to us.")
            return str(literal)
        if NUMERIC_HOST.fullmatch(name):
            raise BlockedAddress("An address in an unusual form is not accepted.")
        try:
            name = name.encode("idna").decode("ascii") if not name.isascii() else name
        except UnicodeError as error:
            raise BadAddress("This address names no server.") from error
        if NUMERIC_HOST.fullmatch(name) or literal_address(name):  # full-width digits and the like
            raise BlockedAddress("An address in an unusual form is not accepted.")
        if not HOST_NAME.fullmatch(name):
            raise BadAddress("This address names no server.")
        # RFC 6761: loopback, whatever a resolver says.
        is_local = name == "localhost" or name.endswith(".localhost")
        if is_local and not self.is_open(LOOPBACK):
            raise BlockedAddress("This address is inside a network that is not open to us.")
        return name

    def pin(self, target: Target, within_s: float = RESOLVE_WITHIN_S) -> Target:
        """
        The target with the addresses to connect to, each judged.

        Raises `BlockedAddress`, and `OSError` when the name has no address or the answer
        takes too long.
        """
        return Target(
            target.scheme,
            target.host,
            target.port,
            target.path,
            self.addresses(target.host, within_s),
        )

    def addresses(self, host: str, within_s: float = RESOLVE_WITHIN_S) -> tuple[str, ...]:
        """The judged addresses of a host that passed `check_host`. Raises as `pin` does."""
        if literal_address(host) is not None:
            return (host,)
        found = self._resolve(host, within_s)
        addresses = [ip_address(text.partition("%")[0]) for text in found]
        if not addresses:
            raise OSError("the name has no address")
        if any("%" in text for text in found) or not all(map(self.is_open, addresses)):
            raise BlockedAddress("This name leads into a network that is not open to us.")
        return tuple(map(str, addresses))

    def is_open(self, address: Address) -> bool:
        """Whether we may connect there. An address that carries another is judged by both."""
        inner = carried(address)
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            return self.is_open(address.ipv4_mapped)
        if inner is not None and not self.is_open(inner):
            return False
        if any(address in network for network in self.allowed):
            return True
        return not any(address in network for network in CLOSED_NETWORKS)

    def _resolve(self, host: str, within_s: float) -> Sequence[str]:
        # The system's resolver knows no deadline, so it is left behind when it takes too long.
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolver(host))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=within_s)
        except queue.Empty as error:
            raise OSError("the name was not resolved in time") from error
        if isinstance(answer, Exception):
            raise OSError("the name cannot be resolved") from answer
        return answer


def literal_address(host: str) -> Address | None:
    """The address a host is, when it is one in its usual form."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def carried(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 address of a translation mechanism."""
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return address.sixtofour
    return None
