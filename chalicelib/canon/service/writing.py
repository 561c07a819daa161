"""
Change the catalogue. Everything that follows from a title changes with it, in one transaction:
what it is found by, how many titles there are, and afterwards what was kept of lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.canon.errors import GenreUnknown, TitleInUse, YearsReversed
from chalicelib.canon.models.answers import Title
from chalicelib.canon.models.requests import (
    EpisodeChange,
    EpisodeNew,
    TitleChange,
    WorkNew,
)
from chalicelib.canon.store import parts, shows, titles, writing
from chalicelib.canon.store.shows import EpisodeRow, SeasonRow
from chalicelib.catalog import imdb
from chalicelib.catalog.errors import EpisodeNotFound, MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import add_title, update_titles
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.titles.errors import SeasonNotFound

#: A new number or year moves a title among the popular ones; a new name does not.
MAKES_POPULAR = {"num_votes", "tmdb_popularity", "start_year"}

IN_USE = "Somebody has files or a history of it. Say force=true to delete it all the same."


@dataclass(frozen=True, slots=True)
class Writing:
    db: Database
    clock: Clock
    cache: Cache

    def create(self, kind: MediaType, wanted: WorkNew) -> int:
        """A movie or a show; its id. Raises `YearsReversed`, `GenreUnknown` or `TitleKnown`."""
        said = wanted.model_dump(exclude={"type"})
        number = imdb.title_number(wanted.imdb_id) if wanted.imdb_id else None
        with self.db.transaction() as conn:
            title_id = writing.insert(
                conn,
                id=None if number is None else imdb.title_id(number),
                kind=kind,
                name=wanted.display_name,
                now=self.clock(),
            )
            self._write(conn, title_id, said, keep_popularity=False)
            add_title(conn, title_id)
        self.cache.invalidate(CATALOGUE)
        return title_id

    def change(self, title_id: int, wanted: TitleChange, kind: MediaType | None = None) -> None:
        """Raises `MediaNotFound`, `YearsReversed`, `GenreUnknown` or `TitleKnown`."""
        changes = wanted.changes
        keep_popularity = not MAKES_POPULAR & set(changes)
        with self.db.transaction() as conn:
            title = self._locked(conn, title_id, kind)
            said = title.model_dump(include=set(TitleChange.model_fields)) | changes
            with update_titles(conn, title_id):
                self._write(conn, title_id, said, keep_popularity=keep_popularity)
        self.cache.invalidate(CATALOGUE)

    def delete(self, title_id: int, kind: MediaType | None = None, *, force: bool) -> None:
        """Raises `MediaNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            self._locked(conn, title_id, kind)
            if not force and writing.is_in_use(conn, title_id=title_id):
                raise TitleInUse(IN_USE)
            writing.release_files(conn, title_id=title_id)
            with update_titles(conn, title_id):
                writing.delete(conn, title_id=title_id)
        self.cache.invalidate(CATALOGUE)

    def create_season(self, show_id: int, number: int) -> int:
        """Its id. Raises `MediaNotFound` or `SeasonKnown`."""
        with self.db.transaction() as conn:
            self._locked(conn, show_id, MediaType.SHOW)
            is_of_imdb = imdb.is_title_of_imdb(show_id)
            season_id = parts.insert_season(
                conn,
                id=imdb.season_id(show_id, number) if is_of_imdb else None,
                show_id=show_id,
                number=number,
            )
            writing.touch(conn, title_id=show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)
        return season_id

    def delete_season(self, season_id: int, *, force: bool) -> None:
        """With its episodes. Raises `SeasonNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            season = self._season(conn, season_id)
            part = {"title_id": season.show_id, "season_number": season.season_number}
            if not force and writing.is_in_use(conn, **part):
                raise TitleInUse(IN_USE)
            writing.release_files(conn, **part)
            parts.delete_season(conn, season_id=season_id)
            writing.touch(conn, title_id=season.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def create_episode(self, season_id: int, wanted: EpisodeNew) -> int:
        """Its id. Raises `SeasonNotFound` or `EpisodeKnown`."""
        with self.db.transaction() as conn:
            season = self._season(conn, season_id)
            episode_id = parts.insert_episode(
                conn,
                show_id=season.show_id,
                season_number=season.season_number,
                said=wanted.model_dump(),
            )
            writing.touch(conn, title_id=season.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)
        return episode_id

    def change_episode(self, episode_id: int, wanted: EpisodeChange) -> None:
        """Raises `EpisodeNotFound` or `EpisodeKnown`."""
        with self.db.transaction() as conn:
            episode = self._episode(conn, episode_id)
            said = {
                "episode_number": episode.episode_number,
                "display_name": episode.display_name or "",
                "image_url": episode.image_url,
                "air_date": episode.air_date,
                "runtime_minutes": episode.runtime_minutes,
                "synopsis": episode.synopsis or "",
                **wanted.changes,
            }
            parts.set_episode(conn, episode_id=episode_id, said=said)
            writing.touch(conn, title_id=episode.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def delete_episode(self, episode_id: int, *, force: bool) -> None:
        """Raises `EpisodeNotFound`, or `TitleInUse` unless forced."""
        with self.db.transaction() as conn:
            episode = self._episode(conn, episode_id)
            part = {"title_id": episode.show_id, "episode_id": episode_id}
            if not force and writing.is_in_use(conn, **part):
                raise TitleInUse(IN_USE)
            writing.release_files(conn, **part)
            parts.delete_episode(conn, episode_id=episode_id)
            writing.touch(conn, title_id=episode.show_id, now=self.clock())
        self.cache.invalidate(CATALOGUE)

    def _write(
        self, conn: Connection, title_id: int, said: dict[str, Any], *, keep_popularity: bool
    ) -> None:
        first, last = said["start_year"], said["end_year"]
        if first is not None and last is not None and last < first:
            raise YearsReversed("It cannot end before it began.", field="end_year")
        now = self.clock()
        writing.set_facts(conn, title_id=title_id, said=said, now=now)
        writing.set_scores(
            conn,
            title_id=title_id,
            said=said,
            today=now.date(),
            keep_popularity=keep_popularity,
        )
        tmdb_id = None if said["tmdb_id"] is None else str(said["tmdb_id"])
        writing.set_external_id(conn, title_id=title_id, source="imdb", value=said["imdb_id"])
        writing.set_external_id(conn, title_id=title_id, source="tmdb", value=tmdb_id)
        genres = self._genres(conn, said["genres"])
        writing.set_genres(conn, title_id=title_id, ids=genres)

    def _genres(self, conn: Connection, names: Sequence[str]) -> list[int]:
        ids = writing.genre_ids(conn, names=names)
        unknown = [name for name in names if name.lower() not in ids]
        if unknown:
            raise GenreUnknown(f"There is no genre {unknown[0]}.", field="genres")
        return [ids[name.lower()] for name in names]

    def _locked(self, conn: Connection, title_id: int, kind: MediaType | None) -> Title:
        writing.lock(conn, title_id=title_id)
        title = titles.get(conn, title_id=title_id)
        if title is None or (kind is not None and title.type != kind):
            raise MediaNotFound(f"There is no such {kind or 'title'}.")
        return title

    def _season(self, conn: Connection, season_id: int) -> SeasonRow:
        season = next(iter(shows.seasons(conn, season_id=season_id)), None)
        if season is None:
            raise SeasonNotFound("There is no such season.")
        return season

    def _episode(self, conn: Connection, episode_id: int) -> EpisodeRow:
        episode = shows.episode(conn, episode_id=episode_id)
        if episode is None:
            raise EpisodeNotFound("There is no such episode.")
        return episode
