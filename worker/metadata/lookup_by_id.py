"""Asks TMDB for the title of an id that stands in a file's path, or in an NFO file beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import TitleUpdate
from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from worker.metadata.title_fetcher import TitleFetcher
from worker.names.release import Release
from worker.scanner.match import kind_of, resembles

KINDS = (MediaType.MOVIE, MediaType.SHOW)


@dataclass(frozen=True, slots=True)
class IdLookup:
    tmdb: Tmdb
    titles: TitleFetcher

    def find(self, release: Release) -> TitleUpdate | None:
        """The title with one of the ids, if TMDB has it. Raises `ProviderFailed`."""
        for source, external_id in release.ids.items():
            found = list(self._with_id(release, source, external_id))
            if found:
                return next((one for one in found if _is_called_so(release, one)), found[0])
        return None

    def _with_id(self, release: Release, source: str, external_id: str) -> Iterator[TitleUpdate]:
        """The likely one first; a film and a show may have the same number at TMDB."""
        if source == "tmdb":
            likely = kind_of(release) or MediaType.MOVIE
            kinds = sorted(KINDS, key=lambda kind: kind != likely)
            places = [(kind, int(external_id)) for kind in kinds if external_id.isdecimal()]
        elif source in ("imdb", "tvdb"):
            find = self.tmdb.find_imdb if source == "imdb" else self.tmdb.find_tvdb
            found = find(external_id).value
            places = [(MediaType.MOVIE, one.id) for one in found.movies]
            places += [(MediaType.SHOW, one.id) for one in found.shows]
        else:
            return
        for kind, tmdb_id in places:
            try:
                update = self.titles.read_details(self.tmdb, kind, tmdb_id)
            except UnknownToProvider:
                continue
            # The look-up proves the id, even if the entry has none.
            update = replace(update, external_ids={source: external_id, **update.external_ids})
            yield update
            if _is_called_so(release, update):
                return


def _is_called_so(release: Release, update: TitleUpdate) -> bool:
    return resembles(release, update.title, update.original_title)
