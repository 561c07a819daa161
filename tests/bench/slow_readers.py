"""
Many players of one gateway: each reads at the pace of its film, and plays while it reads.

A player begins once it holds two seconds of its film, reads at most ten ahead, and underruns when
it has nothing left to play.
"""

import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from localstack import ports
from tests.bench.files import SIZE, shelved, wait_for_port
from tests.bench.method import LOAD_CORE, cpu_seconds, server

READERS = 64
READERS_OF_SESSION = 8
BYTES_PER_S = 25_000_000 / 8
LASTS_S = 20.0
BEGINS_WITH_S, AHEAD_S = 2.0, 10.0
TICK_S = 0.01
PIECE_BYTES = 2**18
MEGABYTE = 2**20


@dataclass(frozen=True)
class Outcome:
    underruns: int
    started_ms: float  # the median wait until a film begins
    growth_mb: float  # of the gateway's memory, at its peak
    cores: float  # of the processor, used by the gateway


@dataclass
class Player:
    link: socket.socket
    received: int = 0
    began_s: float | None = None  # when its film began
    is_dry: bool = False
    underruns: int = 0

    def look(self, now_s: float) -> bool:
        """Note an underrun; whether it wants to read."""
        if self.began_s is None:
            if self.received >= BEGINS_WITH_S * BYTES_PER_S:
                self.began_s = now_s
            return True
        left_s = self.received / BYTES_PER_S - (now_s - self.began_s)
        self.underruns += left_s < 0 and not self.is_dry
        self.is_dry = left_s < 0
        return left_s < AHEAD_S


@contextmanager
def players(port: int, addresses: list[str]) -> Iterator[list[Player]]:
    """Each has asked for its part of the film."""
    with ExitStack() as opened:
        found = []
        for number in range(READERS):
            link = opened.enter_context(socket.create_connection(("127.0.0.1", port), 30))
            first = number * (SIZE // (2 * READERS))
            address = addresses[number // READERS_OF_SESSION]
            link.sendall(request(address, first))
            link.setblocking(False)
            found.append(Player(link))
        yield found


def request(address: str, first: int) -> bytes:
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes={first}-\r\n\r\n".encode()


def read(found: list[Player]) -> float:
    """All read for a while; the median wait for the first picture in milliseconds."""
    started_s = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for player in found:
            selector.register(player.link, selectors.EVENT_READ, player)
        while (now_s := time.perf_counter()) - started_s < LASTS_S:
            hungry = {id(player) for player in found if player.look(now_s)}
            for key, _ in selector.select(TICK_S):
                if id(key.data) in hungry:
                    key.data.received += len(key.data.link.recv(PIECE_BYTES))
            if len(hungry) < READERS // 4:
                time.sleep(TICK_S)
    begun = [player.began_s for player in found if player.began_s is not None]
    if len(begun) < READERS:
        raise SystemExit(f"only {len(begun)} of {READERS} films began")
    return (statistics.median(begun) - started_s) * 1000


def measure(env: dict[str, str]) -> Outcome:
    """Readers and gateway have a core each, where there are two."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(LOAD_CORE) % (os.cpu_count() or 1)})
    with tempfile.TemporaryDirectory(prefix="seen-bench-film-") as folder:
        path = Path(folder) / "film.mp4"
        with path.open("wb") as film:
            film.truncate(SIZE)
        port = ports.any_free()
        settings = env | {"SEEN_STREAM_PORT": str(port), "SEEN_LIBRARY_ROOTS": folder}
        addresses = shelved(settings, path, sessions=READERS // READERS_OF_SESSION)
        command = [sys.executable, "-m", "tests.bench.stream_server"]
        with server(command, env=settings) as process:
            wait_for_port(port)
            with socket.create_connection(("127.0.0.1", port), 30) as first:
                first.sendall(request(addresses[0], 0))
                first.recv(PIECE_BYTES)  # everything is imported
            before_mb, before_s = memory_mb(process.pid, "VmRSS"), cpu_seconds(process.pid)
            with players(port, addresses) as found:
                started_ms = read(found)
                growth_mb = memory_mb(process.pid, "VmHWM") - before_mb
                cores = (cpu_seconds(process.pid) - before_s) / LASTS_S
    return Outcome(sum(player.underruns for player in found), started_ms, growth_mb, cores)


def memory_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith(name))
    return int(found.split()[1]) * 1024 / MEGABYTE
