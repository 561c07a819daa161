"""Tells the functions which folders and disks of the library are away: they look at no disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.mounts import Mount, mount_of
from chalicelib.library.service.folder_access import points_away
from chalicelib.library.store import roots as store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.scanner.roots import RootSource


@dataclass
class DiskWatch:
    """
    Looks at the folders on disks of this machine, or at those on the network: a file server that is
    gone keeps only a look at the latter waiting.
    """

    db: Database
    roots: RootSource
    clock: Clock
    mounts: Callable[[], Sequence[Mount]]
    invalidate_caches: Callable[[], None]
    on_network: bool = False
    _folders: list[str] = field(default_factory=list)  # at the last look

    def work_once(self) -> bool:
        """Store what is away where that changed. Always False: the next look can wait."""
        mounts = self.mounts()
        is_changed = self._forget_others()
        for root in self.roots.folders:
            mount = mount_of(root.path, mounts)
            if (mount is not None and mount.is_network) != self.on_network:
                continue
            away = points_away(root, mounts)
            if tuple(away) != root.away:
                with self.db.transaction() as conn:
                    store.set_away(conn, root=root, away=away, now=self.clock())
                is_changed = True
        if is_changed:
            self.invalidate_caches()
        return False

    def _forget_others(self) -> bool:
        """Forget what was away of folders that left the environment; returns whether any was."""
        folders = [path_to_text(root.key) for root in self.roots.folders]
        if folders == self._folders:
            return False
        self._folders = folders
        with self.db.transaction() as conn:
            return store.forget_away(conn, except_paths=folders)
