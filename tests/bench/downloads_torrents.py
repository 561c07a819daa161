"""Three torrents at a time: our worker beside bare libtorrent, aria2, Transmission, webtorrent."""

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
from pathlib import Path
from typing import Any

import httpx
import psycopg

from localstack import ports
from tests.bench.api import ours
from tests.bench.contenders import HOME
from tests.bench.downloads_swarm import (
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
LONGEST_S = 300
MIB = 1024 * 1024

SLOW = ("transmission-daemon", "webtorrent")  # raced from one seeder only

SEEN = "seen: worker, through the API"
BARE = "libtorrent, nothing else"
SYNCED = "libtorrent, files synced"


@dataclass
class Race:
    """What all contenders share. `torrents` are those of the round that runs."""

    net: Net
    place: Path
    films: Sequence[Film]
    skipped: dict[str, str] = field(default_factory=dict)
    torrents: Sequence[Path] = ()

    @property
    def megabytes(self) -> float:
        return sum(film.size for film in self.films) / 1e6

    def speed(self, seconds: float, cpu_s: float) -> dict[str, float]:
        gigabytes = self.megabytes / 1000
        return {"MB/s": self.megabytes / seconds, "CPU s per GB": cpu_s / gigabytes}

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


def race(
    env: dict[str, str], net: Net, place: Path, size: int, rounds: int
) -> tuple[dict[int, dict[str, Series]], dict[str, str]]:
    """The figures by number of seeders, and who could not take part, and why."""
    films = make_films(place / "films", JOBS, size // JOBS)
    here = Race(net, place, films)
    found = {}
    given = env | {"SEEN_DOWNLOAD_ALLOW": net.range, "SEEN_PUSH": "off"}
    worker = [sys.executable, "-m", "worker"]
    with (
        tracker(net) as announce,
        ours(given) as (base, signed_in),
        server(worker, env=given) as process,
    ):
        wait_for_worker(env["DATABASE_URL"])
        door = (base, signed_in, process.pid)
        for count in (1, 4):
            found[count] = _race(here, env["DATABASE_URL"], door, announce, count, rounds)
    return found, here.skipped


def _race(
    here: Race,
    dsn: str,
    door: tuple[str, dict[str, str], int],
    announce: str,
    count: int,
    rounds: int,
) -> dict[str, Series]:
    editions = make_torrents(
        here.films, here.place / "films", here.place / f"torrents-{count}", announce, rounds
    )
    every = [path for edition in editions for path in edition]
    contenders: dict[str, Callable[[], dict[str, float]]] = {
        BARE: lambda: bare(here, is_synced=False),
        SYNCED: lambda: bare(here, is_synced=True),
        # The slow ones would take half of the time of all.
        **{name: run for name, run in others(here).items() if count == 1 or name not in SLOW},
    }
    turns = iter(editions)

    def ours_first() -> dict[str, float]:
        here.torrents = next(turns)  # new to everybody in each round
        return seen(here, dsn, *door)

    with seeders(here.net, count, here.place / "films", every):
        return interleave({SEEN: ours_first, **contenders}, rounds)


def others(here: Race) -> dict[str, Callable[[], dict[str, float]]]:
    """Those that are on this machine; the rest is named."""
    found: dict[str, Callable[[], dict[str, float]]] = {}
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


def seen(
    here: Race, dsn: str, base: str, signed_in: dict[str, str], worker: int
) -> dict[str, float]:
    """From the first request to the last job that is recorded as complete."""
    bodies = [
        {
            "sourceType": "torrent",
            "source": "data:application/x-bittorrent;base64,"
            + base64.b64encode(path.read_bytes()).decode(),
            # As the others do: whole is whole.
            "options": {"seed": {"ratio": 0}},
        }
        for path in here.torrents
    ]
    with httpx.Client(headers=signed_in) as client, psycopg.connect(dsn, autocommit=True) as conn:
        cpu_before = cpu_seconds(worker)
        began = time.perf_counter()
        answers = [client.post(f"{base}/downloads", json=body) for body in bodies]
        ids = [answer.raise_for_status().json()["id"] for answer in answers]
        while not _are_complete(conn, ids):
            if time.perf_counter() - began > LONGEST_S:
                sys.exit("our worker did not bring the torrents")
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        cpu_s = cpu_seconds(worker) - cpu_before
        folders = conn.execute(
            "SELECT save_path FROM download_jobs WHERE id = ANY(%s)", [ids]
        ).fetchall()
    with here.folder() as folder:
        for number, (path,) in enumerate(folders):
            shutil.move(path, folder / str(number))
    return here.speed(seconds, cpu_s)


def _are_complete(conn: psycopg.Connection, ids: Sequence[str]) -> bool:
    rows = conn.execute(
        "SELECT status FROM download_jobs WHERE id = ANY(%s)", [list(ids)]
    ).fetchall()
    if any(status in ("failed", "cancelled") for (status,) in rows):
        sys.exit("our worker failed to bring a torrent")
    return all(status == "completed" for (status,) in rows)


def wait_for_worker(dsn: str) -> None:
    """Until one has given a sign of life."""
    deadline = time.monotonic() + 60
    with psycopg.connect(dsn, autocommit=True) as conn:
        while conn.execute("SELECT FROM download_workers").fetchone() is None:
            if time.monotonic() > deadline:
                sys.exit("the worker did not start")
            time.sleep(0.1)


def bare(here: Race, *, is_synced: bool) -> dict[str, float]:
    with here.folder() as folder:
        script = PEERS / "bare_libtorrent.py"
        said, cpu_s = _run([sys.executable, script, here.net.home, folder, *here.torrents])
        whole_s, synced_s = map(float, said.split())
    return here.speed(synced_s if is_synced else whole_s, cpu_s)


def webtorrent(here: Race) -> dict[str, float]:
    with here.folder() as folder:
        said, cpu_s = _run(["node", HOME / "leech_webtorrent.js", folder, *here.torrents])
    return here.speed(float(said), cpu_s)


def aria2(here: Race) -> dict[str, float]:
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


def transmission(here: Race) -> dict[str, float]:
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
                if time.perf_counter() - began > LONGEST_S:
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
        timeout=LONGEST_S,
        check=False,
        start_new_session=True,
    )
    if out.returncode:
        sys.exit(f"{command[0]} failed:\n{out.stdout[-2000:]}{out.stderr[-2000:]}")
    return out.stdout, _reaped() - before


def _reaped() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
