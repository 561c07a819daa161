"""The speed schedule as earlier releases stored it. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from chalicelib.download_settings.models.settings import DAYS, HOURS

EARLIER_FIELDS = ("days", "since", "until")


def with_hours(timetable: Mapping[str, Any]) -> dict[str, Any]:
    """
    A stored schedule with hours instead of days that share their first and last minute.

    Hours that were in it in part are in it. Of fields that are missing, the defaults of those
    releases hold: every day from 08:00 to 23:00.
    """
    kept = {name: value for name, value in timetable.items() if name not in EARLIER_FIELDS}
    if "hours" in timetable or len(kept) == len(timetable):
        return kept
    since = time.fromisoformat(timetable.get("since", "08:00:00"))
    until = time.fromisoformat(timetable.get("until", "23:00:00"))
    return {**kept, "hours": _hours(timetable.get("days", range(DAYS)), since, until)}


def _hours(days: Sequence[int], since: time, until: time) -> list[list[int]]:
    """`until` at or before `since` is on the next day."""
    first = since.hour
    last = until.hour + (until.replace(hour=0) > time(0))
    if until <= since:
        last += HOURS
    hours: list[set[int]] = [set() for _day in range(DAYS)]
    for day in days:
        for hour in range(first, last):
            hours[(day + hour // HOURS) % DAYS].add(hour % HOURS)
    return [sorted(each) for each in hours]
