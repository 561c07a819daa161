"""
A folder in memory for files that the processes map.

The first write to a page of a mapped file needs a block of the file system. On a full disk there is
none, and the kernel ends the process with SIGBUS. Files in memory do not depend on the disk.
"""

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  # the folder inside is created by mkdtemp


def create(link: Path, memory: Path = MEMORY) -> bool:
    """
    Make `link` lead to an empty folder in memory, in place of an earlier one.

    Without a file system in memory (macOS), `link` becomes an ordinary folder. Returns whether the
    folder is in memory.
    """
    remove(link)
    try:
        folder = tempfile.mkdtemp(prefix="seen-", dir=memory)
    except OSError:
        link.mkdir(mode=0o700)
        return False
    link.symlink_to(folder)
    return True


def remove(link: Path) -> None:
    """Delete the folder and the link, if they exist."""
    if link.is_symlink():
        shutil.rmtree(link.readlink(), ignore_errors=True)
        link.unlink()
    else:
        shutil.rmtree(link, ignore_errors=True)
