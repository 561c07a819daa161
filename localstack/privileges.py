"""
Where an unprivileged user may go.

PostgreSQL refuses to run as root. Started by root, it runs as the owner of its data, or as
nobody, and everything it touches has to stand where that user can get to: not under /root.
"""

import os
import pwd
import secrets
import subprocess
import tempfile
from pathlib import Path

from localstack.errors import StartRefused
from localstack.process import Identity

NOBODY_UID = 65534  # the overflow user: on every Linux, whatever it is called there

#: Root's own place for the data of a service (FHS 3.0, section 5.8): not /var/tmp, where old files
#: are removed by the system and where anybody may plant some.
SYSTEM_PLACE = Path("/var/lib/seen")


def unprivileged(data: Path) -> Identity | None:
    """Who shall own and run the database in `data`; None when we are not root."""
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
    What test(1) says when that user asks: `-x` may enter or run, `-r` may read.

    Asking the kernel as that user also covers access lists and the like. Raises `StartRefused`
    when we may not become that user.
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


def settle(data: Path, who: Identity | None) -> Path:
    """
    The folder where the data really lie: `data`, or where it points to.

    When the user may not get to `data`, a folder where they may is made, and `data` becomes a
    link to it. Raises `StartRefused`.
    """
    if data.is_symlink() and not data.exists():
        raise StartRefused(f"{data} points to {data.readlink()}, which is not there any more.")
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
    """What was meant to be temporary stays where temporary things are."""
    temporary = Path(tempfile.gettempdir()).resolve()
    if temporary in data.resolve().parents:
        return temporary
    return system_place()


def system_place() -> Path:
    """Raises `StartRefused` when it cannot be made."""
    try:
        SYSTEM_PLACE.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise StartRefused(
            f"PostgreSQL does not run as root, and there is no place for its files: {error}."
        ) from error
    return SYSTEM_PLACE
