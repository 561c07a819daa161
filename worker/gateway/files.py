"""Open a file of the library without being led anywhere else on the way."""

import os
import stat

from worker.scanner.roots import Roots

FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe must not block


class NotServed(Exception):
    """There is no plain file of ours at this path."""


def open_beneath(roots: Roots, path: str) -> int:
    """
    A descriptor of the plain file at `path`, reached from its root through folders only.

    Every component is opened by name relative to the one before and none may be a symbolic
    link, so nobody can swap one between a check and its use. Raises `NotServed`.
    """
    root = roots.of_path(path)
    if root is None or path == root:
        raise NotServed("outside the library")
    *folders, name = path[len(root.rstrip("/")) + 1 :].split("/")
    current = -1
    try:
        current = os.open(root, FLAGS | os.O_DIRECTORY)
        for folder in folders:
            inner = os.open(folder, FLAGS | os.O_DIRECTORY, dir_fd=current)
            os.close(current)
            current = inner
        if not stat.S_ISREG(os.stat(name, dir_fd=current, follow_symlinks=False).st_mode):
            raise NotServed("not a plain file")
        return _plain(os.open(name, FLAGS, dir_fd=current))
    except (OSError, ValueError) as error:
        raise NotServed("not there") from error
    finally:
        if current >= 0:
            os.close(current)


def _plain(descriptor: int) -> int:
    """The descriptor, if what was opened is the plain file that was looked at."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotServed("not a plain file")
    return descriptor
