"""
What is kept so that a torrent can go on after a crash.

libtorrent's own resume data behind a line that says how far it can be trusted. After a power
cut it may claim pieces the disk never got; after a kill, the disk may have more than it claims.
"""

import hashlib
from dataclasses import dataclass, field

from worker.downloader import disk

MARK = b"seen2"
#: For people.
RESUME_REJECTED = (
    "What was noted of its progress cannot be used. Everything that is here is checked again."
)


@dataclass(frozen=True, slots=True)
class Resume:
    """`is_clean`: written after everything else was."""

    data: bytes = field(repr=False)
    boot_id: str
    is_clean: bool

    def pack(self) -> bytes:
        boot_id, is_clean = self.boot_id.encode() or b"-", b"1" if self.is_clean else b"0"
        digest = _digest(boot_id, is_clean, self.data)
        return b" ".join([MARK, boot_id, is_clean, digest]) + b"\n" + self.data

    @classmethod
    def unpack(cls, packed: bytes) -> "Resume | None":
        """None for what we did not write, to the last bit."""
        head, newline, data = packed.partition(b"\n")
        parts = head.split(b" ")
        if not newline or len(parts) != 4 or parts[0] != MARK:  # noqa: PLR2004  # see pack
            return None
        _, boot_id, is_clean, digest = parts
        if digest != _digest(boot_id, is_clean, data):
            return None
        return cls(data, boot_id.decode("ascii", "replace"), is_clean == b"1")

    @property
    def survived(self) -> bool:
        """Whether the machine has been up ever since, so that the disk has what it claims."""
        return self.is_clean or self.boot_id == (disk.boot_id() or "-")


def _digest(boot_id: bytes, is_clean: bytes, data: bytes) -> bytes:
    """One bit that tipped over would claim a piece that is not there, or deny one that is."""
    return hashlib.sha256(b"%s %s\n%s" % (boot_id, is_clean, data)).hexdigest().encode()
