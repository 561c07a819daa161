"""How the torrent engine reaches the world: interfaces, proxies, encryption, ports."""

import contextlib
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Encryption, Network, Proxy, ProxyKind
from chalicelib.downloads.models import SourceType
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK, LOOPBACK_ONLY, Seed, Tracker
from tests.file_server import Page
from tests.proxies import ProxyServer
from tests.torrents import (
    MIB,
    Leecher,
    complete_task,
    connect_peer,
    listen_on_other_address,
    make_task,
    make_torrent,
    running_engine,
    uploaded_by,
    wait_downloaded,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader import network_interface
from worker.downloader.engine import Phase, Task
from worker.downloader.torrents import (
    SessionOptions,
    TorrentEngine,
    session_network,
    session_settings,
)


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


QUIETLY = {"dht": False, "lsd": False, "upnp": False}
MAGNET = f"magnet:?xt=urn:btih:{'d' * 40}"


class Door:
    """A server that records who connected."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.host, self.port = server.getsockname()
        self.callers: list[str] = []
        self.open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, address = self._server.accept()
                self.callers.append(address[0])
                self.open.append(caller)

    def is_left(self, number: int) -> bool:
        """Whether a caller has gone again."""
        self.open[number].settimeout(5)
        try:
            while self.open[number].recv(1000):
                pass
        except ConnectionError:
            pass
        return True

    def close(self) -> None:
        self._server.close()
        for caller in self.open:
            caller.close()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door(socket.create_server(("127.0.0.1", 0)))
    yield door
    door.close()


@pytest.fixture
def far_door() -> Iterator[Door]:
    """libtorrent talks to one peer of an address at a time."""
    door = Door(listen_on_other_address())
    yield door
    door.close()


class Interface:
    """One that comes and goes as a test says. The address is this machine's own all the time."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_there = True

    def find(self, name: str) -> tuple[str, ...]:
        return (self.address,) if self.is_there and name else ()


def calls(engine: TorrentEngine, task: Task, door: Door) -> bool:
    """Whether the engine connects to a peer it is told of."""
    before = len(door.callers)
    connect_peer(engine, task, door.port)
    return wait_stable(lambda: len(door.callers), looks=60) > before


def is_ours(address: str) -> bool:
    return bool(network_interface.sources(address))


@pytest.mark.skipif(not is_ours("127.0.0.2"), reason="127.0.0.2 is not this machine's here")
def test_all_traffic_uses_the_interface(root, door):
    its = Interface("127.0.0.2")
    with running_engine(
        find_sources=its.find, options=replace(LOOPBACK_ONLY, address="")
    ) as engine:
        engine.use_network(Network(interface="127.0.0.2", **QUIETLY))
        task = make_task(root, MAGNET)
        engine.add(task)
        wait_until(lambda: engine.torrent_of(task.job_id))
        connect_peer(engine, task, door.port)
        wait_until(lambda: door.callers)
        assert door.callers[0] == "127.0.0.2"
        assert engine.connectivity().is_up
        assert engine.port
        its.is_there = False
        wait_until(lambda: not engine.connectivity().is_up)
        assert door.is_left(0)
        assert "127.0.0.2" in engine.connectivity().message

        assert not calls(engine, task, door)
        its.is_there = True
        wait_until(lambda: engine.connectivity().is_up)
        connect_peer(engine, task, door.port)
        wait_until(lambda: len(door.callers) > 1)
        assert set(door.callers) == {"127.0.0.2"}
        assert wait_until(lambda: engine.port)


def test_while_the_interface_is_down_nothing_is_sent_nor_any_name_resolved(root, door, web):
    asked: list[str] = []
    guard = NetworkGuard(LOOPBACK.allowed, resolver=lambda host: asked.append(host) or [])
    its = Interface("127.0.0.1")
    its.is_there = False
    web.pages["/it.torrent"] = Page(make_torrent([[b"film.mkv"]]))
    engine = TorrentEngine(guard, LOOPBACK_ONLY, find_sources=its.find)
    engine.use_network(Network(interface="tun9", **QUIETLY))
    jobs = [
        make_task(root, f"{MAGNET}&tr=http://name.example/announce&x.pe=127.0.0.1:{door.port}"),
        make_task(root, web.url("/it.torrent")),
    ]
    for task in jobs:
        engine.add(task)
    look = uuid4()
    engine.inspect(look, SourceType.MAGNET, MAGNET)

    assert wait_until(lambda: engine.inspection_result(look)).fault.reason == "interface_down"
    assert wait_stable(lambda: (len(asked), len(web.requests), len(door.callers))) == (0, 0, 0)
    assert all(engine.report(task.job_id).phase is Phase.PREPARING for task in jobs)
    engine.close(5)


@pytest.fixture
def own_address() -> Iterator[str]:
    """An address on loopback that can be taken away; only with the right to do so."""
    address = "10.99.77.13"
    change = ["ip", "addr", "add", f"{address}/32", "dev", "lo"]
    try:
        added = subprocess.run(change, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs the command ip")
    if added.returncode:
        pytest.skip("needs the right to add an address")
    yield address
    remove(address)


def remove(address: str) -> None:
    change = ["ip", "addr", "del", f"{address}/32", "dev", "lo"]
    subprocess.run(change, capture_output=True, check=False)


def test_traffic_stops_when_the_address_is_removed(root, door, own_address):
    """Without a seam: the machine really loses the address, and gets it back."""
    with running_engine(options=replace(LOOPBACK_ONLY, address="")) as engine:
        engine.use_network(Network(interface=own_address, **QUIETLY))
        task = make_task(root, MAGNET)
        engine.add(task)
        wait_until(lambda: engine.torrent_of(task.job_id))
        connect_peer(engine, task, door.port)
        wait_until(lambda: door.callers)
        remove(own_address)
        wait_until(lambda: not engine.connectivity().is_up)
        assert not calls(engine, task, door)
        subprocess.run(["ip", "addr", "add", f"{own_address}/32", "dev", "lo"], check=True)
        wait_until(lambda: engine.connectivity().is_up)
        connect_peer(engine, task, door.port)
        wait_until(lambda: len(door.callers) > 1)

        assert set(door.callers) == {own_address}


def test_an_interface_may_be_given_by_name():
    assert network_interface.sources("127.0.0.1") == ("127.0.0.1",)
    assert network_interface.sources("203.0.113.7") == ()
    assert network_interface.sources("no-such-0") == ()
    assert network_interface.sources("") == ()
    assert network_interface.sources("..") == ()
    assert network_interface.device_of("tun0@if3") == "tun0"
    assert network_interface.device_of("10.8.0.2") == ""


@pytest.mark.skipif(not Path("/sys/class/net/lo").exists(), reason="Linux calls it lo")
def test_the_loopback_interface_is_up():
    assert "127.0.0.1" in network_interface.sources("lo")


def proxied(server: ProxyServer, **given: object) -> Network:
    settings = {
        "kind": server.kind,
        "host": "127.0.0.1",
        "port": server.port,
        "username": server.username,
        "password": server.password,
    }
    return Network(proxy=Proxy(**(settings | given)), **QUIETLY)


@pytest.fixture(params=["socks5", "http"])
def proxy(request) -> Iterator[ProxyServer]:
    with ProxyServer(request.param, "rosa", "s3cret") as server:
        yield server


def test_peers_and_trackers_are_reached_through_the_proxy_only(root, seed, web, far_door, proxy):
    """The proxy resolves the tracker's name; no lookup happens here."""
    asked: list[str] = []
    guard = NetworkGuard(LOOPBACK.allowed, resolver=lambda host: asked.append(host) or [])
    web.pages["/announce"] = Tracker.page(seed.port)
    tracker = f"tracker.example:{web.port}"
    proxy.names["tracker.example"] = "127.0.0.1"
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    engine = TorrentEngine(guard, LOOPBACK_ONLY)
    engine.use_network(proxied(proxy))
    task = make_task(
        root,
        f"magnet:?xt=urn:btih:{offer.info_hash}&tr=http://{tracker}/announce"
        f"&x.pe={far_door.host}:{far_door.port}",
    )
    engine.add(task)
    report = wait_ended(engine, task)
    wait_until(lambda: far_door.callers)
    engine.close(5)

    assert report.phase is Phase.FINISHED
    assert asked == []
    assert ("tracker.example", web.port) in proxy.connected
    assert proxy.connected.count((far_door.host, far_door.port)) == len(far_door.callers) > 0
    # The goodbye may still be on its way.
    assert proxy.connected.count(("tracker.example", web.port)) >= len(web.requests) > 0
    assert ("127.0.0.1", seed.port) in proxy.connected


def test_a_proxy_that_refuses_is_not_bypassed(root, seed, web, door, proxy):
    web.pages["/announce"] = Tracker.page(seed.port)
    with running_engine() as engine:
        engine.use_network(proxied(proxy, password="wrong"))
        task = make_task(root, f"{MAGNET}&tr={web.url('/announce')}&x.pe=127.0.0.1:{door.port}")
        engine.add(task)
        wait_until(lambda: proxy.refused)
        connect_peer(engine, task, door.port)

        assert wait_stable(lambda: (len(door.callers), len(web.requests)), looks=60) == (0, 0)
        assert engine.connectivity().port == 0
        assert "proxy" in engine.connectivity().message


def test_a_proxy_may_be_for_trackers_only(root, seed, web, door, proxy):
    web.pages["/announce"] = Tracker.page(seed.port)
    with running_engine() as engine:
        engine.use_network(proxied(proxy, for_peers=False))
        task = make_task(root, f"{MAGNET}&tr={web.url('/announce')}&x.pe=127.0.0.1:{door.port}")
        engine.add(task)
        wait_until(lambda: door.callers and web.requests)

        assert proxy.connected.count(("127.0.0.1", web.port)) >= len(web.requests)
        assert ("127.0.0.1", door.port) not in proxy.connected
        assert engine.connectivity().port


def test_torrent_files_are_fetched_through_the_proxy_too(root, web, proxy):
    web.pages["/it.torrent"] = Page(make_torrent([[b"film.mkv"]]))
    with running_engine() as engine:
        engine.use_network(proxied(proxy))
        task = make_task(root, web.url("/it.torrent"))
        engine.add(task)
        wait_phase(engine, task, Phase.RUNNING)

        assert ("127.0.0.1", web.port) in proxy.connected


PLAIN_ONLY = {"in_enc_policy": 2, "out_enc_policy": 2}
CIPHER_ONLY = {"in_enc_policy": 0, "out_enc_policy": 0, "allowed_enc_level": 2}


@pytest.mark.parametrize(
    ("mode", "peer", "is_served", "is_encrypted"),
    [
        (Encryption.REQUIRE, PLAIN_ONLY, False, False),
        (Encryption.REQUIRE, CIPHER_ONLY, True, True),
        (Encryption.PREFER, PLAIN_ONLY, True, False),
        (Encryption.PREFER, CIPHER_ONLY, True, True),
        (Encryption.OFF, PLAIN_ONLY, True, False),
        (Encryption.OFF, CIPHER_ONLY, False, False),
    ],
)
def test_peers_are_connected_with_the_chosen_encryption(
    root, tmp_path, mode, peer, is_served, is_encrypted
):
    seed = Seed(tmp_path / "seed", **peer)
    offer = seed.offer({"": noise(3 * MIB)}, name="film.mkv")
    seed.limit(MIB // 8)
    with running_engine() as engine:
        engine.use_network(Network(encryption=mode, **QUIETLY))
        task = make_task(root, offer.magnet)
        engine.add(task)
        if not is_served:
            assert wait_stable(lambda: engine.report(task.job_id).bytes_total, looks=100) == 0
            return
        wait_downloaded(engine, task, 100_000)
        (shown,) = wait_until(lambda: (seen := engine.details(task.job_id)) and seen.peers)

        assert shown.is_encrypted is is_encrypted


def test_the_port_may_change_while_it_runs(root, seed):
    offer = seed.offer({"": noise(3 * MIB)}, name="film.mkv")
    seed.limit(MIB // 8)
    with running_engine() as engine:
        task = make_task(root, offer.magnet)
        engine.add(task)
        wait_downloaded(engine, task, 100_000)
        port = free_port()
        engine.use_network(Network(port=port, **QUIETLY))
        wait_until(lambda: engine.connectivity().port == port)
        seed.limit(0)

        assert wait_ended(engine, task).phase is Phase.FINISHED
        assert uploaded_by(seed) < 4 * MIB


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_an_incoming_connection_proves_that_the_port_is_open(root, seed, monkeypatch, tmp_path):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    with running_engine() as engine:
        task = complete_task(engine, make_task(root, offer.magnet))
        engine.finish(task.job_id, seed=SeedRules(ratio=None))
        Leecher(tmp_path / "a", offer, engine.port)
        assert wait_stable(lambda: engine.connectivity().has_incoming) is False
        monkeypatch.setattr(session_network, "is_global_address", lambda _address: True)
        leecher = Leecher(tmp_path / "b", offer, engine.port)

        wait_until(lambda: engine.connectivity().has_incoming)
        assert wait_until(lambda: leecher.bytes_here)


@pytest.mark.parametrize(
    ("address", "is_it"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("192.168.1.4", False),
        ("10.0.0.4", False),
        ("127.0.0.1", False),
        ("fe80::1", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_prove_that_the_port_is_reachable(address, is_it):
    assert session_network.is_global_address(address) is is_it


def test_the_answer_of_the_router_is_reported():
    with running_engine() as engine:
        configurator = engine.network
        assert engine.connectivity().is_port_mapped is None
        configurator.on_port_mapped(is_mapped=False)
        assert engine.connectivity().is_port_mapped is False
        configurator.on_port_mapped(is_mapped=True)
        configurator.on_port_mapped(is_mapped=False)  # by the other of the two ways
        assert engine.connectivity().is_port_mapped is True
        engine.use_network(Network(**QUIETLY))

        assert engine.connectivity().is_port_mapped is None


EVERYWHERE = SessionOptions(port=4000)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (Network(), "0.0.0.0:4000,[::]:4000"),
        (Network(port=5000), "0.0.0.0:5000,[::]:5000"),
        (Network(port=5000, interface="tun0"), "tun0:5000"),
        (Network(interface="tun0@if7"), "tun0:4000"),
        (Network(interface="10.8.0.2"), "10.8.0.2:4000"),
        (Network(interface="fd00::2"), "[fd00::2]:4000"),
    ],
)
def test_the_interfaces_that_are_listened_on(given, where):
    settings = session_settings.settings_for(given, EVERYWHERE)

    assert settings["listen_interfaces"] == where
    assert settings["outgoing_interfaces"] == where.rpartition(":")[0] * bool(given.interface)


def test_there_is_no_peer_discovery_on_the_local_network_behind_a_proxy():
    hidden = Network(proxy=Proxy(kind=ProxyKind.SOCKS5, host="p", port=1))
    http = Network(proxy=Proxy(kind=ProxyKind.HTTP, host="p", port=1))
    open_ = Network(proxy=Proxy(kind=ProxyKind.HTTP, host="p", port=1, for_peers=False))
    found = [
        session_settings.settings_for(each, EVERYWHERE) for each in (Network(), hidden, http, open_)
    ]

    assert [each["enable_lsd"] for each in found] == [True, False, False, True]
    assert [each["enable_upnp"] for each in found] == [True, False, False, True]
    assert [each["enable_dht"] for each in found] == [True, True, False, True]
    off = session_settings.settings_for(Network(**QUIETLY), EVERYWHERE)
    assert not any(off[f"enable_{what}"] for what in ("dht", "lsd", "upnp", "natpmp"))
