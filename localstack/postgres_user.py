"""
File access of the unprivileged user that runs PostgreSQL.

PostgreSQL does not run as root. Started by root, it runs as the owner of its data or as the user
`nobody`, and its files must be in folders that this user can enter: not under /root.
"""

import os
import pwd
import secrets
import subprocess
import tempfile
from pathlib import Path

from localstack.child_process import Identity
from localstack.errors import StartRefused

NOBODY_UID = 65534  # the overflow uid, which exists on every Linux

#: Variable data of services (FHS 3.0, section 5.8), writable by root only. Not /var/tmp, where the
#: system deletes old files and every user can create files.
SYSTEM_PLACE = Path("/var/lib/seen")


def unprivileged(data: Path) -> Identity | None:
    """The user that owns and runs the database in `data`; None when we are not root."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Identity(data.stat().st_uid, data.stat().st_gid)
    try:
        nobody = pwd.getpwuid(NOBODY_UID)
    except KeyError:
        nobody = _nobody()
    return Identity(nobody.pw_uid, nobody.pw_gid)


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise StartRefused(
            "PostgreSQL does not run as root and this system has no user nobody: "
            "start /seen/ as an ordinary user."
        ) from None


def allows(who: Identity, test: str, path: Path) -> bool:
    """
    The result of test(1), run as that user: `-x` may enter or execute, `-r` may read.

    A check by the kernel includes ACLs and security modules. Raises `StartRefused` when switching
    to that user fails.
    """
    try:
        answer = subprocess.run(  # noqa: S603  # a fixed program, and the path is an argument
            ["/bin/sh", "-c", 'test "$0" "$1"', test, str(path)],
            cwd="/",
            user=who.uid,
            group=who.gid,
            extra_groups=[],
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise StartRefused(
            f"PostgreSQL does not run as root, and becoming user {who.uid} failed ({error}): "
            "start /seen/ as an ordinary user."
        ) from error
    return answer.returncode == 0


def accessible_folder(data: Path, who: Identity | None) -> Path:
    """
    The folder that contains the data: `data`, or the target of its symbolic link.

    When the user cannot access `data`, an accessible folder is created and `data` becomes a
    symbolic link to it. Raises `StartRefused`.
    """
    if data.is_symlink() and not data.exists():
        raise StartRefused(f"{data} points to {data.readlink()}, which does not exist.")
    data.parent.mkdir(parents=True, exist_ok=True)
    if who is not None and not data.is_symlink() and not allows(who, "-x", data.parent):
        _move_out(data, who)
    place = data.resolve()
    if place.exists() and not place.is_dir():
        raise StartRefused(f"{data} is a file, not a folder.")
    return place


def _move_out(data: Path, who: Identity) -> None:
    if data.exists():
        try:
            data.rmdir()
        except OSError as error:
            raise StartRefused(
                f"PostgreSQL runs as user {who.uid}, who may not enter {data.parent}: "
                "move the data directory, or start /seen/ as its owner."
            ) from error
    place = _base(data) / f"postgres-{secrets.token_hex(6)}"
    place.mkdir(mode=0o700)
    os.chown(place, who.uid, who.gid)
    data.symlink_to(place)


def _base(data: Path) -> Path:
    """The parent folder for the data: a temporary folder for temporary data."""
    temporary = Path(tempfile.gettempdir()).resolve()
    if temporary in data.resolve().parents:
        return temporary
    return system_place()


def system_place() -> Path:
    """Raises `StartRefused` when the folder cannot be created."""
    try:
        SYSTEM_PLACE.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise StartRefused(
            f"PostgreSQL does not run as root, and there is no place for its files: {error}."
        ) from error
    return SYSTEM_PLACE
