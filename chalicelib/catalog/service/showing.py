"""
Cards as JSON: what is the same for everyone is written once and kept, what is somebody's own is
put in for each request.

A card's JSON ends with the fields that are somebody's own. So a card somebody did nothing with
is the kept bytes as they are, and any other one differs in its last few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic_core import to_json

from chalicelib.catalog.models import Found, Mark
from chalicelib.catalog.store import cards
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

#: How a card ends that is nothing to anybody.
PLAIN = b'"inLibrary":false,"progressPercent":null,"watched":false,"watchLater":false}'


@dataclass(frozen=True, slots=True)
class Showing:
    db: Database
    clock: Clock
    cache: Cache

    def plain(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Cards nobody did anything with, as JSON by id; unknown ids are left out."""
        return self.cache.fragments("card", ids, self._written) if ids else {}

    def marks(self, user_id: UUID, ids: Sequence[int]) -> dict[int, Mark]:
        """What the titles are to somebody; without those that are nothing to them."""
        if not ids:
            return {}
        with self.db.read() as conn:
            found = cards.marks(conn, ids=ids, user_id=user_id, today=self.clock().date())
        return {mark.media_id: mark for mark in found}

    def shown(self, user_id: UUID, ids: Sequence[int]) -> Mapping[int, bytes]:
        """Cards as somebody sees them, as JSON by id; unknown ids are left out."""
        if not self.cache.is_configured and ids:  # nothing is kept, so one question is enough
            with self.db.read() as conn:
                found = cards.seen(conn, ids=ids, user_id=user_id, today=self.clock().date())
            return {card.id: to_json(card, by_alias=True) for card in found}
        plain = self.plain(ids)
        return marked(plain, self.marks(user_id, list(plain)))

    def page(self, user_id: UUID, found: Found, *, page: int, page_size: int) -> bytes:
        """A page of ids, which is the same for everyone, as a `MediaPage` of this person's."""
        cards = self.shown(user_id, found.ids)
        items = b",".join(cards[one] for one in found.ids if one in cards)
        return b'{"items":[%b],"page":%d,"pageSize":%d,"total":%d}' % (
            items,
            page,
            page_size,
            found.total,
        )

    def _written(self, ids: Sequence[int]) -> dict[int, bytes]:
        with self.db.read() as conn:
            found = cards.faces(conn, ids=ids)
        return {card.id: to_json(card, by_alias=True) for card in found}


def marked(plain: Mapping[int, bytes], marks: Mapping[int, Mark]) -> Mapping[int, bytes]:
    """The same cards with what they are to somebody."""
    if not marks:
        return plain
    return {
        media_id: card.removesuffix(PLAIN) + _end(marks[media_id]) if media_id in marks else card
        for media_id, card in plain.items()
    }


def _end(mark: Mark) -> bytes:
    own = {
        "inLibrary": mark.in_library,
        "progressPercent": mark.progress_percent,
        "watched": mark.watched,
        "watchLater": mark.watch_later,
    }
    return to_json(own)[1:]
