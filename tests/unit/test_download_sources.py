"""Parsing of sources, and their display."""

import base64

import pytest

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.source_parser import Source, parse_source

HASH = "c334138ef5bfc2d568ea7324e0e2a3a7ec229bdd"
SHA256 = "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e"
INFO = b"d6:lengthi10e4:name4:film12:piece lengthi16384e6:pieces20:" + b"x" * 20 + b"e"
TORRENT = b"d8:announce26:udp://tracker.example:69694:info" + INFO + b"e"


def read(kind: str, source: str, title: str = "") -> Source:
    return parse_source(SourceType(kind), source, title)


def upload(data: bytes, head: str = "data:application/x-bittorrent;base64,") -> str:
    return head + base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("link", "info_hash"),
    [
        (f"magnet:?xt=urn:btih:{HASH}", HASH),
        (f"MAGNET:?xt=urn:btih:{HASH.upper()}&dn=x", HASH),
        ("magnet:?xt=urn:btih:YM2BHDXVX7BNK2HKOMSOBYVDU7WCFG65", HASH),
        (f"magnet:?xt=urn:btmh:1220{SHA256}", SHA256),
        (f"magnet:?xt=urn:btmh:1220{SHA256}&xt=urn:btih:{HASH}", HASH),
        (f"magnet:?dn=a&xt.1=urn:btih:{HASH}&xt.2=urn:btih:{HASH.upper()}", HASH),
    ],
)
def test_magnet_links_are_known_by_their_hash(link, info_hash):
    assert read("magnet", link).info_hash == info_hash


@pytest.mark.parametrize(
    "link",
    [
        "magnet:?dn=film",
        "magnet:",
        "magnet:?xt=urn:btih:",
        f"magnet:?xt=urn:btih:{HASH[:-1]}",
        f"magnet:?xt.1=urn:btih:{HASH}&xt.2=urn:btih:{'a' * 40}",
        f"magnet:?xt=urn:btmh:1220{SHA256}&xt=urn:btmh:1220{'a' * 64}",
        f"magnet:?xt=urn:btih:{HASH}0",
        f"magnet:?xt=urn:btmh:1114{HASH}",
        f"magnet:?xt=urn:ed2k:{HASH}",
        f"http://example.org/?xt=urn:btih:{HASH}",
        f"magnet:?xt=urn:btih:{HASH}&tr=" + "x" * 9000,
        f"magnet:?xt=urn:btih:{HASH}" + "&a=b" * 300,
    ],
)
def test_other_links_are_refused(link):
    with pytest.raises(BadSource) as refused:
        read("magnet", link)

    assert refused.value.field == "source"


def test_what_is_shown_of_a_magnet_link_is_its_hash_and_name():
    source = read("magnet", f"magnet:?xt=urn:btih:{HASH}&dn=A+Film%0A&tr=http://t/?passkey=secret")

    assert source.label == f"magnet:?xt=urn:btih:{HASH}"
    assert source.title == "A Film"
    assert source.addresses == ("http://t/?passkey=secret",)
    assert "secret" not in repr(source)


def test_an_upload_is_shown_by_its_file_name():
    head = "data:application/x-bittorrent;name=My%20film.torrent;base64,"
    source = read("torrent", upload(TORRENT, head))

    assert source.label == "My film.torrent"
    assert source.title == "film"
    assert source.addresses == ("udp://tracker.example:6969",)
    assert len(source.info_hash or "") == 40


def test_an_unnamed_upload_is_titled_by_its_torrent():
    assert read("torrent", upload(TORRENT), title="Nosferatu").label == "film.torrent"


@pytest.mark.parametrize(
    "source",
    [
        "data:text/plain;base64,aGk=",
        "data:application/x-bittorrent,plain",
        upload(TORRENT)[:-3] + "!!!",
        upload(TORRENT)[:-3] + "äöü",
    ],
)
def test_uploads_that_are_no_torrents_are_refused(source):
    with pytest.raises(BadSource):
        read("torrent", source)


def test_an_upload_over_four_mebibytes_is_refused():
    with pytest.raises(BadTorrent, match="4 MiB"):
        read("torrent", upload(b"d" + b"x" * (4 * 1024 * 1024)))


def test_an_address_is_titled_by_its_last_component():
    assert read("http", "https://example.org/films/A%20Trip.mkv?x=1").title == "A Trip.mkv"
    assert read("direct", "https://example.org/", title="Mine").title == "Mine"


def test_invisible_characters_are_removed_from_titles():
    assert read("magnet", f"magnet:?xt=urn:btih:{HASH}", title="a\u202eb\x00c  d").title == "abc d"
