"""
Letterboxd: the zip of its export (Settings, Data), or one of the tables in it.

The diary has the days of viewings; `watched` also has films without one, whose date is that of the
mark. Reviews and tags are of one viewing there, and of the film here. What was deleted stands in
folders of its own and is left alone.
"""

from collections.abc import Iterator, Sequence

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    EntryPrecision,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.csv_tables import read_rows
from worker.history_imports.field_parsing import InvalidField
from worker.history_imports.note_entries import Texts
from worker.history_imports.readers import letterboxd_lists
from worker.history_imports.source_files import CsvRow, SourceFile

BEST_RATING = 5  # stars
DELETED = ("deleted/", "orphaned/")
URI = "letterboxd uri"


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(
        file.has_columns("name", "year", URI) or letterboxd_lists.is_list(file) for file in files
    )


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Every entry; films of the diary and of `watched` count once."""
    tables = [file for file in files if not _is_deleted(file)]
    in_diary: set[ListedTitle] = set()
    rated: set[ListedTitle] = set()
    texts = Texts()
    for file in tables:
        if file.has_columns(URI, "watched date") and "review" not in file.header:
            yield from read_rows(file, lambda row: _diary(row, in_diary, texts))
    for file in tables:
        if file.has_columns(URI, "rating") and "watched date" not in file.header:
            yield from read_rows(file, lambda row: _rating(row, rated))
    for file in tables:
        if file.has_columns(URI, "watched date") and "review" not in file.header:
            yield from read_rows(file, lambda row: _rating(row, rated))
        elif file.has_columns(URI, "review"):
            yield from read_rows(file, lambda row: _review(row, rated, texts))
        elif file.has_columns(URI, "name") and "rating" not in file.header:
            yield from _listed(file, in_diary)
        elif letterboxd_lists.is_list(file):
            yield from letterboxd_lists.read(file, texts)
    yield from texts.entries()


def _diary(row: CsvRow, in_diary: set[ListedTitle], texts: Texts) -> Iterator[ReadRow]:
    title = _title(row)
    in_diary.add(title)
    happened_at, precision = when = field_parsing.day(row["watched date"])
    texts.add_tags(row.place, title, row["tags"], when)
    yield ImportEntry(
        EntryKind.PLAY,
        row.place,
        title,
        happened_at=happened_at,
        precision=precision,
        external_id=row[URI] or None,
    )


def _rating(row: CsvRow, rated: set[ListedTitle]) -> Iterator[ReadRow]:
    """The rating of a film, once: `ratings` has the present one, the diary those of each day."""
    title, rating = _title(row), field_parsing.rating(row["rating"], best=BEST_RATING)
    if rating and title not in rated:
        rated.add(title)
        happened_at, precision = field_parsing.day(row["date"])
        yield ImportEntry(
            EntryKind.RATING,
            row.place,
            title,
            happened_at=happened_at,
            precision=precision,
            value=rating,
        )


def _review(row: CsvRow, rated: set[ListedTitle], texts: Texts) -> Iterator[ReadRow]:
    title, when = _title(row), field_parsing.day(row["date"])
    texts.add(EntryKind.REVIEW, row.place, title, row["review"], when)
    texts.add_tags(row.place, title, row["tags"], when)
    yield from _rating(row, rated)


def _listed(file: SourceFile, in_diary: set[ListedTitle]) -> Iterator[ReadRow]:
    """`watched`, `watchlist` and `likes/films` have the same columns: the name tells them apart."""
    name = file.name.lower()
    if "watchlist" in file.base_name:
        yield from read_rows(file, lambda row: _marked(row, EntryKind.LATER))
    elif "likes" in name:
        yield from read_rows(file, lambda row: _marked(row, EntryKind.FAVORITE))
    elif "watched" in file.base_name:
        yield from read_rows(file, lambda row: _watched(row, in_diary))
    else:
        yield LeftOut(file.name, "Only watched, watchlist and likes are known by name")


def _marked(row: CsvRow, kind: EntryKind) -> Iterator[ReadRow]:
    happened_at, precision = field_parsing.day(row["date"])
    yield ImportEntry(kind, row.place, _title(row), happened_at=happened_at, precision=precision)


def _watched(row: CsvRow, in_diary: set[ListedTitle]) -> Iterator[ReadRow]:
    title = _title(row)
    if title not in in_diary:
        yield ImportEntry(EntryKind.PLAY, row.place, title, precision=EntryPrecision.UNKNOWN)


def _title(row: CsvRow) -> ListedTitle:
    if not row["name"]:
        raise InvalidField("This line has no title")
    return ListedTitle(
        field_parsing.text(row["name"]), MediaType.MOVIE, field_parsing.number(row["year"])
    )


def _is_deleted(file: SourceFile) -> bool:
    return any(f"/{folder}" in f"/{file.name.lower()}" for folder in DELETED)
