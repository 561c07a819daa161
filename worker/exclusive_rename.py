"""
Renames a file without replacing another one.

`os.rename` replaces the file that has the new name, and a check before it does not help: the other
file may appear between the two.
"""

import ctypes
import errno
import os

#: `renameat2` of Linux: paths are relative to the working directory, and no file is replaced.
AT_FDCWD = -100
RENAME_NOREPLACE = 1
#: `renamex_np` of macOS: no file is replaced.
RENAME_EXCL = 4
#: The system or the file system does not know the flag. NFS and some FUSE file systems do not.
NO_SUCH_FLAG = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
#: The file system has no hard links, or the file may not get one.
NO_LINK = frozenset(
    {errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
)

_system = ctypes.CDLL(None, use_errno=True)
_renameat2 = getattr(_system, "renameat2", None)
_renamex_np = getattr(_system, "renamex_np", None)


def rename_exclusively(old: str, new: str) -> None:
    """
    Give a file another name on its disk. A new name that differs in case only is no other file.

    Where the file system cannot do this in one step, a worker that is killed may leave the file
    under both names; repeated, it ends the move. Raises `FileExistsError` or `OSError`.
    """
    try:
        if not (_rename_in_one_step(old, new) or _rename_by_link(old, new)):
            _check_and_rename(old, new)
    except FileExistsError:
        if not is_same_file(old, new):
            raise
        if _is_one_name(old, new):
            os.rename(old, new)  # noqa: PTH104  # names that are not UTF-8
        else:
            os.unlink(old)  # noqa: PTH108


def is_same_file(one: str, other: str) -> bool:
    """Whether two names that exist are of one file; links are not followed. Raises `OSError`."""
    return os.path.samestat(os.lstat(one), os.lstat(other))


def _rename_in_one_step(old: str, new: str) -> bool:
    """False where that is not possible. Raises `OSError`."""
    paths = os.fsencode(old), os.fsencode(new)
    if _renameat2 is not None:
        result = _renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_NOREPLACE)
    elif _renamex_np is not None:
        result = _renamex_np(*paths, RENAME_EXCL)
    else:
        return False
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in NO_SUCH_FLAG:
        return False
    raise OSError(code, os.strerror(code), old, None, new)


def _rename_by_link(old: str, new: str) -> bool:
    """False where that is not possible. Raises `OSError`."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in NO_LINK:
            return False
        raise
    os.unlink(old)  # noqa: PTH108
    return True


def _check_and_rename(old: str, new: str) -> None:
    """The best on a disk that can do neither, such as exFAT on an old system."""
    if os.path.lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new)
    os.rename(old, new)  # noqa: PTH104


def _is_one_name(old: str, new: str) -> bool:
    """Whether two names of a file are one, on a disk that ignores the case of letters."""
    folder, name = os.path.split(old)
    other_folder, other_name = os.path.split(new)
    if not os.path.samefile(folder, other_folder):  # noqa: PTH121
        return False
    return name == other_name or not {name, other_name} <= set(os.listdir(folder))  # noqa: PTH208
