"""Releases as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from chalicelib.calendar.models import CalendarDay, CalendarEntry

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
}


def calendar_file(days: Iterable[CalendarDay], *, origin: str, now: datetime) -> bytes:
    """
    All-day events, which do not make a user busy; links lead to `origin`.

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
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, day: date, origin: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(entry))
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _summary(entry))
    event.add("transp", "TRANSPARENT")
    story = (entry.episode.overview if entry.episode else "") or entry.media.overview
    if story:
        event.add("description", story)
    event.add("url", f"{origin}/app/{entry.media.media_type}s/{entry.media.id}")
    return event


def _uid(entry: CalendarEntry) -> str:
    if entry.episode:
        return f"episode-{entry.episode.id}@seen"
    return "-".join([entry.kind, str(entry.media.id), *entry.platforms]) + "@seen"


def _summary(entry: CalendarEntry) -> str:
    """`Pioneer One S1 E4`, `Spring (Digital)`."""
    episode = entry.episode
    if episode is None:
        return f"{entry.media.title} ({KINDS[entry.kind]})"
    last = episode.last_episode_number
    until = f"\N{EN DASH}{last}" if last > episode.episode_number else ""
    return f"{entry.media.title} S{episode.season_number} E{episode.episode_number}{until}"
