"""Merges titles that share an external id: one from the IMDb import, one from TMDB."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service.derived_data import update_titles
from chalicelib.metadata.models import TitleIdentity, TitleUpdate
from chalicelib.metadata.store import title_identity, title_merge
from chalicelib.platform.db import Connection

logger = logging.getLogger(__name__)

#: Sources whose ids prove that two titles are the same, or are not. Games are found by name, which
#: proves nothing.
IDENTIFYING_SOURCES = ("imdb", "tmdb")


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Updates by the id of the kept title, current ids by previous ids, and affected users."""

    updates: dict[int, TitleUpdate]
    current_ids: dict[int, int]
    affected_users: frozenset[UUID]

    @property
    def has_merged(self) -> bool:
        return any(old != new for old, new in self.current_ids.items())


@contextmanager
def merge_duplicates(conn: Connection, updates: Mapping[int, TitleUpdate]) -> Iterator[MergeResult]:
    """
    Wraps the transaction that writes `updates`.

    Merges duplicates first, locks the titles, and refreshes derived data (search names, facet
    counts) in the end.
    """
    current_ids = {media_id: media_id for media_id in updates}
    current_ids |= title_merge.find_kept_ids(conn, media_ids=list(updates))
    by_id = {current_ids[media_id]: update for media_id, update in sorted(updates.items())}
    pairs = title_identity.find_other_holders(
        conn,
        rows=[
            {
                "media_id": media_id,
                "media_type": update.media_type,
                "source": source,
                "external_id": external_id,
            }
            for media_id, update in by_id.items()
            if update.provider == "tmdb"
            for source, external_id in update.external_ids.items()
            if source in IDENTIFYING_SOURCES
        ],
    )
    ids = sorted({*by_id, *(media_id for pair in pairs for media_id in pair)})
    title_identity.lock_titles(conn, media_ids=ids)
    users: set[UUID] = set()
    with update_titles(conn, *ids):
        for first, second in pairs:
            kept, removed = _choose_kept(
                conn, current_ids.get(first, first), current_ids.get(second, second)
            )
            if kept == removed:
                continue
            users |= title_merge.list_affected_users(conn, media_id=removed)
            title_merge.merge(conn, kept=kept, removed=removed)
            logger.info("merged duplicate titles", extra={"media": kept, "merged": removed})
            current_ids = {old: kept if new == removed else new for old, new in current_ids.items()}
            current_ids[removed] = kept
        yield MergeResult(
            updates={current_ids.get(media_id, media_id): u for media_id, u in by_id.items()},
            current_ids=current_ids,
            affected_users=frozenset(users),
        )


def _choose_kept(conn: Connection, first_id: int, second_id: int) -> tuple[int, int]:
    """The ids to keep and to remove; the same id twice when the titles are not duplicates."""
    first = title_identity.get_identity(conn, media_id=first_id)
    second = title_identity.get_identity(conn, media_id=second_id)
    if first is None or second is None or not may_merge(first, second):
        return first_id, first_id
    # Keep the title with an IMDb id: the import updates it.
    keeps_first = "imdb" in first.external_ids or "imdb" not in second.external_ids
    return (first_id, second_id) if keeps_first else (second_id, first_id)


def may_merge(first: TitleIdentity, second: TitleIdentity) -> bool:
    """Whether the media types are equal and no source has a different id for each title."""
    return first.media_type == second.media_type and all(
        first.external_ids[source] == second.external_ids[source]
        for source in IDENTIFYING_SOURCES
        if source in first.external_ids and source in second.external_ids
    )
