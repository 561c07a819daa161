"""How often something of a torrent may happen."""

from dataclasses import dataclass, field

COUNT_INTERVAL_S = 1.0
CLEAR_INTERVAL_S = 30.0
REANNOUNCE_INTERVAL_S = 20.0


@dataclass(slots=True)
class Cooldown:
    """The least time between two occurrences of something."""

    interval_s: float
    since_s: float = float("-inf")

    def is_over(self, now_s: float) -> bool:
        return now_s - self.since_s >= self.interval_s

    def start(self, now_s: float) -> None:
        self.since_s = now_s

    def reset(self) -> None:
        self.since_s = float("-inf")


@dataclass(slots=True)
class Cooldowns:
    counting: Cooldown = field(default_factory=lambda: Cooldown(COUNT_INTERVAL_S))
    clearing: Cooldown = field(default_factory=lambda: Cooldown(CLEAR_INTERVAL_S))
    reannouncing: Cooldown = field(default_factory=lambda: Cooldown(REANNOUNCE_INTERVAL_S))
