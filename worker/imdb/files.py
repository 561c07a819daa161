"""
The files IMDb offers, what is in them, and which lines make sense.

Source: https://developer.imdb.com/non-commercial-datasets/ (columns, types, `\\N` for nothing).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from worker.imdb.errors import HeaderChanged

#: A smallint, an integer and text, as a column of theirs holds it.
SMALL = rb"(?:\\N|[0-9]{1,4}|[12][0-9]{4})"
NUMBER = rb"(?:\\N|[0-9]{1,9})"
TEXT = rb"[^\t\n\r\x00\x08]*"
TITLE_ID = rb"tt[0-9]{1,10}"
NAME_ID = rb"nm[0-9]{1,10}"

EPISODE = b"tvEpisode"
MOVIES = (b"movie", b"tvMovie")
SHOWS = (b"tvSeries", b"tvMiniSeries")


@dataclass(frozen=True, eq=False)
class ImdbFile:
    """One of the files; `shapes` holds, for each column, what may stand in it."""

    name: str
    columns: tuple[str, ...] = field(repr=False)
    shapes: tuple[bytes, ...] = field(repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """There is one of each, in whatever process."""
        return file_named, (self.name,)

    @property
    def file_name(self) -> str:
        return f"{self.name}.tsv.gz"

    @property
    def header(self) -> bytes:
        return "\t".join(self.columns).encode()

    @cached_property
    def line(self) -> re.Pattern[bytes]:
        """A whole line that can be stored, without its end."""
        return re.compile(rb"\t".join(self.shapes))

    @cached_property
    def lines(self) -> re.Pattern[bytes]:
        """Any number of lines that can be stored, each with its end."""
        return re.compile(rb"(?:" + rb"\t".join(self.shapes) + rb"\n)*+")

    def check_header(self, found: bytes) -> None:
        """Raises `HeaderChanged` naming the first column that differs."""
        if found == self.header:
            return
        names = found.decode(errors="replace").split("\t")
        missing = [name for name in self.columns if name not in names]
        added = [name for name in names if name not in self.columns]
        what = [f"{name} is missing" for name in missing] + [
            f"{name[:60]} is new" for name in added
        ]
        told = ", ".join(what) or "the columns are in another order"
        raise HeaderChanged(f"{self.file_name} has changed: {told}.")

    def is_sound(self, line: bytes) -> bool:
        """Whether the line has the right columns, each with something sensible in it."""
        if self.line.fullmatch(line) is None:
            return False
        try:
            line.decode()
        except UnicodeDecodeError:
            return False
        return True

    def are_sound(self, lines: Sequence[bytes]) -> bool:
        """Whether all of them are, found out at a fraction of the cost of asking for each."""
        block = b"\n".join([*lines, b""])
        if self.lines.fullmatch(block) is None:
            return False
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
        return True


BASICS = ImdbFile(
    "title.basics",
    (
        "tconst",
        "titleType",
        "primaryTitle",
        "originalTitle",
        "isAdult",
        "startYear",
        "endYear",
        "runtimeMinutes",
        "genres",
    ),
    (TITLE_ID, TEXT, TEXT, TEXT, SMALL, SMALL, SMALL, NUMBER, TEXT),
)
EPISODES = ImdbFile(
    "title.episode",
    ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    (TITLE_ID, TITLE_ID, SMALL, NUMBER),
)
RATINGS = ImdbFile(
    "title.ratings",
    ("tconst", "averageRating", "numVotes"),
    (TITLE_ID, rb"(?:[0-9]|10)(?:\.[0-9])?", rb"[0-9]{1,9}"),
)
AKAS = ImdbFile(
    "title.akas",
    (
        "titleId",
        "ordering",
        "title",
        "region",
        "language",
        "types",
        "attributes",
        "isOriginalTitle",
    ),
    (TITLE_ID, NUMBER, TEXT, TEXT, TEXT, TEXT, TEXT, SMALL),
)
CREW = ImdbFile("title.crew", ("tconst", "directors", "writers"), (TITLE_ID, TEXT, TEXT))
PRINCIPALS = ImdbFile(
    "title.principals",
    ("tconst", "ordering", "nconst", "category", "job", "characters"),
    (TITLE_ID, NUMBER, NAME_ID, TEXT, TEXT, TEXT),
)
NAMES = ImdbFile(
    "name.basics",
    ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"),
    (NAME_ID, TEXT, SMALL, SMALL, TEXT, TEXT),
)

#: What every import reads, in the order their hashes are joined.
CORE = (BASICS, EPISODES, RATINGS)
WITH_AKAS = (AKAS,)
WITH_PEOPLE = (CREW, PRINCIPALS, NAMES)
EVERY_FILE = (*CORE, *WITH_AKAS, *WITH_PEOPLE)


def file_named(name: str) -> ImdbFile:
    """Raises `StopIteration` for a name that none has."""
    return next(file for file in EVERY_FILE if file.name == name)
