"""
Letterboxd's lists: a file each, with a table about the list above the one of its films.

A film of a list may have a description, which is the person's note on it.
"""

import csv
import io
from collections.abc import Iterator

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
from worker.history_imports.field_parsing import InvalidField, When
from worker.history_imports.note_entries import Texts, named_list
from worker.history_imports.source_files import SourceFile

ABOUT = ["date", "name", "tags", "url", "description"]
FILMS = ["position", "name", "year", "url", "description"]
HEAD_CHARACTERS = 400  # in which the first columns stand


def is_list(file: SourceFile) -> bool:
    head = file.text[:HEAD_CHARACTERS].lower().splitlines()
    return ",".join(ABOUT) in (line.strip() for line in head[:4])


def read(file: SourceFile, texts: Texts) -> Iterator[ReadRow]:
    """The films of a list, in its order."""
    of_list, when = named_list(file.base_name.removesuffix(".csv")), field_parsing.NEVER
    columns: list[str] = []
    for place, cells in _rows(file):
        if cells is None:
            yield LeftOut(place, "This line cannot be read")
        elif [each.lower() for each in cells] in (ABOUT, FILMS):
            columns = [each.lower() for each in cells]
        elif columns == ABOUT:
            of_list, when = _about(of_list, dict(zip(columns, cells, strict=False)))
        elif columns == FILMS:
            film = dict(zip(columns, cells, strict=False))
            try:
                yield _film(place, film, of_list, when, texts)
            except InvalidField as error:
                yield LeftOut(place, str(error))


def _about(of_list: ImportedList, about: dict[str, str]) -> tuple[ImportedList, When]:
    try:
        when = field_parsing.day(about.get("date", ""))
    except InvalidField:
        when = field_parsing.NEVER
    return named_list(about.get("name") or of_list.name, about.get("description")), when


def _film(
    place: str, film: dict[str, str], of_list: ImportedList, when: When, texts: Texts
) -> ReadRow:
    name = field_parsing.text(film.get("name"))
    if not name:
        raise InvalidField("This line has no title")
    title = ListedTitle(name, MediaType.MOVIE, field_parsing.number(film.get("year")))
    texts.add(EntryKind.NOTE, place, title, film.get("description"), when)
    return ImportEntry(
        EntryKind.LIST,
        place,
        title,
        happened_at=when[0],
        precision=when[1],
        of_list=of_list,
    )


def _rows(file: SourceFile) -> Iterator[tuple[str, list[str] | None]]:
    """Rows that are not empty, with their place; None for one that cannot be read."""
    table = csv.reader(io.StringIO(file.text, newline=""))
    while True:
        place = f"{file.name}, line {table.line_num + 1}"
        try:
            cells = [cell.strip() for cell in next(table)]
        except StopIteration:
            return
        except csv.Error:
            yield place, None
            continue
        if any(cells):
            yield place, cells
