"""
IMDb: the tables that "Export" gives for ratings, the watchlist and lists.

Ratings are of films, shows and episodes. A rating does not say when, or whether, it was watched,
so it becomes no viewing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportedList,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.csv_tables import read_rows
from worker.history_imports.field_parsing import InvalidField, When
from worker.history_imports.note_entries import Texts, named_list
from worker.history_imports.source_files import CsvRow, SourceFile

SHOWS = frozenset({"tvseries", "tvminiseries"})
EPISODE = "tvepisode"
GAME = "videogame"
NOT_KEPT = frozenset({"musicvideo", "podcastseries", "podcastepisode"})
#: Names that the site gives a file of a watchlist; any other is that of a list.
WATCHLIST = re.compile(r"watchlist|^(?:ls\d+|[0-9a-f]{8}-[0-9a-f-]{27,})?(?: ?\(\d+\))?\.csv$")


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_is_table(file) for file in files)


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """A rating per rated row; the watchlist is watch later, a list becomes a collection."""
    texts = Texts()
    for file in files:
        if not _is_table(file):
            continue
        yield from read_rows(
            file,
            partial(
                _entries,
                texts=texts,
                is_listed="position" in file.header,
                of_list=None
                if WATCHLIST.search(file.base_name)
                else named_list(file.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]),
            ),
        )
    yield from texts.entries()


def _entries(
    row: CsvRow, *, texts: Texts, is_listed: bool, of_list: ImportedList | None
) -> Iterator[ReadRow]:
    if not row["const"].startswith("tt"):
        raise InvalidField("This line has no IMDb number")
    kind = row["title type"].replace(" ", "").replace("-", "").lower()
    if kind in NOT_KEPT:
        yield LeftOut(row.place, "There is no place for this", is_broken=False)
        return
    title = _title(row, kind)
    rating = field_parsing.rating(row["your rating"] or row["you rated"])
    if rating:
        happened_at, precision = _day(row["date rated"])
        yield ImportEntry(
            EntryKind.RATING,
            row.place,
            title,
            happened_at=happened_at,
            precision=precision,
            value=rating,
        )
    if is_listed:
        happened_at, precision = when = _day(row["created"])
        texts.add(EntryKind.NOTE, row.place, title, row["description"], when)
        is_wishlist = kind == GAME and of_list is None
        yield ImportEntry(
            EntryKind.GAME if is_wishlist else EntryKind.LIST if of_list else EntryKind.LATER,
            row.place,
            title,
            happened_at=happened_at,
            precision=precision,
            value="wishlist 0" if is_wishlist else "",
            of_list=of_list,
        )


def _title(row: CsvRow, kind: str) -> ListedTitle:
    """Games are found by their name: their catalogue does not have IMDb's numbers."""
    name, year = field_parsing.text(row["title"]), field_parsing.number(row["year"])
    if kind == GAME:
        return ListedTitle(name, MediaType.GAME, year)
    is_episode = kind == EPISODE
    return ListedTitle(
        name,
        MediaType.SHOW if is_episode or kind in SHOWS else MediaType.MOVIE,
        year,
        (("imdb_episode" if is_episode else "imdb", row["const"]),),
    )


def _day(value: str) -> When:
    """Old lists write `Tue Mar 15 07:30:43 2016`, of an unknown zone."""
    return field_parsing.day(value) if value[:4].isdigit() else field_parsing.NEVER


def _is_table(file: SourceFile) -> bool:
    return file.has_columns("const", "title", "title type")
