"""A local swarm: files, a tracker, and seeders in processes of their own."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import libtorrent as lt

from tests.bench.method import LOAD_CORE, pinned

SEEDER = Path(__file__).parent / "peers" / "torrent_seed.py"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Net:
    """Addresses on this machine that no program takes for its own loopback."""

    is_private: bool

    @property
    def home(self) -> str:
        return "10.77.0.1" if self.is_private else "127.0.0.1"

    @property
    def range(self) -> str:
        return "10.77.0.0/16" if self.is_private else "127.0.0.0/8"

    def seeder(self, number: int) -> str:
        """One per peer: several peers at one address are taken for a single one that cheats."""
        return f"{'10.77.1' if self.is_private else '127.0.1'}.{number + 1}"


@dataclass(frozen=True, slots=True)
class Film:
    """A file that is seeded, and its checksum."""

    name: str
    size: int
    digest: str


class Tracker(BaseHTTPRequestHandler):
    """A tracker that returns the seeders (BEP 3, BEP 23)."""

    peers: bytes = b""

    def do_GET(self) -> None:
        body = b"d8:intervali1800e5:peers%d:%se" % (len(self.peers), self.peers)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Not needed."""


@contextmanager
def tracker(net: Net) -> Iterator[str]:
    server = ThreadingHTTPServer((net.home, 0), Tracker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{net.home}:{server.server_address[1]}/announce"
    finally:
        server.shutdown()
        server.server_close()


def make_films(folder: Path, count: int, size: int, first: int = 0) -> list[Film]:
    """
    Files of noise, so that nothing is gained by compressing or by finding the same twice.

    `first` is the number of the first of them: each film of a folder has its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(77 + first)  # for the same bytes in each run
    films = []
    for number in range(first, first + count):
        name, digest = f"film-{number}.bin", sha256()
        with (folder / name).open("wb") as file:
            left = size
            while left:
                block = dice.randbytes(min(left, 4 * MIB))
                digest.update(block)
                file.write(block)
                left -= len(block)
        films.append(Film(name, size, digest.hexdigest()))
    return films


def make_torrents(
    films: Sequence[Film], folder: Path, into: Path, announce: str, editions: int
) -> list[list[Path]]:
    """
    The films' torrents, once for each edition.

    Each edition is a torrent of its own with the same pieces, so that no seeder knows it.
    """
    into.mkdir(parents=True, exist_ok=True)
    made: list[list[Path]] = [[] for _ in range(editions)]
    for film in films:
        storage = lt.file_storage()
        storage.add_file(film.name, film.size)
        piece_size = MIB if film.size > 64 * MIB else 64 * 1024
        torrent = lt.create_torrent(storage, piece_size, lt.create_torrent.v1_only)
        torrent.add_tracker(announce)
        lt.set_piece_hashes(torrent, str(folder))
        entry = torrent.generate()
        for edition, paths in enumerate(made):
            entry[b"info"][b"source"] = f"{into.name}, edition {edition}".encode()
            path = into / f"{edition}-{film.name}.torrent"
            path.write_bytes(lt.bencode(entry))
            paths.append(path)
    return made


@contextmanager
def seeders(
    net: Net, count: int, folder: Path, torrents: Sequence[Path], bytes_per_s: int = 0
) -> Iterator[None]:
    """Each seeds all torrents, with an upload limit in bytes a second; 0 for none."""
    with ExitStack() as stack:
        known = b""
        for number in range(count):
            address = net.seeder(number)
            process = stack.enter_context(_seeder(address, folder, torrents, bytes_per_s))
            assert process.stdout is not None
            port = int(process.stdout.readline())
            known += IPv4Address(address).packed + port.to_bytes(2, "big")
        Tracker.peers = known
        yield


@contextmanager
def _seeder(
    address: str, folder: Path, torrents: Sequence[Path], bytes_per_s: int
) -> Iterator[subprocess.Popen[bytes]]:
    command: list[str | Path] = [
        sys.executable,
        SEEDER,
        address,
        folder,
        str(bytes_per_s),
        *torrents,
    ]
    with subprocess.Popen(
        pinned(LOAD_CORE, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def require_same(films: Sequence[Film], folder: Path) -> None:
    """Every byte of every film is somewhere below the folder; `SystemExit` when not."""
    found = {path.name: path for path in folder.rglob("film-*.bin")}
    for film in films:
        path = found.get(film.name)
        if path is None or _digest(path) != film.digest:
            sys.exit(f"{film.name} in {folder} has wrong bytes")


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        while block := file.read(4 * MIB):
            digest.update(block)
    return digest.hexdigest()
