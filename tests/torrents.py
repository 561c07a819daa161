"""Tasks, hostile torrents and questions for the torrent engine's tests."""

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
from tests.downloads import (
    ISOLATED_SESSION,
    LOOPBACK,
    LOOPBACK_ONLY,
    Offer,
    Seed,
    bencode,
    wait_until,
)
from tests.listening import Listening
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.torrents import TorrentEngine

MIB = 1024 * 1024


@contextmanager
def running(**given: Any) -> Iterator[TorrentEngine]:
    engine = TorrentEngine(LOOPBACK, given.pop("options", LOOPBACK_ONLY), **given)
    try:
        yield engine
    finally:
        engine.close(5)


def task(
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


def upload(torrent: bytes) -> str:
    return "data:application/x-bittorrent;base64," + base64.b64encode(torrent).decode()


def reaches(
    engine: TorrentEngine,
    wanted: Task,
    *phases: Phase,
    where: Callable[[Report], bool] | None = None,
) -> Report:
    """The report once it is in one of the phases, and as it should be."""

    def look() -> Report | None:
        report = engine.report(wanted.job_id)
        is_there = report is not None and report.phase in phases
        return report if is_there and (where is None or where(report)) else None

    found: Report = wait_until(look, what=f"{phases}, is {engine.report(wanted.job_id)}")
    return found


def ends(engine: TorrentEngine, wanted: Task) -> Report:
    return reaches(engine, wanted, Phase.FINISHED, Phase.BROKEN)


def half_way(engine: TorrentEngine, wanted: Task, bytes_done: int = 2 * MIB) -> Report:
    return reaches(engine, wanted, Phase.RUNNING, where=lambda now: now.bytes_done > bytes_done)


def completed(engine: TorrentEngine, wanted: Task) -> Task:
    engine.add(wanted)
    report = ends(engine, wanted)
    assert report.phase is Phase.FINISHED, report.fault
    return wanted


def introduce(engine: TorrentEngine, wanted: Task, port: int, host: str = "127.0.0.1") -> None:
    torrent = wait_until(lambda: engine.torrent_of(wanted.job_id))
    torrent.handle.connect_peer((host, port))


def saved_from(root: Path, magnet: str) -> bytes:
    """The last resume data of a torrent that is complete."""
    with running() as engine:
        wanted = completed(engine, task(root, magnet))
        return engine.close(5)[wanted.job_id]


class Taker:
    """Somebody else, who takes a torrent from an engine of ours."""

    def __init__(self, folder: Path, offer: Offer, port: int, **settings: Any) -> None:
        self.session = lt.session({**ISOLATED_SESSION, **settings})
        params = lt.parse_magnet_uri(f"magnet:?xt=urn:btih:{offer.info_hash}")
        params.save_path = str(folder)
        params.peers = [("127.0.0.1", port)]
        self.handle = self.session.add_torrent(params)

    @property
    def bytes_here(self) -> int:
        return int(self.handle.status().total_done)


ELSEWHERE = "127.0.0.66"


def server_elsewhere() -> socket.socket:
    """One with another address than everybody else here; skips where there is none."""
    try:
        return socket.create_server((ELSEWHERE, 0))
    except OSError:
        pytest.skip("this machine has one address for itself only")


class FakePeer(Listening):
    """
    A peer by the book (BEP 3, 9, 10), but for the content.

    It knows the metadata, whatever they say; of every block the first byte is wrong.
    """

    def __init__(self, info: bytes, pieces: int = 0) -> None:
        # Who is sent away is sent away by address: not by the one the honest have.
        super().__init__(server_elsewhere())
        self._info = info
        self._info_hash = hashlib.sha1(info, usedforsecurity=False).digest()
        self._pieces = pieces
        self.blocks_given = 0

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
                    self.blocks_given += 1
                    _send(caller, 7, struct.pack(">II", piece, begin) + bytes([1]) * size)


def _send(peer: socket.socket, kind: int, payload: bytes = b"") -> None:
    peer.sendall(struct.pack(">IB", len(payload) + 1, kind) + payload)


def links(*target: str) -> bytes:
    """A torrent whose second file is a link."""
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


def tree(folder: Path) -> set[str]:
    """Also while something is being removed."""
    return {
        str(Path(place, name).relative_to(folder))
        for place, folders, files in os.walk(folder)
        for name in (*folders, *files)
    }


def given_by(seed: Seed) -> int:
    """Bytes of content a seed has given away."""
    return sum(each.status().total_payload_upload for each in seed.session.get_torrents())


def file_index(torrent: bytes, name: str) -> int:
    layout = lt.load_torrent_buffer(torrent).ti.layout()
    return next(
        index for index in range(layout.num_files()) if layout.file_path(index).endswith(name)
    )


def torrent_of(
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
    """Has a torrent of any names; what it gives away are `z`s."""

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
