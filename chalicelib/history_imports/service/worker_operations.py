"""The long work of imports, done by the worker in steps that may be interrupted and repeated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.similar_names import find_similar_names
from chalicelib.history_imports.errors import ImportCancelled, UnreadableFile
from chalicelib.history_imports.models import (
    MAX_CANDIDATES,
    MAX_ROWS,
    MAX_UNAPPLIED_AGE,
    MAX_UPLOAD_AGE,
    ImportState,
    TitleMatch,
)
from chalicelib.history_imports.models.import_entries import (
    ImportedList,
    ImportEntry,
    ImportFormat,
    ListedTitle,
    ReadRow,
)
from chalicelib.history_imports.models.import_rows import ImportRow, UnmatchedTitle
from chalicelib.history_imports.service.title_match_score import certain, rank
from chalicelib.history_imports.store import (
    history_writes,
    import_rows,
    imports,
    list_writes,
    note_writes,
    row_outcomes,
    title_matching,
)
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.service.play_writes import lock_plays, summarize_plays

BATCH_ROWS = 2_000
BATCH_TITLES = 20  # each is a search


@dataclass(frozen=True, slots=True)
class Numbers:
    """The titles and the lists of a file, numbered as they come; lists by their folded names."""

    titles: dict[ListedTitle, int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryImportWork:
    db: Database
    cache: Cache
    clock: Clock

    def begin(self, import_id: UUID, state: ImportState) -> ImportRow | None:
        """The import, if it is in this state; None when it was cancelled or deleted."""
        with self.db.read() as conn:
            user_id = imports.owner(conn, import_id=import_id)
            if user_id is None:
                return None
            found = imports.list_imports(conn, user_id=user_id, import_id=import_id)
        return found[0] if found and found[0].state == state else None

    def upload(self, import_id: UUID) -> bytes:
        """The uploaded file. Raises `UnreadableFile` when it was deleted."""
        with self.db.read() as conn:
            content = imports.read_upload(conn, import_id=import_id)
        if not content:
            raise UnreadableFile("The file is no longer here. Upload it again.")
        return content

    def store(self, found: ImportRow, format: ImportFormat, entries: Iterable[ReadRow]) -> None:
        """
        Replace what was read of a file before. Raises `ImportCancelled` or `UnreadableFile`.
        """
        with self.db.transaction() as conn:
            import_rows.delete_all(conn, import_id=found.id)
            imports.set_format(conn, import_id=found.id, format=format)
        numbers = Numbers()
        count = 0
        left = iter(entries)
        while batch := tuple(islice(left, BATCH_ROWS)):
            if count + len(batch) > MAX_ROWS:
                raise UnreadableFile(f"The file has more than {MAX_ROWS:,} entries.")
            self._store_batch(found.id, batch, numbers, count)
            count += len(batch)
        if count == 0:
            raise UnreadableFile("There is nothing in this file that could be imported.")
        with self.db.transaction() as conn:
            imports.set_total(conn, import_id=found.id, rows_total=count)
            self._progress(conn, found.id, ImportState.READING, 0)

    def _store_batch(
        self,
        import_id: UUID,
        batch: Sequence[ReadRow],
        numbers: Numbers,
        first: int,
    ) -> None:
        fresh_titles: list[tuple[int, ListedTitle]] = []
        fresh_lists: list[tuple[int, ImportedList]] = []
        numbered: list[tuple[int, ReadRow, int | None, int | None]] = []
        for place, row in enumerate(batch, start=first):
            title = of_list = None
            if isinstance(row, ImportEntry):
                title = numbers.titles.get(row.title)
                if title is None:
                    title = numbers.titles[row.title] = len(numbers.titles)
                    fresh_titles.append((title, row.title))
                if row.of_list is not None:
                    name = row.of_list.name.casefold()
                    of_list = numbers.lists.get(name)
                    if of_list is None:
                        of_list = numbers.lists[name] = len(numbers.lists)
                        fresh_lists.append((of_list, row.of_list))
            numbered.append((place, row, title, of_list))
        with self.db.transaction() as conn:
            self._progress(conn, import_id, ImportState.READING, 0)
            import_rows.insert_titles(conn, import_id=import_id, titles=fresh_titles)
            import_rows.insert_lists(conn, import_id=import_id, lists=fresh_lists)
            import_rows.insert_rows(conn, import_id=import_id, rows=numbered)

    def match_exactly(self, import_id: UUID) -> None:
        """Find titles by ids and exact names. Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            title_matching.match_ids(conn, import_id=import_id)
            title_matching.match_imdb_episodes(conn, import_id=import_id)
            title_matching.match_names(conn, import_id=import_id)
            title_matching.match_episode_names(conn, import_id=import_id)
            self._count_matched(conn, import_id)

    def match_similar(self, import_id: UUID) -> bool:
        """
        Search for the next titles that were not found; False when none is left.

        Raises `ImportCancelled`.
        """
        with self.db.transaction() as conn:
            titles = title_matching.unmatched(conn, import_id=import_id, limit=BATCH_TITLES)
            for title in titles:
                _match_similar(conn, import_id, title)
            self._count_matched(conn, import_id)
        return bool(titles)

    def finish_reading(self, found: ImportRow) -> None:
        """End with the dry run. Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            title_matching.number_episodes(conn, import_id=found.id)
            row_outcomes.classify(
                conn, import_id=found.id, user_id=found.user_id, time_zone=found.time_zone
            )
            self._move(conn, found.id, ImportState.READING, ImportState.READY)

    def prepare_applying(self, found: ImportRow) -> None:
        """Compare with the history once more: it may have changed since the dry run."""
        with self.db.transaction() as conn:
            lock_plays(conn, found.user_id)
            row_outcomes.classify(
                conn, import_id=found.id, user_id=found.user_id, time_zone=found.time_zone
            )
            list_writes.make_collections(
                conn, import_id=found.id, user_id=found.user_id, now=self.clock()
            )
            left = sum(
                each.count
                for each in import_rows.counts(conn, import_ids=[found.id])
                if each.outcome == "new"
            )
            imports.set_total(conn, import_id=found.id, rows_total=found.rows_done + left)

    def apply_batch(self, found: ImportRow, done: int) -> int:
        """Write the next new rows; returns how many. Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            lock_plays(conn, found.user_id)
            count, titles = history_writes.apply_batch(
                conn,
                import_id=found.id,
                user_id=found.user_id,
                now=self.clock(),
                limit=BATCH_ROWS,
            )
            summarize_plays(conn, found.user_id, titles)
            for apply in (note_writes.apply_batch, list_writes.apply_batch):
                count += apply(
                    conn,
                    import_id=found.id,
                    user_id=found.user_id,
                    now=self.clock(),
                    limit=BATCH_ROWS - count,
                )
            self._progress(conn, found.id, ImportState.APPLYING, done + count)
        return count

    def finish_applying(self, found: ImportRow) -> None:
        """The upload is not needed any more. Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            imports.delete_upload(conn, import_id=found.id)
            self._move(conn, found.id, ImportState.APPLYING, ImportState.APPLIED)
        self.cache.invalidate_user(found.user_id)

    def revert_batch(self, found: ImportRow, done: int) -> int:
        """Take the next written rows back; returns how many. Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            lock_plays(conn, found.user_id)
            count, titles = history_writes.revert_batch(
                conn, import_id=found.id, user_id=found.user_id, limit=BATCH_ROWS
            )
            summarize_plays(conn, found.user_id, titles)
            for revert in (note_writes.revert_batch, list_writes.revert_batch):
                count += revert(
                    conn,
                    import_id=found.id,
                    user_id=found.user_id,
                    now=self.clock(),
                    limit=BATCH_ROWS - count,
                )
            self._progress(conn, found.id, ImportState.UNDOING, done + count)
        return count

    def finish_undoing(self, found: ImportRow) -> None:
        """Raises `ImportCancelled`."""
        with self.db.transaction() as conn:
            list_writes.delete_made_collections(conn, import_id=found.id, user_id=found.user_id)
            self._move(conn, found.id, ImportState.UNDOING, ImportState.UNDONE)
        self.cache.invalidate_user(found.user_id)

    def fail(self, import_id: UUID, state: ImportState, message: str) -> None:
        """End with a message for a person; nothing when the import has left the state."""
        with self.db.transaction() as conn:
            imports.move_state(
                conn,
                import_id=import_id,
                before=[state],
                state=ImportState.FAILED,
                now=self.clock(),
                message=message,
            )

    def ask_for_format(self, import_id: UUID) -> None:
        """Wait for a person to say what the file is."""
        with self.db.transaction() as conn:
            imports.move_state(
                conn,
                import_id=import_id,
                before=[ImportState.READING],
                state=ImportState.UNRECOGNIZED,
                now=self.clock(),
            )

    def delete_old(self) -> None:
        """Delete old uploads, and old imports that wrote nothing."""
        now: datetime = self.clock()
        with self.db.transaction() as conn:
            imports.delete_old(
                conn,
                uploads_before=now - MAX_UPLOAD_AGE,
                unapplied_before=now - MAX_UNAPPLIED_AGE,
            )

    def _progress(self, conn: Connection, import_id: UUID, state: ImportState, done: int) -> None:
        if not imports.set_done(conn, import_id=import_id, state=state, rows_done=done):
            raise ImportCancelled

    def _count_matched(self, conn: Connection, import_id: UUID) -> None:
        done = title_matching.count_matched_rows(conn, import_id=import_id)
        self._progress(conn, import_id, ImportState.READING, done)

    def _move(
        self, conn: Connection, import_id: UUID, before: ImportState, state: ImportState
    ) -> None:
        now = self.clock()
        if not imports.move_state(conn, import_id=import_id, before=[before], state=state, now=now):
            raise ImportCancelled


def _match_similar(conn: Connection, import_id: UUID, title: UnmatchedTitle) -> None:
    kinds = [title.media_type] if title.media_type else [MediaType.MOVIE, MediaType.SHOW]
    ids = (
        find_similar_names(conn, names=[title.title], year=title.year, kinds=kinds)
        if title.title
        else []
    )
    ranked = rank(title, title_matching.similar(conn, media_ids=ids)) if ids else []
    best = certain(ranked)
    if best is not None:
        match = TitleMatch.NAME
    else:
        match = TitleMatch.UNCERTAIN if ranked else TitleMatch.NONE
    title_matching.set_match(
        conn,
        import_id=import_id,
        number=title.number,
        match=match,
        media_id=best,
        candidates=[media_id for media_id, _ in ranked[:MAX_CANDIDATES]],
    )
