"""
Three torrents at a time: our worker, bare libtorrent, aria2, Transmission and webtorrent.

Every turn has torrents of its own, with the same pieces as all others, so that none finds the
seeders' caches warm.
"""

import base64
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg

from localstack import ports
from tests.bench.api import gateway
from tests.bench.contenders import HOME
from tests.bench.downloads_swarm import (
    MIB,
    Film,
    Net,
    make_films,
    make_torrents,
    require_same,
    seeders,
    tracker,
)
from tests.bench.method import SERVER_CORE, Series, cpu_seconds, interleave, pinned, server

PEERS = Path(__file__).parent / "peers"
JOBS = 3
MAX_TURN_S = 600
POLL_INTERVAL_S = 0.04  # each poll costs the measured contender a little
BLOCK = 512  # bytes, as stat(2) counts them

#: With one seeder only, and a part of each film: otherwise they would take most of the time.
SLOW = ("transmission-daemon", "webtorrent")
PART = 4

SEEN = "seen: worker, through the API"
BARE = "libtorrent, nothing else"
SYNCED = "libtorrent, files synced"

SPEED, COST = "MB/s", "CPU s per GB"
#: What a job costs however large it is, and what comes after its last byte, in seconds.
FIRST, SETTLED = "s to the first bytes", "s from the last bytes to the end"

Figures = dict[str, float]


@dataclass(frozen=True, eq=False)
class Lot:
    """The films of a turn, and for each turn torrents of them that are new to every seeder."""

    films: Sequence[Film]
    editions: Sequence[Sequence[Path]]


@dataclass
class Race:
    """What all contenders share. `films` and `torrents` are those of the turn that runs."""

    net: Net
    place: Path
    skipped: dict[str, str] = field(default_factory=dict)
    films: Sequence[Film] = ()
    torrents: Sequence[Path] = ()
    synced: Figures = field(default_factory=dict)  # of the last bare libtorrent

    def speed(self, seconds: float, cpu_s: float) -> Figures:
        megabytes = sum(film.size for film in self.films) / 1e6
        return {SPEED: megabytes / seconds, COST: cpu_s / (megabytes / 1000)}

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty one for what arrives, which must be right before it is forgotten."""
        folder = self.place / "arrived"
        folder.mkdir()
        try:
            yield folder
            require_same(self.films, folder)
        finally:
            shutil.rmtree(folder)


@dataclass(frozen=True)
class Door:
    """Our API, and the process of our worker behind it."""

    dsn: str
    base: str
    signed_in: dict[str, str]
    worker: int


def race(
    env: dict[str, str], net: Net, place: Path, size: int, rounds: int
) -> tuple[dict[int, dict[str, Series]], dict[str, str]]:
    """
    The figures by number of seeders, and who could not take part, and why.

    `size` is that of each film, in bytes.
    """
    films = make_films(place / "films", JOBS, size)
    parts = make_films(place / "films", JOBS, size // PART, first=JOBS)
    here = Race(net, place)
    found = {}
    given = env | {"SEEN_DOWNLOAD_ALLOW": net.range, "SEEN_PUSH": "off"}
    worker = [sys.executable, "-m", "worker"]
    with (
        tracker(net) as announce,
        gateway(given) as seen,
        server(worker, env=given) as process,
    ):
        wait_for_worker(env["DATABASE_URL"])
        door = Door(env["DATABASE_URL"], seen.base, seen.headers, process.pid)
        for count in (1, 4):
            runs = contenders(here, door, count)
            slow = sum(name in SLOW for name in runs)
            quick = rounds * (len(runs) - slow) + 1  # and one that does not count
            into = place / f"torrents-{count}"
            lots = [
                Lot(lot, make_torrents(lot, place / "films", into, announce, turns))
                for lot, turns in ((films, quick), (parts, rounds * slow))
            ]
            found[count] = _race(here, runs, count, lots, rounds)
    return found, here.skipped


def contenders(here: Race, door: Door, count: int) -> dict[str, Callable[[], Figures]]:
    return {
        SEEN: lambda: seen(here, door),
        BARE: lambda: bare(here),
        **{name: run for name, run in others(here).items() if count == 1 or name not in SLOW},
    }


def _race(
    here: Race,
    runs: dict[str, Callable[[], Figures]],
    count: int,
    lots: Sequence[Lot],
    rounds: int,
) -> dict[str, Series]:
    """`lots`: one for most contenders, and one for the slow ones."""
    films, parts = lots
    left = {lot: iter(lot.editions) for lot in (films, parts)}

    def turn(name: str) -> Figures:
        lot = parts if name in SLOW else films
        here.films, here.torrents = lot.films, next(left[lot])
        use_memory(here.place / "used", sum(film.size for film in lot.films))
        return runs[name]()

    turns: dict[str, Callable[[], Figures]] = {}
    for name in runs:
        turns[name] = partial(turn, name)
        if name == BARE:
            turns[SYNCED] = lambda: here.synced  # measured in the same run
    every = [path for lot in left for edition in lot.editions for path in edition]
    with seeders(here.net, count, here.place / "films", every):
        turn(BARE)  # the first turn pays for unused memory
        return interleave(turns, rounds)


def use_memory(path: Path, size: int) -> None:
    """
    Write a file of this size and remove it.

    A virtual machine returns free memory to its host and is slow to get it back; otherwise the
    first contender after a pause would pay for all.
    """
    block = bytes(4 * MIB)
    with path.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
    path.unlink()


def others(here: Race) -> dict[str, Callable[[], Figures]]:
    """Those that are on this machine; the rest is named."""
    found: dict[str, Callable[[], Figures]] = {}
    if shutil.which("aria2c"):
        found["aria2c"] = lambda: aria2(here)
    else:
        here.skipped["aria2c"] = "not installed"
    if not shutil.which("transmission-daemon"):
        here.skipped["transmission-daemon"] = "not installed"
    elif not here.net.is_private:
        here.skipped["transmission-daemon"] = "takes no peers at 127.x, and we may make no network"
    else:
        found["transmission-daemon"] = lambda: transmission(here)
    if (HOME / "node_modules" / "webtorrent").exists():
        found["webtorrent"] = lambda: webtorrent(here)
    else:
        here.skipped["webtorrent"] = "could not be installed"
    return found


def seen(here: Race, door: Door) -> Figures:
    """From the first request to the last job that is recorded as complete."""
    bodies = [
        {
            "sourceType": "torrent",
            "source": "data:application/x-bittorrent;base64,"
            + base64.b64encode(path.read_bytes()).decode(),
            # As for the others: until all pieces have arrived.
            "options": {"seed": {"ratio": 0}},
        }
        for path in here.torrents
    ]
    with (
        httpx.Client(headers=door.signed_in) as client,
        psycopg.connect(door.dsn, autocommit=True) as conn,
    ):
        cpu_before = cpu_seconds(door.worker)
        began = time.perf_counter()
        answers = [client.post(f"{door.base}/downloads", json=body) for body in bodies]
        ids = [answer.raise_for_status().json()["id"] for answer in answers]
        arrival = Arrival(sum(film.size for film in here.films))
        while not _are_complete(conn, ids, arrival):
            if time.perf_counter() - began > MAX_TURN_S:
                sys.exit("our worker did not bring the torrents")
            time.sleep(POLL_INTERVAL_S)
        ended = time.perf_counter()
        cpu_s = cpu_seconds(door.worker) - cpu_before
    with here.folder() as folder:
        for number, path in enumerate(arrival.folders):
            shutil.move(path, folder / str(number))
    times = {FIRST: (arrival.first or ended) - began, SETTLED: ended - (arrival.last or ended)}
    return here.speed(ended - began, cpu_s) | times


@dataclass
class Arrival:
    """When the first and the last bytes of all films were in their files, as the system tells."""

    size: int
    folders: Sequence[str] = ()
    first: float | None = None
    last: float | None = None

    def look(self, folders: Sequence[str]) -> None:
        self.folders = folders
        files = [path for folder in folders for path in Path(folder).rglob("film-*.bin")]
        here = sum(path.stat().st_blocks * BLOCK for path in files)
        now = time.perf_counter()
        if here and self.first is None:
            self.first = now
        if here >= self.size and self.last is None:
            self.last = now


def _are_complete(conn: psycopg.Connection, ids: Sequence[str], arrival: Arrival) -> bool:
    rows = conn.execute(
        "SELECT status, save_path FROM download_jobs WHERE id = ANY(%s)", [list(ids)]
    ).fetchall()
    arrival.look([path for _, path in rows if path])
    if any(status in ("failed", "cancelled") for status, _ in rows):
        sys.exit("our worker failed to bring a torrent")
    return all(status == "completed" for status, _ in rows)


def wait_for_worker(dsn: str) -> None:
    """Until one has given a sign of life."""
    deadline = time.monotonic() + 60
    with psycopg.connect(dsn, autocommit=True) as conn:
        while conn.execute("SELECT FROM download_workers").fetchone() is None:
            if time.monotonic() > deadline:
                sys.exit("the worker did not start")
            time.sleep(0.1)


def bare(here: Race) -> Figures:
    with here.folder() as folder:
        script = PEERS / "bare_libtorrent.py"
        said, cpu_s = _run([sys.executable, script, here.net.home, folder, *here.torrents])
        first_s, whole_s, synced_s = map(float, said.split())
    times = {FIRST: first_s, SETTLED: synced_s - whole_s}
    here.synced = here.speed(synced_s, cpu_s) | times
    return here.speed(whole_s, cpu_s)


def webtorrent(here: Race) -> Figures:
    with here.folder() as folder:
        said, cpu_s = _run(["node", HOME / "leech_webtorrent.js", folder, *here.torrents])
    return here.speed(float(said), cpu_s)


def aria2(here: Race) -> Figures:
    with here.folder() as folder:
        options = {
            "dir": str(folder),
            "interface": here.net.home,
            "seed-time": "0",
            "enable-dht": "false",
            "enable-dht6": "false",
            "bt-enable-lpd": "false",
            "enable-peer-exchange": "false",
            "bt-max-peers": "0",
            "bt-request-peer-speed-limit": "1000M",
            "file-allocation": "none",
            "disk-cache": "64M",
            "max-concurrent-downloads": str(JOBS),
            "quiet": "true",
        }
        began = time.perf_counter()
        _, cpu_s = _run(
            ["aria2c", *(f"--{name}={value}" for name, value in options.items()), *here.torrents]
        )
        seconds = time.perf_counter() - began
    return here.speed(seconds, cpu_s)


def transmission(here: Race) -> Figures:
    port = ports.any_free()
    home = here.place / "transmission"
    with here.folder() as folder:
        home.mkdir()
        settings = {
            "download-dir": str(folder),
            "bind-address-ipv4": here.net.home,
            "rpc-bind-address": "127.0.0.1",
            "rpc-port": port,
            "dht-enabled": False,
            "lpd-enabled": False,
            "pex-enabled": False,
            "utp-enabled": False,
            "port-forwarding-enabled": False,
            "preallocation": 0,
            "cache-size-mb": 64,
            "encryption": 0,
            "ratio-limit-enabled": True,
            "ratio-limit": 0,
        }
        (home / "settings.json").write_text(json.dumps(settings))
        with server(["transmission-daemon", "-f", "-g", home]) as process:
            rpc = TransmissionRpc(f"http://127.0.0.1:{port}/transmission/rpc")
            rpc.wait()
            cpu_before = cpu_seconds(process.pid)
            began = time.perf_counter()
            for path in here.torrents:
                rpc.ask("torrent-add", metainfo=base64.b64encode(path.read_bytes()).decode())
            while rpc.is_incomplete():
                if time.perf_counter() - began > MAX_TURN_S:
                    sys.exit("transmission-daemon did not bring the torrents")
                time.sleep(0.05)
            seconds = time.perf_counter() - began
            cpu_s = cpu_seconds(process.pid) - cpu_before
        shutil.rmtree(home)
    return here.speed(seconds, cpu_s)


@dataclass
class TransmissionRpc:
    """Its way to be told things; every request carries a token that it hands out."""

    url: str
    token: str = ""

    def wait(self) -> None:
        deadline = time.monotonic() + 30
        while not self.token:
            try:
                self.token = httpx.get(self.url).headers.get("X-Transmission-Session-Id", "")
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    sys.exit("transmission-daemon does not answer")
                time.sleep(0.05)

    def ask(self, method: str, **arguments: object) -> dict[str, Any]:
        answer = httpx.post(
            self.url,
            json={"method": method, "arguments": arguments},
            headers={"X-Transmission-Session-Id": self.token},
            timeout=30,
        )
        found: dict[str, Any] = answer.raise_for_status().json()["arguments"]
        return found

    def is_incomplete(self) -> bool:
        torrents = self.ask("torrent-get", fields=["percentDone"])["torrents"]
        return any(each["percentDone"] < 1 for each in torrents)


def _run(command: Sequence[str | Path]) -> tuple[str, float]:
    """
    What it said, and the time the processor worked for it.

    In a session of its own, as our worker is: the system shares out time by sessions.
    """
    before = _reaped()
    out = subprocess.run(
        pinned(SERVER_CORE, command),
        capture_output=True,
        text=True,
        timeout=MAX_TURN_S,
        check=False,
        start_new_session=True,
    )
    if out.returncode:
        sys.exit(f"{command[0]} failed:\n{out.stdout[-2000:]}{out.stderr[-2000:]}")
    return out.stdout, _reaped() - before


def _reaped() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
