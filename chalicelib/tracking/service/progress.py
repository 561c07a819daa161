"""Progress, and the Continue watching row derived from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaType, TitleRef, episode_label
from chalicelib.catalog.models.file_absence import absence_of
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import CONTINUE_WATCHING_TTL_S, Cache, continue_watching_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.tracking.errors import NothingToPlay
from chalicelib.tracking.models import (
    ContinueItem,
    ContinueList,
    ContinueRow,
    Moment,
    ProgressChange,
    ProgressUpdate,
    WatchProgress,
)
from chalicelib.tracking.models.plays import UNDO_PERIOD
from chalicelib.tracking.models.viewings import Heartbeat, bounded, first_state
from chalicelib.tracking.service.played_files import PlayedFiles
from chalicelib.tracking.store import (
    changes,
    continue_watching,
    plays,
    progress,
    shared_viewings,
    watch_later,
)
from chalicelib.tracking.store.file_parts import FilePart
from chalicelib.tracking.store.progress import StoredViewing

MAX_ENTRIES = 20
RECENT_PERIOD = timedelta(days=90)  # an older completed episode does not suggest the next one


@dataclass(frozen=True, slots=True)
class ProgressService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def record(self, user_id: UUID, update: ProgressUpdate) -> WatchProgress:
        """
        Store the position of a player, for the user and for those who watch with them.

        The settings of each user say when it counts as seen; the answer is about the user.

        Raises `MediaNotFound`, `EpisodeNotFound`, `EpisodeOfAnotherTitle` or `NothingToPlay`.
        """
        now = self.clock()
        file = self._file(update)
        position_s, duration_s = update.position_seconds, update.duration_seconds
        if file is not None and file.is_part:
            position_s, duration_s = position_s + file.offset_s, max(file.total_s, duration_s)
        heartbeat = Heartbeat(
            update.viewing_id,
            Moment.of(position_s, duration_s),
            at=bounded(update.recorded_at, now) if update.recorded_at else now,
            is_dated=update.recorded_at is not None,
            credits_s=file.credits_s if file is not None else None,
            library_item_id=file.id if file is not None else None,
        )
        saved = self._record(user_id, update, heartbeat)
        for episode_id in file.more_episode_ids if file else ():
            another = update.model_copy(update={"episode_id": episode_id})
            self._record(user_id, another, heartbeat)
        for person in saved:
            self.cache.invalidate_user(person)
        return saved[user_id]

    def _record(
        self, user_id: UUID, update: ProgressUpdate, heartbeat: Heartbeat
    ) -> dict[UUID, WatchProgress]:
        """What is stored now, of the user and of each companion."""
        # A viewing that is stored belongs to a title that was checked when it began.
        with self.db.read() as conn:
            moved = progress.move(
                conn,
                user_id=user_id,
                media_id=update.media_id,
                episode_id=update.episode_id,
                heartbeat=heartbeat,
            )
        if all(moved.values()):
            return {person: saved for person, saved in moved.items() if saved}
        title = self._playable(update)
        return {
            person: saved or self._apply(person, title, heartbeat, is_own=person == user_id)
            for person, saved in moved.items()
        }

    def repeat_for(self, user_id: UUID, owner_id: UUID, media_id: int, *, since: datetime) -> None:
        """Store for the user what the player of the owner has reported of a title since then."""
        with self.db.read() as conn:
            stored = progress.page_since(conn, user_id=owner_id, media_id=media_id, since=since)
        for each in stored:
            title = self.catalog.require(media_id, each.episode_id)
            last = Heartbeat(
                each.state.viewing_id,
                each.state.moment,
                at=each.state.updated_at,
                is_dated=True,
                credits_s=self._credits_s(each),
                library_item_id=each.library_item_id,
            )
            if each.state.is_from_start:
                start = replace(last, at=since, moment=Moment(0, last.moment.duration_s))
                self._apply(user_id, title, start, is_own=False)
            self._apply(user_id, title, last, is_own=False)
        self.cache.invalidate_user(user_id)

    def _credits_s(self, stored: StoredViewing) -> float | None:
        if stored.library_item_id is None:
            return None
        files = PlayedFiles(self.db, self.cache)
        file = files.get(stored.library_item_id, stored.media_id, stored.episode_id)
        return file.credits_s if file else None

    def _file(self, update: ProgressUpdate) -> FilePart | None:
        """The file that plays, if it is the title that is reported."""
        if update.library_item_id is None:
            return None
        files = PlayedFiles(self.db, self.cache)
        return files.get(update.library_item_id, update.media_id, update.episode_id)

    def _playable(self, update: ProgressUpdate) -> TitleRef:
        title = self.catalog.require(update.media_id, update.episode_id)
        if title.media_type == MediaType.GAME:
            raise NothingToPlay("A game is not played here.", field="mediaId")
        if title.media_type == MediaType.SHOW and title.episode_id is None:
            raise NothingToPlay("Name the episode that is playing.", field="episodeId")
        return title

    def _apply(
        self, user_id: UUID, title: TitleRef, heartbeat: Heartbeat, *, is_own: bool
    ) -> WatchProgress:
        """
        Store a report that means more than another position, or nothing.

        `is_own`: of the user's player, not of a user's they watch with.
        """
        media_id, episode_id = title.id, title.episode_id
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            finished = progress.finished_percent(conn, user_id=user_id)
            heartbeat = replace(heartbeat, is_complete=heartbeat.completes(finished))
            before = progress.get_for_update(
                conn, user_id=user_id, media_id=media_id, episode_id=episode_id
            )
            state = before.after(heartbeat) if before else first_state(heartbeat)
            if state != before:
                progress.put(
                    conn,
                    user_id=user_id,
                    media_id=media_id,
                    episode_id=episode_id,
                    state=state,
                    library_item_id=heartbeat.library_item_id,
                )
            if is_own and (before is None or state.viewing_id != before.viewing_id):
                shared_viewings.end_by_playing(conn, user_id=user_id, media_id=media_id)
            if state.counted_at is not None and not state.has_counted(before):
                plays.put_viewing(
                    conn,
                    user_id=user_id,
                    media_id=media_id,
                    episode_id=episode_id,
                    viewing_id=state.viewing_id,
                    completed_at=state.counted_at,
                    library_item_id=heartbeat.library_item_id,
                )
                plays.summarize(conn, user_id=user_id, media_ids=[media_id])
                watch_later.remove_watched(
                    conn, user_id=user_id, media_id=media_id, now=self.clock()
                )
            is_watched = plays.is_watched(
                conn, user_id=user_id, media_id=media_id, episode_id=episode_id
            )
        return WatchProgress(
            position_seconds=state.moment.position_s,
            duration_seconds=state.moment.duration_s,
            progress_percent=state.moment.percent,
            watched=is_watched,
        )

    def resume_at(
        self, user_id: UUID, media_id: int, episode_id: int | None, *, version_s: int = 0
    ) -> int:
        """
        The start position in seconds; 0 when the viewing is complete or has not started.

        `version_s` is the length of the file: a version that is over by then begins at the start.
        """
        with self.db.read() as conn:
            return progress.resume_at(
                conn,
                user_id=user_id,
                media_id=media_id,
                episode_id=episode_id,
                version_s=version_s,
            )

    def hide(self, user_id: UUID, media_id: int, episode_id: int | None) -> ProgressChange:
        """
        Take a title out of Continue watching until it is played again, or another episode airs.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        title = self.catalog.require(media_id, episode_id)
        episode_id = title.episode_id
        if title.media_type == MediaType.SHOW and episode_id is None:
            entry = self.entry(user_id, title.id)
            if entry is None:
                return ProgressChange(undo_id=None)
            episode_id = entry.episode_id
        now = self.clock()
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            before = progress.hide(
                conn, user_id=user_id, media_id=title.id, episode_id=episode_id, now=now
            )
            undo_id = changes.insert(
                conn,
                user_id=user_id,
                positions=before,
                now=now,
                expires_at=now + UNDO_PERIOD,
            )
        self.cache.invalidate_user(user_id)
        return ProgressChange(undo_id=undo_id)

    def continue_watching(self, user_id: UUID) -> bytes:
        """The row as a serialized `ContinueList`."""
        return self.cache.get_or_compute(
            continue_watching_key(user_id),
            str(user_id),
            CONTINUE_WATCHING_TTL_S,
            lambda: self._render(user_id),
        )

    def entries(self, user_id: UUID) -> list[ContinueRow]:
        """The row without cards, the most recent first."""
        return self._rows(user_id, None)

    def entry(self, user_id: UUID, media_id: int) -> ContinueRow | None:
        """The entry of one title, hidden or not; None when there is nothing to continue."""
        return next(iter(self._rows(user_id, media_id)), None)

    def _rows(self, user_id: UUID, media_id: int | None) -> list[ContinueRow]:
        now = self.clock()
        with self.db.read() as conn:
            return continue_watching.page(
                conn,
                user_id=user_id,
                media_id=media_id,
                recent_since=now - RECENT_PERIOD,
                now=now,
                limit=MAX_ENTRIES,
            )

    def _render(self, user_id: UUID) -> bytes:
        rows = self.entries(user_id)
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return ContinueList(items=items(rows, cards)).model_dump_json().encode()


def items(rows: Sequence[ContinueRow], cards: Mapping[int, MediaCard]) -> list[ContinueItem]:
    """The items of the row; entries whose title was deleted are left out."""
    return [item(row, cards[row.media_id]) for row in rows if row.media_id in cards]


def item(row: ContinueRow, card: MediaCard) -> ContinueItem:
    label = None
    if row.season_number is not None and row.episode_number is not None:
        label = episode_label(row.season_number, row.episode_number)
    duration_s = max(row.duration_seconds, row.position_seconds)
    return ContinueItem(
        id=str(card.id) if row.episode_id is None else f"{card.id}:{row.episode_id}",
        media=card,
        episode_id=row.episode_id,
        episode_label=label,
        episode_title=row.episode_title,
        still_url=row.still_url,
        still_placeholder=row.still_placeholder,
        position_seconds=row.position_seconds,
        duration_seconds=duration_s,
        progress_percent=Moment(row.position_seconds, duration_s).percent if duration_s else 0,
        seconds_left=duration_s - row.position_seconds,
        library_item_id=row.library_item_id,
        absence=absence_of(row.absent_in),
        updated_at=row.updated_at,
    )
