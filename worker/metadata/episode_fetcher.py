"""Fetches the episodes of a show: season by season, a few seasons concurrently."""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.metadata.models import (
    EpisodeUpdate,
    LocalEpisode,
    SeasonUpdate,
    TitleFetchOutcome,
    TitleIdentity,
)
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tmdb.models import Episode, Season
from chalicelib.providers.tvdb import Tvdb
from worker.metadata.episode_numbering import FIRST, numbered, updates
from worker.metadata.fetch_context import FetchContext, failure_reason
from worker.metadata.from_tmdb_episodes import season_update
from worker.metadata.source_attempts import SourceFetcher, attempt_quietly

logger = logging.getLogger(__name__)

SEASONS_AT_ONCE = 5
MAX_PAGES = 20  # of episode lists; the longest anime has some 2,500 episodes


@dataclass(frozen=True, slots=True)
class EpisodeFetcher:
    context: FetchContext
    air_times: Sequence[SourceFetcher]
    anime: SourceFetcher

    def fetch(self, media_id: int) -> int:
        """
        Fetch missing metadata of a show's episodes; returns how many changed. See TitleFetcher.
        """
        context = self.context
        subject = context.writer.get_identity(media_id)
        if subject is None:
            return 0
        ours = context.episodes.list_known(media_id)
        seasons: list[SeasonUpdate] = []
        found: list[EpisodeUpdate] = []
        tmdb, tmdb_id = context.providers.tmdb, subject.external_ids.get("tmdb")
        if tmdb is not None and tmdb_id is not None and tmdb_id.isdecimal():
            try:
                seasons, found = self._from_tmdb(tmdb, int(tmdb_id), ours)
            except UnknownToProvider:
                context.results.record_failure(media_id, TitleFetchOutcome.NOT_FOUND)
                return 0
            except ProviderFailed as failure:
                context.results.record_failure(media_id, failure_reason(failure))
                return 0
        changed = context.episodes.write(media_id, seasons, found, moves_days=True)
        for asker in self.air_times:
            attempt_quietly(asker, subject)
        if subject.is_anime:
            changed += self._count_through(subject)
        return changed

    def _from_tmdb(
        self, tmdb: Tmdb, tmdb_id: int, ours: Sequence[LocalEpisode]
    ) -> tuple[list[SeasonUpdate], list[EpisodeUpdate]]:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        show = tmdb.show(tmdb_id).value
        listed = {season.season_number for season in show.seasons or ()}
        wanted = sorted(listed | {one.season_number for one in ours} | {FIRST})
        answers = dict(zip(wanted, self._read(tmdb, tmdb_id, wanted), strict=True))
        theirs: dict[int, Sequence[Episode] | None] = {
            number: None if season is None else season.episodes or ()
            for number, season in answers.items()
        }
        found = updates(ours, theirs)
        # Seasons that only the provider's numbering has are not added.
        kept = {one.season_number for one in found} | {one.season_number for one in ours}
        seasons = [
            season_update(season)
            for number, season in answers.items()
            if season is not None and number in kept
        ]
        missing = kept - {season.season_number for season in seasons}
        return [*seasons, *(SeasonUpdate(season_number=number) for number in missing)], found

    def _read(self, tmdb: Tmdb, tmdb_id: int, numbers: Iterable[int]) -> list[Season | None]:
        """Each season, None where TMDB has none. Raises `ProviderFailed`."""

        def read(number: int) -> Season | None:
            self.context.check_stop()
            try:
                return tmdb.season(tmdb_id, number).value
            except UnknownToProvider:
                return None

        with ThreadPoolExecutor(SEASONS_AT_ONCE, thread_name_prefix="season") as pool:
            return list(pool.map(read, numbers))

    def _count_through(self, subject: TitleIdentity) -> int:
        """
        Set absolute numbers for the episodes of an anime, as file names have them.

        TheTVDB's absolute order is used where there is a key for it; MyAnimeList, which makes an
        entry of each season, fills in the first one.
        """
        episodes, providers = self.context.episodes, self.context.providers
        changed = 0
        tvdb_id = subject.external_ids.get("tvdb")
        try:
            if providers.tvdb is not None and tvdb_id is not None and tvdb_id.isdecimal():
                changed += episodes.write(
                    subject.id, (), self._tvdb_numbers(providers.tvdb, int(tvdb_id))
                )
        except (UnknownToProvider, ProviderFailed) as failure:
            logger.info("no absolute order", extra={"reason": failure.code})
        ours = episodes.list_known(subject.id)
        changed += episodes.write(subject.id, (), numbered(ours))
        if "mal" in subject.external_ids:
            attempt_quietly(self.anime, subject)
        return changed

    def _tvdb_numbers(self, tvdb: Tvdb, tvdb_id: int) -> list[EpisodeUpdate]:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        found: list[EpisodeUpdate] = []
        for page in range(MAX_PAGES):
            answer = tvdb.episodes(tvdb_id, page=page).value
            found += [
                EpisodeUpdate(
                    season_number=one.season_number,
                    episode_number=one.episode_number,
                    absolute_number=one.absolute_number,
                    title=one.name,
                    overview=one.overview,
                    air_date=one.aired_on,
                    runtime_minutes=one.runtime_minutes,
                    may_create=False,
                )
                for one in answer.episodes
                if one.season_number and one.episode_number and one.absolute_number
            ]
            if not answer.has_more:
                break
        return found
