"""
Changes of the catalogue. The search index and the stored counts change in the same transaction;
cached lists are invalidated afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.canon.errors import GenreUnknown, TitleInUse, YearsReversed
from chalicelib.canon.models.requests import (
    EpisodeCreate,
    EpisodePatch,
    TitleCreate,
    TitlePatch,
)
from chalicelib.canon.models.responses import TitleResource
from chalicelib.canon.store import season_updates, shows, title_in_use, title_updates, titles
from chalicelib.canon.store.shows import EpisodeRecord, SeasonRecord
from chalicelib.catalog import imdb_ids
from chalicelib.catalog.errors import EpisodeNotFound, MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import add_title, update_titles
from chalicelib.catalog.service.local_pictures import refresh
from chalicelib.metadata.service import manual_match_undo
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.titles.errors import SeasonNotFound

#: Fields that change the popularity of a title.
POPULARITY_FIELDS = {"num_votes", "tmdb_popularity", "start_year"}

IN_USE = "The library or a user's history refers to it. Send force=true to delete it nevertheless."


@dataclass(frozen=True, slots=True)
class WriteApi:
    db: Database
    clock: Clock
    cache: Cache

    def create(self, kind: MediaType, request: TitleCreate) -> int:
        """Create a movie or a show. Raises `YearsReversed`, `GenreUnknown` or `TitleKnown`."""
        fields = request.model_dump(exclude={"type"})
        number = imdb_ids.title_number(request.imdb_id) if request.imdb_id else None
        with self.db.transaction() as conn:
            title_id = title_updates.insert(
                conn,
                id=None if number is None else imdb_ids.title_id(number),
                kind=kind,
                name=request.display_name,
                now=self.clock(),
            )
            self._write(conn, title_id, fields, keep_popularity=False)
            add_title(conn, title_id)
        self.cache.invalidate(CATALOGUE)
        return title_id

    def change(self, title_id: int, request: TitlePatch, kind: MediaType | None = None) -> None:
        """Raises `MediaNotFound`, `YearsReversed`, `GenreUnknown` or `TitleKnown`."""
        changes = request.changes
        keep_popularity = not POPULARITY_FIELDS & set(changes)
        with self.db.transaction() as conn:
            title = self._locked(conn, title_id, kind)
            fields = title.model_dump(include=set(TitlePatch.model_fields)) | changes
            with update_titles(conn, title_id):
                self._write(conn, title_id, fields, keep_popularity=keep_popularity)
        self.cache.invalidate(CATALOGUE)

    def delete(self, title_id: int, kind: MediaType | None = None, *, force: bool) -> None:
        """Raises `MediaNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            self._locked(conn, title_id, kind)
            if not force and title_in_use.is_in_use(conn, title_id=title_id):
                raise TitleInUse(IN_USE)
            title_updates.release_files(conn, title_id=title_id)
            with update_titles(conn, title_id):
                title_updates.delete(conn, title_id=title_id)
        self.cache.invalidate(CATALOGUE)

    def create_season(self, show_id: int, number: int) -> int:
        """The id of the new season. Raises `MediaNotFound` or `SeasonKnown`."""
        with self.db.transaction() as conn:
            self._locked(conn, show_id, MediaType.SHOW)
            is_of_imdb = imdb_ids.is_title_of_imdb(show_id)
            season_id = season_updates.insert_season(
                conn,
                id=imdb_ids.season_id(show_id, number) if is_of_imdb else None,
                show_id=show_id,
                number=number,
            )
            title_updates.touch(conn, title_id=show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)
        return season_id

    def delete_season(self, season_id: int, *, force: bool) -> None:
        """Also its episodes. Raises `SeasonNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            season = self._season(conn, season_id)
            part = {"title_id": season.show_id, "season_number": season.season_number}
            if not force and title_in_use.is_in_use(conn, **part):
                raise TitleInUse(IN_USE)
            title_updates.release_files(conn, **part)
            season_updates.delete_season(conn, season_id=season_id)
            title_updates.touch(conn, title_id=season.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def create_episode(self, season_id: int, request: EpisodeCreate) -> int:
        """The id of the new episode. Raises `SeasonNotFound` or `EpisodeKnown`."""
        with self.db.transaction() as conn:
            season = self._season(conn, season_id)
            episode_id = season_updates.insert_episode(
                conn,
                show_id=season.show_id,
                season_number=season.season_number,
                fields=request.model_dump(),
            )
            manual_match_undo.record_edited(conn, episode_id)
            title_updates.touch(conn, title_id=season.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)
        return episode_id

    def change_episode(self, episode_id: int, request: EpisodePatch) -> None:
        """Raises `EpisodeNotFound` or `EpisodeKnown`."""
        with self.db.transaction() as conn:
            episode = self._episode(conn, episode_id)
            fields = {
                "episode_number": episode.episode_number,
                "display_name": episode.display_name or "",
                "image_url": episode.image_url,
                "air_date": episode.air_date,
                "runtime_minutes": episode.runtime_minutes,
                "synopsis": episode.synopsis or "",
                **request.changes,
            }
            season_updates.set_episode(conn, episode_id=episode_id, fields=fields)
            manual_match_undo.record_edited(conn, episode_id)
            title_updates.touch(conn, title_id=episode.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def delete_episode(self, episode_id: int, *, force: bool) -> None:
        """Raises `EpisodeNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            episode = self._episode(conn, episode_id)
            part = {"title_id": episode.show_id, "episode_id": episode_id}
            if not force and title_in_use.is_in_use(conn, **part):
                raise TitleInUse(IN_USE)
            title_updates.release_files(conn, **part)
            season_updates.delete_episode(conn, episode_id=episode_id)
            title_updates.touch(conn, title_id=episode.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def _write(
        self, conn: Connection, title_id: int, fields: dict[str, Any], *, keep_popularity: bool
    ) -> None:
        first, last = fields["start_year"], fields["end_year"]
        if first is not None and last is not None and last < first:
            raise YearsReversed("It cannot end before it began.", field="end_year")
        now = self.clock()
        title_updates.set_facts(conn, title_id=title_id, fields=fields, now=now)
        refresh(conn, title_id)
        title_updates.set_scores(
            conn,
            title_id=title_id,
            fields=fields,
            today=now.date(),
            keep_popularity=keep_popularity,
        )
        tmdb_id = None if fields["tmdb_id"] is None else str(fields["tmdb_id"])
        title_updates.set_external_id(
            conn, title_id=title_id, source="imdb", value=fields["imdb_id"]
        )
        title_updates.set_external_id(conn, title_id=title_id, source="tmdb", value=tmdb_id)
        genres = self._genres(conn, fields["genres"])
        title_updates.set_genres(conn, title_id=title_id, ids=genres)

    def _genres(self, conn: Connection, names: Sequence[str]) -> list[int]:
        ids = title_updates.genre_ids(conn, names=names)
        unknown = [name for name in names if name.lower() not in ids]
        if unknown:
            raise GenreUnknown(f"There is no genre {unknown[0]}.", field="genres")
        return [ids[name.lower()] for name in names]

    def _locked(self, conn: Connection, title_id: int, kind: MediaType | None) -> TitleResource:
        title_updates.lock(conn, title_id=title_id)
        title = titles.get(conn, title_id=title_id)
        if title is None or (kind is not None and title.type != kind):
            raise MediaNotFound(f"There is no such {kind or 'title'}.")
        return title

    def _season(self, conn: Connection, season_id: int) -> SeasonRecord:
        season = next(iter(shows.seasons(conn, season_id=season_id)), None)
        if season is None:
            raise SeasonNotFound("There is no such season.")
        return season

    def _episode(self, conn: Connection, episode_id: int) -> EpisodeRecord:
        episode = shows.episode(conn, episode_id=episode_id)
        if episode is None:
            raise EpisodeNotFound("There is no such episode.")
        return episode
