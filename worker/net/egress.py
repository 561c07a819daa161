"""
The egress route of a connection: its network interface and its proxy.

A proxy is given an IP address that network_guard has checked, never a name, which it could resolve
to a different one.
"""

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

MAX_CONNECT_HEAD_BYTES = 16 * 1024
SOCKS_VERSION = 5
NO_AUTHENTICATION, USERNAME_PASSWORD = 0, 2
SOCKS_IPV4, SOCKS_IPV6 = 1, 4
ADDRESS_LENGTHS = {SOCKS_IPV4: 4, SOCKS_IPV6: 16}
OK = 200


class ProxyRefused(OSError):
    """The proxy is reachable and rejects the connection."""


@dataclass(frozen=True, slots=True)
class UpstreamProxy:
    kind: Literal["socks5", "http"]
    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EgressRoute:
    """
    The system's default route without arguments.

    With `device`, nothing leaves through another interface. Where binding to a device is not
    permitted (it is Linux only), `sources` does: local addresses, of either IP version.
    """

    device: str = ""
    sources: tuple[str, ...] = ()
    proxy: UpstreamProxy | None = None


DIRECT = EgressRoute()


class CancelHandle:
    """Lets another thread shut a connection down at any moment, also during its setup."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.is_cancelled = False

    def attach(self, connection: socket.socket) -> None:
        """Register the socket. Raises `OSError` when already cancelled."""
        with self._lock:
            if self.is_cancelled:
                raise ConnectionAbortedError("cancelled")
            self._connection = connection

    def cancel(self) -> None:
        """Wake the thread that reads from the connection; no more bytes arrive."""
        with self._lock:
            self.is_cancelled = True
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    # Below TLS, whose own shutdown would change state the reader is using.
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)


def connect(
    route: EgressRoute, address: str, port: int, timeout_s: float, cancel_handle: CancelHandle
) -> socket.socket:
    """A TCP connection to an IP address. Raises `OSError`."""
    if route.proxy is None:
        return _open(route, address, port, timeout_s, cancel_handle)
    connection = _open_to_proxy(route, route.proxy, timeout_s, cancel_handle)
    try:
        handshake = _connect_socks if route.proxy.kind == "socks5" else _connect_http
        handshake(connection, route.proxy, address, port)
    except BaseException as error:
        connection.close()
        if isinstance(error, EOFError):
            raise ProxyRefused("the proxy closed the connection") from error
        raise
    return connection


def _open_to_proxy(
    route: EgressRoute, proxy: UpstreamProxy, timeout_s: float, cancel_handle: CancelHandle
) -> socket.socket:
    failure: OSError = ProxyRefused("the proxy has no address")
    for entry in socket.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM):
        try:
            return _open(route, str(entry[4][0]), proxy.port, timeout_s, cancel_handle)
        except OSError as error:
            failure = error
    raise failure


def _open(
    route: EgressRoute, address: str, port: int, timeout_s: float, cancel_handle: CancelHandle
) -> socket.socket:
    version = ip_address(address).version
    family = socket.AF_INET6 if version == 6 else socket.AF_INET  # noqa: PLR2004  # IPv6
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout_s)
        _bind(route, connection, version)
        cancel_handle.attach(connection)
        connection.connect((address, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def _bind(route: EgressRoute, connection: socket.socket, version: int) -> None:
    """Bind the socket to the route. Raises `OSError` when that is impossible."""
    is_bound = False
    if route.device and hasattr(socket, "SO_BINDTODEVICE"):
        with contextlib.suppress(PermissionError):  # fall back to binding its address
            name = route.device.encode() + b"\0"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name)
            is_bound = True
    source = next((each for each in route.sources if ip_address(each).version == version), None)
    if source is not None:
        connection.bind((source, 0))
    elif (route.device or route.sources) and not is_bound:
        raise OSError("the interface has no address of this IP version")


def _connect_socks(
    connection: socket.socket, proxy: UpstreamProxy, address: str, port: int
) -> None:
    """SOCKS5 (RFC 1928) with username and password (RFC 1929)."""
    method = USERNAME_PASSWORD if proxy.username else NO_AUTHENTICATION
    connection.sendall(bytes([SOCKS_VERSION, 1, method]))
    if read_exactly(connection, 2) != bytes([SOCKS_VERSION, method]):
        raise ProxyRefused("the proxy does not accept our authentication method")
    if method == USERNAME_PASSWORD:
        name, password = proxy.username.encode(), proxy.password.encode()
        if len(name) > 255 or len(password) > 255:  # noqa: PLR2004  # one byte each
            raise ProxyRefused("the username or password of the proxy is too long")
        connection.sendall(bytes([1, len(name)]) + name + bytes([len(password)]) + password)
        if read_exactly(connection, 2)[1] != 0:
            raise ProxyRefused("the proxy does not accept the username and password")
    ip = ip_address(address)
    address_type = SOCKS_IPV6 if ip.version == 6 else SOCKS_IPV4  # noqa: PLR2004  # IPv6
    request = bytes([SOCKS_VERSION, 1, 0, address_type]) + ip.packed + port.to_bytes(2, "big")
    connection.sendall(request)
    _, reply, _, address_type = read_exactly(connection, 4)
    if reply != 0:
        raise ProxyRefused(f"the proxy replies with code {reply}")
    length = ADDRESS_LENGTHS.get(address_type)
    read_exactly(connection, (read_exactly(connection, 1)[0] if length is None else length) + 2)


def _connect_http(connection: socket.socket, proxy: UpstreamProxy, address: str, port: int) -> None:
    """
    CONNECT (RFC 9110, 9.3.6), also for plain http: with an absolute-form request the proxy would
    resolve the name itself.
    """
    authority = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    head = f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n"
    if proxy.username:
        credentials = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
        head += f"Proxy-Authorization: Basic {credentials}\r\n"
    connection.sendall(f"{head}\r\n".encode())
    response = b""
    while not response.endswith(b"\r\n\r\n"):
        response += read_exactly(connection, 1)  # what follows the head belongs to the tunnel
        if len(response) > MAX_CONNECT_HEAD_BYTES:
            raise ProxyRefused("the response of the proxy is too long")
    version, _, rest = response.partition(b" ")
    if not version.startswith(b"HTTP/1.") or rest.split(None, 1)[:1] != [b"%d" % OK]:
        raise ProxyRefused("the proxy rejects the connection")


def read_exactly(connection: socket.socket, count: int) -> bytes:
    """Raises `EOFError` when the peer closes the connection early, and `OSError`."""
    data = b""
    while len(data) < count:
        chunk = connection.recv(count - len(data))
        if not chunk:
            raise EOFError("the peer closed the connection")
        data += chunk
    return data
