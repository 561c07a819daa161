"""
Replace this process by another program that receives a signal when its parent ends.

Run as a script: `exec_child.py PARENT STOP_SIGNAL UID GID PROGRAM ARGUMENT…`; UID -1 keeps the
user.
This is a separate program because running Python code between fork and exec is not safe in a
process with threads. It imports little, because it runs before each server.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CANNOT_RUN = 127  # exit status of shells for "command not found"


def become(parent: int, stop_signal: int, uid: int, gid: int, argv: list[str]) -> None:
    """Does not return. Raises `OSError` when the program cannot be executed."""
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After setuid, which resets the parent-death signal. See prctl(2).
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # the parent ended before the call
            sys.exit(0)
    os.execv(argv[0], argv)  # noqa: S606  # exec without a shell is intended


if __name__ == "__main__":
    _parent, _stop_signal, _uid, _gid = (int(number) for number in sys.argv[1:5])
    try:
        become(_parent, _stop_signal, _uid, _gid, sys.argv[5:])
    except OSError as error:
        sys.stderr.write(f"{sys.argv[5]}: {error}\n")
        sys.exit(CANNOT_RUN)
