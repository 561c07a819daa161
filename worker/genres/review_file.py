"""
The file that people review: one line per title, columns separated by tabs. No I/O.

Only the first column (the id) and the last one (the custom genres) are read again, so nothing
that an editor or a spreadsheet does to the others matters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

COLUMNS = ("id", "type", "title", "year", "genres", "custom genres")
HIGHEST_ID = 2**63 - 1

INSTRUCTIONS = """\
Titles without a review, most rated first.

Fill in the last column: {custom}; several are separated by commas.
Leave it empty when none of them fits. Delete the lines you have not looked at: every title that
is left counts as reviewed, with exactly the custom genres that its line names.
Then: python -m worker genres-import FILE
"""


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """A parsed line of the file."""

    line: int
    media_id: int
    custom: tuple[str, ...]  # as written in the file


@dataclass(frozen=True, slots=True)
class LineError:
    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def format_lines(rows: Iterable[Sequence[object]], custom: Sequence[str]) -> Iterator[str]:
    """The lines of the file, each with its line end."""
    for line in INSTRUCTIONS.format(custom=" or ".join(custom)).splitlines():
        yield f"# {line}".rstrip() + "\n"
    yield "#\n"
    yield "# " + "\t".join(COLUMNS) + "\n"
    for row in rows:
        yield "\t".join(" ".join(str(cell).split()) for cell in row) + "\n"


def parse_lines(lines: Iterable[str]) -> tuple[list[ReviewedLine], list[LineError]]:
    """The reviewed lines, and the errors of the file."""
    found: dict[int, ReviewedLine] = {}
    mistakes: list[LineError] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip("\ufeff").startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
        while len(cells) > len(COLUMNS) and not cells[-1]:
            cells.pop()  # a spreadsheet's empty columns
        # Editors cut off tabs at the end of a line.
        if len(cells) not in (len(COLUMNS) - 1, len(COLUMNS)):
            mistakes.append(
                LineError(number, f"has {len(cells)} columns and not {len(COLUMNS)}, between tabs")
            )
            continue
        media_id = _id(cells[0])
        if media_id is None:
            mistakes.append(LineError(number, f"does not begin with an id: {cells[0][:40]!r}"))
        elif media_id in found:
            first = found[media_id].line
            mistakes.append(LineError(number, f"title {media_id} is on line {first} already"))
        else:
            custom = cells[-1] if len(cells) == len(COLUMNS) else ""
            found[media_id] = ReviewedLine(number, media_id, _names(custom))
    return list(found.values()), mistakes


def find_unknown(
    reviewed: Iterable[ReviewedLine], ids: set[int], custom: Mapping[str, int]
) -> list[LineError]:
    """Errors for unknown titles and genres; `custom` has genre names in lower case."""
    mistakes = []
    names = ", ".join(sorted(name.title() for name in custom))
    for each in reviewed:
        if each.media_id not in ids:
            mistakes.append(LineError(each.line, f"there is no title {each.media_id}"))
        mistakes += [
            LineError(each.line, f"{name[:40]!r} is no custom genre; there are: {names}")
            for name in each.custom
            if name.lower() not in custom
        ]
    return mistakes


def _id(cell: str) -> int | None:
    if not (cell.isascii() and cell.isdigit()) or len(cell) > len(str(HIGHEST_ID)):
        return None
    return int(cell) if 0 < int(cell) <= HIGHEST_ID else None


def _names(cell: str) -> tuple[str, ...]:
    """`Dating, Cooking` → both; a spreadsheet puts quotes around what has a comma in it."""
    names = (name.strip() for name in cell.strip('"').split(","))
    return tuple(dict.fromkeys(name for name in names if name))
