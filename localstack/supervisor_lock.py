"""One supervisor per data directory."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from localstack.errors import StartRefused


def hold(path: Path) -> TextIO:
    """
    Lock the file until the returned file is closed; the kernel releases it when the process ends.

    Raises `StartRefused` when another process holds it.
    """
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise StartRefused(
            f"/seen/ is already running on {path.parent}"
            f"{f' (process {holder})' if holder else ''}: "
            "stop it first, or choose another SEEN_DATA_DIR."
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file
