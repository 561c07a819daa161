"""Totals over downloads, with free space and quota."""

from dataclasses import asdict, dataclass

from chalicelib.download_settings.service import (
    DownloadSettingsService,
    FolderService,
    quotas,
)
from chalicelib.downloads.models import Scope
from chalicelib.downloads.models.stats import StateCounts, Stats
from chalicelib.downloads.service.jobs import require_scope
from chalicelib.downloads.store import stats
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User

COUNTED = frozenset(StateCounts.model_fields)


@dataclass(frozen=True, slots=True)
class StatsService:
    db: Database
    settings: DownloadSettingsService
    folders: FolderService

    def get(self, user: User, scope: Scope) -> Stats:
        """Raises `NotAllowed`."""
        require_scope(user, scope)
        with self.db.read() as conn:
            workers = self.folders.alive_workers(conn)
            totals = stats.totals(conn, viewer=None if scope is Scope.ALL else user.id)
            quota = quotas.status_of(conn, self.settings.get_in(conn), user.id)
        volumes = list(self.folders.with_space(user, workers))
        counts = {name: value for name, value in asdict(totals).items() if name in COUNTED}
        return Stats(
            download_bytes_per_s=totals.download_bytes_per_s,
            upload_bytes_per_s=totals.upload_bytes_per_s,
            last_eta_seconds=totals.last_eta_seconds,
            counts=StateCounts(**counts),
            free_bytes=volumes[0].free_bytes if volumes else None,
            reserved_bytes=workers[0].status_report.get("reservedBytes") if workers else None,
            volumes=volumes,
            quota=quota,
            workers=len(workers),
        )
