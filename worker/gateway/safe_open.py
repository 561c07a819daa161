"""Opens a library file without following symbolic links."""

import os
import stat

from worker.scanner.roots import RootSource

FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe must not block


class FileNotServed(Exception):
    """There is no regular file of the library at this path."""


def open_beneath(roots: RootSource, path: str) -> int:
    """
    Open the regular file at `path` below its library root.

    Each path component is opened relative to the previous one and must not be a symbolic link, so
    none can be replaced between check and use. Raises `FileNotServed`.
    """
    root = roots.of_path(path)
    if root is None or path == root:
        raise FileNotServed("outside the library")
    *folders, name = path[len(root.rstrip("/")) + 1 :].split("/")
    current = -1
    try:
        current = os.open(root, FLAGS | os.O_DIRECTORY)
        for folder in folders:
            inner = os.open(folder, FLAGS | os.O_DIRECTORY, dir_fd=current)
            os.close(current)
            current = inner
        if not stat.S_ISREG(os.stat(name, dir_fd=current, follow_symlinks=False).st_mode):
            raise FileNotServed("not a regular file")
        return _plain(os.open(name, FLAGS, dir_fd=current))
    except (OSError, ValueError) as error:
        raise FileNotServed("not there") from error
    finally:
        if current >= 0:
            os.close(current)


def _plain(descriptor: int) -> int:
    """Check the opened descriptor itself. Raises `FileNotServed`."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotServed("not a regular file")
    return descriptor
