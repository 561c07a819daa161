"""TCP ports on this machine."""

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now."""
    try:
        bind(port, host)
    except OSError:
        return False
    return True


def bind(port: int, host: str) -> None:
    """Listen there for an instant. Raises `OSError` saying why not."""
    with socket.socket(family(host), socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier one that are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def any_free() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def kept(note: Path) -> int:
    """
    The port written in `note` when it is free, else another one, which is then written there.

    Addresses that stay the same from start to start are easier on whoever looks with psql.
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
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout_s):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    """Where to ask a server of this machine that listens on `host`."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound


def on_the_network() -> str | None:
    """This machine's address for other devices; None when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: it only picks the way out.
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith(("127.", "0.")) else address
