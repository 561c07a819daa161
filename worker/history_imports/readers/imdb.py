"""
IMDb: the tables that "Export" gives for ratings, the watchlist and lists.

Ratings are of films, shows and episodes. A rating does not say when, or whether, it was watched,
so it becomes no viewing.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.entries import (
    EntryKind,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import fields
from worker.history_imports.fields import InvalidField, When
from worker.history_imports.source_files import CsvRow, SourceFile
from worker.history_imports.tables import read_rows

SHOWS = frozenset({"tvseries", "tvminiseries"})
EPISODE = "tvepisode"
NOT_KEPT = {"videogame": "Ratings of games are not imported", "musicvideo": "", "podcastseries": ""}
NOT_KEPT |= {"podcastepisode": ""}


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_is_table(file) for file in files)


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """A rating per rated row; of the watchlist and of lists, watch later."""
    for file in files:
        if not _is_table(file):
            continue
        is_list = "position" in file.header
        yield from read_rows(file, partial(_entries, is_list=is_list))


def _entries(row: CsvRow, *, is_list: bool) -> Iterator[ReadRow]:
    if not row["const"].startswith("tt"):
        raise InvalidField("This line has no IMDb number")
    kind = row["title type"].replace(" ", "").replace("-", "").lower()
    if kind in NOT_KEPT:
        yield LeftOut(row.place, NOT_KEPT[kind] or "There is no place for this", is_broken=False)
        return
    is_episode = kind == EPISODE
    is_show = is_episode or kind in SHOWS
    title = ListedTitle(
        fields.text(row["title"]),
        MediaType.SHOW if is_show else MediaType.MOVIE,
        fields.number(row["year"]),
        (("imdb_episode" if is_episode else "imdb", row["const"]),),
    )
    rating = fields.rating(row["your rating"] or row["you rated"])
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
    if is_list:
        happened_at, precision = _day(row["created"])
        yield ImportEntry(
            EntryKind.LATER, row.place, title, happened_at=happened_at, precision=precision
        )


def _day(value: str) -> When:
    """Old lists write `Tue Mar 15 07:30:43 2016`, of an unknown zone."""
    return fields.day(value) if value[:4].isdigit() else fields.NEVER


def _is_table(file: SourceFile) -> bool:
    return file.has_columns("const", "title", "title type")
