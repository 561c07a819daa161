"""
The resume data of a torrent, as they are kept in the database.

libtorrent's own data, preceded by a line with the boot id and a checksum. After a power cut they
may claim pieces the disk never got; after a kill, the disk may have more than they claim.
"""

import hashlib
from dataclasses import dataclass, field

from worker.downloader import disk_space

FORMAT = b"seen2"
#: Shown to users.
RESUME_REJECTED = (
    "What was noted of its progress cannot be used. Everything that is here is checked again."
)


@dataclass(frozen=True, slots=True)
class ResumeData:
    """`is_clean`: saved after everything else had been written."""

    data: bytes = field(repr=False)
    boot_id: str
    is_clean: bool

    def pack(self) -> bytes:
        boot_id, is_clean = self.boot_id.encode() or b"-", b"1" if self.is_clean else b"0"
        digest = _digest(boot_id, is_clean, self.data)
        return b" ".join([FORMAT, boot_id, is_clean, digest]) + b"\n" + self.data

    @classmethod
    def unpack(cls, packed: bytes) -> "ResumeData | None":
        """None for anything `pack` did not return, bit by bit."""
        head, newline, data = packed.partition(b"\n")
        parts = head.split(b" ")
        if not newline or len(parts) != 4 or parts[0] != FORMAT:  # noqa: PLR2004  # see pack
            return None
        _, boot_id, is_clean, digest = parts
        if digest != _digest(boot_id, is_clean, data):
            return None
        return cls(data, boot_id.decode("ascii", "replace"), is_clean == b"1")

    @property
    def is_on_disk(self) -> bool:
        """Whether the machine has been up ever since, so that the disk has what they claim."""
        return self.is_clean or self.boot_id == (disk_space.boot_id() or "-")


def _digest(boot_id: bytes, is_clean: bytes, data: bytes) -> bytes:
    """A single flipped bit would claim a piece that is missing, or deny one that is here."""
    return hashlib.sha256(b"%s %s\n%s" % (boot_id, is_clean, data)).hexdigest().encode()
