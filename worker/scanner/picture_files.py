"""Reads pictures beside videos as they are: whole, and only plain files."""

import hashlib
import os
import stat

from chalicelib.artwork.proxy_urls import MAX_ORIGINAL_BYTES
from worker.scanner.nfo_files import open_nonblocking

DIGEST_LENGTH = 32  # of 64 characters: 128 bits, too many to guess or to collide


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def read_picture_file(path: str) -> bytes | None:
    """The content of a plain file; None when it is too large, or a link leads to it."""
    try:
        if os.path.realpath(path) != path:
            return None
        with open(path, "rb", opener=open_nonblocking) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            content = file.read(MAX_ORIGINAL_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MAX_ORIGINAL_BYTES else None
