"""
Days of releases as JSON.

A release is serialized once, when its month is read, and a card once as long as its title stays as
it is: a request puts them together, with what is new since the last visit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from chalicelib.artwork.proxy_urls import Kind, browser_url
from chalicelib.calendar.models import CalendarDay
from chalicelib.calendar.models.release_rows import ReleaseRow, StoredRelease
from chalicelib.catch_up.models import PlannedWatching

DAYS = TypeAdapter(list[CalendarDay])
PLANNED = TypeAdapter(list[PlannedWatching])


def dump(rows: Sequence[StoredRelease]) -> bytes:
    """Rows for the cache: a line with all fields but the entries, then a line for each entry."""
    return b"\n".join((to_json([row[:-1] for row in rows]), *(row.entry for row in rows)))


def load(stored: bytes) -> list[StoredRelease]:
    fields, *entries = stored.split(b"\n")
    rows = zip(from_json(fields), entries, strict=True)
    return [StoredRelease._make((*row, entry)) for row, entry in rows]


def entry_json(release: StoredRelease, card: bytes, *, is_new: bool) -> bytes:
    """A `CalendarEntry`."""
    return b'{"media":%b,"isNew":%b,%b' % (
        card,
        b"true" if is_new else b"false",
        release.entry[1:],
    )


def days_json(
    days: Iterable[date],
    entries: Mapping[str, Sequence[bytes]],
    totals: Mapping[str, int],
    planned: Mapping[date, Sequence[PlannedWatching]],
) -> bytes:
    """The days in order, each a `CalendarDay`; `entries` and `totals` by day as in ISO 8601."""
    return b"[%b]" % b",".join(
        b'{"date":"%b","total":%d,"entries":[%b],"planned":%b}'
        % (
            name.encode(),
            totals.get(name, 0),
            b",".join(entries.get(name, ())),
            PLANNED.dump_json(list(planned.get(day, ()))),
        )
        for day in days
        for name in (day.isoformat(),)
    )


def stored(row: ReleaseRow) -> StoredRelease:
    return StoredRelease(
        released_on=row.released_on.isoformat(),
        media_id=row.media_id,
        kind=row.kind,
        episode_id=row.episode_id,
        is_mine=row.is_mine,
        arrived_at=row.arrived_at.isoformat() if row.arrived_at else None,
        airs_at=row.airs_at.isoformat() if row.airs_at else None,
        total=row.total,
        entry=to_json(_release(row)),
    )


def _release(row: ReleaseRow) -> dict[str, Any]:
    """A `CalendarRelease`; a month has a thousand, and models take five times as long."""
    base = {"id": row.base_id, "title": row.base_title} if row.base_title is not None else None
    return {
        "kind": row.kind,
        "platforms": row.platforms,
        "isMine": row.is_mine,
        "isWanted": row.is_wanted,
        "airsAt": row.airs_at,
        "episode": _episode(row) if row.season_number is not None else None,
        "base": base,
        "seen": row.seen,
        "libraryItemId": row.library_item_id,
    }


def _episode(row: ReleaseRow) -> dict[str, Any]:
    """A `CalendarEpisode`."""
    return {
        "id": row.episode_id,
        "seasonNumber": row.season_number,
        "episodeNumber": row.episode_number,
        "lastEpisodeNumber": row.last_episode_number,
        "isFinale": row.is_finale,
        "title": row.episode_title or "",
        "overview": row.episode_overview or "",
        "stillUrl": browser_url(row.still_url, Kind.STILL),
        "stillPlaceholder": row.still_placeholder,
        "rating": row.episode_rating,
    }
