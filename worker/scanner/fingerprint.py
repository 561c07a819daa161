"""The identity of a file by its content: a moved or renamed file is the same file."""

import hashlib
import os
import stat

from chalicelib.library.models.path_text import text_to_path
from worker.scanner.nfo_files import open_nonblocking

SAMPLE_BYTES = 64 * 1024


def fingerprint_of(path: str) -> str | None:
    """
    SHA-256 of the size and of 64 KiB at the beginning, middle and end; 32 hexadecimal digits.

    `path` is written as `path_to_text` does. None when the file cannot be read.
    """
    try:
        with open(text_to_path(path), "rb", opener=open_nonblocking) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                return None
            digest = hashlib.sha256(str(facts.st_size).encode())
            for start in (0, facts.st_size // 2, max(0, facts.st_size - SAMPLE_BYTES)):
                file.seek(start)
                digest.update(file.read(SAMPLE_BYTES))
    except OSError:
        return None
    return digest.hexdigest()[:32]
