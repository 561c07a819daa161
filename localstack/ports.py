"""TCP ports on this machine."""

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server can bind the port now."""
    try:
        bind(port, host)
    except OSError:
        return False
    return True


def bind(port: int, host: str) -> None:
    """Bind the port and release it. Raises `OSError`."""
    with socket.socket(family(host), socket.SOCK_STREAM) as probe:
        # As servers do: ignore connections of an earlier server in TIME_WAIT.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def any_free() -> int:
    """A port that is free at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def kept(note: Path) -> int:
    """
    The port stored in `note` when it is free, else another one, which is then stored.

    A port that is stable across restarts is convenient for clients such as psql.
    """
    try:
        port = int(note.read_text())
    except (OSError, ValueError):
        port = 0
    if not 0 < port <= 65535 or not is_free(port):  # noqa: PLR2004  # the largest port
        port = any_free()
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{port}\n")
    return port


def answers(port: int, host: str = LOOPBACK, timeout_s: float = 1.0) -> bool:
    """Whether a server accepts connections on the port."""
    try:
        with socket.create_connection((host, port), timeout_s):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    """The address to connect to for a local server that listens on `host`."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound


def on_the_network() -> str | None:
    """This machine's address on the local network; None without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a UDP socket sends no packet; it only selects the route.
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith(("127.", "0.")) else address
