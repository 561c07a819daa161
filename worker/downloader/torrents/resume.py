"""
What is kept so that a torrent can go on after a crash.

libtorrent's own resume data behind a line that says how far it can be trusted. After a power
cut it may claim pieces the disk never got; after a kill, the disk may have more than it claims.
"""

from dataclasses import dataclass, field

from worker.downloader import disk

MARK = b"seen1"


@dataclass(frozen=True, slots=True)
class Resume:
    """`is_clean`: written after everything else was."""

    data: bytes = field(repr=False)
    boot_id: str
    is_clean: bool

    def pack(self) -> bytes:
        head = b" ".join([MARK, self.boot_id.encode() or b"-", b"1" if self.is_clean else b"0"])
        return head + b"\n" + self.data

    @classmethod
    def unpack(cls, packed: bytes) -> "Resume | None":
        """None for what we did not write."""
        head, newline, data = packed.partition(b"\n")
        parts = head.split(b" ")
        if not newline or len(parts) != 3 or parts[0] != MARK:  # noqa: PLR2004  # see pack
            return None
        return cls(data, parts[1].decode("ascii", "replace"), parts[2] == b"1")

    @property
    def survived(self) -> bool:
        """Whether the machine has been up ever since, so that the disk has what it claims."""
        return self.is_clean or self.boot_id == (disk.boot_id() or "-")
