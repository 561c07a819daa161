"""Lists, adds, moves and deletes subtitles, and decides which tracks a user gets."""

import base64
import binascii
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PureWindowsPath
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.preferences.service import PreferenceService
from chalicelib.subtitles.errors import (
    BadSubtitle,
    SubtitleNotFound,
    TooManyAdded,
    TooManySubtitles,
)
from chalicelib.subtitles.models import (
    MAX_ADDED_BYTES_PER_USER,
    MAX_ADDED_PER_ITEM,
    MAX_ADDED_PER_USER,
    MAX_TITLE_LENGTH,
    MAX_UPLOAD_BYTES,
    DeletedSubtitle,
    MovedSubtitle,
    NewSubtitle,
    Subtitle,
    SubtitleChange,
    SubtitleRow,
    Subtitles,
    SubtitleUpload,
    TrackChoiceRequest,
    label_of,
)
from chalicelib.subtitles.models.languages import language_of_name, normalize_language
from chalicelib.subtitles.models.track_choice import (
    OFF,
    LanguageRules,
    SubtitleOption,
    TrackChoice,
    choose_audio,
    choose_subtitle,
)
from chalicelib.subtitles.models.upload_check import check_subtitle
from chalicelib.subtitles.store import subtitles as store
from chalicelib.subtitles.store import tracks
from chalicelib.tracking.service.undo import Reverter, UndoService

logger = logging.getLogger(__name__)

#: The name under which changes are stored, and what undoes them.
SUBTITLES = "subtitles"
revert: Reverter = store.revert
KEPT_DELETED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ChosenTracks:
    """What plays from the start: a stream index, and a subtitle."""

    audio_index: int | None
    subtitle_id: UUID | None
    subtitles: Sequence[SubtitleRow]  # all of the file


@dataclass(frozen=True, slots=True)
class SubtitleService:
    db: Database
    preferences: PreferenceService
    clock: Clock
    new_id: NewId
    undo: UndoService

    def list(self, user: User, item_id: UUID) -> Subtitles:
        """Raises `LibraryItemNotFound`."""
        with self.db.read() as conn:
            _require_item(conn, item_id)
            rows = store.list_of_item(conn, item_id=item_id)
        return Subtitles(items=[shown(row, user) for row in rows])

    def upload(self, user: User, item_id: UUID, upload: SubtitleUpload) -> Subtitle:
        """Raises `LibraryItemNotFound`, `BadSubtitle`, `TooManySubtitles` or `TooManyAdded`."""
        try:
            content = base64.b64decode(upload.content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadSubtitle("The file did not arrive in one piece.", field="content") from error
        if len(content) > MAX_UPLOAD_BYTES:
            raise BadSubtitle("Subtitles may have at most 2 MB.", field="content")
        suffix, form = check_subtitle(upload.file_name, content)
        language = upload.language or language_of_name(upload.file_name)
        # Without a language its name tells it from the others.
        name = "" if language else PureWindowsPath(upload.file_name).stem[:MAX_TITLE_LENGTH]
        return self.add(
            user,
            NewSubtitle(
                library_item_id=item_id,
                source="upload",
                form=form,
                codec=suffix,
                language=language,
                title=upload.title or name,
                content=content,
                is_forced=upload.is_forced,
                is_sdh=upload.is_sdh,
            ),
        )

    def add(self, user: User, new: NewSubtitle) -> Subtitle:
        """Raises `LibraryItemNotFound`, `TooManySubtitles` or `TooManyAdded`."""
        return shown(self.store(user.id, new), user)

    def store(self, user_id: UUID | None, new: NewSubtitle) -> SubtitleRow:
        """
        Store what a user adds, or None for what was found by itself.

        Raises `LibraryItemNotFound`, `TooManySubtitles` or `TooManyAdded`.
        """
        with self.db.transaction() as conn:
            _require_item(conn, new.library_item_id)
            if user_id is not None:
                self.undo.lock(conn, user_id)
                _require_room(conn, user_id, len(new.content))
            if store.count_added(conn, item_id=new.library_item_id) >= MAX_ADDED_PER_ITEM:
                raise TooManySubtitles(
                    f"This file has {MAX_ADDED_PER_ITEM} added subtitles already. Delete one first."
                )
            return store.add(conn, id=self.new_id(), user_id=user_id, new=new, now=self.clock())

    def move(self, user: User, subtitle_id: UUID, change: SubtitleChange) -> MovedSubtitle:
        """Correct its times for every user. Raises `SubtitleNotFound`."""
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            before = store.get(conn, id=subtitle_id)
            if before is None:
                raise SubtitleNotFound("There is no such subtitle.")
            row = store.set_timing(
                conn,
                id=subtitle_id,
                offset_ms=change.offset_ms,
                speed=before.speed if change.speed is None else change.speed,
                now=self.clock(),
            )
            if row is None:
                raise SubtitleNotFound("There is no such subtitle.")
            changed = {"id": str(row.id), "before": _timing(before), "after": _timing(row)}
            undo_id = self.undo.record(conn, user.id, SUBTITLES, json.dumps(changed))
        logger.info("subtitle moved", extra={"subtitle": str(row.id), "user": str(user.id)})
        return MovedSubtitle(**dict(shown(row, user)), undo_id=undo_id)

    def delete(self, user: User, subtitle_id: UUID) -> DeletedSubtitle:
        """
        Delete what the user has added, or anyone if they are an administrator.

        Raises `SubtitleNotFound`.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            row = store.get(conn, id=subtitle_id)
            if row is None or not _can_delete(row, user):
                raise SubtitleNotFound("There is no such subtitle that you added.")
            store.delete(conn, id=subtitle_id, now=now)
            store.delete_old(conn, deleted_before=now - KEPT_DELETED)
            undo_id = self.undo.record(
                conn, user.id, SUBTITLES, json.dumps({"id": str(subtitle_id)})
            )
        logger.info("subtitle deleted", extra={"subtitle": str(row.id), "user": str(user.id)})
        return DeletedSubtitle(undo_id=undo_id)

    def rows(self, item_id: UUID) -> Sequence[SubtitleRow]:
        with self.db.read() as conn:
            return store.list_of_item(conn, item_id=item_id)

    def content(self, subtitle_id: UUID) -> bytes | None:
        """The bytes of what a user added; None for a subtitle on disk."""
        with self.db.read() as conn:
            return store.content(conn, id=subtitle_id)

    def choose(
        self, user: User, item_id: UUID, *, media_id: int | None, audio_index: int | None = None
    ) -> ChosenTracks:
        """
        The tracks of a file by the user's languages and by what they chose for its title.

        `audio_index` is an audio track that was asked for.
        """
        preferences = self.preferences.get(user)
        rules = LanguageRules(
            preferences.audio_languages,
            preferences.subtitle_languages,
            preferences.subtitle_mode,
            preferences.prefers_sdh,
        )
        chosen = None
        with self.db.read() as conn:
            rows = store.list_of_item(conn, item_id=item_id)
            audio = tracks.list_audio(conn, item_id=item_id)
            if media_id is not None:
                chosen = tracks.get_choice(conn, user_id=user.id, media_id=media_id)
        index = choose_audio(audio, rules, chosen) if audio_index is None else audio_index
        language = next((track.language for track in audio if track.index == index), "")
        options = [
            SubtitleOption(row.id, row.language, row.is_forced, row.is_sdh, row.is_default)
            for row in rows
        ]
        subtitle_id = choose_subtitle(options, normalize_language(language), rules, chosen)
        return ChosenTracks(index, subtitle_id, rows)

    def remember(self, user: User, item_id: UUID, asked: TrackChoiceRequest) -> None:
        """
        Keep what the user chose in the player for the title of the file, if it has one.

        Raises `LibraryItemNotFound` or `SubtitleNotFound`.
        """
        with self.db.transaction() as conn:
            media_id = _require_item(conn, item_id)
            audio, row = None, None
            if asked.audio_index is not None:
                audio = next(
                    (
                        track.language
                        for track in tracks.list_audio(conn, item_id=item_id)
                        if track.index == asked.audio_index
                    ),
                    None,
                )
            if asked.subtitle_id is not None:
                row = store.get(conn, id=asked.subtitle_id)
                if row is None or row.library_item_id != item_id:
                    raise SubtitleNotFound("This file has no such subtitle.", field="subtitleId")
            subtitle = OFF if asked.is_subtitle_off else None
            if row is not None:
                subtitle = normalize_language(row.language) or None
            if media_id is None:
                return
            choice = TrackChoice(
                normalize_language(audio or "") or None,
                subtitle,
                is_forced=row is not None and row.is_forced,
                is_sdh=row is not None and row.is_sdh,
            )
            tracks.put_choice(
                conn, user_id=user.id, media_id=media_id, choice=choice, now=self.clock()
            )


def shown(row: SubtitleRow, user: User) -> Subtitle:
    return Subtitle(
        id=row.id,
        library_item_id=row.library_item_id,
        source=row.source,
        form=row.form,
        language=normalize_language(row.language),
        title=row.title,
        label=label_of(row),
        is_default=row.is_default,
        is_forced=row.is_forced,
        is_sdh=row.is_sdh,
        stream_index=row.stream_index,
        score=row.score,
        offset_ms=row.offset_ms,
        speed=row.speed,
        can_delete=_can_delete(row, user),
        updated_at=row.updated_at,
    )


def _timing(row: SubtitleRow) -> dict[str, float]:
    return {"offset_ms": row.offset_ms, "speed": row.speed}


def _can_delete(row: SubtitleRow, user: User) -> bool:
    """What is in the file or beside it is only read."""
    is_added = row.source in ("upload", "provider")
    return is_added and (row.user_id == user.id or user.role == "admin")


def _require_room(conn: Connection, user_id: UUID, size_bytes: int) -> None:
    """Raises `TooManyAdded`."""
    count, total_bytes = store.added_by(conn, user_id=user_id)
    if count >= MAX_ADDED_PER_USER or total_bytes + size_bytes > MAX_ADDED_BYTES_PER_USER:
        raise TooManyAdded(
            "You have added as many subtitles as fit. Delete some of them first.", field="content"
        )


def _require_item(conn: Connection, item_id: UUID) -> int | None:
    """The title of the file. Raises `LibraryItemNotFound`."""
    found = store.title_of_item(conn, item_id=item_id)
    if found is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    return found[0]
