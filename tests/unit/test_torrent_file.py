"""Validation of an uploaded .torrent file (case 24): cheap, and nothing impossible gets through."""

import os
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import libtorrent as lt
import pytest

from chalicelib.downloads.errors import BadTorrent
from chalicelib.downloads.models import torrent_file
from chalicelib.downloads.models.torrent_file import MAX_ELEMENTS, parse_torrent
from tests.downloads.data import bencode


def torrent(**info: object) -> bytes:
    usual = {"length": 10, "name": "film", "piece length": 16384, "pieces": b"x" * 20}
    merged = {name.replace("_", " "): value for name, value in {**usual, **info}.items()}
    return bencode({"info": {key: value for key, value in merged.items() if value is not None}})


def many(item: bytes, size: int) -> bytes:
    return item * (size // len(item))


FILES = b"d6:lengthi1e4:pathl1:aee"
#: The parser's work is linear in its limit of elements, so a small limit shows the same.
FEW_ELEMENTS = 2_500
BOMB_BYTES = FEW_ELEMENTS * 16
BOMBS = {
    "a list without end": b"d4:infol" + many(b"0:", BOMB_BYTES) + b"ee",
    "nested lists": b"d4:info" + b"l" * BOMB_BYTES,
    "nested dictionaries": many(b"d1:a", BOMB_BYTES),
    "a number of 400 digits": b"d1:ai1" + b"0" * 400 + b"ee",
    "many keys": b"d" + many(b"1:ai1e", BOMB_BYTES) + b"e",
    "many files": b"d4:infod5:filesl" + many(FILES, BOMB_BYTES) + b"e4:name1:aee",
    "a string longer than the file": b"d4:info99999999:abc",
    "a length without end": b"d4:info" + b"9" * 5000,
    "many trackers": b"d13:announce-listl" + b"1:a" * 2000 + b"e" + torrent()[1:],
}
BROKEN = {
    "nothing": b"",
    "no torrent": b"<html>",
    "a list": b"le",
    "a number": b"i1e",
    "no info": b"d8:announce1:ae",
    "info is no dictionary": b"d4:info4:filme",
    "cut off": torrent()[:-30],
    "no files": torrent(length=None),
    "piece length 0": torrent(piece_length=0),
    "piece length 2^31": torrent(piece_length=2**31),
    "negative piece length": torrent(piece_length=-16384),
    "pieces not a multiple of 20": torrent(pieces=b"x" * 21),
    "no pieces": torrent(pieces=b""),
    "pieces missing": torrent(pieces=None),
    "negative length": torrent(length=-1),
    "8 EiB": torrent(length=2**63 - 1),
    "8 EiB in two": torrent(
        length=None,
        files=[{"length": 2**61, "path": ["a"]}, {"length": 2**61, "path": ["b"]}],
    ),
    "a link": torrent(
        length=None,
        files=[{"length": 0, "path": ["a"], "attr": "l", "symlink path": ["..", "etc"]}],
    ),
    "-0 as length of a string": b"d-1:ai1ee",
    "a key without a value": b"d1:ae",
    "a broken number": b"d1:ai1-2ee",
}


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """Counts the function calls of this thread: a measure of work that no load changes."""
    calls = [0]

    def count(_frame: object, event: str, _argument: object) -> None:
        calls[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("name", [*BOMBS, *BROKEN])
def test_case_24_a_hostile_torrent_is_refused_with_bounded_work_and_memory(name, monkeypatch):
    monkeypatch.setattr(torrent_file, "MAX_ELEMENTS", FEW_ELEMENTS)
    data = {**BOMBS, **BROKEN}[name]

    with counted_calls() as calls, pytest.raises(BadTorrent):
        parse_torrent(data)
    assert calls[0] < 20 * FEW_ELEMENTS

    tracemalloc.start()
    with pytest.raises(BadTorrent):
        parse_torrent(data)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 200 * FEW_ELEMENTS


def test_case_24_the_limit_of_elements_is_that_of_25000_files():
    assert MAX_ELEMENTS == 250_000
    with pytest.raises(BadTorrent, match="too many parts"):
        parse_torrent(b"d4:infol" + b"0:" * MAX_ELEMENTS + b"ee")


def test_hash_and_name_equal_those_of_libtorrent():
    data = torrent(name="A Film")

    facts = parse_torrent(data)

    assert facts.info_hash == str(lt.load_torrent_buffer(data).info_hashes.v1)
    assert facts.name == "A Film"


def test_a_version_2_torrent_is_known_by_its_sha256(tmp_path):
    (tmp_path / "film.mkv").write_bytes(b"film" * 10_000)
    made = lt.create_torrent(
        lt.list_files(str(tmp_path / "film.mkv")), 16384, flags=lt.create_torrent.v2_only
    )
    lt.set_piece_hashes(made, str(tmp_path))
    data = lt.bencode(made.generate())

    assert parse_torrent(data).info_hash == str(lt.load_torrent_buffer(data).info_hashes.v2)


def test_trackers_and_web_seeds_are_found():
    data = bencode(
        {
            "announce": "http://one.example/announce",
            "announce-list": [["udp://two.example:1"], ["http://three.example", "x"]],
            "url-list": "http://four.example/",
            "info": {"length": 10, "name": "film", "piece length": 16384, "pieces": b"x" * 20},
        }
    )

    assert set(parse_torrent(data).addresses) == {
        "http://one.example/announce",
        "udp://two.example:1",
        "http://three.example",
        "x",
        "http://four.example/",
    }


def test_real_torrents_are_accepted():
    """TORRENT_COLLECTION is a folder of .torrent files: libtorrent refuses as many."""
    folder = os.environ.get("TORRENT_COLLECTION")
    if not folder:
        pytest.skip("TORRENT_COLLECTION names no folder of real .torrent files")
    for path in sorted(Path(folder).glob("*.torrent")):
        try:
            parse_torrent(path.read_bytes())
        except BadTorrent:
            with pytest.raises(RuntimeError):
                lt.load_torrent_buffer(path.read_bytes())
