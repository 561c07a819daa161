"""A proxy for tests: SOCKS5 (RFC 1928, 1929) or HTTP CONNECT, with or without a login."""

import base64
import contextlib
import socket
import threading

from tests.listening import Listening
from worker.net.egress import read_exactly

LOCALHOST = "127.0.0.1"
SOCKS_NO_LOGIN, SOCKS_LOGIN = 0, 2


class ProxyServer(Listening):
    """Records the targets it connected to, and the clients it refused. No user name: no login."""

    def __init__(
        self, kind: str, username: str = "", password: str = "", *, refuses: bool = False
    ) -> None:
        super().__init__(socket.create_server((LOCALHOST, 0)))
        self.kind = kind
        self.username, self.password = username, password
        self.refuses = refuses  # every target
        self.names: dict[str, str] = {}  # host names it resolves itself
        self.connected: list[tuple[str, int]] = []
        self.refused: list[str] = []

    def serve(self, caller: socket.socket) -> None:
        with contextlib.suppress(ValueError):  # an invalid request
            read_target = self._socks if self.kind == "socks5" else self._http
            target = read_target(caller)
            if target is None:
                return
            self.connected.append(target)
            with socket.create_connection(
                (self.names.get(target[0], target[0]), target[1]), 5
            ) as there:
                self._open.append(there)
                threading.Thread(target=_pump, args=(there, caller), daemon=True).start()
                _pump(caller, there)

    def _socks(self, caller: socket.socket) -> tuple[str, int] | None:
        _, count = read_exactly(caller, 2)
        methods = read_exactly(caller, count)
        method = SOCKS_LOGIN if self.username else SOCKS_NO_LOGIN
        if method not in methods:
            self.refused.append("no name")
            caller.sendall(b"\x05\xff")
            return None
        caller.sendall(bytes([5, method]))
        if method == SOCKS_LOGIN:
            username = read_exactly(caller, read_exactly(caller, 2)[1]).decode()
            password = read_exactly(caller, read_exactly(caller, 1)[0]).decode()
            if (username, password) != (self.username, self.password):
                self.refused.append(username)
                caller.sendall(b"\x01\x01")
                return None
            caller.sendall(b"\x01\x00")
        _, command, _, form = read_exactly(caller, 4)
        if form == 3:  # a name
            host = read_exactly(caller, read_exactly(caller, 1)[0]).decode()
        else:
            host = socket.inet_ntop(
                socket.AF_INET if form == 1 else socket.AF_INET6,
                read_exactly(caller, 4 if form == 1 else 16),
            )
        port = int.from_bytes(read_exactly(caller, 2))
        is_taken = command == 1 and not self.refuses  # no datagrams
        caller.sendall(b"\x05" + (b"\x00" if is_taken else b"\x07") + b"\x00\x01" + bytes(6))
        return (host, port) if is_taken else None

    def _http(self, caller: socket.socket) -> tuple[str, int] | None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += read_exactly(caller, 1)
        lines = head.decode("latin-1").split("\r\n")
        login = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        if self.username and not any(
            line.lower() == f"proxy-authorization: basic {login}".lower() for line in lines
        ):
            self.refused.append(lines[0])
            caller.sendall(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
            return None
        if self.refuses:
            self.refused.append(lines[0])
            caller.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return None
        verb, target, _ = lines[0].split(" ")
        if verb != "CONNECT":  # a request with an absolute URL
            host, _, port = target.removeprefix("http://").partition("/")[0].rpartition(":")
            self.connected.append((host, int(port)))
            path = "/" + target.removeprefix("http://").partition("/")[2]
            with socket.create_connection((self.names.get(host, host), int(port)), 5) as there:
                there.sendall(head.replace(target.encode(), path.encode(), 1))
                _pump(there, caller)
            return None
        host, _, port = target.rpartition(":")
        caller.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        return host.strip("[]"), int(port)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
