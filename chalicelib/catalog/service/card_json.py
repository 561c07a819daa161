"""
Cards as JSON: the part that is the same for every user is serialized once and cached; the user's
own fields are inserted for each request.

A card's JSON ends with the user's own fields. A card without marks is therefore the cached bytes
unchanged, and any other card differs only in its tail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic_core import to_json

from chalicelib.catalog.models import IdPage, Mark
from chalicelib.catalog.store import cards
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

#: The end of a card without marks.
UNMARKED_TAIL = (
    b'"inLibrary":false,"progressPercent":null,"watched":false,"watchLater":false,'
    b'"favorite":false,"ownRating":null,"watchStatus":null,"gameStatus":null,'
    b'"followed":false,"wanted":false}'
)


@dataclass(frozen=True, slots=True)
class CardPresenter:
    db: Database
    clock: Clock
    cache: Cache

    def unmarked(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Cards without marks, as JSON by id; unknown ids are left out."""
        return self.cache.fragments("card", ids, self._serialize) if ids else {}

    def marks(self, user_id: UUID, ids: Sequence[int]) -> dict[int, Mark]:
        """The user's marks by title; titles without marks are left out."""
        if not ids:
            return {}
        with self.db.read() as conn:
            marks = cards.marks(conn, ids=ids, user_id=user_id, now=self.clock())
        return {mark.media_id: mark for mark in marks}

    def for_user(self, user_id: UUID, ids: Sequence[int]) -> Mapping[int, bytes]:
        """Cards with the user's marks, as JSON by id; unknown ids are left out."""
        if not self.cache.is_configured and ids:  # without a cache, one statement is cheaper
            with self.db.read() as conn:
                found = cards.marked(conn, ids=ids, user_id=user_id, now=self.clock())
            return {card.id: to_json(card, by_alias=True) for card in found}
        unmarked = self.unmarked(ids)
        return with_marks(unmarked, self.marks(user_id, list(unmarked)))

    def page(self, user_id: UUID, id_page: IdPage, *, page: int, page_size: int) -> bytes:
        """A page of ids as the user's `MediaPage`."""
        cards = self.for_user(user_id, id_page.ids)
        items = b",".join(cards[media_id] for media_id in id_page.ids if media_id in cards)
        return b'{"items":[%b],"page":%d,"pageSize":%d,"total":%d}' % (
            items,
            page,
            page_size,
            id_page.total,
        )

    def _serialize(self, ids: Sequence[int]) -> dict[int, bytes]:
        with self.db.read() as conn:
            found = cards.unmarked(conn, ids=ids)
        return {card.id: to_json(card, by_alias=True) for card in found}


def with_marks(unmarked: Mapping[int, bytes], marks: Mapping[int, Mark]) -> Mapping[int, bytes]:
    """The same cards with a user's marks."""
    if not marks:
        return unmarked
    return {
        media_id: card.removesuffix(UNMARKED_TAIL) + _tail(marks[media_id])
        if media_id in marks
        else card
        for media_id, card in unmarked.items()
    }


def _tail(mark: Mark) -> bytes:
    fields = {
        "inLibrary": mark.in_library,
        "progressPercent": mark.progress_percent,
        "watched": mark.watched,
        "watchLater": mark.watch_later,
        "favorite": mark.favorite,
        "ownRating": mark.own_rating,
        "watchStatus": mark.watch_status,
        "gameStatus": mark.game_status,
        "followed": mark.followed,
        "wanted": mark.wanted,
    }
    return to_json(fields)[1:]
