"""The route of requests: from one interface only, through a proxy, or not at all."""

import pytest

from chalicelib.download_settings.models.settings import Network, Proxy
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, start_download, wait_for_end
from tests.listening import Socket
from tests.proxies import ProxyServer
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.http import HttpEngine, context
from worker.net.egress import CancelHandle, EgressRoute, UpstreamProxy, connect

BODY = noise(1_000_000)


@pytest.mark.parametrize("kind", ["socks5", "http"])
@pytest.mark.parametrize("login", [None, ("rosa", "secret")])
def test_requests_go_through_the_proxy_by_address(web, tmp_path, kind, login):
    """The name is resolved and checked here; the proxy gets the address."""
    proxy = ProxyServer(kind, *(login or ()))
    proxy.start()
    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(NetworkGuard(LOOPBACK.allowed, resolver=lambda _host: ["127.0.0.1"]))
    name, password = login or ("", None)
    engine.use_network(
        Network(
            proxy=Proxy(
                kind=kind, host="127.0.0.1", port=proxy.port, username=name, password=password
            )
        )
    )
    report = download(engine, make_task(tmp_path, f"http://film.example:{web.port}/f.mkv"))
    engine.close(5)
    proxy.close()

    assert downloaded_file(report).read_bytes() == BODY
    assert proxy.connected == [("127.0.0.1", web.port)]
    assert web.headers_of("/f.mkv")[0]["host"] == f"film.example:{web.port}"


@pytest.mark.parametrize("kind", ["socks5", "http"])
@pytest.mark.parametrize("trouble", ["wrong password", "refuses", "not there"])
def test_without_its_proxy_nothing_is_sent(web, tmp_path, kind, trouble):
    proxy = ProxyServer(kind, "rosa", "secret", refuses=trouble == "refuses")
    proxy.start()
    if trouble == "not there":
        proxy.close()
    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(LOOPBACK)
    password = "wrong" if trouble == "wrong password" else "secret"
    task = Proxy(kind=kind, host="127.0.0.1", port=proxy.port, username="rosa", password=password)
    engine.use_network(Network(proxy=task))
    fault = download(engine, make_task(tmp_path, web.url("/f.mkv"))).fault
    engine.close(5)
    proxy.close()

    assert (fault.reason, fault.may_retry) == ("unreachable", True)
    assert web.connections == 0


def test_a_blocked_address_is_refused_through_a_proxy(web, tmp_path):
    proxy = ProxyServer("socks5")
    proxy.start()
    engine = HttpEngine(NetworkGuard())
    engine.use_network(Network(proxy=Proxy(kind="socks5", host="127.0.0.1", port=proxy.port)))
    fault = download(engine, make_task(tmp_path, web.url("/f.mkv"))).fault
    engine.close(5)
    proxy.close()

    assert fault.reason == "blocked_address"
    assert proxy.connected == []


@pytest.mark.parametrize("interface", ["lo", "127.0.0.1"])
def test_a_connection_uses_the_interface_it_is_bound_to(web, tmp_path, interface):
    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(LOOPBACK)
    engine.use_network(Network(interface=interface))
    report = download(engine, make_task(tmp_path, web.url("/f.mkv")))
    reach = engine.connectivity()
    engine.close(5)

    assert downloaded_file(report).read_bytes() == BODY
    assert (reach.is_up, reach.message) == (True, "")


def test_a_connection_uses_the_source_address_it_is_bound_to():
    peers: list[str] = []
    server = Socket(lambda opened: peers.append(opened.getpeername()[0]))
    connect(
        EgressRoute(sources=("127.0.0.9",)), "127.0.0.1", server.port, 5, CancelHandle()
    ).close()
    wait_until(lambda: peers)
    server.close()

    assert peers == ["127.0.0.9"]


def test_without_a_source_address_of_the_family_nothing_is_sent():
    with pytest.raises(OSError, match="no address of this IP version"):
        connect(EgressRoute(sources=("::1",)), "127.0.0.1", 9, 5, CancelHandle())


def test_a_cancelled_connection_is_not_opened():
    cancel_handle = CancelHandle()
    cancel_handle.cancel()

    with pytest.raises(OSError, match="cancelled"):
        connect(EgressRoute(), "127.0.0.1", 9, 5, cancel_handle)


@pytest.mark.parametrize("name", ["seen-none0", "10.255.255.1", "a-very-long-interface-name"])
def test_downloads_wait_while_their_interface_is_down(web, tmp_path, name, monkeypatch):
    monkeypatch.setattr("worker.downloader.http.download.INTERFACE_CHECK_INTERVAL_S", 0.05)
    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(LOOPBACK)
    engine.use_network(Network(interface=name))
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: engine.report(task.job_id).detail is StatusDetail.WAITING_FOR_INTERFACE)
    waiting, reach = engine.report(task.job_id), engine.connectivity()
    asked = web.connections
    engine.use_network(Network())
    report = wait_for_end(engine, task)
    engine.close(5)

    assert (waiting.fault, reach.is_up, asked) == (None, False, 0)
    assert name in reach.message
    assert downloaded_file(report).read_bytes() == BODY


def test_a_running_download_stops_and_resumes_with_its_interface(web, tmp_path, monkeypatch):
    monkeypatch.setattr("worker.downloader.http.download.INTERFACE_CHECK_INTERVAL_S", 0.05)
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=100_000)
    engine = HttpEngine(LOOPBACK)
    engine.use_network(Network(interface="lo"))
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 100_000)
    with monkeypatch.context() as patch:
        patch.setattr(context.network_interface, "sources", lambda _name: ())
        wait_until(lambda: engine.report(task.job_id).detail is StatusDetail.WAITING_FOR_INTERFACE)
        wait_until(lambda: not web.active["/f.mkv"])
        page.bytes_per_s = None
    report = wait_for_end(engine, task)
    engine.close(5)

    assert report.phase is Phase.FINISHED
    assert downloaded_file(report).read_bytes() == BODY
    assert web.ranges_of("/f.mkv")[1] is not None


def test_a_running_download_switches_to_another_route(web, tmp_path):
    proxy = ProxyServer("socks5")
    proxy.start()
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=100_000)
    engine = HttpEngine(LOOPBACK)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 50_000)
    engine.use_network(Network(proxy=Proxy(kind="socks5", host="127.0.0.1", port=proxy.port)))
    wait_until(lambda: proxy.connected)
    page.bytes_per_s = None
    report = wait_for_end(engine, task)
    engine.close(5)
    proxy.close()

    assert downloaded_file(report).read_bytes() == BODY
    assert proxy.connected == [("127.0.0.1", web.port)]


@pytest.mark.parametrize(
    "answer", [b"", b"\x05", b"\x04\x00", b"\x05\xff", b"HTTP/1.1 400 no\r\n\r\n", b"x" * 20_000]
)
@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_an_invalid_proxy_response_is_an_error(kind, answer):
    server = Socket(lambda opened: opened.sendall(answer))
    route = EgressRoute(proxy=UpstreamProxy(kind, "127.0.0.1", server.port))

    with pytest.raises(OSError, match=r"proxy|reset"):
        connect(route, "127.0.0.1", 9, 5, CancelHandle())
    server.close()
