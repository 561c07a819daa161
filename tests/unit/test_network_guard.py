"""Addresses that requests to URLs of users may not reach (cases 28 and 29)."""

from ipaddress import ip_network

import pytest

from chalicelib.providers.network_guard import BadAddress, BlockedAddress, NetworkGuard, Target

CLOSED = [
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/x?y",
    "http://127.255.255.254/",
    "http://[::1]/",
    "http://[::]/",
    "http://0.0.0.0/",
    "http://0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.0.1/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://100.127.255.254/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:101::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[ff02::1]/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST:9000/",
    "http://printer.localhost/",
    "http://127.0.0.1./",
    "http://good@127.0.0.1/",
    "http://example.org:80@127.0.0.1/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/file",
    "dict://example.org:11211/",
    "http://example.org:5432/",
    "http://example.org:6379/",
    "http://example.org:22/",
    "https://93.184.216.34:25/",
]
UNREADABLE = [
    "",
    "not an address",
    "http://",
    "http:///path",
    "http://exa mple.org/",
    "http://example.org\\@127.0.0.1/",
    "http://example.org/\r\nHost: inside",
    "http://[::1/",
    "http://example..org/",
    "http://-/".replace("-", "%2d"),
    "http://example.org:99999/",
    "http://user:password@example.org/",
    "http://" + "a" * 9000 + ".org/",
]
OPEN = [
    ("http://93.184.216.34/file.mkv", "93.184.216.34", 80, "/file.mkv"),
    ("https://Example.ORG/a b".replace(" ", "%20"), "example.org", 443, "/a%20b"),
    ("https://example.org.:8443/x?y=1&z", "example.org", 8443, "/x?y=1&z"),
    ("http://[2606:2800:220:1::1]/", "2606:2800:220:1::1", 80, "/"),
    ("http://bücher.example/ü", "xn--bcher-kva.example", 80, "/%C3%BC"),
    ("http://[64:ff9b::5db8:d822]/", "64:ff9b::5db8:d822", 80, "/"),
]


def never(_host: str) -> list[str]:
    raise AssertionError("nothing is resolved here")


@pytest.mark.parametrize("url", CLOSED)
def test_private_addresses_are_blocked_before_a_lookup(url):
    with pytest.raises(BlockedAddress):
        NetworkGuard(resolver=never).read(url)


@pytest.mark.parametrize("url", UNREADABLE)
def test_ambiguous_addresses_are_refused(url):
    with pytest.raises((BadAddress, BlockedAddress)):
        NetworkGuard(resolver=never).read(url)


@pytest.mark.parametrize(("url", "host", "port", "path"), OPEN)
def test_public_addresses_are_parsed_once(url, host, port, path):
    target = NetworkGuard(resolver=never).read(url)

    assert (target.host, target.port, target.path) == (host, port, path)


@pytest.mark.parametrize(
    "answers",
    [
        ["10.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["93.184.216.34", "::1"],
        ["fe80::1%eth0"],
        ["::ffff:192.168.0.1"],
    ],
)
def test_a_name_with_any_private_address_is_blocked(answers):
    guard = NetworkGuard(resolver=lambda _host: answers)

    with pytest.raises(BlockedAddress):
        guard.pin(guard.read("http://example.org/"))


def test_checked_addresses_are_the_ones_to_connect_to():
    asked = []

    def changing(host: str) -> list[str]:
        asked.append(host)
        return ["93.184.216.34", "2606:2800:220:1::1"] if len(asked) == 1 else ["127.0.0.1"]

    guard = NetworkGuard(resolver=changing)
    target = guard.pin(guard.read("http://example.org/"))

    assert target.addresses == ("93.184.216.34", "2606:2800:220:1::1")
    assert asked == ["example.org"]


@pytest.mark.parametrize("answers", [[], None])
def test_a_name_without_an_address_is_an_os_error(answers):
    def resolver(_host: str) -> list[str]:
        if answers is None:
            raise OSError("no such name")
        return answers

    guard = NetworkGuard(resolver=resolver)

    with pytest.raises(OSError, match="name"):
        guard.pin(guard.read("http://example.org/"))


def test_a_hanging_resolver_times_out():
    import threading

    release = threading.Event()

    def hanging(_host: str) -> list[str]:
        release.wait(60)
        return ["93.184.216.34"]

    guard = NetworkGuard(resolver=hanging)

    with pytest.raises(OSError, match="in time"):
        guard.pin(guard.read("http://example.org/"), timeout_s=0.05)
    release.set()


def test_an_administrator_can_open_networks():
    guard = NetworkGuard(
        (ip_network("127.0.0.0/8"), ip_network("192.168.1.7"), ip_network("fd00::/8")),
        resolver=never,
    )

    for url in (
        "http://127.0.0.1:8000/",
        "http://192.168.1.7/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost:8000/",
    ):
        assert guard.read(url).host
    with pytest.raises(BlockedAddress):
        guard.read("http://192.168.1.8/")
    with pytest.raises(BlockedAddress):
        guard.read("http://127.0.0.1:5432/")


def test_labels_and_logs_contain_no_query():
    target = NetworkGuard().read("https://example.org/file.mkv?token=secret")

    assert target.label == "https://example.org/file.mkv"
    assert "secret" not in repr(target)


@pytest.mark.parametrize(
    ("target", "authority"),
    [
        (Target("http", "example.org", 80, "/"), "example.org"),
        (Target("https", "example.org", 80, "/"), "example.org:80"),
        (Target("http", "2606::1", 8000, "/"), "[2606::1]:8000"),
    ],
)
def test_the_host_header_names_the_port_only_when_it_is_unusual(target, authority):
    assert target.authority == authority
