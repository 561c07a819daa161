"""
Fills the discover sections from the providers' lists.

A section is replaced atomically, and only by a fresh response with enough titles. Otherwise it
keeps its titles and is marked as stale.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from chalicelib.catalog.models import MediaType
from chalicelib.discover.models import SECTION_RULES
from chalicelib.discover.service import DiscoverService
from chalicelib.metadata.models import Provider, SectionUpdate, TitleUpdate
from chalicelib.metadata.service.section_writer import SectionService
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.igdb import Game, Igdb
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tmdb.lists import TitleBrief, TitlePage
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, FetchContext, failure_reason
from worker.metadata.from_igdb import each_game, game_update
from worker.metadata.title_fetcher import TitleFetcher

logger = logging.getLogger(__name__)

PAGES = 2  # of twenty titles each
MIN_TITLES = 5  # a shorter list is an error of the provider

Ids = list[int]


@dataclass(frozen=True, slots=True)
class SectionSync:
    context: FetchContext
    titles: TitleFetcher
    sections: SectionService
    discover: DiscoverService

    def run(self) -> int:
        """Replace the sections; returns how many. Raises `ShutdownRequested`."""
        taken, stale = 0, list[str]()
        failed: set[str] = set()  # providers skipped for the rest of this run
        sources = self._sources()
        # Before the seed's own sections.
        for position, rule in enumerate(SECTION_RULES, start=-len(SECTION_RULES)):
            provider, read = sources.get(rule.slug, (None, None))
            if provider is None or read is None:
                continue
            self.context.check_stop()
            ids: Ids = []
            if provider not in failed:
                try:
                    ids = read()
                except (UnknownToProvider, ProviderFailed) as failure:
                    failed.add(provider)
                    logger.warning(
                        "cannot refresh the section",
                        extra={"section": rule.slug, "reason": failure.code},
                    )
            if len(ids) < MIN_TITLES:
                stale.append(rule.slug)
                continue
            self.sections.replace(
                SectionUpdate(
                    slug=rule.slug,
                    title=rule.title,
                    position=position,
                    origin=provider,
                    ids=tuple(ids),
                )
            )
            taken += 1
        self.sections.mark_stale(stale)
        # Sections without a provider are filled from the catalogue.
        self.discover.refresh_from_catalogue(keep={provider for provider, _ in sources.values()})
        self.context.writer.invalidate_catalogue()
        return taken

    def _sources(self) -> dict[str, tuple[Provider, Callable[[], Ids]]]:
        sources: dict[str, tuple[Provider, Callable[[], Ids]]] = {}
        tmdb, igdb = self.context.providers.tmdb, self.context.providers.igdb
        if tmdb is not None:
            for slug, read in self._films(tmdb).items():
                sources[slug] = ("tmdb", read)
        if igdb is not None:
            for slug, read in self._games(igdb).items():
                sources[slug] = ("igdb", read)
        return sources

    def _films(self, tmdb: Tmdb) -> dict[str, Callable[[], Ids]]:
        def listed(ask: Callable[[int], ProviderResult[TitlePage]]) -> Callable[[], Ids]:
            return lambda: self._place(tmdb, _briefs(ask))

        def trending() -> Ids:
            """Films and shows in turn."""
            films = _briefs(lambda page: tmdb.trending("movie", page=page))
            shows = _briefs(lambda page: tmdb.trending("show", page=page))
            mixed = chain.from_iterable(zip_longest(films, shows))
            return self._place(tmdb, [one for one in mixed if one is not None])

        return {
            "trending": trending,
            "popular-movies": listed(lambda page: tmdb.popular("movie", page=page)),
            "popular-shows": listed(lambda page: tmdb.popular("show", page=page)),
            "airing-today": listed(lambda page: tmdb.airing_today(page=page)),
            "now-playing": listed(lambda page: tmdb.now_playing(page=page)),
            "upcoming": listed(lambda page: tmdb.upcoming(page=page)),
            "top-rated-movies": listed(lambda page: tmdb.top_rated("movie", page=page)),
            "top-rated-shows": listed(lambda page: tmdb.top_rated("show", page=page)),
        }

    def _games(self, igdb: Igdb) -> dict[str, Callable[[], Ids]]:
        return {
            "recently-released-games": lambda: self._place_games(igdb.recently_released()),
            "most-anticipated-games": lambda: self._place_games(igdb.most_anticipated()),
        }

    def _place(self, tmdb: Tmdb, briefs: Sequence[TitleBrief]) -> Ids:
        """
        Our titles for those in a list, in its order.

        A title without a match by TMDB id may exist by its IMDb id, which its details contain; it
        is added only if neither matches. An unreadable one is left out.
        """
        wanted = [one for one in briefs if not one.is_adult]
        known = self.context.writer.find_known_titles(
            "tmdb", {(str(one.id), MediaType(one.kind)) for one in wanted}
        )
        ids: Ids = []
        for one in wanted:
            self.context.check_stop()
            media_id = known.get((str(one.id), MediaType(one.kind)))
            if media_id is None:
                try:
                    update = self.titles.read_details(tmdb, MediaType(one.kind), one.id)
                except UnknownToProvider:
                    continue
                except PROVIDER_UNAVAILABLE:
                    raise  # an incomplete list would be stored as complete
                except ProviderFailed as failure:
                    logger.info("title left out", extra={"reason": failure_reason(failure)})
                    continue
                media_id = self._write(update)
            ids.append(media_id)
        return ids

    def _place_games(self, answer: ProviderResult[tuple[Game, ...]]) -> Ids:
        """Raises `ProviderFailed` for an answer that is an old one."""
        _require_fresh(answer)
        ids: Ids = []
        known = self.context.writer.find_known_titles(
            "igdb", {(str(game.id), MediaType.GAME) for game in answer.value}
        )
        for one in each_game(answer):
            media_id = known.get((str(one.value.id), MediaType.GAME))
            ids.append(media_id or self._write(game_update(one)))
        return ids

    def _write(self, update: TitleUpdate) -> int:
        writer = self.context.writer
        media_id = writer.find_or_create(update)
        # A game in a list has no details yet, so it still counts as not asked about.
        return writer.write({media_id: update}, marks_fetched=update.provider == "tmdb")[media_id]


def _briefs(ask: Callable[[int], ProviderResult[TitlePage]]) -> list[TitleBrief]:
    """The first pages of a list. Raises `ProviderFailed`, also for answers that are old."""
    found: dict[tuple[str, int], TitleBrief] = {}
    for page in range(1, PAGES + 1):
        answer = ask(page)
        _require_fresh(answer)
        found |= {(one.kind, one.id): one for one in answer.value.results}
        if page >= (answer.value.total_pages or PAGES):
            break
    return list(found.values())


def _require_fresh(answer: ProviderResult[TitlePage] | ProviderResult[tuple[Game, ...]]) -> None:
    if answer.is_stale:
        raise ProviderFailed("There is only an old answer.")
