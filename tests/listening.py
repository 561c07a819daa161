"""Local servers that accept connections; a handler is up to each."""

import contextlib
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self


class Listening(ABC):
    """No client is let in before `start`. One that goes away in the middle is no error."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.host, self.port = server.getsockname()
        self.callers: list[str] = []  # their addresses
        self._open: list[socket.socket] = []

    @abstractmethod
    def serve(self, caller: socket.socket) -> None:
        """One connection, in a thread of its own; it is closed at the end."""

    def start(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)  # or a waiting thread keeps it open
        self._server.close()
        for each in self._open:
            each.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, (host, _port) = self._server.accept()
                self.callers.append(host)
                self._open.append(caller)
                threading.Thread(target=self._attend, args=(caller,), daemon=True).start()

    def _attend(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), caller:
            self.serve(caller)


class Socket(Listening):
    """A bare one that listens at once: what it answers a client is up to the test."""

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        super().__init__(socket.create_server(("127.0.0.1", 0)))
        self._talk = talk
        self.start()

    def serve(self, caller: socket.socket) -> None:
        self._talk(caller)


def accepted(listener: socket.socket) -> int:
    """How many connections have been made since it was last asked."""
    listener.setblocking(False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count
