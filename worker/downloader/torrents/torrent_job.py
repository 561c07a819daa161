"""The options of a job for its torrent, and its seeding time and limits. No I/O."""

from dataclasses import dataclass

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models.job_options import JobOptions

MINUTE_S = 60


@dataclass(slots=True)
class SeedingTimer:
    """How long one job has seeded its torrent. Times are of a monotonic clock."""

    rules: SeedRules
    earlier_s: int = 0  # before the last pause, in earlier sessions too
    since_s: float | None = None  # None while paused
    is_done: bool = False  # a limit was reached

    def seconds(self, now_s: float) -> int:
        """The seeding time over all sessions."""
        return self.earlier_s + (int(now_s - self.since_s) if self.since_s is not None else 0)

    def pause(self, now_s: float) -> None:
        self.earlier_s, self.since_s = self.seconds(now_s), None

    def resume(self, now_s: float) -> None:
        if self.since_s is None:
            self.since_s = now_s

    def is_limit_reached(self, now_s: float, uploaded_bytes: int, size_bytes: int) -> bool:
        """The ratio or the seeding time, whichever comes first."""
        rules = self.rules
        has_ratio = rules.ratio is not None and uploaded_bytes >= rules.ratio * size_bytes
        has_time = rules.minutes is not None and self.seconds(now_s) >= rules.minutes * MINUTE_S
        return has_ratio or has_time


@dataclass(slots=True)
class TorrentJob:
    options: JobOptions
    seeding: SeedingTimer | None = None  # once the job is recorded as complete

    @property
    def is_seeding_done(self) -> bool:
        return self.seeding is not None and self.seeding.is_done
