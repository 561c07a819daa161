"""
Asks TMDB for the titles of files that the catalogue does not know, and IGDB for those of games.

A certain title is added and its files are matched; otherwise what was found waits in the review
queue. A video without a year and without an episode only gets candidates: private videos have names
of films, too. A folder of games holds no private files, and few of their names have a year.
"""

import logging
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import (
    CandidateTitle,
    KeptCandidate,
    OutsideTitle,
    RankedTitle,
)
from chalicelib.library.service.matching import confident_match, rank
from chalicelib.library.service.provider_search import ProviderSearch
from chalicelib.library.store import lookups
from chalicelib.library.store.lookups import FileToLookUp
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.from_igdb import game_update
from worker.metadata.provider_context import PROVIDER_UNAVAILABLE, ProviderContext
from worker.metadata.titles import TitleFetcher
from worker.scanner.ingest import Ingestor

logger = logging.getLogger(__name__)

KINDS = {"episode": MediaType.SHOW, "game": MediaType.GAME}
MAX_CANDIDATES = 5
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
        guess = file.guess
        kind = KINDS.get(guess.type or "movie", MediaType.MOVIE)
        search = ProviderSearch(self.context.providers)
        found = search.search(guess.title or "", kinds=(kind,), year=guess.year)
        if not found and guess.year is not None:
            found = search.search(guess.title or "", kinds=(kind,))  # a year off by one
        ranked = rank(
            guess,
            [_title(at, one) for at, one in enumerate(found)],
            duration_s=file.duration_seconds,
        )
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
        update = self.titles.read_details(tmdb, wanted.media_type, int(wanted.external_id))
        media_id = writer.find_or_create(update)
        writer.write({media_id: update})
        if wanted.media_type == MediaType.SHOW:
            self.titles.episodes.fetch(media_id)
        writer.invalidate_catalogue()


def _title(at: int, one: OutsideTitle) -> CandidateTitle:
    """With its place in the list as its id."""
    return CandidateTitle(
        at,
        one.media_type,
        one.title,
        one.original_title,
        one.year,
        names=one.other_names,
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
