"""Reads tables row by row: a broken row is left out with its reason, and the next one follows."""

from collections.abc import Callable, Iterator

from chalicelib.history_imports.models.import_entries import LeftOut, ReadRow
from worker.history_imports.field_parsing import InvalidField
from worker.history_imports.source_files import CsvRow, SourceFile


def read_rows(
    file: SourceFile, entries_of: Callable[[CsvRow], Iterator[ReadRow]]
) -> Iterator[ReadRow]:
    for row in file.rows():
        if row.is_broken:
            yield LeftOut(row.place, "This line cannot be read")
            continue
        try:
            yield from entries_of(row)
        except InvalidField as error:
            yield LeftOut(row.place, str(error))
