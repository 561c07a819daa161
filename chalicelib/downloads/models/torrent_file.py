"""
Validation of an uploaded .torrent file, before it is stored.

A bencode parser without recursion or object tree, bounded in size, depth and number of elements,
so that a bomb is cheap. It extracts what the API needs (info-hash, name, addresses) and refuses
files that cannot work; the worker parses the file again with libtorrent.

Source: BEP 3 (metainfo files), BEP 52 (version 2), BEP 19 (web seeds), BEP 12 (trackers).
"""

import hashlib
from dataclasses import dataclass

from chalicelib.downloads.errors import BadTorrent

MAX_ELEMENTS = 250_000  # about 25,000 files; checksums are one string, however many
MAX_ADDRESSES = 1_000
MAX_DEPTH = 100
MAX_NUMBER_DIGITS = 20  # enough for 64 bits
MAX_PIECE_LENGTH = 512 * 1024 * 1024
MAX_TOTAL_BYTES = 2**62
SHA1_BYTES = 20
MAX_PATH_KEYS = 2

Path = tuple[bytes, ...]

#: Values to keep, by the last key of their path; all others are skipped.
KEPT_STRINGS = frozenset(
    {
        b"announce",
        b"announce-list",
        b"url-list",
        b"httpseeds",
        b"name",
        b"name.utf-8",
        b"pieces",
        b"attr",
        b"symlink path",
    }
)
KEPT_NUMBERS = frozenset({b"length", b"piece length", b"meta version"})
ADDRESSES = frozenset({(b"announce",), (b"announce-list",), (b"url-list",), (b"httpseeds",)})


@dataclass(frozen=True, slots=True)
class TorrentFacts:
    """What the API stores about a .torrent file."""

    info_hash: str  # 40 hexadecimal digits of version 1, or 64 of version 2
    name: str
    addresses: tuple[str, ...]  # trackers and web seeds as written


@dataclass(slots=True)
class _Level:
    """A list or dictionary that is open at the current position."""

    is_dict: bool
    start: int
    path: Path
    key: bytes | None = None


class _Parser:
    """Parses bencoded data and keeps the values of `KEPT_STRINGS` and `KEPT_NUMBERS`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.strings: list[tuple[Path, bytes]] = []
        self.numbers: list[tuple[Path, int]] = []
        self.spans: dict[Path, tuple[int, int]] = {}
        self._levels: list[_Level] = []
        self._elements = 0

    def parse(self) -> None:
        """Raises `BadTorrent`."""
        if self.data[:1] != b"d":
            raise BadTorrent("This is not a .torrent file.", field="source")
        while True:
            self._element()
            if not self._levels:
                return

    def _element(self) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BadTorrent("This .torrent file has too many parts.", field="source")
        mark = self.data[self.at : self.at + 1]
        level = self._levels[-1] if self._levels else None
        if mark == b"e" and level is not None:
            self._close()
        elif level is not None and level.is_dict and level.key is None:
            level.key = self._string()
        elif mark in (b"d", b"l"):
            self._open(is_dict=mark == b"d")
        elif mark == b"i":
            path, number = self._path(), self._number()
            if path and path[-1] in KEPT_NUMBERS:
                self.numbers.append((truncated(path), number))
            self._value_done()
        else:
            path, string = self._path(), self._string()
            if path and path[-1] in KEPT_STRINGS:
                self.strings.append((truncated(path), string))
            self._value_done()

    def _open(self, *, is_dict: bool) -> None:
        if len(self._levels) >= MAX_DEPTH:
            raise BadTorrent("This .torrent file is nested too deeply.", field="source")
        self._levels.append(_Level(is_dict, self.at, self._path()))
        self.at += 1

    def _close(self) -> None:
        level = self._levels.pop()
        if level.key is not None:
            raise BadTorrent("This .torrent file is broken.", field="source")
        self.at += 1
        if len(level.path) == 1:
            # With two `info` keys, parsers disagree on which one counts.
            if level.path == (b"info",) and level.path in self.spans:
                raise BadTorrent("This .torrent file says the same thing twice.", field="source")
            self.spans[level.path] = (level.start, self.at)
        self._value_done()

    def _value_done(self) -> None:
        if self._levels:
            self._levels[-1].key = None

    def _path(self) -> Path:
        """Path of the current value; elements of a list have the path of the list."""
        if not self._levels:
            return ()
        level = self._levels[-1]
        return (*level.path, level.key) if level.key is not None else level.path

    def _number(self) -> int:
        end = self.data.find(b"e", self.at, self.at + MAX_NUMBER_DIGITS + 3)
        text = self.data[self.at + 1 : end] if end > 0 else b""
        if not text.removeprefix(b"-").isdigit():
            raise BadTorrent("This .torrent file holds a broken number.", field="source")
        self.at = end + 1
        return int(text)

    def _string(self) -> bytes:
        colon = self.data.find(b":", self.at, self.at + 9)
        length = self.data[self.at : colon] if colon > 0 else b""
        if not length.isdigit():
            raise BadTorrent("This .torrent file is broken.", field="source")
        start = colon + 1
        self.at = start + int(length)
        if self.at > len(self.data):
            raise BadTorrent("This .torrent file ends too early.", field="source")
        return self.data[start : self.at]


def truncated(path: Path) -> Path:
    """The ends of a long path: kept paths have a bounded cost."""
    return path if len(path) <= MAX_PATH_KEYS else (path[0], b"", path[-1])


def parse_torrent(data: bytes) -> TorrentFacts:
    """Raises `BadTorrent`."""
    parser = _Parser(data)
    parser.parse()
    span = parser.spans.get((b"info",))
    if span is None or data[span[0] : span[0] + 1] != b"d":
        raise BadTorrent("This .torrent file describes no files.", field="source")
    strings = dict(reversed(parser.strings))
    numbers = dict(reversed(parser.numbers))
    _check_pieces(strings, numbers)
    _check_files(parser)
    info = data[span[0] : span[1]]
    is_v1 = (b"info", b"pieces") in strings
    name = strings.get((b"info", b"name.utf-8")) or strings.get((b"info", b"name"), b"")
    addresses = [value for path, value in parser.strings if path in ADDRESSES]
    if len(addresses) > MAX_ADDRESSES:
        raise BadTorrent("This .torrent file has too many trackers.", field="source")
    return TorrentFacts(
        info_hash=(
            hashlib.sha1(info, usedforsecurity=False).hexdigest()
            if is_v1
            else hashlib.sha256(info).hexdigest()
        ),
        name=name.decode(errors="replace"),
        addresses=tuple(address.decode(errors="replace") for address in addresses),
    )


def _check_pieces(strings: dict[Path, bytes], numbers: dict[Path, int]) -> None:
    length = numbers.get((b"info", b"piece length"), 0)
    if not 0 < length <= MAX_PIECE_LENGTH:
        raise BadTorrent("This .torrent file has an impossible piece length.", field="source")
    pieces = strings.get((b"info", b"pieces"))
    if pieces is None:
        if numbers.get((b"info", b"meta version")) != 2:  # noqa: PLR2004  # BEP 52
            raise BadTorrent("This .torrent file has no checksums.", field="source")
    elif not pieces or len(pieces) % SHA1_BYTES:
        raise BadTorrent("This .torrent file has broken checksums.", field="source")


def _check_files(parser: _Parser) -> None:
    """Refuse impossible sizes, and symbolic links: they could point outside the folder."""
    sizes = [size for path, size in parser.numbers if path[0] == b"info" and path[-1] == b"length"]
    if not sizes:
        raise BadTorrent("This .torrent file describes no files.", field="source")
    if min(sizes) < 0:
        raise BadTorrent("This .torrent file has a file of negative size.", field="source")
    if sum(sizes) >= MAX_TOTAL_BYTES:
        raise BadTorrent("This .torrent file is impossibly big.", field="source")
    for path, value in parser.strings:
        in_info = path[0] == b"info"
        if in_info and (path[-1] == b"symlink path" or (path[-1] == b"attr" and b"l" in value)):
            raise BadTorrent("This .torrent file holds links, which are not taken.", field="source")
