"""Reading from sockets where a protocol says how many bytes come next."""

import socket


def read_exactly(opened: socket.socket, count: int) -> bytes:
    """So many bytes. Raises `EOFError` when the other side ends before, and `OSError`."""
    data = b""
    while len(data) < count:
        more = opened.recv(count - len(data))
        if not more:
            raise EOFError("the other side closed the connection")
        data += more
    return data
