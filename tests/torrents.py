"""Tasks, peers, hostile torrents and waits for the tests of the torrent engine."""

import base64
import hashlib
import os
import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import libtorrent as lt
import pytest

from chalicelib.downloads.models import SourceType
from tests.downloads.data import bencode
from tests.downloads.swarm import ISOLATED_SESSION, LOOPBACK, LOOPBACK_ONLY, Offer, Seed
from tests.listening import Listening
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.torrents import TorrentEngine

MIB = 1024 * 1024


@contextmanager
def running_engine(**given: Any) -> Iterator[TorrentEngine]:
    engine = TorrentEngine(LOOPBACK, given.pop("options", LOOPBACK_ONLY), **given)
    try:
        yield engine
    finally:
        engine.close(5)


def make_task(
    root: Path,
    source: str,
    resume_data: bytes | None = None,
    job: UUID | None = None,
    **given: Any,
) -> Task:
    job = job or uuid4()
    kind = SourceType.MAGNET if source.startswith("magnet:") else SourceType.TORRENT
    found = re.search("btih:([0-9a-f]{40})", source)
    return Task(
        job,
        kind,
        source,
        root / str(job),
        **{"info_hash": found[1] if found else None, "resume_data": resume_data, **given},
    )


def data_url(torrent: bytes) -> str:
    return "data:application/x-bittorrent;base64," + base64.b64encode(torrent).decode()


def wait_phase(
    engine: TorrentEngine,
    task: Task,
    *phases: Phase,
    where: Callable[[Report], bool] | None = None,
) -> Report:
    """The report once it is in one of the phases and `where` holds."""

    def look() -> Report | None:
        report = engine.report(task.job_id)
        is_there = report is not None and report.phase in phases
        return report if is_there and (where is None or where(report)) else None

    found: Report = wait_until(look, what=lambda: f"{phases}, is {engine.report(task.job_id)}")
    return found


def wait_ended(engine: TorrentEngine, task: Task) -> Report:
    return wait_phase(engine, task, Phase.FINISHED, Phase.BROKEN)


def wait_downloaded(engine: TorrentEngine, task: Task, bytes_done: int = 2 * MIB) -> Report:
    return wait_phase(engine, task, Phase.RUNNING, where=lambda now: now.bytes_done > bytes_done)


def complete_task(engine: TorrentEngine, task: Task) -> Task:
    engine.add(task)
    report = wait_ended(engine, task)
    assert report.phase is Phase.FINISHED, report.fault
    return task


def connect_peer(engine: TorrentEngine, task: Task, port: int, host: str = "127.0.0.1") -> None:
    torrent = wait_until(lambda: engine.torrent_of(task.job_id))
    torrent.handle.connect_peer((host, port))


def resume_data_of(root: Path, magnet: str) -> bytes:
    """The last resume data of a complete torrent."""
    with running_engine() as engine:
        task = complete_task(engine, make_task(root, magnet))
        return engine.close(5)[task.job_id]


class Leecher:
    """A foreign client that downloads a torrent from an engine under test."""

    def __init__(self, folder: Path, offer: Offer, port: int, **settings: Any) -> None:
        self.session = lt.session({**ISOLATED_SESSION, **settings})
        params = lt.parse_magnet_uri(f"magnet:?xt=urn:btih:{offer.info_hash}")
        params.save_path = str(folder)
        params.peers = [("127.0.0.1", port)]
        self.handle = self.session.add_torrent(params)

    @property
    def bytes_here(self) -> int:
        return int(self.handle.status().total_done)


OTHER_ADDRESS = "127.0.0.66"


def listen_on_other_address() -> socket.socket:
    """A server on a second loopback address; skips where there is none."""
    try:
        return socket.create_server((OTHER_ADDRESS, 0))
    except OSError:
        pytest.skip("this machine has one address for itself only")


class FakePeer(Listening):
    """
    A seed that follows the protocol (BEP 3, 9, 10), but whose content is wrong.

    It serves any metadata; every block it sends is corrupt.
    """

    def __init__(self, info: bytes, pieces: int = 0) -> None:
        # Peers are banned by address, so it must not share that of the honest ones.
        super().__init__(listen_on_other_address())
        self._info = info
        self._info_hash = hashlib.sha1(info, usedforsecurity=False).digest()
        self._pieces = pieces
        self.blocks_sent = 0

    @property
    def magnet(self) -> str:
        return f"magnet:?xt=urn:btih:{self._info_hash.hex()}&x.pe={self.host}:{self.port}"

    def serve(self, caller: socket.socket) -> None:
        with caller.makefile("rb") as said:
            said.read(68)
            extensions = bytes([0, 0, 0, 0, 0, 0x10, 0, 0])
            greeting = b"\x13BitTorrent protocol" + extensions + self._info_hash
            caller.sendall(greeting + b"-XX0000-not-so-kind!")
            known = {"m": {"ut_metadata": 2}, "metadata_size": len(self._info)}
            _send(caller, 20, b"\0" + bencode(known))
            if self._pieces:
                everything = bytearray((self._pieces + 7) // 8)
                for piece in range(self._pieces):
                    everything[piece // 8] |= 0x80 >> piece % 8
                _send(caller, 5, bytes(everything))
                _send(caller, 1)  # unchoke
            metadata_id = 0
            while length := said.read(4):
                message = said.read(int.from_bytes(length))
                if message[:2] == b"\x14\0":
                    theirs = lt.bdecode(message[2:])
                    metadata_id = theirs[b"m"].get(b"ut_metadata", 0)
                elif message[:2] == b"\x14\x02":
                    part = lt.bdecode(message[2:])[b"piece"]
                    head = {"msg_type": 1, "piece": part, "total_size": len(self._info)}
                    data = self._info[part * 16384 : (part + 1) * 16384]
                    _send(caller, 20, bytes([metadata_id]) + bencode(head) + data)
                elif message[:1] == b"\x06":
                    piece, begin, size = struct.unpack(">III", message[1:13])
                    self.blocks_sent += 1
                    _send(caller, 7, struct.pack(">II", piece, begin) + bytes([1]) * size)


def _send(peer: socket.socket, kind: int, payload: bytes = b"") -> None:
    peer.sendall(struct.pack(">IB", len(payload) + 1, kind) + payload)


def torrent_with_link(*target: str) -> bytes:
    """A torrent whose second file is a symbolic link."""
    files = [
        {"length": 1, "path": ["film.mkv"]},
        {"length": 0, "path": ["link"], "attr": "l", "symlink path": list(target)},
    ]
    pieces = bytes.fromhex(sha1(b"z"))
    return bencode({"info": {"files": files, "name": "j", "piece length": 16384, "pieces": pieces}})


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def paths_below(folder: Path) -> set[str]:
    """Relative paths of everything in a folder, also while something is being removed."""
    return {
        str(Path(place, name).relative_to(folder))
        for place, folders, files in os.walk(folder)
        for name in (*folders, *files)
    }


def uploaded_by(seed: Seed) -> int:
    """Bytes of content a seed has uploaded."""
    return sum(each.status().total_payload_upload for each in seed.session.get_torrents())


def file_index(torrent: bytes, name: str) -> int:
    layout = lt.load_torrent_buffer(torrent).ti.layout()
    return next(
        index for index in range(layout.num_files()) if layout.file_path(index).endswith(name)
    )


def make_torrent(
    files: list[list[bytes]], name: bytes = b"job", *, is_private: bool = False
) -> bytes:
    entries = [{"length": 1, "path": parts} for parts in files]
    return bencode(
        {
            "info": {
                "files": entries,
                "name": name,
                "piece length": 16384,
                "pieces": bytes.fromhex(sha1(b"z" * len(files))),
                **({"private": 1} if is_private else {}),
            }
        }
    )


class HostileSeed:
    """Seeds torrents with any file names; their content is `z`s."""

    def __init__(self, folder: Path) -> None:
        self.seed = Seed(folder)

    def offer(self, torrent: bytes) -> str:
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(self.seed.folder / uuid4().hex)
        layout = params.ti.layout()
        params.renamed_files = {index: f"f{index}" for index in range(layout.num_files())}
        for index in range(layout.num_files()):
            if layout.file_flags(index) & lt.file_storage.flag_symlink:
                continue
            path = Path(params.save_path) / f"f{index}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"z" * layout.file_size(index))
        params.flags = lt.torrent_flags.seed_mode
        handle = self.seed.session.add_torrent(params)
        return f"magnet:?xt=urn:btih:{handle.info_hashes().v1}&x.pe=127.0.0.1:{self.seed.port}"
