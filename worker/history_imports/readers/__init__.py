"""
The readers, one per service: pure functions from files to entries.

A reader has `recognizes`, which says whether files are of its service by what is in them, and
`read`. A row that it cannot read becomes a `LeftOut`, and the next row follows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.history_imports.models.import_entries import ImportFormat, ReadRow
from worker.history_imports.readers import (
    imdb,
    letterboxd,
    mal,
    netflix,
    simkl,
    steam,
    trakt,
    tvtime,
    yamtrack,
)
from worker.history_imports.source_files import SourceFile


@dataclass(frozen=True, slots=True)
class FormatReader:
    recognizes: Callable[[Sequence[SourceFile]], bool]
    read: Callable[[Sequence[SourceFile]], Iterator[ReadRow]]


READERS: Mapping[ImportFormat, FormatReader] = {
    ImportFormat.TRAKT: FormatReader(trakt.recognizes, trakt.read),
    ImportFormat.LETTERBOXD: FormatReader(letterboxd.recognizes, letterboxd.read),
    ImportFormat.IMDB: FormatReader(imdb.recognizes, imdb.read),
    ImportFormat.TV_TIME: FormatReader(tvtime.recognizes, tvtime.read),
    ImportFormat.SIMKL: FormatReader(simkl.recognizes, simkl.read),
    ImportFormat.YAMTRACK: FormatReader(yamtrack.recognizes, yamtrack.read),
    ImportFormat.MY_ANIME_LIST: FormatReader(mal.recognizes, mal.read),
    ImportFormat.NETFLIX: FormatReader(netflix.recognizes, netflix.read),
    ImportFormat.STEAM: FormatReader(steam.recognizes, steam.read),
}


def recognize(files: Sequence[SourceFile]) -> ImportFormat | None:
    """The only format that recognises the files; None when there is none, or more than one."""
    found = [name for name, reader in READERS.items() if reader.recognizes(files)]
    return found[0] if len(found) == 1 else None
