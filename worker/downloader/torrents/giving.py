"""How long a complete torrent is given to others. Pure."""

from dataclasses import dataclass

from chalicelib.download_settings.models.limits import SeedRules

MINUTE_S = 60


@dataclass(slots=True)
class Giving:
    """What one job gives of its torrent. Times are of a monotonic clock."""

    rules: SeedRules
    earlier_s: int  # in sessions before this one
    since_s: float | None  # None while it rests

    def seconds(self, now_s: float) -> int:
        """Over all sessions."""
        return self.earlier_s + (int(now_s - self.since_s) if self.since_s is not None else 0)

    def rest(self, now_s: float) -> None:
        self.earlier_s, self.since_s = self.seconds(now_s), None

    def go_on(self, now_s: float) -> None:
        if self.since_s is None:
            self.since_s = now_s

    def is_enough(self, now_s: float, uploaded: int, size: int) -> bool:
        """Whichever comes first; `uploaded` and `size` in bytes."""
        rules = self.rules
        has_given_back = rules.ratio is not None and uploaded >= rules.ratio * size
        is_over = rules.minutes is not None and self.seconds(now_s) >= rules.minutes * MINUTE_S
        return has_given_back or is_over
