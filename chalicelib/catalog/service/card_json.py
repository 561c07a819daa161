"""
Cards as JSON: the part that is the same for every user is serialized once and cached; the user's
own fields are inserted for each request.

A card's JSON ends with the user's own fields. A card without marks is therefore the cached bytes
unchanged, and any other card differs only in its tail.

Cards in another language than the catalogue's are cached beside the others, for all users who
chose it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from pydantic_core import from_json, to_json

from chalicelib.catalog.models import IdPage, Mark, MediaCard, Translation
from chalicelib.catalog.store import cards, translations
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

#: The end of a card without marks.
UNMARKED_TAIL = (
    b'"inLibrary":false,"atHand":false,"progressPercent":null,"watched":false,'
    b'"watchLater":false,"favorite":false,"ownRating":null,"watchStatus":null,"gameStatus":null,'
    b'"followed":false,"wanted":false}'
)


def language_of_catalogue(_user_id: UUID) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class CardPresenter:
    """`language_of` is the language a user sees titles in; empty: as the catalogue has them."""

    db: Database
    clock: Clock
    cache: Cache
    language_of: Callable[[UUID], str] = language_of_catalogue

    def unmarked(self, ids: Sequence[int], language: str = "") -> dict[int, bytes]:
        """Cards without marks, as JSON by id; unknown ids are left out."""
        if not ids:
            return {}
        # Not `card de`: an earlier release stored cards without their languages.
        kind = f"card in {language}" if language else "card"
        return self.cache.fragments(kind, ids, partial(self._serialize, language))

    def marks(self, user_id: UUID, ids: Sequence[int]) -> dict[int, Mark]:
        """The user's marks by title; titles without marks are left out."""
        if not ids:
            return {}
        with self.db.read() as conn:
            marks = cards.marks(conn, ids=ids, user_id=user_id, now=self.clock())
        return {mark.media_id: mark for mark in marks}

    def for_user(self, user_id: UUID, ids: Sequence[int]) -> Mapping[int, bytes]:
        """Cards with the user's marks, as JSON by id; unknown ids are left out."""
        language = self.language_of(user_id)
        if not self.cache.is_configured and ids:  # without a cache, one statement is cheaper
            with self.db.read() as conn:
                found = cards.marked(conn, ids=ids, user_id=user_id, now=self.clock())
                return _json(conn, found, language)
        unmarked = self.unmarked(ids, language)
        return with_marks(unmarked, self.marks(user_id, list(unmarked)))

    def titles(self, user_id: UUID, ids: Sequence[int]) -> dict[int, str]:
        """The titles in the user's language, where that is not the catalogue's."""
        language = self.language_of(user_id)
        cards = self.unmarked(ids, language) if language else {}
        return {media_id: from_json(card)["title"] for media_id, card in cards.items()}

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

    def _serialize(self, language: str, ids: Sequence[int]) -> dict[int, bytes]:
        with self.db.read() as conn:
            return _json(conn, cards.unmarked(conn, ids=ids), language)


def _json(conn: Connection, found: Sequence[MediaCard], language: str) -> dict[int, bytes]:
    ids = [card.id for card in found] if language else []
    translated = translations.of_titles(conn, ids=ids, language=language) if ids else []
    by_id = {each.media_id: each for each in translated}
    return {
        card.id: to_json(_translated(card, by_id.get(card.id), language), by_alias=True)
        for card in found
    }


def _translated(card: MediaCard, translation: Translation | None, language: str) -> MediaCard:
    if translation is None:
        return card
    code = plain_language(language)
    changes: dict[str, str | None] = {}
    if translation.title:
        changes |= {"title": translation.title, "title_language": code}
        if translation.title != card.title:
            changes["logo_url"] = None  # its letters say the other title
    if translation.overview:
        changes |= {"overview": translation.overview, "overview_language": code}
    return card.model_copy(update=changes)


def plain_language(language: str) -> str:
    """Without a country: `pt` of `pt-BR`."""
    return language.partition("-")[0]


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
        "atHand": mark.at_hand,
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
