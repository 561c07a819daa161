"""Tells the functions which folders and disks of the library are away: they look at no disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.library.service.folder_access import points_away
from chalicelib.library.store import roots as store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.mounts import Mount, mount_of
from worker.scanner.roots import RootSource


@dataclass(frozen=True)
class DiskWatch:
    """
    Looks at the folders on disks of this machine, or at those on the network: a file server that is
    gone keeps only a look at the latter waiting.
    """

    db: Database
    roots: RootSource
    clock: Clock
    mounts: Callable[[], Sequence[Mount]]
    on_network: bool = False

    def work_once(self) -> bool:
        """Store what is away where that changed. Always False: the next look can wait."""
        mounts = self.mounts()
        for root in self.roots.folders:
            mount = mount_of(root.path, mounts)
            if (mount is not None and mount.is_network) != self.on_network:
                continue
            away = points_away(root, mounts)
            if tuple(away) != root.away:
                with self.db.transaction() as conn:
                    store.set_away(conn, root=root, away=away, now=self.clock())
        return False
