"""
Turn this process into another program, one that dies with whoever started it.

Run as a script: `child.py PARENT STOP_SIGNAL UID GID PROGRAM ARGUMENT…`; UID -1 keeps the user.
It is a program of its own, and not code between fork and exec, because that is not safe in a
process with threads. It imports as little as it can: it runs before each server.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CANNOT_RUN = 127  # as shells say it


def become(parent: int, stop_signal: int, uid: int, gid: int, argv: list[str]) -> None:
    """Never returns. Raises `OSError` when the program cannot be run."""
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which resets it. See prctl(2).
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # the parent was gone before the call
            sys.exit(0)
    os.execv(argv[0], argv)  # noqa: S606  # no shell is exactly what is wanted


if __name__ == "__main__":
    _parent, _stop_signal, _uid, _gid = (int(number) for number in sys.argv[1:5])
    try:
        become(_parent, _stop_signal, _uid, _gid, sys.argv[5:])
    except OSError as error:
        sys.stderr.write(f"{sys.argv[5]}: {error}\n")
        sys.exit(CANNOT_RUN)
