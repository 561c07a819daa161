"""
Days of releases as JSON.

A release is serialized once, when its month is read, and a card once as long as its title stays as
it is: a request puts them together, with what is new since the last visit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from chalicelib.calendar.models import BaseGame, CalendarDay, CalendarEpisode, CalendarRelease
from chalicelib.calendar.models.rows import ReleaseRow, StoredRelease
from chalicelib.catch_up.models import PlannedWatching

DAYS = TypeAdapter(list[CalendarDay])
PLANNED = TypeAdapter(list[PlannedWatching])


def dump(rows: Iterable[ReleaseRow]) -> bytes:
    """Rows for the cache."""
    return to_json([_stored(row) for row in rows])


def load(stored: bytes) -> list[StoredRelease]:
    return [StoredRelease(*fields) for fields in from_json(stored)]


def entry_json(release: StoredRelease, card: bytes, *, is_new: bool) -> bytes:
    """A `CalendarEntry`."""
    return b'{"media":%b,"isNew":%b,%b' % (
        card,
        b"true" if is_new else b"false",
        release.entry[1:].encode(),
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


def _stored(row: ReleaseRow) -> StoredRelease:
    return StoredRelease(
        released_on=row.released_on.isoformat(),
        media_id=row.media_id,
        is_mine=row.is_mine,
        arrived_at=row.arrived_at.isoformat() if row.arrived_at else None,
        airs_at=row.airs_at.isoformat() if row.airs_at else None,
        total=row.total,
        entry=_release(row).model_dump_json(),
    )


def _release(row: ReleaseRow) -> CalendarRelease:
    return CalendarRelease(
        kind=row.kind,
        platforms=row.platforms,
        is_mine=row.is_mine,
        is_wanted=row.is_wanted,
        airs_at=row.airs_at,
        episode=_episode(row),
        base=_base(row),
        seen=row.seen,
        library_item_id=row.library_item_id,
    )


def _episode(row: ReleaseRow) -> CalendarEpisode | None:
    if row.episode_id is None or row.season_number is None or row.episode_number is None:
        return None
    return CalendarEpisode(
        id=row.episode_id,
        season_number=row.season_number,
        episode_number=row.episode_number,
        last_episode_number=row.last_episode_number or row.episode_number,
        is_finale=row.is_finale,
        title=row.episode_title or "",
        overview=row.episode_overview or "",
        still_url=row.still_url,
        still_placeholder=row.still_placeholder,
        rating=row.episode_rating,
    )


def _base(row: ReleaseRow) -> BaseGame | None:
    if row.base_id is None or row.base_title is None:
        return None
    return BaseGame(id=row.base_id, title=row.base_title)
