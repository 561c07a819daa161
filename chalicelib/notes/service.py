"""Notes, reviews and tags of titles."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaPage
from chalicelib.catalog.service import CatalogService
from chalicelib.notes.errors import TagNotFound, TooManyNotes, TooManyTags
from chalicelib.notes.models import (
    MAX_NOTED_TITLES,
    MAX_TAGS,
    MAX_TAGS_OF_TITLE,
    NoteRequest,
    NotesChange,
    TaggedQuery,
    TagList,
    TagRemoval,
    TagRename,
    TagRequest,
    TagsChange,
    TitleNotes,
)
from chalicelib.notes.store import notes, tags
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.service.undo import Reverter, UndoService

NO_TAG = "You have no such tag."

#: Undoing what a person wrote, by the names under which changes are stored.
REVERTERS: dict[str, Reverter] = {"notes": notes.revert, "tags": tags.revert}


@dataclass(frozen=True, slots=True)
class NoteService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def of_title(self, user_id: UUID, media_id: int) -> TitleNotes:
        """What the user wrote about a title. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            return notes.get(conn, user_id=user_id, media_id=title.id)

    def write(self, user_id: UUID, media_id: int, request: NoteRequest) -> NotesChange:
        """Write or remove a note or a review. Raises `MediaNotFound` or `TooManyNotes`."""
        title = self.catalog.require(media_id)
        now = self.clock()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = notes.get(conn, user_id=user_id, media_id=title.id)
            given = request.model_dump(by_alias=False, exclude_none=True)
            after = before.model_copy(update=given)
            for text in ("note", "review"):
                if getattr(after, text) != getattr(before, text):
                    written_at = now if getattr(after, text) else None
                    after = after.model_copy(update={f"{text}_at": written_at})
            if not after.review:
                after = after.model_copy(update={"review_has_spoilers": False})
            if after == before:
                return NotesChange(undo_id=None, notes=before)
            if notes.count(conn, user_id=user_id, without=title.id) >= MAX_NOTED_TITLES:
                raise TooManyNotes(
                    f"You wrote about {MAX_NOTED_TITLES} titles, which is as many as fit.",
                    field="note" if request.review is None else "review",
                )
            changed = notes.write(conn, user_id=user_id, media_id=title.id, notes=after, now=now)
            undo_id = self._record(conn, user_id, "notes", changed)
        return NotesChange(undo_id=undo_id, notes=after)

    def tags(self, user_id: UUID) -> TagList:
        with self.db.read() as conn:
            return TagList(items=tags.all_of_user(conn, user_id=user_id))

    def tagged(self, user_id: UUID, query: TaggedQuery) -> MediaPage:
        """The titles with a tag, the newest first."""
        with self.db.read() as conn:
            ids = tags.titles(
                conn,
                user_id=user_id,
                name=query.tag,
                limit=query.page_size,
                offset=query.offset,
            )
        return self.catalog.card_page(user_id, ids, page=query.page, page_size=query.page_size)

    def tag(self, user_id: UUID, request: TagRequest) -> TagsChange:
        """Add and remove tags of titles. Raises `MediaNotFound` or `TooManyTags`."""
        titles = [self.catalog.require(media_id) for media_id in request.media_ids]
        media_ids = list(dict.fromkeys(title.id for title in titles))
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            changed = tags.change(
                conn,
                user_id=user_id,
                media_ids=media_ids,
                add=request.add,
                remove=request.remove,
                now=self.clock(),
            )
            items = tags.all_of_user(conn, user_id=user_id)
            most = tags.most_of_one_title(conn, user_id=user_id, media_ids=media_ids)
            if request.add and most > MAX_TAGS_OF_TITLE:
                raise TooManyTags(f"A title has at most {MAX_TAGS_OF_TITLE} tags.", field="add")
            if request.add and len(items) > MAX_TAGS:
                raise TooManyTags(f"You have at most {MAX_TAGS} tags.", field="add")
            undo_id = self._record(conn, user_id, "tags", changed)
        self.cache.invalidate_user(user_id)
        return TagsChange(undo_id=undo_id, items=items)

    def rename(self, user_id: UUID, request: TagRename) -> TagsChange:
        """Rename a tag, or merge it into the one of that name. Raises `TagNotFound`."""
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            self._require(conn, user_id, request.tag)
            changed = tags.rename(conn, user_id=user_id, name=request.tag, to=request.name)
            undo_id = self._record(conn, user_id, "tags", changed)
            items = tags.all_of_user(conn, user_id=user_id)
        self.cache.invalidate_user(user_id)
        return TagsChange(undo_id=undo_id, items=items)

    def remove(self, user_id: UUID, request: TagRemoval) -> TagsChange:
        """Take a tag from every title. Raises `TagNotFound`."""
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            self._require(conn, user_id, request.tag)
            changed = tags.delete(conn, user_id=user_id, name=request.tag)
            undo_id = self._record(conn, user_id, "tags", changed)
            items = tags.all_of_user(conn, user_id=user_id)
        self.cache.invalidate_user(user_id)
        return TagsChange(undo_id=undo_id, items=items)

    def _require(self, conn: Connection, user_id: UUID, name: str) -> None:
        if tags.titles(conn, user_id=user_id, name=name, limit=1, offset=0).total == 0:
            raise TagNotFound(NO_TAG)

    def _record(self, conn: Connection, user_id: UUID, part: str, changed: str) -> UUID | None:
        if changed == "[]":
            return None
        return self.undo.record(conn, user_id, part, changed)
