"""
Which addresses a request to a URL of a user may go to (protection against SSRF).

Names are resolved here and every address is checked; the caller connects to exactly the checked
addresses, because a second lookup could answer differently. A name with one forbidden address is
refused. The administrator may allow networks of their own (`SEEN_DOWNLOAD_ALLOW`).

Sources: IANA special-purpose address registries (RFC 6890); RFC 6052 (NAT64), RFC 3056 (6to4),
RFC 4380 (Teredo).
"""

import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from chalicelib.platform.errors import InvalidInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
#: The addresses of a name. Raises `OSError` when it has none.
Resolver = Callable[[str], Sequence[str]]

MAX_URL_LENGTH = 8192
RESOLVE_TIMEOUT_S = 3.0
DEFAULT_PORTS = {"http": 80, "https": 443}

#: Special-purpose networks (IANA); neither users nor redirects may lead there.
CLOSED_NETWORKS: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "100.64.0.0/10",  # carrier-grade NAT
        "169.254.0.0/16",  # link-local, and the metadata services of clouds
        "::/96",  # unspecified, loopback and IPv4-compatible addresses
        "64:ff9b:1::/48",  # local-use NAT64
        "2001::/23",  # protocol assignments, Teredo among them
        "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
LOOPBACK = IPv4Address("127.0.0.1")
NAT64 = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR = IPv6Network("2002::/16")

#: Ports of other services that a crafted HTTP request could abuse.
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

#: Hosts that resolvers accept as numbers: 2130706433, 0x7f.1, 017700000001, 127.1.
NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", re.IGNORECASE)
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
FORBIDDEN_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")


class BlockedAddress(InvalidInput):
    """The request would go to a forbidden address."""

    code = "blocked_address"


class BadAddress(InvalidInput):
    """Not a URL that can be fetched."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed http(s) URL. Connections use these parts, not the text."""

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
        """The URL without its query, for logs and lists."""
        return f"{self.scheme}://{self.authority}{self.path.partition('?')[0]}"


def resolve(host: str) -> Sequence[str]:
    """Every address from the system's resolver. Raises `OSError`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class NetworkGuard:
    allowed: tuple[Network, ...] = ()
    resolver: Resolver = resolve

    def read(self, url: str) -> Target:
        """
        Parse an http(s) URL without resolving it.

        Raises `BlockedAddress` for a forbidden literal address, and `BadAddress`.
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
        The normalised host, checked as far as possible without resolving.

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
        if NUMERIC_HOST.fullmatch(name) or literal_address(name):  # such as full-width digits
            raise BlockedAddress("An address in an unusual form is not accepted.")
        if not HOST_NAME.fullmatch(name):
            raise BadAddress("This address names no server.")
        # RFC 6761: loopback, regardless of the resolver.
        is_local = name == "localhost" or name.endswith(".localhost")
        if is_local and not self.is_open(LOOPBACK):
            raise BlockedAddress("This address is inside a network that is not open to us.")
        return name

    def pin(self, target: Target, timeout_s: float = RESOLVE_TIMEOUT_S) -> Target:
        """
        Add the checked addresses to connect to.

        Raises `BlockedAddress`, and `OSError` without an address or after the timeout.
        """
        return replace(target, addresses=self.addresses(target.host, timeout_s))

    def addresses(self, host: str, timeout_s: float = RESOLVE_TIMEOUT_S) -> tuple[str, ...]:
        """The checked addresses of a host that passed `check_host`. Raises as `pin` does."""
        if literal_address(host) is not None:
            return (host,)
        found = self._resolve(host, timeout_s)
        addresses = [ip_address(text.partition("%")[0]) for text in found]
        if not addresses:
            raise OSError("the name has no address")
        if any("%" in text for text in found) or not all(map(self.is_open, addresses)):
            raise BlockedAddress("This name leads into a network that is not open to us.")
        return tuple(map(str, addresses))

    def is_open(self, address: Address) -> bool:
        """Whether connecting is allowed. An address with an embedded one is checked by both."""
        embedded = embedded_ipv4(address)
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            return self.is_open(address.ipv4_mapped)
        if embedded is not None and not self.is_open(embedded):
            return False
        if any(address in network for network in self.allowed):
            return True
        return not any(address in network for network in CLOSED_NETWORKS)

    def _resolve(self, host: str, timeout_s: float) -> Sequence[str]:
        # The system's resolver has no timeout, so it runs in a thread that may be abandoned.
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolver(host))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=timeout_s)
        except queue.Empty as error:
            raise OSError("the name was not resolved in time") from error
        if isinstance(answer, Exception):
            raise OSError("the name cannot be resolved") from answer
        return answer


def literal_address(host: str) -> Address | None:
    """The address of a literal host; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def embedded_ipv4(address: Address) -> IPv4Address | None:
    """The IPv4 address inside a NAT64 or 6to4 address."""
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return address.sixtofour
    return None
