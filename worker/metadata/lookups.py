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
    OutsideTitle,
    RankedTitle,
)
from chalicelib.library.service.matching import NO_FOLDER, by_id, confident_match, rank
from chalicelib.library.service.provider_search import ProviderSearch
from chalicelib.library.store import lookups
from chalicelib.library.store.lookups import FileToLookUp
from chalicelib.library.store.matches import kept_candidate
from chalicelib.metadata.models import TitleUpdate
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.from_igdb import game_update
from worker.metadata.lookup_by_id import IdLookup
from worker.metadata.provider_context import PROVIDER_UNAVAILABLE, ProviderContext
from worker.metadata.titles import TitleFetcher
from worker.names.release import Release
from worker.scanner.ingest import Ingestor, Unmatched
from worker.scanner.match import SHOW_TYPES, folder_of, kind_of

logger = logging.getLogger(__name__)

MAX_CANDIDATES = 5
MAX_NAMES = 3  # of a file, by which a provider is searched
MIN_CONFIDENCE = 0.3  # of a candidate that is shown


@dataclass(frozen=True, slots=True)
class FileLookup:
    context: ProviderContext
    titles: TitleFetcher
    ingestor: Ingestor

    def work(self) -> bool:
        """Look one file up; False when there is none, or its provider cannot be asked now."""
        has_tmdb = self.context.providers.tmdb is not None
        has_igdb = self.context.providers.igdb is not None
        if not has_tmdb and not has_igdb:
            return False
        with self.ingestor.db.read() as conn:
            file = lookups.next_file(conn, has_tmdb=has_tmdb, has_igdb=has_igdb)
        if file is None:
            return False
        try:
            candidates = self._look_up(file)
        except PROVIDER_UNAVAILABLE:
            return False
        except (UnknownToProvider, ProviderFailed) as failure:
            logger.info("cannot look a file up", extra={"reason": failure.code})
            candidates = file.candidates
        with self.ingestor.db.transaction() as conn:
            lookups.finish(conn, id=file.id, candidates=candidates, now=self.ingestor.clock())
        self.ingestor.invalidate_caches()
        return True

    def _look_up(self, file: FileToLookUp) -> list[KeptCandidate]:
        """What the file may be; when it is certain, the title is added and the file matched."""
        waiting = Unmatched(file.id, file.path, file.content, file.duration_seconds)
        if self.ingestor.match_again(waiting):  # its title was added for another file
            return []
        guess = file.guess
        if file.content == "video":
            release = self.ingestor.release_of(file.path)
            named = self._look_up_ids(file, release)
            if named is not None:
                return [named, *file.candidates][:MAX_CANDIDATES]
            names, kinds = release.titles[:MAX_NAMES], _kinds_of(release)
            found, ranked = self._search(file, names, kinds, folder_of(release))
        else:
            found, ranked = self._search(file, (guess.title or "",), (MediaType.GAME,))
        best = confident_match(ranked, least=self.ingestor.confident_at)
        is_named = guess.year is not None or guess.episode is not None or guess.type == "game"
        if best is not None and is_named:
            self._add(found[best.media_id])
            # The folder of a video has others of its title; that of a game has all the games.
            is_game = guess.type == "game"
            self.ingestor.rematch(file.path if is_game else file.path.rpartition("/")[0])
        kept = [
            _kept(one, found[one.media_id]) for one in ranked if one.confidence > MIN_CONFIDENCE
        ]
        mixed = sorted([*file.candidates, *kept], key=lambda one: -one.confidence)
        return mixed[:MAX_CANDIDATES]

    def _look_up_ids(self, file: FileToLookUp, release: Release) -> KeptCandidate | None:
        """Add the title of an id that stands with the file, and match its folder."""
        tmdb = self.context.providers.tmdb
        if tmdb is None or not release.ids:
            return None
        update = IdLookup(tmdb, self.titles).find(release)
        if update is None:
            return None
        media_id = self._store(update)
        self.ingestor.rematch(file.path.rpartition("/")[0])
        title = CandidateTitle(
            media_id, update.media_type, update.title, update.original_title, update.year
        )
        return kept_candidate(by_id(file.guess, title))

    def _search(
        self,
        file: FileToLookUp,
        names: Sequence[str],
        kinds: tuple[MediaType, ...],
        folder: FolderHint = NO_FOLDER,
    ) -> tuple[list[OutsideTitle], list[RankedTitle]]:
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

    def _add(self, wanted: OutsideTitle) -> None:
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


def _title(at: int, one: OutsideTitle) -> CandidateTitle:
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


def _kept(ranked: RankedTitle, outside: OutsideTitle) -> KeptCandidate:
    return KeptCandidate(
        outside=outside,
        confidence=ranked.confidence,
        why=ranked.why,
        reasons=ranked.reasons,
        parts=dict(ranked.parts),
    )
