"""What is wrong with a disk or a folder, in words for people."""

import errno
import os

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
REFUSED = frozenset({errno.EACCES, errno.EPERM})
GONE = frozenset({errno.ENOENT, errno.ENOTDIR})
#: A disk or a file server that fails or left.
SILENT = frozenset(
    {
        errno.EIO,
        errno.ENODEV,
        errno.ENXIO,
        errno.ENOTCONN,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
    }
)


def reading_problem(error: OSError) -> str:
    """Why a folder cannot be read, as the end of a sentence about it."""
    if error.errno in REFUSED:
        return "the server is not allowed to read it"
    if error.errno in GONE:
        return "it is not there"
    if error.errno in SILENT:
        return "its disk does not answer"
    return f"it cannot be read ({_system_text(error)})"


def writing_problem(error: OSError, folder: str) -> str:
    """Why a file cannot be put into a folder, as a sentence that names the folder."""
    if error.errno in FULL:
        return f"The disk of {folder} is full."
    if error.errno in REFUSED:
        return f"The server is not allowed to write to {folder}."
    if error.errno == errno.EROFS:
        return f"The disk of {folder} is read-only."
    if error.errno in GONE:
        return f"The file or a folder of {folder} is not there any more."
    if error.errno in SILENT:
        return f"The disk of {folder} does not answer."
    return f"The disk of {folder} refused it ({_system_text(error)})."


def _system_text(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)
