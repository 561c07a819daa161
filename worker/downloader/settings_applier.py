"""Applies the download settings to the engines: speed limits by the schedule, and the network."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.download_settings.models.settings import DownloadSettings, Network, SpeedSchedule
from chalicelib.download_settings.service import DownloadSettingsService
from worker.downloader.engine import Limits, NetworkBound
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

APPLY_EVERY_S = 30.0


@dataclass
class SettingsApplier:
    service: DownloadSettingsService
    context: WorkerContext
    engines: Collection[NetworkBound]
    now: Callable[[], datetime]  # with a time zone
    settings: DownloadSettings = field(default_factory=DownloadSettings, init=False)
    _network: Network | None = field(default=None, init=False)  # None: not applied yet
    _limits: Limits = field(default_factory=Limits, init=False)  # engines begin with the defaults

    def job(self) -> Job:
        wakeup = self.context.wakeups.settings
        return background_job("download settings", self.work, APPLY_EVERY_S, wakeup)

    def work(self) -> bool:
        """Apply what changed. Always False: the next look can wait."""
        self.settings = self.service.get()
        limits = limits_at(self.settings, self.now())
        if limits != self._limits:
            for engine in self.engines:
                engine.set_rate_limits(limits)
            self._limits = limits
        if self.settings.network != self._network:
            for engine in self.engines:
                engine.use_network(self.settings.network)
            self._network = self.settings.network
        if not self.context.is_configured.is_set():
            self.context.is_configured.set()
            self.context.wakeups.settings_in_force()
        return False


def limits_at(settings: DownloadSettings, now: datetime) -> Limits:
    """The alternative limits within the schedule, the usual ones otherwise."""
    schedule = settings.timetable
    if schedule.is_on and is_within(schedule, now):
        return Limits(schedule.download_limit, schedule.upload_limit)
    return Limits(settings.download_limit, settings.upload_limit)


def is_within(schedule: SpeedSchedule, now: datetime) -> bool:
    """Whether the alternative limits apply now, in the schedule's time zone."""
    local = now.astimezone(schedule.zone)
    return local.hour in schedule.hours[local.weekday()]
