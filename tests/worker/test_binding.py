"""Bound to an interface, nothing leaves by any other, from the first moment on."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import libtorrent as lt
import pytest
from pydantic import ValidationError

from chalicelib.download_settings.models.settings import DownloadSettings, Network, Proxy
from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.downloads.service import SourceValidator
from chalicelib.inspections.models import InspectionCreate
from chalicelib.platform.errors import InvalidInput
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import noise
from tests.downloads.harness import WorkerHarness
from tests.downloads.swarm import LOOPBACK, LOOPBACK_ONLY
from tests.file_server import Page
from tests.http_downloads import downloaded_file, make_task, start_download, wait_for_end
from tests.namespaces import PROXIES, seen_in
from tests.torrents import data_url, make_torrent, uploaded_by
from tests.torrents import make_task as torrent_task
from tests.waiting import wait_stable, wait_until
from worker.downloader.http import HttpEngine, context
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.session_settings import settings_for as network_settings

pytestmark = pytest.mark.long

MIB = 1024 * 1024


def test_no_traffic_passes_before_the_binding_is_applied():
    """Counted on the only way out there is; the same counter moves as soon as it may."""
    seen = seen_in("nothing before the rules")

    assert seen == {"begun": 0, "bound": 0, "ports": [0, False]}


def test_an_interface_that_returns_with_another_address_is_used():
    seen = seen_in("comes back with another address")

    assert "tun9" in seen["down"]
    assert (seen["leaked"], seen["in all"]) == (0, 0)
    assert set(seen["callers"]) == {"10.8.0.5", "10.8.0.77", "10.8.0.78"}


def test_names_are_resolved_through_the_interface_or_not_at_all():
    """Trackers by datagrams go by their address; what would be looked up elsewhere is left out."""
    seen = seen_in("names stay in")

    assert seen == {"leaked": 0, "trackers": ["udp://10.8.0.1:6969/announce"]}


@pytest.mark.parametrize("scene", PROXIES)
def test_behind_a_proxy_nothing_bypasses_it_in_any_of_its_states(scene):
    """Names, trackers of both kinds, peers, web seeds, the DHT and the router; and back."""
    assert seen_in(scene) == {"leaked": 0, "doors": [], "answers strangers": False}


OWN_SERVERS = Network(name_servers=["127.0.0.1"], dht=False, lsd=False, upnp=False)
WEB_PROXY = Network(proxy=Proxy(kind="http", host="127.0.0.1", port=9), dht=False)


@pytest.mark.parametrize(
    ("network", "left"),
    [(OWN_SERVERS, ["udp://93.184.216.34:6969"]), (WEB_PROXY, ["http://web.example/announce"])],
)
def test_trackers_a_running_torrent_may_not_ask_any_more_are_removed(tmp_path, network, left):
    guard = NetworkGuard(resolver=lambda _host: ["93.184.216.34"])
    trackers = [
        "udp://93.184.216.34:6969",
        "udp://datagrams.example:6969",
        "http://web.example/announce",
    ]
    magnet = f"magnet:?xt=urn:btih:{'d' * 40}" + "".join(f"&tr={each}" for each in trackers)
    engine = TorrentEngine(guard, LOOPBACK_ONLY)
    wanted = torrent_task(tmp_path, f"{magnet}&ws=http://seed.example/")
    engine.add(wanted)
    handle = wait_until(lambda: engine.torrent_of(wanted.job_id)).handle
    assert len(handle.trackers()) == 3
    engine.use_network(network)

    assert [each["url"] for each in wait_until(handle.trackers)] == left
    assert handle.url_seeds() == ([] if network is OWN_SERVERS else ["http://seed.example/"])
    engine.close(5)


def test_a_private_torrent_without_an_allowed_tracker_says_so(tmp_path):
    """It would wait for ever otherwise: its peers are known to its trackers only."""
    data = lt.bdecode(make_torrent([[b"film.mkv"]], is_private=True))
    data[b"announce"] = b"http://web.example/announce"
    engine = TorrentEngine(NetworkGuard(resolver=lambda _host: ["93.184.216.34"]), LOOPBACK_ONLY)
    engine.use_network(OWN_SERVERS)
    wanted = torrent_task(tmp_path, data_url(lt.bencode(data)))
    engine.add(wanted)
    fault = wait_until(lambda: engine.report(wanted.job_id).fault)
    engine.close(5)

    assert (fault.reason, fault.may_retry) == ("no_tracker", False)


def test_dht_bootstrap_nodes_are_not_resolved_behind_a_proxy():
    """libtorrent asks the system for those names, also behind a proxy."""
    bound = Network(interface="tun0", name_servers=["10.8.0.1"])
    hidden = Network(proxy=Proxy(kind="socks5", host="127.0.0.1", port=9))
    found = [
        network_settings(each, LOOPBACK_ONLY)["dht_bootstrap_nodes"]
        for each in (Network(), bound, hidden)
    ]

    assert found == ["dht.libtorrent.org:25401", "", ""]


@pytest.mark.parametrize("host", ["proxy.example", ""])
def test_with_configured_name_servers_a_proxy_is_given_by_its_address(harness: WorkerHarness, host):
    """Its name would have to be looked up by the system."""
    proxy = {"kind": "socks5", "host": host, "port": 1080}
    harness.settings.update(DownloadSettings.model_validate({"network": {"proxy": proxy}}))
    with pytest.raises(InvalidInput) as refused:
        harness.settings.update(
            DownloadSettings.model_validate({"network": {"nameServers": ["10.8.0.1"]}})
        )
    assert refused.value.field == "network.proxy.host"
    assert harness.settings.get().network.name_servers == []

    wanted = {"nameServers": ["10.8.0.1"], "proxy": {"host": "10.8.0.1"}}
    harness.settings.update(DownloadSettings.model_validate({"network": wanted}))
    assert harness.settings.get().network.name_servers == ["10.8.0.1"]


def test_with_configured_name_servers_the_system_resolver_is_not_asked(
    harness: WorkerHarness, user
):
    """The download asks the configured servers, and checks their answers."""
    asked: list[str] = []
    guard = NetworkGuard(resolver=lambda host: asked.append(host) or ["93.184.216.34"])
    validator = SourceValidator(guard, are_torrents_on=True)
    downloads = replace(harness.downloads, validator=validator)
    looks = replace(harness.inspections, validator=validator)
    source = {"sourceType": "http", "source": "https://films.example/f.mkv"}
    downloads.request(user, DownloadCreate.model_validate(source))
    assert asked == ["films.example"]
    harness.settings.update(
        DownloadSettings.model_validate({"network": {"nameServers": ["10.8.0.1"]}})
    )
    downloads.request(user, DownloadCreate.model_validate(source))
    looks.create(user, InspectionCreate.model_validate(source))

    assert asked == ["films.example"]


@pytest.mark.parametrize("servers", [["dns.example"], ["10.8.0.1:53"], ["1.1.1.1"] * 4, [""]])
def test_a_name_server_is_an_address(servers):
    with pytest.raises(ValidationError):
        Network(name_servers=servers)


def test_a_connection_from_a_removed_address_is_not_awaited(web, tmp_path, monkeypatch):
    """The reader gets no error: for it the connection is only silent."""
    monkeypatch.setattr("worker.downloader.http.download.INTERFACE_CHECK_INTERVAL_S", 0.05)
    its = ["127.0.0.8", "127.0.0.9"]
    monkeypatch.setattr(context.network_interface, "sources", lambda _name: tuple(its))
    body = noise(MIB)
    page = web.pages["/f.mkv"] = Page(body, announces_ranges=True, bytes_per_s=200_000)
    engine = HttpEngine(LOOPBACK)
    engine.use_network(Network(interface="127.0.0.8"))
    wanted = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 100_000)
    page.bytes_per_s = 1
    its.append("127.0.0.10")  # one more is no reason
    assert wait_stable(lambda: len(web.ranges_of("/f.mkv")), looks=60) == 1
    its.remove("127.0.0.8")
    wait_until(lambda: len(web.ranges_of("/f.mkv")) == 2)
    page.bytes_per_s = None
    report = wait_for_end(engine, wanted)
    engine.close(5)

    assert downloaded_file(report).read_bytes() == body
    assert len(web.ranges_of("/f.mkv")) == 2


@pytest.fixture
def address() -> Iterator[str]:
    """One this machine may have; only with the right to give it."""
    address = "10.99.77.14"
    try:
        may = subprocess.run(own("add", address), capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs the command ip")
    if may.returncode:
        pytest.skip("needs the right to add an address")
    subprocess.run(own("del", address), check=True)
    yield address
    subprocess.run(own("del", address), capture_output=True, check=False)


def own(what: str, address: str) -> list[str]:
    return ["ip", "addr", what, f"{address}/32", "dev", "lo"]


def test_a_worker_waits_for_its_interface_and_resumes_by_itself(
    harness: WorkerHarness, user, seed, web, address
):
    """Absent at the start, then there, then gone in the middle, for both kinds of sources."""
    body = noise(3 * MIB)
    page = web.pages["/f.mkv"] = Page(body, announces_ranges=True, bytes_per_s=MIB // 8)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 8)
    quiet = {"interface": address, "dht": False, "lsd": False, "upnp": False}
    harness.settings.update(DownloadSettings.model_validate({"network": quiet}))
    harness.worker()
    jobs = [
        harness.add_job(user, "magnet", offer.magnet),
        harness.add_job(user, "http", web.url("/f.mkv")),
    ]

    def all_wait() -> bool:
        return {harness.job(user, job).detail for job in jobs} == {
            StatusDetail.WAITING_FOR_INTERFACE
        }

    def some_of_each_is_here() -> bool:
        return all(harness.job(user, job).bytes_downloaded > MIB // 8 for job in jobs)

    # A suspended job frees its slot, and no other job may take it only to be suspended as well.
    wait_until(
        lambda: (
            StatusDetail.WAITING_FOR_INTERFACE in {harness.job(user, job).detail for job in jobs}
        )
    )
    assert wait_stable(lambda: (uploaded_by(seed), web.connections), looks=60) == (0, 0)
    subprocess.run(own("add", address), check=True)
    wait_until(some_of_each_is_here)
    subprocess.run(own("del", address), check=True)
    wait_until(all_wait)
    assert {harness.job(user, job).next.action for job in jobs} == {"resume_on_interface"}
    before = wait_stable(lambda: (uploaded_by(seed), sum(web.bytes_sent.values())))
    assert (
        wait_stable(lambda: (uploaded_by(seed), sum(web.bytes_sent.values())), looks=60) == before
    )
    subprocess.run(own("add", address), check=True)
    seed.limit(0)
    page.bytes_per_s = None
    done = [harness.wait_for_status(user, job, "completed") for job in jobs]

    assert [harness.file_of(job).read_bytes() == body for job in done] == [True, True]
    assert [job.retry_count for job in done] == [0, 0]
