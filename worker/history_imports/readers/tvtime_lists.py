"""
TV Time's lists: a row each, with its titles as Go prints a map.

    [map[created_at:1.69e+09 id:81189 type:series] map[type:movie uuid:6f0c…]]

Shows have the numbers of TheTVDB; films only a number of TV Time's own, which the table of their
viewings names. The favorites are lists with names of their own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.csv_tables import read_rows
from worker.history_imports.note_entries import named_list
from worker.history_imports.source_files import CsvRow, SourceFile

OBJECT = re.compile(r"map\[([^\[\]]*)\]")
PAIR = re.compile(r"(\w+):(\S+)")
FAVORITES = ("favorite-series", "favorite-movies")


def film(row: CsvRow) -> ListedTitle:
    """The film of a row of viewings."""
    year = row["release_date"][:4]
    return ListedTitle(
        field_parsing.text(row["movie_name"]),
        MediaType.MOVIE,
        int(year) if year.isdigit() and int(year) > 1 else None,
    )


def titles(files: Sequence[SourceFile]) -> dict[str, ListedTitle]:
    """The films by TV Time's numbers, and the shows by those of TheTVDB."""
    found: dict[str, ListedTitle] = {}
    for file in files:
        is_named = file.has_columns("uuid", "movie_name") or file.has_columns("tv_show_name")
        for row in file.rows() if is_named else ():
            if row["uuid"] and row["movie_name"]:
                found[row["uuid"]] = film(row)
            elif row["tv_show_id"].isdigit() and row["tv_show_name"]:
                number = row["tv_show_id"]
                name = field_parsing.text(row["tv_show_name"])
                found[number] = ListedTitle(name, MediaType.SHOW, None, (("tvdb", number),))
    return found


def read(file: SourceFile, known: Mapping[str, ListedTitle]) -> Iterator[ReadRow]:
    return read_rows(file, lambda row: _entries(row, known))


def _entries(row: CsvRow, known: Mapping[str, ListedTitle]) -> Iterator[ReadRow]:
    is_favorite = row["s_key"] in FAVORITES
    if not is_favorite and (row["type"] != "list" or not row["name"]):
        return
    of_list = None if is_favorite else named_list(row["name"], row["description"])
    for text in OBJECT.findall(row["objects"]):
        pairs = dict(PAIR.findall(text))
        number = pairs.get("uuid") or pairs.get("id") or ""
        title = known.get(number)
        if title is None and pairs.get("type") == "series" and number.isdigit():
            title = ListedTitle("", MediaType.SHOW, None, (("tvdb", number),))
        if title is None:
            yield LeftOut(row.place, "A title of this list is not named in the file")
            continue
        yield ImportEntry(
            EntryKind.FAVORITE if is_favorite else EntryKind.LIST,
            row.place,
            title,
            of_list=of_list,
        )
