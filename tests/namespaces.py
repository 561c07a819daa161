"""
Networks of their own, in which every packet can be counted.

`python -m tests.namespaces NAME`, run by `unshare --net`, plays one of the scenes below and
prints what it saw as JSON.
"""

import contextlib
import ipaddress
import json
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.download_settings.models.settings import Network, Proxy
from chalicelib.downloads.models import SourceType
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import bencode
from tests.name_servers import NameServer
from tests.proxies import ProxyServer
from tests.torrents import connect_peer, data_url, make_task
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Task
from worker.downloader.http import HttpEngine
from worker.downloader.torrents import SessionOptions, TorrentEngine

ROOT = Path(__file__).parents[1]
UNSHARE = ["unshare", "--net", "--mount"]
INFO_HASH = "d" * 40
#: Far away: reached by the default route only.
FAR = "93.184.216.34"


def seen_in(scene: str) -> dict[str, Any]:
    """The results of a scene; skips without the right to create network namespaces."""
    try:
        may = subprocess.run(
            [*UNSHARE, "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("needs the commands unshare and ip")
    if may.returncode:
        pytest.skip("needs the right to make a network")
    played = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.namespaces", scene],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert played.returncode == 0, played.stderr
    found: dict[str, Any] = json.loads(played.stdout.splitlines()[-1])
    return found


# Runs inside the namespace.


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def wire(name: str, address: str) -> None:
    """An interface whose other end never answers."""
    ip("link", "add", name, "type", "veth", "peer", "name", f"{name}far")
    for each in (name, f"{name}far"):
        # Otherwise the system sends packets of its own.
        Path(f"/proc/sys/net/ipv6/conf/{each}/disable_ipv6").write_text("1")
        ip("link", "set", each, "up")
    ip("addr", "add", address, "dev", name)


def sent(name: str) -> int:
    """Packets that left by an interface."""
    lines = Path("/proc/self/net/dev").read_text().splitlines()
    (counters,) = (line.split(":")[1] for line in lines if line.strip().startswith(f"{name}:"))
    return int(counters.split()[9])


class Far:
    """The far end of an interface: another network namespace, in a process of its own."""

    def __init__(self, name: str, address: str) -> None:
        self._process = subprocess.Popen(
            [*UNSHARE, sys.executable, "-m", "tests.namespaces", "far", f"{name}far", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it has its own network by now
        ip("link", "set", f"{name}far", "netns", str(self._process.pid))
        self._say("up")
        self.port = int(self._process.stdout.readline())
        self.callers: list[str] = []
        threading.Thread(target=self._hear, daemon=True).start()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.callers.append(line.strip())

    def close(self) -> None:
        self._process.kill()
        self._process.wait(60)


def far(name: str, address: str) -> None:
    """The process behind `Far`: a server that reports who connects."""
    tell("here")
    sys.stdin.readline()
    ip("link", "set", "lo", "up")
    ip("link", "set", name, "up")
    ip("addr", "add", address, "dev", name)
    names = NameServer({"*": [address.partition("/")[0]]}, "0.0.0.0", 53)
    names.asked = Told()
    with names, socket.create_server(("0.0.0.0", 0)) as server:  # a network of its own
        tell(str(server.getsockname()[1]))
        while True:
            caller, who = server.accept()
            tell(who[0])
            caller.close()


class Told(list[str]):
    """Says each name it is given."""

    def append(self, name: str) -> None:
        tell(f"asks for {name}")


def tell(what: str) -> None:
    """A line at once: several threads tell, and `print` writes its end by itself."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def tunnel() -> tuple[Far, NetworkGuard]:
    """A tunnel with a far end, and a guard that allows it; beside it is a default route."""
    wire("eth9", "10.9.0.1/24")
    wire("tun9", "10.8.0.5/24")
    there = Far("tun9", "10.8.0.1/24")
    ip("route", "add", "default", "via", "10.9.0.2")
    return there, NetworkGuard((ipaddress.ip_network("10.8.0.0/16"),))


def names_stay_in() -> dict[str, Any]:
    """With name servers in the settings, the system's resolver is not used at all."""
    there, guard = tunnel()
    network = Network(interface="tun9", name_servers=["10.8.0.1"], lsd=False, upnp=False)
    engines = TorrentEngine(guard, SessionOptions()), HttpEngine(guard)
    magnet = (
        f"magnet:?xt=urn:btih:{INFO_HASH}&tr=udp://datagrams.example:6969/announce"
        "&tr=http://web.example/announce&ws=http://seed.example/film.mkv"
    )
    with tempfile.TemporaryDirectory() as folder:
        ask_far_away_for_names(Path(folder))
        before = sent("eth9")
        engines[0].use_network(network)
        engines[1].use_network(network)
        jobs = [
            make_task(Path(folder), magnet),
            Task(
                uuid4(), SourceType.HTTP, f"http://films.example:{there.port}/f", Path(folder, "f")
            ),
        ]
        engines[0].add(jobs[0])
        engines[1].add(jobs[1])
        wait_until(lambda: engines[0].torrent_of(jobs[0].job_id))
        task = ["datagrams.example", "films.example", "dht.libtorrent.org"]
        wait_until(lambda: {f"asks for {name}" for name in task} <= set(there.callers))
        wait_until(lambda: "10.8.0.5" in there.callers)
        torrent = wait_until(lambda: engines[0].torrent_of(jobs[0].job_id))
        trackers = [each["url"] for each in torrent.handle.trackers()]
        leaked = wait_stable(lambda: sent("eth9"), looks=200) - before
        engines[0].use_network(Network(interface="tun9", lsd=False, upnp=False))
        with contextlib.suppress(OSError):
            socket.getaddrinfo("system.example", 80)  # the same counter, when the system is asked
        wait_until(lambda: sent("eth9") - before > 0)
        for engine in engines:
            engine.close(5)
    there.close()
    return {"leaked": leaked, "trackers": trackers}


def listening() -> list[str]:
    """Where this network can be connected to, by TCP."""
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == "0A":
                found.append(str(int(local.rpartition(":")[2], 16)))
    return found


def datagram_ports() -> list[int]:
    lines = Path("/proc/self/net/udp").read_text().splitlines()[1:]
    return [int(line.split()[1].rpartition(":")[2], 16) for line in lines]


def answers_strangers() -> bool:
    """Whether a DHT node (BEP 5) that sends a query gets an answer."""
    ping = b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.settimeout(1)
        own = stranger.getsockname()[1]
        for port in datagram_ports():
            if port != own:
                stranger.sendto(ping, ("127.0.0.1", port))
        with contextlib.suppress(OSError):
            return bool(stranger.recv(1000))
    return False


def behind_a_proxy(kind: str, state: str) -> dict[str, Any]:
    """A torrent with every way to bypass the proxy: names, trackers, peers, web seeds, DHT."""
    wire("eth9", "10.9.0.1/24")
    ip("route", "add", "default", "via", "10.9.0.2")
    names = ("datagrams.example", "web.example", "seed.example", "films.example", FAR)
    with tempfile.TemporaryDirectory() as folder, ProxyServer(kind, "rosa", "s3cret") as proxy:
        ask_far_away_for_names(Path(folder))
        # Every name resolves to a closed port of this machine, so that nothing leaves for it.
        proxy.names = dict.fromkeys(names, "127.0.0.1")
        doors = listening()
        route = Proxy(
            kind=kind,
            host="127.0.0.1",
            port=proxy.port,
            username="rosa",
            password="s3cret" if state != "wrong password" else "guessed",
        )
        if state == "down":
            proxy.close()
        before = sent("eth9")
        torrents, http = TorrentEngine(NetworkGuard(), SessionOptions()), HttpEngine(NetworkGuard())
        torrents.use_network(Network(proxy=route))
        http.use_network(Network(proxy=route, name_servers=[FAR]))
        data = bencode(
            {
                "announce-list": [
                    [f"udp://{FAR}:6969/announce"],
                    ["udp://datagrams.example:6969/announce"],
                    ["http://web.example:8080/announce"],
                    [f"http://{FAR}/announce"],
                ],
                "url-list": ["http://seed.example/", f"http://{FAR}/"],
                "info": {"length": 9, "name": "f", "piece length": 16384, "pieces": b"x" * 20},
            }
        )
        task = make_task(Path(folder), data_url(data))
        torrents.add(task)
        url = "http://films.example/f.mkv"
        http.add(Task(uuid4(), SourceType.HTTP, url, Path(folder, "f")))
        wait_until(lambda: torrents.torrent_of(task.job_id))
        connect_peer(torrents, task, 6881, FAR)
        if state == "up":
            asked = {("web.example", 8080), (FAR, 6881), (FAR, 53)}
            wait_until(lambda: asked <= set(proxy.connected))
        elif state == "wrong password":
            wait_until(lambda: proxy.refused)
        leaked = wait_stable(lambda: sent("eth9"), looks=200) - before
        found = {
            "leaked": leaked,
            "doors": sorted(set(listening()) - set(doors)),
            "answers strangers": answers_strangers(),
        }
        torrents.use_network(Network())  # the same counters, when it may
        wait_until(lambda: sent("eth9") - before > 0)
        wait_until(lambda: set(listening()) - set(doors))
        torrents.close(5)
        http.close(5)
    return found


def ask_far_away_for_names(folder: Path) -> None:
    """Lookups of the system leave this machine, and are counted."""
    conf = folder / "resolv.conf"
    conf.write_text(f"nameserver {FAR}\noptions timeout:1 attempts:1\n")
    subprocess.run(["mount", "--bind", str(conf), "/etc/resolv.conf"], check=True)


def nothing_before_the_rules() -> dict[str, Any]:
    """A worker starts whose settings name an interface that does not exist yet."""
    wire("eth9", "10.9.0.1/24")
    ip("route", "add", "default", "via", "10.9.0.2")
    before = wait_stable(lambda: sent("eth9"))
    engine = TorrentEngine(NetworkGuard(), SessionOptions())
    magnet = f"magnet:?xt=urn:btih:{INFO_HASH}&tr=udp://{FAR}:6969&x.pe={FAR}:6881"
    with tempfile.TemporaryDirectory() as folder:
        task = make_task(
            Path(folder), f"{magnet}&tr=http://{FAR}/announce&tr=http://name.example/a"
        )
        engine.add(task)
        begun = wait_stable(lambda: sent("eth9"), looks=200) - before
        engine.use_network(Network(interface="tun9"))
        engine.reannounce(task.job_id)
        bound = wait_stable(lambda: sent("eth9"), looks=200) - before
        ports = (engine.port, engine.session.is_dht_running())
        engine.use_network(Network())  # the same counter, when something does leave
        wait_until(lambda: sent("eth9") - before > 0)
        engine.close(5)
    return {"begun": begun, "bound": bound, "ports": ports}


def comes_back_with_another_address() -> dict[str, Any]:
    """A tunnel beside a default route, which nothing may take."""
    there, guard = tunnel()
    engine = TorrentEngine(guard, SessionOptions(reconnect_s=1))
    quiet = {"dht": False, "lsd": False, "upnp": False}
    engine.use_network(Network(interface="tun9", **quiet))
    with tempfile.TemporaryDirectory() as folder:
        task = make_task(Path(folder), f"magnet:?xt=urn:btih:{INFO_HASH}")
        engine.add(task)
        wait_until(lambda: engine.torrent_of(task.job_id))

        def meets(address: str) -> None:
            def is_met() -> bool:
                connect_peer(engine, task, there.port, "10.8.0.1")
                return address in there.callers

            wait_until(is_met)

        meets("10.8.0.5")
        before = sent("eth9")
        ip("link", "set", "tun9", "down")
        wait_until(lambda: not engine.connectivity().is_up)
        down = engine.connectivity().message
        connect_peer(engine, task, there.port, "10.8.0.1")
        engine.reannounce(task.job_id)
        leaked = wait_stable(lambda: sent("eth9"), looks=100) - before
        ip("addr", "flush", "dev", "tun9")
        ip("addr", "add", "10.8.0.77/24", "dev", "tun9")
        ip("link", "set", "tun9", "up")
        wait_until(lambda: engine.connectivity().is_up)
        meets("10.8.0.77")
        # And once more without being seen down in between.
        ip("addr", "add", "10.8.0.78/24", "dev", "tun9")
        ip("addr", "del", "10.8.0.77/24", "dev", "tun9")
        ip("addr", "replace", "10.8.0.78/24", "dev", "tun9")
        wait_until(lambda: engine.network.route.sources == ("10.8.0.78",))
        meets("10.8.0.78")
        leaked_in_all = sent("eth9") - before
        engine.close(5)
    there.close()
    return {"down": down, "leaked": leaked, "in all": leaked_in_all, "callers": there.callers}


PROXIES = [
    f"{kind} {state}" for kind in ("socks5", "http") for state in ("up", "down", "wrong password")
]
SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    **{scene: partial(behind_a_proxy, *scene.split(" ", 1)) for scene in PROXIES},
    "nothing before the rules": nothing_before_the_rules,
    "names stay in": names_stay_in,
    "comes back with another address": comes_back_with_another_address,
}

if __name__ == "__main__":
    scene, *given = sys.argv[1:]
    if scene == "far":
        with contextlib.suppress(KeyboardInterrupt):
            far(*given)
    else:
        ip("link", "set", "lo", "up")
        print(json.dumps(SCENES[scene]()))  # noqa: T201
