"""Imports as a person drives them: upload, review, apply, undo."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.history_imports.errors import (
    HistoryImportNotFound,
    InvalidPart,
    TooManyImports,
    UploadIncomplete,
    UploadTooLarge,
    WrongImportState,
)
from chalicelib.history_imports.models import (
    APPLY_TASK,
    BUSY,
    CANCELLABLE,
    MAX_KEPT_IMPORTS,
    MAX_PART_BYTES,
    MAX_UPLOAD_BYTES,
    QUEUE,
    READ_TASK,
    UNDO_TASK,
    HistoryImport,
    HistoryImports,
    ImportState,
    NewImport,
    ReviewedTitle,
    ReviewPage,
    ReviewQuery,
    RowProblemPage,
    TitleMatch,
)
from chalicelib.history_imports.models.import_entries import ImportFormat
from chalicelib.history_imports.models.import_rows import ImportRow
from chalicelib.history_imports.models.import_view import view
from chalicelib.history_imports.store import import_rows, imports, row_outcomes, title_matching
from chalicelib.history_imports.store.row_outcomes import Part
from chalicelib.http.schemas import Paging
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.tasks import defer

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class HistoryImportService:
    db: Database
    clock: Clock
    new_id: Callable[[], UUID]
    catalog: CatalogService

    def create(self, user_id: UUID, new: NewImport) -> HistoryImport:
        """Announce a file. Raises `UploadTooLarge` or `TooManyImports`."""
        if new.size_bytes > MAX_UPLOAD_BYTES:
            raise UploadTooLarge(
                f"The file is larger than {MAX_UPLOAD_BYTES // MEBIBYTE} MB.", field="sizeBytes"
            )
        import_id = self.new_id()
        with self.db.transaction() as conn:
            if imports.count(conn, user_id=user_id) >= MAX_KEPT_IMPORTS:
                raise TooManyImports(
                    f"{MAX_KEPT_IMPORTS} imports are kept. Remove an old one first."
                )
            imports.insert(
                conn,
                id=import_id,
                user_id=user_id,
                file_name=new.file_name,
                size_bytes=new.size_bytes,
                time_zone=new.time_zone,
                now=self.clock(),
            )
        return self.get(user_id, import_id)

    def receive(self, user_id: UUID, import_id: UUID, number: int, data: str) -> HistoryImport:
        """
        Store a part of the file.

        Raises `HistoryImportNotFound`, `WrongImportState`, `InvalidPart` or `UploadTooLarge`.
        """
        try:
            content = b64decode(data, validate=True)
        except ValueError as error:  # of base64, or of characters that are not ASCII
            raise InvalidPart("The part is not in base64.", field="data") from error
        if len(content) > MAX_PART_BYTES:
            raise UploadTooLarge("The part is too large.", field="data")
        with self.db.transaction() as conn:
            found = self._lock(conn, user_id, import_id)
            self._expect(found, ImportState.UPLOADING)
            if number * MAX_PART_BYTES + len(content) > found.size_bytes:
                raise InvalidPart("The file is not that long.", field="data")
            imports.insert_part(conn, import_id=import_id, number=number, content=content)
        return self.get(user_id, import_id)

    def read(
        self, user_id: UUID, import_id: UUID, format: ImportFormat | None = None
    ) -> HistoryImport:
        """
        Have the worker read the file and match it with the catalogue.

        A ready import is read again: the catalogue may know more by now. Raises
        `HistoryImportNotFound`, `UploadIncomplete`, `AnotherImportRuns` or `WrongImportState`.
        """
        with self.db.transaction() as conn:
            found = self._lock(conn, user_id, import_id)
            if found.received_bytes != found.size_bytes:
                raise UploadIncomplete("The file is not complete here. Upload it again.")
            if found.applied_at is not None or import_rows.has_applied(conn, import_id=import_id):
                raise WrongImportState("This import was applied. Undo it, then upload it again.")
            self._start(
                conn,
                found,
                ImportState.READING,
                READ_TASK,
                ImportState.UPLOADING,
                ImportState.UNRECOGNIZED,
                ImportState.READY,
                ImportState.FAILED,
                ImportState.CANCELLED,
            )
            imports.set_format(conn, import_id=import_id, format=format)
            imports.set_total(conn, import_id=import_id, rows_total=None)
        return self.get(user_id, import_id)

    def list_all(self, user_id: UUID) -> HistoryImports:
        with self.db.read() as conn:
            found = imports.list_imports(conn, user_id=user_id)
            return HistoryImports(items=self._views(conn, found))

    def get(self, user_id: UUID, import_id: UUID) -> HistoryImport:
        """Raises `HistoryImportNotFound`."""
        with self.db.read() as conn:
            return self._views(conn, [self._require(conn, user_id, import_id)])[0]

    def review(self, user_id: UUID, import_id: UUID, query: ReviewQuery) -> ReviewPage:
        """Titles of the file by their match. Raises `HistoryImportNotFound`."""
        with self.db.read() as conn:
            self._require(conn, user_id, import_id)
            found = import_rows.review(
                conn,
                import_id=import_id,
                match=query.match,
                limit=query.page_size,
                offset=query.offset,
            )
            total = import_rows.count_titles(conn, import_id=import_id, match=query.match)
        shown = [media_id for row in found for media_id in (row.media_id, *row.candidates)]
        cards = self.catalog.cards_by_id(user_id, [each for each in shown if each is not None])
        return ReviewPage(
            items=[
                ReviewedTitle(
                    number=row.number,
                    title=row.title,
                    year=row.year,
                    media_type=row.media_type,
                    match=row.match,
                    rows=row.rows,
                    example=row.example,
                    media=cards.get(row.media_id) if row.media_id is not None else None,
                    candidates=[cards[each] for each in row.candidates if each in cards],
                )
                for row in found
            ],
            total=total,
        )

    def choose(
        self, user_id: UUID, import_id: UUID, number: int, media_id: int | None
    ) -> HistoryImport:
        """
        Say which title of the catalogue is meant; None leaves its rows out.

        Raises `HistoryImportNotFound`, `WrongImportState` or `MediaNotFound`.
        """
        title_id = None if media_id is None else self.catalog.require(media_id).id
        with self.db.transaction() as conn:
            found = self._lock(conn, user_id, import_id)
            self._expect(found, ImportState.READY, ImportState.APPLIED)
            changed = import_rows.choose(
                conn,
                import_id=import_id,
                number=number,
                match=TitleMatch.SKIPPED if title_id is None else TitleMatch.CHOSEN,
                media_id=title_id,
            )
            if changed is None:
                raise HistoryImportNotFound("There is no such title, or it was applied.")
            title_matching.number_episodes(conn, import_id=import_id, title_number=number)
            row_outcomes.classify(
                conn,
                import_id=import_id,
                user_id=user_id,
                time_zone=found.time_zone,
                part=Part(number, changed),
            )
        return self.get(user_id, import_id)

    def problems(self, user_id: UUID, import_id: UUID, paging: Paging) -> RowProblemPage:
        """Rows that became nothing, with the reason. Raises `HistoryImportNotFound`."""
        with self.db.read() as conn:
            self._require(conn, user_id, import_id)
            return RowProblemPage(
                items=import_rows.problems(
                    conn, import_id=import_id, limit=paging.page_size, offset=paging.offset
                ),
                total=import_rows.count_problems(conn, import_id=import_id),
            )

    def apply(self, user_id: UUID, import_id: UUID) -> HistoryImport:
        """
        Have the worker write the new rows; again after more titles were chosen, or a failure.

        Raises `HistoryImportNotFound`, `AnotherImportRuns` or `WrongImportState`.
        """
        with self.db.transaction() as conn:
            found = self._require(conn, user_id, import_id)
            if found.rows_total is None:
                raise WrongImportState("The file was not read yet.")
            self._start(
                conn,
                found,
                ImportState.APPLYING,
                APPLY_TASK,
                ImportState.READY,
                ImportState.APPLIED,
                ImportState.FAILED,
            )
        return self.get(user_id, import_id)

    def undo(self, user_id: UUID, import_id: UUID) -> HistoryImport:
        """
        Have the worker take back what the import wrote, except what was changed since.

        Raises `HistoryImportNotFound`, `AnotherImportRuns` or `WrongImportState`.
        """
        with self.db.transaction() as conn:
            found = self._require(conn, user_id, import_id)
            self._start(
                conn,
                found,
                ImportState.UNDOING,
                UNDO_TASK,
                ImportState.APPLIED,
                ImportState.FAILED,
            )
        return self.get(user_id, import_id)

    def cancel(self, user_id: UUID, import_id: UUID) -> HistoryImport:
        """
        Stop what runs. Rows that were applied by then stay, and can be undone or continued.

        Raises `HistoryImportNotFound` or `WrongImportState`.
        """
        with self.db.transaction() as conn:
            found = self._require(conn, user_id, import_id)
            before, after = CANCELLABLE, ImportState.CANCELLED
            if found.state == ImportState.APPLYING:
                before, after = frozenset({ImportState.APPLYING}), ImportState.APPLIED
            moved = imports.move_state(
                conn, import_id=import_id, before=before, state=after, now=self.clock()
            )
            if not moved:
                raise WrongImportState("There is nothing to cancel.")
        return self.get(user_id, import_id)

    def remove(self, user_id: UUID, import_id: UUID) -> None:
        """
        Forget an import: what it wrote stays and can no longer be undone as a whole.

        Raises `HistoryImportNotFound` or `WrongImportState`.
        """
        with self.db.transaction() as conn:
            found = self._lock(conn, user_id, import_id)
            if found.state in BUSY:
                raise WrongImportState("It is running. Cancel it first.")
            imports.delete(conn, import_id=import_id)

    def _lock(self, conn: Connection, user_id: UUID, import_id: UUID) -> ImportRow:
        """An import whose state stays until the end of the transaction."""
        imports.lock(conn, import_id=import_id)
        return self._require(conn, user_id, import_id)

    def _require(self, conn: Connection, user_id: UUID, import_id: UUID) -> ImportRow:
        found = imports.list_imports(conn, user_id=user_id, import_id=import_id)
        if not found:
            raise HistoryImportNotFound("There is no such import.")
        return found[0]

    def _expect(self, found: ImportRow, *states: ImportState) -> None:
        if found.state not in states:
            raise WrongImportState(f"The import is {found.state}.")

    def _start(
        self,
        conn: Connection,
        found: ImportRow,
        state: ImportState,
        task: str,
        *before: ImportState,
    ) -> None:
        moved = imports.move_state(
            conn, import_id=found.id, before=before, state=state, now=self.clock()
        )
        if not moved:
            raise WrongImportState(f"The import is {found.state}.")
        defer(
            conn,
            task,
            {"import_id": str(found.id)},
            queue=QUEUE,
            lock=f"history import {found.id}",
        )

    def _views(self, conn: Connection, found: Sequence[ImportRow]) -> list[HistoryImport]:
        ids = [row.id for row in found]
        by_outcome = import_rows.counts(conn, import_ids=ids)
        by_match = import_rows.title_counts(conn, import_ids=ids)
        now = self.clock()
        return [view(row, by_outcome, by_match, now) for row in found]
