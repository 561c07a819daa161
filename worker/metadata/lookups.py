"""
Asks TMDB for the titles of files that the catalogue does not know, and IGDB for those of games.

A certain title is added and its files are matched; otherwise what was found waits in the review
queue. An id in the path, or in an NFO file, is asked for before any name. A video without a year
and without an episode only gets candidates: private videos have names of films, too. A folder of
games holds no private files, and few of their names have a year.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import (
    CandidateTitle,
    FolderHint,
    KeptCandidate,
    ProviderTitle,
    RankedTitle,
)
from chalicelib.library.service.match_scoring import NO_FOLDER, by_id, confident_match, rank
from chalicelib.library.service.provider_search import ProviderSearch
from chalicelib.library.store import provider_lookups
from chalicelib.library.store.matches import kept_candidate
from chalicelib.library.store.provider_lookups import FileToLookUp
from chalicelib.metadata.models import TitleUpdate
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, FetchContext
from worker.metadata.from_igdb import game_update
from worker.metadata.lookup_by_id import IdLookup
from worker.metadata.title_fetcher import TitleFetcher
from worker.names.release import Release
from worker.scanner.ingest import Ingestor, Unmatched
from worker.scanner.match import SHOW_TYPES, folder_of, kind_of

logger = logging.getLogger(__name__)

MAX_NAMES = 3  # of a file, by which a provider is searched
MIN_CONFIDENCE = 0.3  # of a candidate that is shown


@dataclass(frozen=True, slots=True)
class FileLookup:
    context: FetchContext
    titles: TitleFetcher
    ingestor: Ingestor

    def work(self) -> bool:
        """Look one file up; False when there is none, or its provider cannot be asked now."""
        has_tmdb = self.context.providers.tmdb is not None
        has_igdb = self.context.providers.igdb is not None
        if not has_tmdb and not has_igdb:
            return False
        with self.ingestor.db.read() as conn:
            file = provider_lookups.next_file(conn, has_tmdb=has_tmdb, has_igdb=has_igdb)
        if file is None:
            return False
        found: list[KeptCandidate] = []
        matched = 0
        try:
            found, matched = self._look_up(file)
        except PROVIDER_UNAVAILABLE:
            return False
        except (UnknownToProvider, ProviderFailed) as failure:
            logger.info("cannot look a file up", extra={"reason": failure.code})
        with self.ingestor.db.transaction() as conn:
            provider_lookups.finish(conn, id=file.id, found=found, now=self.ingestor.clock())
        if matched:
            self.ingestor.invalidate_caches()
        return True

    def _look_up(self, file: FileToLookUp) -> tuple[list[KeptCandidate], int]:
        """
        What was found; when it is certain, the title is added and the file matched. And how many
        files have a title now.
        """
        waiting = Unmatched(file.id, file.path, file.content, file.duration_seconds)
        if self.ingestor.match_again([waiting]):  # its title was added for another file
            return [], 1
        guess, folder = file.guess, file.path.rpartition("/")[0]
        if file.content == "video":
            release = self.ingestor.release_of(file.path)
            named = self._add_by_ids(file, release)
            if named is not None:
                return [named], self.ingestor.rematch(folder)
            names, kinds = release.titles[:MAX_NAMES], _kinds_of(release)
            found, ranked = self._search(file, names, kinds, folder_of(release))
        else:
            found, ranked = self._search(file, (guess.title or "",), (MediaType.GAME,))
        best = confident_match(ranked, least=self.ingestor.confident_at)
        is_game = guess.type == "game"
        matched = 0
        if best is not None and (guess.year is not None or guess.episode is not None or is_game):
            self._add(found[best.media_id])
            # The folder of a video has others of its title; that of a game has all the games.
            matched = self.ingestor.rematch(file.path if is_game else folder)
        return self._kept(found, ranked), matched

    def _kept(
        self, found: Sequence[ProviderTitle], ranked: Sequence[RankedTitle]
    ) -> list[KeptCandidate]:
        """The candidates of a provider; those that the catalogue has are of the catalogue."""
        if not found:
            return []
        known = self.context.writer.find_known_titles(
            found[0].source, {(one.external_id, one.media_type) for one in found}
        )
        kept = []
        for one in ranked:
            outside = found[one.media_id]
            media_id = known.get((outside.external_id, outside.media_type))
            if one.confidence > MIN_CONFIDENCE:
                where = {"media_id": media_id, "outside": None if media_id else outside}
                kept.append(kept_candidate(one).model_copy(update=where))
        return kept

    def _add_by_ids(self, file: FileToLookUp, release: Release) -> KeptCandidate | None:
        """Add the title of an id that stands with the file."""
        tmdb = self.context.providers.tmdb
        if tmdb is None or not release.ids:
            return None
        update = IdLookup(tmdb, self.titles).find(release)
        if update is None:
            return None
        title = CandidateTitle(
            self._store(update), update.media_type, update.title, update.original_title, update.year
        )
        return kept_candidate(by_id(file.guess, title))

    def _search(
        self,
        file: FileToLookUp,
        names: Sequence[str],
        kinds: tuple[MediaType, ...],
        folder: FolderHint = NO_FOLDER,
    ) -> tuple[list[ProviderTitle], list[RankedTitle]]:
        """What a provider finds by the first name that it has something for."""
        search = ProviderSearch(self.context.providers)
        for name in filter(None, names):
            for year in dict.fromkeys((file.guess.year, None)):  # it may be off by one
                found = search.search(name, kinds=kinds, year=year)
                ranked = rank(
                    file.guess.model_copy(update={"title": name}),
                    [_title(at, one) for at, one in enumerate(found)],
                    duration_s=file.duration_seconds,
                    folder=folder,
                )
                if any(one.confidence > MIN_CONFIDENCE for one in ranked):
                    return found, ranked
        return [], []

    def _add(self, wanted: ProviderTitle) -> None:
        writer = self.context.writer
        tmdb, igdb = self.context.providers.tmdb, self.context.providers.igdb
        if wanted.media_type == MediaType.GAME and igdb is not None:
            # With its other names and platforms, by which its file is matched; the rest is
            # fetched as for any new title.
            update = game_update(igdb.game(int(wanted.external_id)))
            media_id = writer.find_or_create(update)
            writer.write({media_id: update}, completes_request=False, marks_fetched=False)
            writer.invalidate_catalogue()
            return
        if tmdb is None:
            return
        self._store(self.titles.read_details(tmdb, wanted.media_type, int(wanted.external_id)))

    def _store(self, update: TitleUpdate) -> int:
        """Add a title of TMDB, or what is new of one that the catalogue has."""
        writer = self.context.writer
        media_id = writer.find_or_create(update)
        media_id = writer.write({media_id: update})[media_id]
        if update.media_type == MediaType.SHOW:
            self.titles.episodes.fetch(media_id)
        writer.invalidate_catalogue()
        return media_id


def _kinds_of(release: Release) -> tuple[MediaType, ...]:
    """What a provider is searched for: of an episode in a folder of movies, films and shows."""
    by_name = MediaType.SHOW if release.type in SHOW_TYPES else MediaType.MOVIE
    likely = kind_of(release) or by_name
    return (likely, by_name) if by_name == MediaType.SHOW and likely != by_name else (likely,)


def _title(at: int, one: ProviderTitle) -> CandidateTitle:
    """With its place in the list as its id."""
    return CandidateTitle(
        at,
        one.media_type,
        one.title,
        one.original_title,
        one.year,
        names=one.other_names,
        countries=one.countries,
        platforms=one.platforms,
        votes=one.votes,
    )
