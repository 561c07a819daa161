"""
Clients that send reports of players as fast as they are answered: `python -m` with an address, a
token and the number of the process.

Processes of their own, with sockets and requests written by hand: what they cost is not the
server's. Prints the time of each report in milliseconds.
"""

import json
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tests.bench import tracking_data

PROCESSES, CONNECTIONS = 2, 8
FILMS = 6  # that play, of each connection
PLAYING = PROCESSES * CONNECTIONS * FILMS
SECONDS = 6


def report_of(film: int, position_s: int) -> bytes:
    """What the player sends."""
    return json.dumps(
        {
            "mediaId": film,
            "libraryItemId": tracking_data.file_of(film),
            "positionSeconds": position_s,
            "durationSeconds": 6000,
            "viewingId": f"00000000-0000-4000-9000-{film:012d}",
            "recordedAt": datetime.now(UTC).isoformat(),
        }
    ).encode()


class Player:
    """One connection over which reports are sent."""

    def __init__(self, address: str, token: str) -> None:
        where = urlsplit(address)
        self._head = (
            f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {token}"
            "\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()
        self._link = socket.create_connection((where.hostname, where.port))
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def report(self, film: int, position_s: int) -> float:
        """The milliseconds until the answer, which has to be 200."""
        body = report_of(film, position_s)
        started = time.perf_counter()
        self._link.sendall(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
        answer = self._link.recv(65_536)
        while not answer.endswith(b"}"):
            answer += self._link.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        return (time.perf_counter() - started) * 1e3


def send(address: str, token: str, first: int, until: float, times: list[float]) -> None:
    """Reports of some films in turn."""
    player, turn = Player(address, token), 0
    while time.monotonic() < until:
        times.append(player.report(first + turn % FILMS, 700 + turn // FILMS % 4000))
        turn += 1


def main(address: str, token: str, process: int) -> None:
    until = time.monotonic() + SECONDS
    times: list[list[float]] = [[] for _ in range(CONNECTIONS)]
    first = 1 + process * CONNECTIONS * FILMS
    threads = [
        threading.Thread(target=send, args=(address, token, first + place * FILMS, until, own))
        for place, own in enumerate(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.writelines(f"{each:.3f}\n" for own in times for each in own)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
