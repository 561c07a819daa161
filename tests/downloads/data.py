"""Bytes, digests and bencoded values."""

import hashlib
import random
from pathlib import Path
from typing import Any


def noise(size: int, seed: int = 1) -> bytes:
    """The same bytes each time, without a pattern."""
    return random.Random(seed).randbytes(size)  # no secret


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bencode(value: Any) -> bytes:
    """Text becomes UTF-8; keys come in the order the format asks for."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, dict):
        pairs = sorted((as_bytes(key), item) for key, item in value.items())
        return b"d" + b"".join(bencode(key) + bencode(item) for key, item in pairs) + b"e"
    data = as_bytes(value)
    return b"%d:%s" % (len(data), data)


def as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def url(number: int = 1) -> str:
    return f"http://127.0.0.1/{number}"
