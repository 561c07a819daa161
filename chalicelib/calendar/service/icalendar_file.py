"""Releases as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from chalicelib.calendar.models import CalendarDay, CalendarEntry
from chalicelib.catch_up.models import PlannedWatching

REFRESH_EVERY = timedelta(hours=6)

KINDS = {
    "episode": "",
    "premiere": "Premiere",
    "cinema": "In cinemas",
    "limited": "In selected cinemas",
    "digital": "Digital",
    "physical": "On disc",
    "tv": "On television",
    "game": "Game",
    "expansion": "Expansion",
    "dlc": "DLC",
}


def calendar_file(days: Iterable[CalendarDay], *, origin: str, now: datetime) -> bytes:
    """
    Events that do not make a user busy, all day unless the time is known; links lead to `origin`.

    The UID of an event is the title with the form or the episode, so that a program moves the
    event of a release whose day changes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//seen//releases//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "/seen/")
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_EVERY)
    for day in days:
        for entry in day.entries:
            calendar.add_component(_event(entry, day.date, origin, now))
        for planned in day.planned:
            calendar.add_component(_planned_event(planned, day.date, origin, now))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, day: date, origin: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(entry))
    event.add("dtstamp", now)
    if entry.airs_at is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        # In UTC: a program shows it where it is.
        starts_at = entry.airs_at.astimezone(UTC)
        event.add("dtstart", starts_at)
        event.add("dtend", starts_at + _length(entry))
    event.add("summary", _summary(entry))
    event.add("transp", "TRANSPARENT")
    story = (entry.episode.overview if entry.episode else "") or entry.media.overview
    if story:
        event.add("description", story)
    event.add("url", f"{origin}/app/{entry.media.media_type}s/{entry.media.id}")
    return event


def _length(entry: CalendarEntry) -> timedelta:
    """Of all episodes that air together; an episode of unknown length counts as an hour."""
    episode = entry.episode
    count = 1 + episode.last_episode_number - episode.episode_number if episode else 1
    return timedelta(minutes=(entry.media.runtime_minutes or 60) * count)


def _planned_event(planned: PlannedWatching, day: date, origin: str, now: datetime) -> Event:
    """The UID is the show and the day: a plan that changes moves nothing, it changes the day."""
    event = Event()
    event.add("uid", f"catch-up-{planned.media.id}-{day.isoformat()}@seen")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _planned_summary(planned))
    event.add("transp", "TRANSPARENT")
    labels = [planned.first_label, planned.last_label][: planned.episodes]
    event.add("description", f"{' to '.join(labels)}, {planned.minutes} minutes")
    event.add("url", f"{origin}/app/shows/{planned.media.id}")
    return event


def _planned_summary(planned: PlannedWatching) -> str:
    """`2 episodes of Pioneer One`."""
    word = "episode" if planned.episodes == 1 else "episodes"
    return f"{planned.episodes} {word} of {planned.media.title}"


def _uid(entry: CalendarEntry) -> str:
    if entry.episode:
        return f"episode-{entry.episode.id}@seen"
    return "-".join([entry.kind, str(entry.media.id), *entry.platforms]) + "@seen"


def _summary(entry: CalendarEntry) -> str:
    """`Pioneer One S1 E4`, `Spring (Digital)`, `Veloren Depths (Expansion of Veloren)`."""
    episode = entry.episode
    if entry.base is not None:
        return f"{entry.media.title} ({KINDS[entry.kind]} of {entry.base.title})"
    if episode is None:
        return f"{entry.media.title} ({KINDS[entry.kind]})"
    last = episode.last_episode_number
    until = f"\N{EN DASH}{last}" if last > episode.episode_number else ""
    return f"{entry.media.title} S{episode.season_number} E{episode.episode_number}{until}"
