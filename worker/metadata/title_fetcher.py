"""Fetches one title: resolve its id, read its details, write them."""

import logging
from dataclasses import dataclass, replace

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    LinkUpdate,
    TitleFetchOutcome,
    TitleIdentity,
    TitleUpdate,
)
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from worker.metadata.episode_fetcher import EpisodeFetcher
from worker.metadata.fetch_context import FetchContext, failure_reason
from worker.metadata.franchise_fetcher import FranchiseFetcher
from worker.metadata.from_igdb import best_match, each_game, game_update
from worker.metadata.from_tmdb import movie_update, show_update
from worker.metadata.from_tmdb_lists import Regions
from worker.metadata.rating_fetcher import RatingFetcher
from worker.metadata.source_attempts import attempt_quietly

logger = logging.getLogger(__name__)

MAX_NEIGHBOURS = 20
ADD_ONS = frozenset({"dlc", "expansion"})


@dataclass(frozen=True, slots=True)
class TitleFetcher:
    context: FetchContext
    episodes: EpisodeFetcher
    franchises: FranchiseFetcher
    ratings: RatingFetcher

    def fetch(self, media_id: int, *, with_episodes: bool = False) -> bool:
        """
        Fetch a title and optionally its episodes; returns whether the provider knows it.

        A failure is recorded, not raised: the next page view or the backfill tries again. Raises
        `ShutdownRequested`.
        """
        writer, results = self.context.writer, self.context.results
        subject = writer.get_identity(media_id)
        if subject is None:
            return False
        try:
            update = self.read(subject)
        except UnknownToProvider:
            results.record_failure(media_id, TitleFetchOutcome.NOT_FOUND, marks_fetched=True)
            return False
        except ProviderFailed as failure:
            results.record_failure(media_id, failure_reason(failure))
            return False
        if update is None:
            results.record_completion(media_id)
            return False
        goes_on = with_episodes and subject.media_type == MediaType.SHOW
        media_id = writer.write({media_id: update}, completes_request=not goes_on)[media_id]
        self._add_add_ons(media_id, update)
        if goes_on:
            self.episodes.fetch(media_id)
        if "imdb" in update.external_ids:
            attempt_quietly(
                self.ratings,
                replace(
                    subject,
                    id=media_id,
                    external_ids={**subject.external_ids, **update.external_ids},
                ),
            )
        return True

    def read(self, subject: TitleIdentity) -> TitleUpdate | None:
        """
        The provider's metadata of a title; None without a key for that provider.

        Raises `UnknownToProvider` or `ProviderFailed`.
        """
        if subject.media_type == MediaType.GAME:
            return self._read_game(subject)
        if self.context.providers.tmdb is None:
            return None
        return self._read_tmdb(self.context.providers.tmdb, subject)

    def _read_tmdb(self, tmdb: Tmdb, subject: TitleIdentity) -> TitleUpdate:
        known, imdb_id = subject.external_ids.get("tmdb"), subject.external_ids.get("imdb")
        if known is not None and known.isdecimal():
            try:
                return self.read_details(tmdb, subject.media_type, int(known))
            except UnknownToProvider:
                # TMDB merges entries that were the same title; IMDb's number leads to what stays.
                self.context.writer.remove_external_id(subject.id, "tmdb")
        if imdb_id is None:
            raise UnknownToProvider("Neither TMDB's nor IMDb's number is known.")
        found = tmdb.find_imdb(imdb_id).value
        briefs = found.movies if subject.media_type == MediaType.MOVIE else found.shows
        if not briefs:
            raise UnknownToProvider("TMDB does not know this number of IMDb.")
        update = self.read_details(tmdb, subject.media_type, briefs[0].id)
        # The look-up proves the IMDb id, even if the TMDB entry has none.
        return replace(update, external_ids={"imdb": imdb_id, **update.external_ids})

    def read_details(self, tmdb: Tmdb, media_type: MediaType, tmdb_id: int) -> TitleUpdate:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        language = self.context.language.partition("-")[0]
        regions = Regions(self.context.region, self.context.regions())
        if media_type == MediaType.MOVIE:
            return movie_update(tmdb.movie(tmdb_id), regions, language)
        return show_update(tmdb.show(tmdb_id), regions, language)

    def _read_game(self, subject: TitleIdentity) -> TitleUpdate | None:
        igdb = self.context.providers.igdb
        if igdb is None:
            return None
        known = subject.external_ids.get("igdb")
        if known is not None and known.isdecimal():
            return game_update(igdb.game(int(known)))
        match = best_match(igdb.search(subject.title).value, subject.title, subject.year)
        if match is None:
            raise UnknownToProvider("IGDB has no game of this name and year.")
        return game_update(igdb.game(match.id))

    def fetch_neighbours(self, media_id: int) -> int:
        """
        Add the titles linked to this one to the catalogue, its franchise first; returns how many.

        Not recursive: titles linked to those are not fetched.
        """
        writer = self.context.writer
        subject = writer.get_identity(media_id)
        if subject is None:
            return 0
        try:
            update = self.read(subject)  # from the response cache
        except (UnknownToProvider, ProviderFailed):
            return 0
        if update is None:
            return 0
        links = [*self.franchises.parts(update), *(update.links or ())]
        known = writer.find_known_titles(
            update.provider, {(link.external_id, link.media_type) for link in links}
        )
        unknown = [link for link in links if (link.external_id, link.media_type) not in known]
        placed = self._place(list({one.external_id: one for one in unknown}.values()))
        if placed:
            writer.write({media_id: replace(update, seasons=())})
        self.franchises.link({media_id: update})
        return placed

    def _add_add_ons(self, media_id: int, update: TitleUpdate) -> None:
        """Add the expansions and DLC of a game, with the days that are known of them now."""
        add_ons = [link for link in update.links or () if link.kind in ADD_ONS]
        if add_ons and self._place(add_ons):
            links = tuple(add_ons)
            self.context.writer.write(
                {media_id: replace(update, links=links, is_whole=False)}, completes_request=False
            )

    def _place(self, links: list[LinkUpdate]) -> int:
        found = self._read_linked(links)
        writer = self.context.writer
        for update in found:
            self.context.check_stop()
            media_id = writer.find_or_create(update)
            writer.write({media_id: replace(update, links=None)}, completes_request=False)
        return len(found)

    def _read_linked(self, links: list[LinkUpdate]) -> list[TitleUpdate]:
        """Games in one request, films and shows one by one: TMDB lists contain no IMDb ids."""
        providers = self.context.providers
        games = [int(link.external_id) for link in links if link.media_type == MediaType.GAME]
        found: list[TitleUpdate] = []
        try:
            if games and providers.igdb is not None:
                answer = providers.igdb.games(games)
                found += [game_update(game) for game in each_game(answer)]
            if providers.tmdb is None:
                return found
            for link in [one for one in links if one.media_type != MediaType.GAME][:MAX_NEIGHBOURS]:
                self.context.check_stop()
                try:
                    found.append(
                        self.read_details(providers.tmdb, link.media_type, int(link.external_id))
                    )
                except UnknownToProvider:
                    continue
        except ProviderFailed as failure:
            logger.info("cannot fetch linked titles now", extra={"reason": failure_reason(failure)})
        return found
