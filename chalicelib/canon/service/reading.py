"""Read titles, shows and lists. Whoever opens a title is counted, and makes it be looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chalicelib.canon.models.answers import (
    Collection,
    CollectionTitles,
    DiscoverPage,
    DiscoverTitle,
    Episode,
    LanguageCount,
    Movie,
    Season,
    Show,
    Title,
    TitleSearch,
    absolute,
    is_season_finished,
    pages,
)
from chalicelib.canon.models.requests import MAX_PAGES, DiscoverQuery, Reader, TitleQuery
from chalicelib.canon.store import shows, titles
from chalicelib.canon.store.shows import EpisodeRow, SeasonRow
from chalicelib.catalog.errors import EpisodeNotFound, GenreNotFound, MediaNotFound
from chalicelib.catalog.models import Filter, IdPage, MediaType, Sort
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.lists import reachable
from chalicelib.collections.errors import CollectionNotFound
from chalicelib.collections.models import MAX_TITLES
from chalicelib.collections.models import Collection as CatalogueCollection
from chalicelib.collections.service import CollectionService
from chalicelib.engagement.service import EngagementService
from chalicelib.metadata.service.freshen import Freshener
from chalicelib.platform.db import Database
from chalicelib.titles.errors import SeasonNotFound

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW
KINDS = (MOVIE, SHOW)


@dataclass(frozen=True, slots=True)
class Reading:
    db: Database
    catalog: CatalogService
    collections: CollectionService
    engagement: EngagementService
    freshener: Freshener

    def search(self, wanted: TitleQuery, reader: Reader) -> TitleSearch:
        """
        Titles that match what was typed, the best first; without anything typed, all of them by
        votes. `languages` leaves `lang` aside, so that one can choose another.
        """
        first = (wanted.page - 1) * wanted.per_page
        if wanted.q:
            kinds = [MediaType(wanted.type)] if wanted.type else KINDS
            ids = self.catalog.search(wanted.q, kinds).titles
            with self.db.read() as conn:
                languages = titles.languages(conn, ids=ids)
                if wanted.lang:
                    ids = titles.of_language(conn, ids=ids, language=wanted.lang)
            found = IdPage(ids[first : first + wanted.per_page], len(ids))
        else:
            found = self.catalog.filtered(
                Filter(
                    media_type=MediaType(wanted.type) if wanted.type else None,
                    language=wanted.lang,
                    sort=Sort.MOST_RATED,
                    limit=wanted.per_page,
                    offset=first,
                    with_games=False,
                )
            )
            languages = self._languages(wanted.type)
        with self.db.read() as conn:
            rows = titles.found(conn, ids=found.ids)
        return TitleSearch(
            titles=[
                row.model_copy(update={"image_url": absolute(row.image_url, reader.origin)})
                for row in rows
            ],
            total=found.total,
            page=wanted.page,
            per_page=wanted.per_page,
            total_pages=pages(reachable(found.total), wanted.per_page, MAX_PAGES),
            languages=languages,
        )

    def title(self, title_id: int, source: str, reader: Reader) -> Title:
        """Raises `MediaNotFound`."""
        title_id = self._title(title_id, reader).title_id
        self.freshener.freshen(title_id)
        found = self._title(title_id, reader)
        self.engagement.view(reader.by, found.title_id, source)
        return found

    def movie(self, movie_id: int, source: str, reader: Reader) -> Movie:
        """Raises `MediaNotFound`, also when it is a show."""
        movie_id = self._title(movie_id, reader, MOVIE).title_id
        self.freshener.freshen(movie_id)
        found = self.plain_movie(movie_id, reader)
        self.engagement.view(reader.by, found.movie_id, source)
        return found

    def plain_movie(self, movie_id: int, reader: Reader) -> Movie:
        """The same for whoever changed it, which is no visit. Raises `MediaNotFound`."""
        title = self._title(movie_id, reader, MOVIE)
        return Movie(movie_id=title.title_id, title_id=title.title_id, title=title)

    def show(self, show_id: int, source: str, reader: Reader) -> Show:
        """Raises `MediaNotFound`, also when it is a movie."""
        show_id = self._title(show_id, reader, SHOW).title_id
        self.freshener.freshen(show_id, wants_episodes=True)
        found = self.plain_show(show_id, reader)
        self.engagement.view(reader.by, found.show_id, source)
        return found

    def plain_show(self, show_id: int, reader: Reader) -> Show:
        """The same for whoever changed it, which is no visit. Raises `MediaNotFound`."""
        title = self._title(show_id, reader, SHOW)
        return Show(
            show_id=title.title_id,
            title_id=title.title_id,
            title=title,
            seasons=self._seasons(title.title_id, reader),
            is_series_finished=title.end_year is not None,
        )

    def plain_title(self, title_id: int, reader: Reader) -> Title:
        """Raises `MediaNotFound`."""
        return self._title(title_id, reader)

    def seasons(self, show_id: int, reader: Reader) -> list[Season]:
        """Raises `MediaNotFound`."""
        return self._seasons(self._title(show_id, reader, SHOW).title_id, reader)

    def season(self, season_id: int, reader: Reader) -> Season:
        """Raises `SeasonNotFound`."""
        with self.db.read() as conn:
            row = next(iter(shows.seasons(conn, season_id=season_id)), None)
            if row is None:
                raise SeasonNotFound("There is no such season.")
            episodes = shows.episodes(conn, show_id=row.show_id, season_number=row.season_number)
        return season_of(row, episodes, reader)

    def episode(self, episode_id: int, reader: Reader) -> Episode:
        """Raises `EpisodeNotFound`."""
        with self.db.read() as conn:
            row = shows.episode(conn, episode_id=episode_id)
        if row is None:
            raise EpisodeNotFound("There is no such episode.")
        return episode_of(row, reader)

    def discover(self, wanted: DiscoverQuery, reader: Reader) -> DiscoverPage:
        """A genre nobody knows has no titles."""
        try:
            found = self.catalog.filtered(wanted.filter)
        except GenreNotFound:
            found = IdPage([], 0)
        return DiscoverPage(
            titles=self.posters(found.ids, reader.origin),
            total=found.total,
            page=wanted.page,
            per_page=wanted.limit,
        )

    def list_collections(self) -> list[Collection]:
        """The pinned ones first, then those that were opened most."""
        return [
            collection_of(each) for each in self.collections.list_active() if not is_of_games(each)
        ]

    def collection(self, slug_or_id: str, reader: Reader) -> CollectionTitles:
        """A collection with its titles, which counts as a visit. Raises `CollectionNotFound`."""
        collection, found = self.collections.titles(slug_or_id, page=1, per_page=MAX_TITLES)
        if is_of_games(collection):
            raise CollectionNotFound("There is no such collection.")
        self.engagement.click(reader.by, collection.id)
        posters = self.posters(found.ids, reader.origin)
        return CollectionTitles(
            collection=collection_of(collection), titles=posters, total=len(posters)
        )

    def posters(self, ids: Sequence[int], origin: str | None) -> list[DiscoverTitle]:
        """Titles for a grid, in the order of `ids`, with how often they were opened."""
        with self.db.read() as conn:
            rows = titles.posters(conn, ids=ids)
        visits = self.engagement.counts(ids)
        return [
            row.model_copy(
                update={
                    "image_url": absolute(row.image_url, origin),
                    "engagement_count": visits.get(row.title_id, 0),
                }
            )
            for row in rows
        ]

    def _title(self, title_id: int, reader: Reader, kind: MediaType | None = None) -> Title:
        """One that turned out to be another is that other."""
        with self.db.read() as conn:
            title = titles.get(conn, title_id=title_id)
        if title is None and (moved_to := self.catalog.moved_to(title_id)) is not None:
            return self._title(moved_to, reader, kind)
        if title is None or (kind is not None and title.type != kind):
            raise MediaNotFound(f"There is no such {kind or 'title'}.")
        return title.at(reader.origin)

    def _seasons(self, show_id: int, reader: Reader) -> list[Season]:
        with self.db.read() as conn:
            rows = shows.seasons(conn, show_id=show_id)
            episodes = shows.episodes(conn, show_id=show_id)
        by_season = {
            season_id: list(group)
            for season_id, group in groupby(episodes, key=lambda row: row.season_id)
        }
        return [season_of(row, by_season.get(row.season_id, ()), reader) for row in rows]

    def _languages(self, kind: str | None) -> list[LanguageCount]:
        kinds = [MediaType(kind)] if kind else KINDS
        counted = self.catalog.lists.facets(kinds).languages
        return [LanguageCount(code=each.value, count=each.count) for each in counted]


def season_of(row: SeasonRow, episodes: Sequence[EpisodeRow], reader: Reader) -> Season:
    return Season(
        season_id=row.season_id,
        show_id=row.show_id,
        season_number=row.season_number,
        episodes=[episode_of(each, reader) for each in episodes],
        is_season_finished=is_season_finished(
            row.season_number, row.last_number, is_series_finished=row.is_series_finished
        ),
    )


def episode_of(row: EpisodeRow, reader: Reader) -> Episode:
    return Episode(
        episode_id=row.episode_id,
        season_id=row.season_id,
        episode_number=row.episode_number,
        display_name=row.display_name,
        image_url=absolute(row.image_url, reader.origin),
        air_date=row.air_date,
        runtime_minutes=row.runtime_minutes,
        synopsis=row.synopsis,
    )


def is_of_games(collection: CatalogueCollection) -> bool:
    """There are no games here, so there is no collection of them either."""
    return collection.filter_params.get("type") == MediaType.GAME


def collection_of(collection: CatalogueCollection) -> Collection:
    return Collection.model_validate(
        {name: getattr(collection, name) for name in Collection.model_fields}
    )
