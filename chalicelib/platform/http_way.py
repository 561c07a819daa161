"""
How a connection leaves this machine: from which interface, and through which proxy.

An address that was judged (network_guard) is connected to as it is, also through a proxy: the
proxy is given the address, never the name, or it could look the name up differently.
"""

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from chalicelib.platform.sockets import read_exactly

MAX_HEAD_BYTES = 16 * 1024
SOCKS = 5
NO_LOGIN, LOGIN = 0, 2
SOCKS_IPV4, SOCKS_NAME, SOCKS_IPV6 = 1, 3, 4
OK = 200


class ProxyRefused(OSError):
    """The proxy is there and does not connect us."""


@dataclass(frozen=True, slots=True)
class Proxy:
    kind: Literal["socks5", "http"]
    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Way:
    """
    The usual one without arguments.

    With `device` nothing leaves by any other interface; where the system does not let us say
    so (Linux only), `sources` has to do: the addresses to leave from, of either family.
    """

    device: str = ""
    sources: tuple[str, ...] = ()
    proxy: Proxy | None = None


DIRECT = Way()


class Grip:
    """A hand on a connection, for other threads: it can be cut at any moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.is_cut = False

    def hold(self, opened: socket.socket) -> None:
        """Raises `OSError` when it was cut already."""
        with self._lock:
            if self.is_cut:
                raise ConnectionAbortedError("cut")
            self._socket = opened

    def cut(self) -> None:
        """Wake up whoever waits for this connection; it brings nothing more."""
        with self._lock:
            self.is_cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    # Below TLS: its own shutdown would change what the reading thread uses.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def connect(way: Way, address: str, port: int, within_s: float, grip: Grip) -> socket.socket:
    """A connection to an address and port. Raises `OSError`."""
    if way.proxy is None:
        return _open(way, address, port, within_s, grip)
    opened = _open_proxy(way, way.proxy, within_s, grip)
    try:
        _through(opened, way.proxy, address, port)
    except BaseException:
        opened.close()
        raise
    return opened


def _open_proxy(way: Way, proxy: Proxy, within_s: float, grip: Grip) -> socket.socket:
    failure: OSError = ProxyRefused("the proxy has no address")
    for entry in socket.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM):
        try:
            return _open(way, str(entry[4][0]), proxy.port, within_s, grip)
        except OSError as error:
            failure = error
    raise failure


def _open(way: Way, address: str, port: int, within_s: float, grip: Grip) -> socket.socket:
    version = ip_address(address).version
    family = socket.AF_INET6 if version == 6 else socket.AF_INET  # noqa: PLR2004  # IPv6
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(within_s)
        _bind(way, opened, version)
        grip.hold(opened)
        opened.connect((address, port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        opened.close()
        raise
    return opened


def _bind(way: Way, opened: socket.socket, version: int) -> None:
    """Raises `OSError` when it could only leave another way."""
    is_bound = False
    if way.device and hasattr(socket, "SO_BINDTODEVICE"):
        try:
            name = way.device.encode() + b"\0"
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name)
            is_bound = True
        except PermissionError:
            pass  # not allowed to us; its address has to do
    source = next((each for each in way.sources if ip_address(each).version == version), None)
    if source is not None:
        opened.bind((source, 0))
    elif (way.device or way.sources) and not is_bound:
        raise OSError("the interface has no address of this kind")


def _through(opened: socket.socket, proxy: Proxy, address: str, port: int) -> None:
    """Raises `ProxyRefused`, and `OSError` when the proxy is not there any more."""
    through = _through_socks if proxy.kind == "socks5" else _through_http
    try:
        through(opened, proxy, address, port)
    except EOFError as error:
        raise ProxyRefused("the proxy closed the connection") from error


def _through_socks(opened: socket.socket, proxy: Proxy, address: str, port: int) -> None:
    """RFC 1928, with a name and a password as in RFC 1929."""
    method = LOGIN if proxy.username else NO_LOGIN
    opened.sendall(bytes([SOCKS, 1, method]))
    if read_exactly(opened, 2) != bytes([SOCKS, method]):
        raise ProxyRefused("the proxy does not let us in")
    if method == LOGIN:
        name, password = proxy.username.encode(), proxy.password.encode()
        if len(name) > 255 or len(password) > 255:  # noqa: PLR2004  # one byte each
            raise ProxyRefused("the name or password for the proxy is too long")
        opened.sendall(bytes([1, len(name)]) + name + bytes([len(password)]) + password)
        if read_exactly(opened, 2)[1] != 0:
            raise ProxyRefused("the proxy does not accept the name and password")
    wanted = ip_address(address)
    kind = SOCKS_IPV6 if wanted.version == 6 else SOCKS_IPV4  # noqa: PLR2004  # IPv6
    opened.sendall(bytes([SOCKS, 1, 0, kind]) + wanted.packed + port.to_bytes(2, "big"))
    _, reply, _, kind = read_exactly(opened, 4)
    if reply != 0:
        raise ProxyRefused(f"the proxy answers {reply}")
    length = {SOCKS_IPV4: 4, SOCKS_IPV6: 16}.get(kind)
    read_exactly(opened, (read_exactly(opened, 1)[0] if length is None else length) + 2)


def _through_http(opened: socket.socket, proxy: Proxy, address: str, port: int) -> None:
    """
    CONNECT (RFC 9110, 9.3.6), also for plain http.

    Asked for an http address directly, a proxy would look the name up by itself.
    """
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    head = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n"
    if proxy.username:
        login = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
        head += f"Proxy-Authorization: Basic {login}\r\n"
    opened.sendall(f"{head}\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += read_exactly(opened, 1)  # not one byte of what comes after
        if len(answer) > MAX_HEAD_BYTES:
            raise ProxyRefused("the proxy does not answer properly")
    words = answer.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or words[1] != b"%d" % OK:  # noqa: PLR2004
        raise ProxyRefused("the proxy does not connect us")
