"""The films and shows of one person."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaType, episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.page_cursor import decode_cursor, encode_cursor
from chalicelib.tracking.models.own_titles import (
    OwnTitle,
    OwnTitleRow,
    OwnTitles,
    OwnTitlesCount,
    OwnTitlesQuery,
)
from chalicelib.tracking.store import own_titles


@dataclass(frozen=True, slots=True)
class OwnTitlesService:
    db: Database
    clock: Clock
    catalog: CatalogService

    def page(self, user_id: UUID, media_type: MediaType, query: OwnTitlesQuery) -> OwnTitles:
        """A page of the user's titles. Raises `InvalidInput` for a foreign cursor."""
        now = self.clock()
        after = decode_cursor(query.cursor)
        with self.db.read() as conn:
            rows = own_titles.page(
                conn,
                user_id=user_id,
                media_type=media_type,
                filter=query.filter,
                sort=query.sort,
                after=after,
                limit=query.limit + 1,
                now=now,
            )
            counts = own_titles.counts(conn, user_id=user_id, media_type=media_type, now=now)
        page = rows[: query.limit]
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in page])
        return OwnTitles(
            items=[
                OwnTitle(
                    media=cards[row.media_id],
                    standing=row.standing,
                    behind=row.behind,
                    next_label=_label(row),
                    next_air_date=row.next_air_date,
                )
                for row in page
                if row.media_id in cards
            ],
            total=counts[query.filter],
            counts=[OwnTitlesCount(filter=name, count=count) for name, count in counts.items()],
            next_cursor=encode_cursor(page[-1].sort_key, page[-1].media_id)
            if len(rows) > query.limit
            else None,
        )


def _label(row: OwnTitleRow) -> str | None:
    if row.season_number is None or row.episode_number is None:
        return None
    return episode_label(row.season_number, row.episode_number)
