"""A title known by IMDb's number and one known by TMDB's turn out to be the same: one stays."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service.derived_data import update_titles
from chalicelib.metadata.models import Subject, TitleUpdate
from chalicelib.metadata.store import identity, merging
from chalicelib.platform.db import Connection

logger = logging.getLogger(__name__)

#: Whose numbers say that two titles are the same, or are not. A game is found by its name, which
#: is too little to make one of two.
TELLING = ("imdb", "tmdb")


@dataclass(frozen=True, slots=True)
class Merged:
    """What was said by title; where titles are found now; and whose pages changed with that."""

    updates: dict[int, TitleUpdate]
    now_at: dict[int, int]
    people: frozenset[UUID]

    @property
    def is_any_gone(self) -> bool:
        return any(old != new for old, new in self.now_at.items())


@contextmanager
def as_one(conn: Connection, updates: Mapping[int, TitleUpdate]) -> Iterator[Merged]:
    """
    Around the statements that write what was said of titles, all of a transaction: first make one
    title of those that are the same, in the end see to what all titles are counted and found by.
    """
    now_at = {media_id: media_id for media_id in updates}
    now_at |= merging.current(conn, media_ids=list(updates))
    said = {now_at[media_id]: update for media_id, update in sorted(updates.items())}
    others = identity.others(
        conn,
        rows=[
            {
                "media_id": media_id,
                "media_type": update.media_type,
                "source": source,
                "external_id": external_id,
            }
            for media_id, update in said.items()
            if update.provider == "tmdb"
            for source, external_id in update.external_ids.items()
            if source in TELLING
        ],
    )
    ids = sorted({*said, *(one for pair in others for one in pair)})
    identity.lock(conn, media_ids=ids)
    people: set[UUID] = set()
    with update_titles(conn, *ids):
        for media_id, other_id in others:
            mine, theirs = now_at.get(media_id, media_id), now_at.get(other_id, other_id)
            stays, goes = _of_two(conn, mine, theirs)
            if stays == goes:
                continue
            people |= merging.people(conn, media_id=goes)
            merging.merge(conn, stays=stays, goes=goes)
            logger.info("two titles became one", extra={"media": stays, "merged": goes})
            now_at = {old: stays if new == goes else new for old, new in now_at.items()}
            now_at[goes] = stays
        yield Merged(
            updates={now_at.get(media_id, media_id): update for media_id, update in said.items()},
            now_at=now_at,
            people=frozenset(people),
        )


def _of_two(conn: Connection, one: int, other: int) -> tuple[int, int]:
    """The title that stays and the one that goes; the same one twice when both stay."""
    mine = identity.subject(conn, media_id=one)
    theirs = identity.subject(conn, media_id=other)
    if mine is None or theirs is None or not may_be_one(mine, theirs):
        return one, one
    # The import knows the one with IMDb's number.
    is_mine_of_imdb = "imdb" in mine.external_ids or "imdb" not in theirs.external_ids
    return (one, other) if is_mine_of_imdb else (other, one)


def may_be_one(one: Subject, other: Subject) -> bool:
    """Whether nothing says that they are two: no service has a number for each."""
    return one.media_type == other.media_type and all(
        one.external_ids.get(source) == other.external_ids.get(source)
        for source in TELLING
        if source in one.external_ids and source in other.external_ids
    )
