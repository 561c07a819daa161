"""The services of catalogue and tracking around one person, with time that moves when told to."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from chalicelib.catalog.models import MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CATCH_UP, CatchUpService
from chalicelib.collections.service.collection_undo import SLICE as COLLECTIONS
from chalicelib.collections.service.collection_undo import CollectionUndo
from chalicelib.games.service.game_states import SLICE as GAMES
from chalicelib.games.service.game_states import GameService
from chalicelib.games.service.playthroughs import PlaythroughService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.tracking.models import ProgressUpdate, WatchProgress
from chalicelib.tracking.service.bulk_plays import SelectedPlayService
from chalicelib.tracking.service.companion_answers import CompanionAnswerService
from chalicelib.tracking.service.own_titles import OwnTitlesService
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.ratings import RatingService
from chalicelib.tracking.service.shared_viewings import (
    SHARED_VIEWINGS,
    SharedViewingService,
    people_of,
    revert_shared_viewings,
)
from chalicelib.tracking.service.statuses import StatusService
from chalicelib.tracking.service.undo import Reverter, UndoService
from chalicelib.tracking.service.watch_later import WatchLaterService
from chalicelib.tracking.service.watched import WatchedService
from chalicelib.watchlist.service.follows import FOLLOWS, WatchlistService
from chalicelib.watchlist.service.wanted import WANTED, WantedService
from tests.titles import make_person


@dataclass
class Living:
    """One person and what they do."""

    db: Database
    cache: Cache = field(default_factory=lambda: Cache(None))
    now: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.user: UUID = make_person(self.db)
        self.catalog = CatalogService(self.db, self.clock)
        given = (self.db, self.cache, self.clock, self.catalog)
        self.progress = ProgressService(*given)
        self.plays = PlayService(*given)
        self.bulk_plays = SelectedPlayService(*given)
        self.ratings = RatingService(*given)
        self.statuses = StatusService(*given)
        reverters: dict[str, Reverter] = {COLLECTIONS: CollectionUndo(self.clock).revert}
        reverters[SHARED_VIEWINGS] = revert_shared_viewings
        concerned = {SHARED_VIEWINGS: people_of}
        self.undo = UndoService(self.db, self.cache, self.clock, reverters, concerned)
        self.shared_viewings = SharedViewingService(*given, self.undo, uuid4)
        answers = (self.db, self.clock, self.shared_viewings, self.progress)
        self.companion_answers = CompanionAnswerService(*answers)
        self.watchlist = WatchlistService(*given, self.undo)
        reverters[FOLLOWS] = self.watchlist.revert
        self.catch_up = CatchUpService(*given, self.undo)
        reverters[CATCH_UP] = self.catch_up.revert
        self.wanted = WantedService(*given, self.undo)
        reverters[WANTED] = self.wanted.revert
        self.games = GameService(*given, self.undo)
        reverters[GAMES] = self.games.revert
        self.playthroughs = PlaythroughService(self.clock, self.games)
        self.own_titles = OwnTitlesService(self.db, self.clock, self.catalog)
        self.shelves = ShelfService(self.db, self.catalog)
        self.watched = WatchedService(*given, self.games)
        self.watch_later = WatchLaterService(*given)

    def clock(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def play(
        self,
        media_id: int,
        position: float,
        *,
        episode: int | None = None,
        of: float = 100,
        after_s: float = 10,
    ) -> WatchProgress:
        """A message of the player, some seconds after the last thing that happened."""
        self.wait(seconds=after_s)
        update = ProgressUpdate.model_validate(
            {
                "mediaId": media_id,
                "episodeId": episode,
                "positionSeconds": position,
                "durationSeconds": of,
            }
        )
        return self.progress.record(self.user, update)

    def mark(self, media_id: int, episode: int | None = None) -> MediaCard:
        self.wait(seconds=10)
        return self.watched.mark(self.user, media_id, episode)

    def card(self, media_id: int) -> MediaCard:
        return self.catalog.card(self.user, media_id)

    def row(self) -> list[dict[str, Any]]:
        """Continue watching as the browser gets it."""
        items: list[dict[str, Any]] = json.loads(self.progress.continue_watching(self.user))[
            "items"
        ]
        return items

    def continues(self) -> list[tuple[int, int | None]]:
        """The title and episode of each entry."""
        return [(item["media"]["id"], item["episodeId"]) for item in self.row()]


def count_waiting(db: Database) -> int:
    """How many transactions of this database wait for an advisory lock, such as a person's."""
    with db.read() as conn:
        row = conn.execute(
            """
            SELECT count(*)
            FROM pg_locks AS l
            JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
            WHERE l.locktype = 'advisory' AND NOT l.granted
            """
        ).fetchone()
    return row[0] if row else 0
