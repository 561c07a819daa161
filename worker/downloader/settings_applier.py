"""What the house decided, put into force: limits by the clock, and the way to the world."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.download_settings.models.settings import DownloadSettings, Network, SpeedSchedule
from chalicelib.download_settings.service import DownloadSettingsService
from worker.downloader.engine import Engine, Limits


@dataclass
class SettingsApplier:
    house: DownloadSettingsService
    engines: Collection[Engine]
    now: Callable[[], datetime]  # with a zone
    #: Called once, when nothing can leave any other way than the house wants it to.
    on_in_force: Callable[[], None] = lambda: None
    _network: Network | None = field(default=None, init=False)  # None: engines wait to be told
    # What engines begin with is what nobody changed.
    _limits: Limits = field(default_factory=Limits, init=False)
    rules: DownloadSettings = field(default_factory=DownloadSettings, init=False)
    is_in_force: bool = field(default=False, init=False)

    def work(self) -> bool:
        """Look once. Always False: the next look can wait."""
        self.rules = self.house.get()
        limits = limits_at(self.rules, self.now())
        if limits != self._limits:
            for engine in self.engines:
                engine.set_rate_limits(limits)
            self._limits = limits
        if self.rules.network != self._network:
            for engine in self.engines:
                engine.use_network(self.rules.network)
            self._network = self.rules.network
        if not self.is_in_force:
            self.is_in_force = True
            self.on_in_force()
        return False


def limits_at(rules: DownloadSettings, now: datetime) -> Limits:
    """Those of the timetable in its hours, and the usual ones otherwise."""
    table = rules.timetable
    if table.is_on and is_within(table, now):
        return Limits(table.download_limit, table.upload_limit)
    return Limits(rules.download_limit, rules.upload_limit)


def is_within(table: SpeedSchedule, now: datetime) -> bool:
    """
    Whether the hours have begun and not ended, on the clock of the table's zone.

    Hours that go over midnight belong to the day they begin on. The same time twice is all day.
    """
    local = now.astimezone(table.zone)
    time, today = local.time(), local.weekday()
    yesterday = (local - timedelta(days=1)).weekday()
    if table.since < table.until:
        return today in table.days and table.since <= time < table.until
    has_begun = today in table.days and time >= table.since
    goes_on = yesterday in table.days and time < table.until
    return has_begun or goes_on
