"""Stores seasons, episodes and air times of shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.metadata.models import EpisodeUpdate, LocalEpisode, SeasonUpdate
from chalicelib.metadata.service import manual_match_undo
from chalicelib.metadata.service.row_mapping import episode_row, season_row
from chalicelib.metadata.store import episode_rows, fetch_status, title_facts
from chalicelib.platform.cache import RELEASES, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class EpisodeWriter:
    db: Database
    cache: Cache
    clock: Clock

    def write(
        self,
        media_id: int,
        seasons: Sequence[SeasonUpdate],
        updates: Sequence[EpisodeUpdate],
        *,
        moves_days: bool = False,
        completes_request: bool = True,
    ) -> int:
        """
        Fill in seasons and episodes, and record the fetch; returns how many episodes changed.

        `moves_days`: the updates are from the source that describes the show, whose days replace
        those of episodes that have not aired.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            with manual_match_undo.recorded(conn, media_id):
                episode_rows.fill_seasons(
                    conn, media_id=media_id, rows=[season_row(season) for season in seasons]
                )
                changed = episode_rows.fill(
                    conn,
                    media_id=media_id,
                    rows=[episode_row(update) for update in updates],
                    moved_from=now.date() if moves_days else None,
                )
            fetch_status.record(
                conn,
                media_ids=[media_id],
                now=now,
                episodes=True,
                completes_request=completes_request,
            )
        self.cache.invalidate_titles([media_id])
        if changed:
            self.cache.invalidate(RELEASES)
        return changed

    def add(self, media_id: int, updates: Sequence[EpisodeUpdate]) -> int:
        """Fill in episodes of known seasons; returns how many changed."""
        with self.db.transaction() as conn, manual_match_undo.recorded(conn, media_id):
            changed = episode_rows.fill(
                conn, media_id=media_id, rows=[episode_row(update) for update in updates]
            )
        if changed:
            self.cache.invalidate_titles([media_id])
            self.cache.invalidate(RELEASES)
        return changed

    def write_air_time(self, media_id: int, airs_at: dt.time, zone: str | None = None) -> None:
        """The time of day at which a show airs, and the zone of its network where it is known."""
        with self.db.transaction() as conn:
            title_facts.set_air_time(conn, media_id=media_id, airs_at=airs_at, zone=zone)
        self.cache.invalidate(RELEASES)

    def list_known(self, media_id: int) -> list[LocalEpisode]:
        with self.db.read() as conn:
            return episode_rows.list_episodes(conn, media_id=media_id)
