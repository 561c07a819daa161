"""Reading titles, shows and lists. Opening a title counts a view and refreshes its metadata."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chalicelib.canon.models.requests import MAX_PAGES, DiscoverQuery, Reader, TitleQuery
from chalicelib.canon.models.responses import (
    CollectionResource,
    CollectionTitles,
    DiscoverTitle,
    DiscoverTitlePage,
    EpisodeResource,
    LanguageCount,
    MovieResource,
    SeasonResource,
    ShowResource,
    TitleResource,
    TitleSearch,
    absolute_url,
    is_season_finished,
    page_count,
)
from chalicelib.canon.store import shows, titles
from chalicelib.canon.store.shows import EpisodeRecord, SeasonRecord
from chalicelib.catalog.errors import EpisodeNotFound, GenreNotFound, MediaNotFound
from chalicelib.catalog.models import IdPage, MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.title_lists import reachable
from chalicelib.collections.errors import CollectionNotFound
from chalicelib.collections.models import MAX_TITLES, Collection
from chalicelib.collections.service import CollectionService
from chalicelib.engagement.service import EngagementService
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.platform.db import Database
from chalicelib.titles.errors import SeasonNotFound

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW
KINDS = (MOVIE, SHOW)


@dataclass(frozen=True, slots=True)
class ReadApi:
    db: Database
    catalog: CatalogService
    collections: CollectionService
    engagement: EngagementService
    refresher: Refresher

    def search(self, query: TitleQuery, reader: Reader) -> TitleSearch:
        """
        Titles that match the query, the best first; without a query, all titles by votes.
        `languages` ignores `lang`, so that a client can offer the other languages.
        """
        first = (query.page - 1) * query.per_page
        if query.q:
            kinds = [MediaType(query.type)] if query.type else KINDS
            ids = self.catalog.search(query.q, kinds).titles
            with self.db.read() as conn:
                languages = titles.languages(conn, ids=ids)
                if query.lang:
                    ids = titles.of_language(conn, ids=ids, language=query.lang)
            found = IdPage(ids[first : first + query.per_page], len(ids))
        else:
            found = self.catalog.filtered(
                Filter(
                    media_type=MediaType(query.type) if query.type else None,
                    language=query.lang,
                    sort=Sort.MOST_RATED,
                    limit=query.per_page,
                    offset=first,
                    with_games=False,
                )
            )
            languages = self._languages(query.type)
        with self.db.read() as conn:
            rows = titles.search_results(conn, ids=found.ids)
        return TitleSearch(
            titles=[
                row.model_copy(update={"image_url": absolute_url(row.image_url, reader.origin)})
                for row in rows
            ],
            total=found.total,
            page=query.page,
            per_page=query.per_page,
            total_pages=page_count(reachable(found.total), query.per_page, MAX_PAGES),
            languages=languages,
        )

    def title(self, title_id: int, source: str, reader: Reader) -> TitleResource:
        """Raises `MediaNotFound`."""
        title_id = self._title(title_id, reader).title_id
        self.refresher.refresh_if_stale(title_id)
        found = self._title(title_id, reader)
        self.engagement.view(reader.by, found.title_id, source)
        return found

    def movie(self, movie_id: int, source: str, reader: Reader) -> MovieResource:
        """Raises `MediaNotFound`, also when it is a show."""
        movie_id = self._title(movie_id, reader, MOVIE).title_id
        self.refresher.refresh_if_stale(movie_id)
        found = self.movie_uncounted(movie_id, reader)
        self.engagement.view(reader.by, found.movie_id, source)
        return found

    def movie_uncounted(self, movie_id: int, reader: Reader) -> MovieResource:
        """The same without counting a view, after a change. Raises `MediaNotFound`."""
        title = self._title(movie_id, reader, MOVIE)
        return MovieResource(movie_id=title.title_id, title_id=title.title_id, title=title)

    def show(self, show_id: int, source: str, reader: Reader) -> ShowResource:
        """Raises `MediaNotFound`, also when it is a movie."""
        show_id = self._title(show_id, reader, SHOW).title_id
        self.refresher.refresh_if_stale(show_id, wants_episodes=True)
        found = self.show_uncounted(show_id, reader)
        self.engagement.view(reader.by, found.show_id, source)
        return found

    def show_uncounted(self, show_id: int, reader: Reader) -> ShowResource:
        """The same without counting a view, after a change. Raises `MediaNotFound`."""
        title = self._title(show_id, reader, SHOW)
        with self.db.read() as conn:
            is_finished = shows.is_finished(conn, show_id=title.title_id)
        return ShowResource(
            show_id=title.title_id,
            title_id=title.title_id,
            title=title,
            seasons=self._seasons(title.title_id, reader),
            is_series_finished=is_finished,
        )

    def title_uncounted(self, title_id: int, reader: Reader) -> TitleResource:
        """Raises `MediaNotFound`."""
        return self._title(title_id, reader)

    def seasons(self, show_id: int, reader: Reader) -> list[SeasonResource]:
        """Raises `MediaNotFound`."""
        return self._seasons(self._title(show_id, reader, SHOW).title_id, reader)

    def season(self, season_id: int, reader: Reader) -> SeasonResource:
        """Raises `SeasonNotFound`."""
        with self.db.read() as conn:
            row = next(iter(shows.seasons(conn, season_id=season_id)), None)
            if row is None:
                raise SeasonNotFound("There is no such season.")
            episodes = shows.episodes(conn, show_id=row.show_id, season_number=row.season_number)
        return season_of(row, episodes, reader)

    def episode(self, episode_id: int, reader: Reader) -> EpisodeResource:
        """Raises `EpisodeNotFound`."""
        with self.db.read() as conn:
            row = shows.episode(conn, episode_id=episode_id)
        if row is None:
            raise EpisodeNotFound("There is no such episode.")
        return episode_of(row, reader)

    def discover(self, query: DiscoverQuery, reader: Reader) -> DiscoverTitlePage:
        """A page of filtered titles; empty for an unknown genre."""
        try:
            found = self.catalog.filtered(query.filter)
        except GenreNotFound:
            found = IdPage([], 0)
        return DiscoverTitlePage(
            titles=self.posters(found.ids, reader.origin),
            total=found.total,
            page=query.page,
            per_page=query.limit,
        )

    def list_collections(self) -> list[CollectionResource]:
        """The pinned collections first, then the most clicked."""
        return [
            collection_of(each) for each in self.collections.list_active() if not is_of_games(each)
        ]

    def collection(self, slug_or_id: str, reader: Reader) -> CollectionTitles:
        """A collection with its titles; counts a click. Raises `CollectionNotFound`."""
        collection, found = self.collections.titles(slug_or_id, page=1, per_page=MAX_TITLES)
        if is_of_games(collection):
            raise CollectionNotFound("There is no such collection.")
        self.engagement.click(reader.by, collection.id)
        posters = self.posters(found.ids, reader.origin)
        return CollectionTitles(
            collection=collection_of(collection), titles=posters, total=len(posters)
        )

    def posters(self, ids: Sequence[int], origin: str | None) -> list[DiscoverTitle]:
        """Titles for a grid, in the order of `ids`, with their views."""
        with self.db.read() as conn:
            rows = titles.posters(conn, ids=ids)
        views = self.engagement.counts(ids)
        return [
            row.model_copy(
                update={
                    "image_url": absolute_url(row.image_url, origin),
                    "engagement_count": views.get(row.title_id, 0),
                }
            )
            for row in rows
        ]

    def _title(self, title_id: int, reader: Reader, kind: MediaType | None = None) -> TitleResource:
        """Follows merges of titles. Raises `MediaNotFound`."""
        with self.db.read() as conn:
            title = titles.get(conn, title_id=title_id)
        if title is None and (moved_to := self.catalog.moved_to(title_id)) is not None:
            return self._title(moved_to, reader, kind)
        if title is None or (kind is not None and title.type != kind):
            raise MediaNotFound(f"There is no such {kind or 'title'}.")
        return title.with_origin(reader.origin)

    def _seasons(self, show_id: int, reader: Reader) -> list[SeasonResource]:
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


def season_of(
    row: SeasonRecord, episodes: Sequence[EpisodeRecord], reader: Reader
) -> SeasonResource:
    return SeasonResource(
        season_id=row.season_id,
        show_id=row.show_id,
        season_number=row.season_number,
        episodes=[episode_of(each, reader) for each in episodes],
        is_season_finished=is_season_finished(
            row.season_number, row.last_number, is_series_finished=row.is_series_finished
        ),
    )


def episode_of(row: EpisodeRecord, reader: Reader) -> EpisodeResource:
    return EpisodeResource(
        episode_id=row.episode_id,
        season_id=row.season_id,
        episode_number=row.episode_number,
        display_name=row.display_name,
        image_url=absolute_url(row.image_url, reader.origin),
        air_date=row.air_date,
        runtime_minutes=row.runtime_minutes,
        synopsis=row.synopsis,
    )


def is_of_games(collection: Collection) -> bool:
    """The open API has no games, and no collections of games."""
    return collection.filter_params.get("type") == MediaType.GAME


def collection_of(collection: Collection) -> CollectionResource:
    return CollectionResource.model_validate(
        {name: getattr(collection, name) for name in CollectionResource.model_fields}
    )
