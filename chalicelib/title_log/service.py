"""The log of a title."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.db import Database
from chalicelib.title_log import store
from chalicelib.title_log.models import LogEntry, LogPage, LogQuery, LogRow


@dataclass(frozen=True, slots=True)
class TitleLogService:
    db: Database
    catalog: CatalogService

    def page(self, user_id: UUID, media_id: int, query: LogQuery) -> LogPage:
        """What a user did with a title, and which files came. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            rows = store.page(
                conn, user_id=user_id, media_id=title.id, query=query, limit=query.limit + 1
            )
        found = rows[: query.limit]
        return LogPage(
            items=[_entry(row) for row in found],
            next_cursor=found[-1].cursor if len(rows) > query.limit else None,
        )


def _entry(row: LogRow) -> LogEntry:
    return LogEntry(
        id=row.cursor,
        kind=row.kind,
        at=row.at,
        is_day=row.is_day,
        value=row.value,
        source=row.source,
        part=_part(row),
        count=row.count,
    )


def _part(row: LogRow) -> str | None:
    if row.season_number is None:
        return None
    if row.episode_number is None:
        return f"Season {row.season_number}" if row.season_number else "Specials"
    first = episode_label(row.season_number, row.episode_number)
    if row.count == 1 or row.last_season_number is None or row.last_episode_number is None:
        return first
    return f"{first} to {episode_label(row.last_season_number, row.last_episode_number)}"
