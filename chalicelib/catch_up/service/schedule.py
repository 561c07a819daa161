"""Which episodes to watch on which day. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from chalicelib.catch_up.models import EpisodeLeft

DAY = timedelta(days=1)


def days_with_time(today: date, until: date, weekdays: Sequence[int]) -> list[date]:
    """The days from today on, before `until`, that are among the days of the week."""
    count = (until - today).days
    days = (today + DAY * n for n in range(max(count, 0)))
    return [day for day in days if day.weekday() in weekdays]


def minutes_a_day(minutes: int, days: int) -> int | None:
    """Rounded up; None without a day."""
    return -(-minutes // days) if days else None


def spread(
    episodes: Sequence[EpisodeLeft], days: Sequence[date], *, minutes_seen_today: int, today: date
) -> dict[date, list[EpisodeLeft]]:
    """
    Episodes in their order over the days, as even as whole episodes can be.

    What was watched today counts as a part of today, so that a plan asks for no more after it was
    followed. An episode waits until it is out; one that is out too late is left out.
    """
    planned: dict[date, list[EpisodeLeft]] = {}
    waiting = list(reversed(episodes))
    done = minutes_seen_today if days and days[0] == today else 0
    total = done + sum(episode.minutes for episode in episodes)
    for place, day in enumerate(days, start=1):
        share = total * place / len(days)
        while waiting and (waiting[-1].out_on or day) <= day:
            # To the nearest whole episode; the last day takes what is left.
            if place < len(days) and done + waiting[-1].minutes / 2 > share:
                break
            episode = waiting.pop()
            done += episode.minutes
            planned.setdefault(day, []).append(episode)
    return planned
