"""File systems of this machine: where each is mounted, and whether it is on the network."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MOUNT_INFO = Path("/proc/self/mountinfo")
MAC_MOUNT = "/sbin/mount"
MAC_LINE = re.compile(
    r"^(?P<device>.+) on (?P<point>/.*) \((?P<filesystem>[^,)]+)[^)]*\)$", re.MULTILINE
)
ESCAPED = re.compile(rb"\\([0-7]{3})")
NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "afs", "ceph", "glusterfs"),
        *("smbfs", "afpfs", "webdav", "macfuse", "osxfuse"),  # macOS
    }
)
NETWORK_PREFIXES = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.s3fs", "fuse.glusterfs")


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system, as proc(5) describes it in `mountinfo`."""

    point: str
    device: str
    filesystem: str

    @property
    def is_network(self) -> bool:
        """Whether other machines may change it without the kernel noticing (no inotify events)."""
        return self.filesystem in NETWORK or self.filesystem.startswith(NETWORK_PREFIXES)


def list_mounts(source: Path = MOUNT_INFO) -> tuple[Mount, ...]:
    """Every mounted file system; empty where the system does not tell (Windows)."""
    try:
        lines = source.read_bytes().splitlines()
    except OSError:
        return _list_mac_mounts() if sys.platform == "darwin" else ()
    return tuple(mount for line in lines if (mount := _parse(line)) is not None)


def mount_of(path: str, mounts: Sequence[Mount]) -> Mount | None:
    """The file system of an absolute path without symbolic links; the last mounted wins."""
    above = [each for each in mounts if PurePosixPath(path).is_relative_to(each.point)]
    return max(reversed(above), key=lambda each: len(each.point), default=None)


def points_around(path: str, mounts: Sequence[Mount]) -> tuple[str, ...]:
    """The mount point of a folder and those inside it, sorted."""
    own = mount_of(path, mounts)
    inside = {each.point for each in mounts if PurePosixPath(each.point).is_relative_to(path)}
    return tuple(sorted(inside | ({own.point} if own else set())))


def _list_mac_mounts() -> tuple[Mount, ...]:
    """As `mount` prints what getfsstat(2) tells."""
    try:
        done = subprocess.run([MAC_MOUNT], capture_output=True, timeout=5, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    return parse_mac_mounts(os.fsdecode(done.stdout))


def parse_mac_mounts(printed: str) -> tuple[Mount, ...]:
    """The lines of mount(8) on macOS: `//me@nas/films on /Volumes/films (smbfs, nodev)`."""
    return tuple(
        Mount(match["point"], match["device"], match["filesystem"])
        for match in MAC_LINE.finditer(printed)
    )


def _parse(line: bytes) -> Mount | None:
    fields = line.split(b" ")
    try:
        end = fields.index(b"-")  # before it, any number of optional fields
        point, filesystem, device = fields[4], fields[end + 1], fields[end + 2]
    except (ValueError, IndexError):
        return None
    return Mount(_text(point), _text(device), _text(filesystem))


def _text(field: bytes) -> str:
    """Spaces, tabs, newlines and backslashes are escaped as octal numbers."""
    raw = ESCAPED.sub(lambda match: bytes([int(match[1], 8)]), field)
    return raw.decode("utf-8", "surrogateescape")
