"""
Torrents, links and headers made up by a machine: understood, made harmless, or refused by name.

What may be brought in is bounded by counting, never by a clock.
"""

import base64
import contextlib
import tracemalloc
from pathlib import Path, PurePosixPath
from typing import Any

import libtorrent as lt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models import MAX_TORRENT_BYTES, SourceType, torrent_file
from chalicelib.downloads.models.source_parser import (
    MAX_TITLE_LENGTH,
    UNPRINTABLE,
    Source,
    clean_title,
    parse_source,
)
from chalicelib.downloads.models.torrent_file import MAX_ELEMENTS, parse_torrent
from chalicelib.downloads.service import SourceValidator
from chalicelib.providers.network_guard import BlockedAddress, NetworkGuard
from tests.downloads.data import bencode
from worker.downloader.engine import TaskFailed
from worker.downloader.http.response import file_name
from worker.downloader.safe_names import are_inside, safe_name, safe_paths
from worker.downloader.torrents.add_torrent_params import (
    info_hash_of,
    read_magnet,
    read_torrent,
    stored_names,
)

EASY = settings(max_examples=50, suppress_health_check=list(HealthCheck))
HASH = "c334138ef5bfc2d568ea7324e0e2a3a7ec229bdd"

#: Components of hostile names.
NASTY = [
    "..", ".", "", "/", "\\", "../../x", "/etc/passwd", "C:\\x", "\0", "nul\0.mkv", "\u202egpj.exe",
    "\u061cx", "\u2066", "CON", "con .mkv", "COM¹", "CONIN$", "aux.", "lpt9.txt", "x...", "x ",
    "Film", "film", "FILM", "é", "e\u0301", "ﬁlm", "x" * 300, "ü" * 200, "\ud800", ".hidden", "~",
    "`id`", "-rf", "a\nb", "\x1b[2J", "<b>", "film.mkv\0.exe", "length", "attr", "symlink path",
]  # fmt: skip
names = st.one_of(st.sampled_from(NASTY), st.text(max_size=40)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
parts = st.lists(names, max_size=8)
numbers = st.one_of(
    st.integers(0, 100_000),
    st.sampled_from([-1, 0, 1, 2**31, 2**32, 2**53, 2**62, 2**63 - 1, -(2**63), 10**30]),
)
addresses = st.one_of(
    st.sampled_from(
        [
            b"udp://tracker.example:6969", b"http://127.0.0.1/a", b"http://[::1]:6379/", b"//", b"",
            b"http://2130706433/", b"http://user@10.0.0.1/", b"file:///etc/passwd", b"http://[",
            b"http://169.254.169.254/latest", b"udp://\xff:99999", b"http://tracker.example:x/",
        ]
    ),
    st.binary(max_size=60),
)  # fmt: skip
files = st.lists(
    st.fixed_dictionaries(
        {"length": numbers, "path": parts},
        optional={
            "attr": st.sampled_from([b"p", b"l", b"x", b"h", b""]),
            "symlink path": parts,
            "path.utf-8": parts,
        },
    ),
    max_size=6,
)
leaves = st.fixed_dictionaries(
    {"length": numbers}, optional={"pieces root": st.binary(max_size=40), "attr": st.just(b"l")}
).map(lambda leaf: {b"": leaf})
trees = st.recursive(leaves, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=8)
infos = st.fixed_dictionaries(
    {"name": names, "piece length": st.one_of(st.just(16384), numbers)},
    optional={
        "length": numbers,
        "files": files,
        "file tree": trees,
        "meta version": st.sampled_from([1, 2, 3]),
        "pieces": st.integers(0, 3).map(lambda count: b"x" * 20 * count) | st.binary(max_size=50),
        "private": numbers,
        "name.utf-8": names,
    },
)
plausible_files = st.lists(
    st.fixed_dictionaries(
        {"length": st.integers(0, 40_000), "path": st.lists(names, min_size=1, max_size=6)},
        optional={"attr": st.sampled_from([b"p", b"x", b"h"]), "path.utf-8": parts},
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def plausible(draw: Any) -> dict[str, Any]:
    """What a program would take, but for what things are called."""
    entries = draw(plausible_files)
    total = sum(entry["length"] for entry in entries)
    return {
        "name": draw(names),
        "files": entries,
        "piece length": 16384,
        "pieces": b"x" * 20 * max(-(-total // 16384), 1),
    }


torrents = st.fixed_dictionaries(
    {"info": st.one_of(plausible(), infos)},
    optional={
        "announce": addresses,
        "announce-list": st.lists(st.lists(addresses, max_size=3), max_size=3),
        "url-list": addresses | st.lists(addresses, max_size=3),
        "httpseeds": st.lists(addresses, max_size=3),
        "nodes": st.lists(st.tuples(names, numbers).map(list), max_size=2),
    },
).map(bencode)


def spoiled(data: bytes, at: int, what: bytes) -> bytes:
    return data[: at % (len(data) + 1)] + what + data[at % (len(data) + 1) :]


def understood(kind: SourceType, text: str) -> Source | None:
    """None where it was refused: by an error of ours that names the field."""
    try:
        return parse_source(kind, text)
    except (BadSource, BadTorrent) as error:
        assert error.field == "source"  # noqa: PT017  # one of many outcomes
        assert str(error).endswith((".", "magnet:?"))  # noqa: PT017
        return None


def check_upload(data: bytes) -> None:
    text = "data:application/x-bittorrent;base64," + base64.b64encode(data).decode()
    source = understood(SourceType.TORRENT, text)
    try:
        params = read_torrent(data)
    except TaskFailed as refused:
        assert refused.fault.reason == "bad_torrent"  # noqa: PT017
        return
    assert source is not None, "the worker takes no more than the API"
    assert source.info_hash == info_hash_of(params.info_hashes)
    check_shown(source)
    layout = params.ti.layout()
    try:
        stored = stored_names(layout)
    except TaskFailed as refused:
        assert refused.fault.reason == "bad_torrent"  # noqa: PT017
        return
    check_paths(stored)
    assert all(layout.file_size(index) >= 0 for index in range(layout.num_files()))


def check_paths(stored: list[str]) -> None:
    assert len({name.casefold() for name in stored}) == len(stored)
    for name in stored:
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert all(safe_name(part) == part for part in path.parts)
    assert are_inside(stored, Path("/nonexistent"))


def check_shown(source: Source) -> None:
    for text in (source.title, source.label):
        assert UNPRINTABLE.search(text) is None
        assert len(text) <= MAX_TITLE_LENGTH + len(".torrent")


def test_generated_torrents_are_not_all_refused():
    """Otherwise the rest of this would prove little."""
    taken = 0

    @settings(EASY, max_examples=150)
    @given(torrents)
    def look(data: bytes) -> None:
        nonlocal taken
        with contextlib.suppress(TaskFailed):
            taken += read_torrent(data).ti.num_files() > 0

    look()
    assert taken > 20


@EASY
@given(torrents)
def test_a_torrent_of_any_content_is_safe_or_refused(data: bytes):
    check_upload(data)


@EASY
@given(torrents, st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_a_torrent_with_changed_bytes_is_safe_or_refused(data: bytes, at: int, what: bytes):
    check_upload(spoiled(data, at, what))
    check_upload(data[: at % len(data)])


@EASY
@given(st.binary(max_size=400))
def test_any_bytes_that_begin_like_a_torrent_are_safe_or_refused(data: bytes):
    check_upload(b"d4:info" + data)


@EASY
@given(trees, names)
def test_files_of_a_version_2_torrent_stay_inside(tree: dict[bytes, Any], name: bytes):
    def with_roots(node: dict[bytes, Any]) -> dict[bytes, Any]:
        """Small files, with a checksum each: what libtorrent takes."""
        return {
            key: {"length": 5, "pieces root": b"r" * 32} if not key else with_roots(child)
            for key, child in node.items()
        }

    wrapped = {b"folder": with_roots(tree)}
    info = {"meta version": 2, "name": name, "piece length": 16384, "file tree": wrapped}
    check_upload(bencode({"info": info, "piece layers": {}}))


links = st.lists(
    st.tuples(
        st.sampled_from(["xt", "xt.1", "dn", "tr", "tr.2", "ws", "as", "xs", "x.pe", "so", ""]),
        st.one_of(
            st.sampled_from(
                [
                    f"urn:btih:{HASH}", f"urn:btih:{HASH.upper()}", f"urn:btmh:1220{'a' * 64}",
                    f"urn:btih:{'a' * 40}", "urn:btih:" + "b" * 32, "urn:btih:", "127.0.0.1:1",
                    "[::1]:99999", "0-999999999", "1,2,-3", "http://127.0.0.1/", "%00", "%ff%fe",
                ]
            ),
            st.text(max_size=30),
        ),
    ),
    max_size=8,
)  # fmt: skip


@EASY
@given(links)
def test_a_link_of_any_parts_is_parsed_or_refused(given_parts: list[tuple[str, str]]):
    text = "magnet:?" + "&".join(f"{name}={value}" for name, value in given_parts)
    text = text.encode("utf-8", "replace").decode()
    source = understood(SourceType.MAGNET, text)
    if source is None:
        return
    check_shown(source)
    assert source.label.startswith("magnet:?xt=urn:bt")
    assert len(source.label) < 100
    assert text not in repr(source) or text == source.label
    try:
        assert source.info_hash == info_hash_of(read_magnet(text).info_hashes)
    except TaskFailed as refused:
        assert refused.fault.reason == "bad_torrent"  # noqa: PT017
    try:
        SourceValidator(NetworkGuard(), are_torrents_on=True).validate(SourceType.MAGNET, text)
    except BlockedAddress as error:
        assert error.field == "source"  # noqa: PT017
        assert text not in str(error)  # noqa: PT017


@EASY
@given(
    st.one_of(
        st.text(max_size=200),
        names.map(lambda name: f'attachment; filename="{name.decode(errors="replace")}"'),
        names.map(lambda name: f"attachment; filename*=UTF-8''{name.decode(errors='replace')}"),
        st.binary(max_size=60).map(
            lambda data: "inline; filename*=utf-8''" + "".join(f"%{byte:02x}" for byte in data)
        ),
    ),
    st.text(max_size=60),
    st.text(max_size=20),
)
def test_a_download_is_called_by_one_safe_name(header: str, path: str, title: str):
    name = file_name({"content-disposition": header}, path, title)

    assert name == safe_name(name)
    assert "/" not in name


@given(
    st.lists(
        st.lists(names.map(lambda raw: raw.decode(errors="replace")), max_size=6).map("/".join)
    )
)
@EASY
def test_hostile_paths_are_unique_and_inside(paths: list[str]):
    check_paths(safe_paths(paths))


@pytest.mark.parametrize(
    "name", ["con .mkv", "COM¹", "lpt³.txt", "CONIN$", "conout$.x", "aux.mkv."]
)
def test_reserved_names_are_not_used(name: str):
    assert safe_name(name).startswith("_")


def test_bidirectional_controls_are_removed():
    assert safe_name("film\u061c\u202egpj.exe") == "filmgpj.exe"
    assert clean_title("film\u061c\u202e\u2060gpj") == "filmgpj"


def test_a_torrent_with_duplicate_keys_is_refused():
    """A reader of the first and a reader of the last would not mean the same torrent."""
    info = bencode({"length": 1, "name": "a", "piece length": 16384, "pieces": b"x" * 20})
    data = b"d4:info" + info + b"4:info" + info.replace(b"1:a", b"1:b") + b"e"

    with pytest.raises(BadTorrent, match="twice"):
        parse_torrent(data)


FILE = b"d6:lengthi1e4:pathl1:aee"
DEEP = b"d1:a" * 98
BOMBS = {
    "100,000 files": b"d4:infod5:filesl" + FILE * 100_000 + b"e4:name1:aee",
    "10,000 trackers": b"d13:announce-listl" + b"l20:http://t.example:80/e" * 10_000 + b"e"
    + b"4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:" + b"x" * 20 + b"ee",
    "long ways to small things": DEEP + b"d" + b"4:attr0:" * 120_000 + b"e" * 99,
    "long ways to small numbers": DEEP + b"d" + b"6:lengthi1e" * 120_000 + b"e" * 99,
    "pieces of a byte": b"d4:infod6:lengthi1000000e4:name1:a12:piece lengthi1e6:pieces"
     b"4000000:" + b"x" * 4_000_000 + b"ee",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_the_work_for_a_bomb_is_bounded(name: str, monkeypatch):
    """In elements looked at, and in bytes that are remembered of them."""
    data = BOMBS[name]
    assert len(data) <= MAX_TORRENT_BYTES
    steps = 0
    step = torrent_file._Parser._element  # noqa: SLF001

    def counted(reader: Any) -> None:
        nonlocal steps
        steps += 1
        step(reader)

    monkeypatch.setattr(torrent_file._Parser, "_element", counted)  # noqa: SLF001
    tracemalloc.start()
    try:
        with pytest.raises(TaskFailed):
            read_torrent(data)  # looks as the API does, and then as libtorrent does
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert steps <= 2 * (MAX_ELEMENTS + 1)
    assert most_bytes < 48 * 1024 * 1024


def test_an_endless_header_is_not_parsed():
    """Its parts would be looked for in the square of its length."""
    header = 'attachment; filename="' + ";" * 60_000

    assert file_name({"content-disposition": header}, "/film.mkv", "") == "film.mkv"


def test_a_hybrid_torrent_is_known_by_its_version_1_hash(tmp_path):
    (tmp_path / "film.mkv").write_bytes(b"film" * 10_000)
    made = lt.create_torrent(lt.list_files(str(tmp_path / "film.mkv")), 16384)
    lt.set_piece_hashes(made, str(tmp_path))

    check_upload(lt.bencode(made.generate()))
