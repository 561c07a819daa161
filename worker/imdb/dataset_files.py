"""
The files IMDb offers, their columns, and which lines are well formed.

Source: https://developer.imdb.com/non-commercial-datasets/ (columns, types, `\\N` for nothing).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from worker.imdb.errors import HeaderChanged

#: A smallint, an integer and text, as the files write them.
SMALL = rb"(?:\\N|[0-9]{1,4}|[12][0-9]{4})"
NUMBER = rb"(?:\\N|[0-9]{1,9})"
TEXT = rb"[^\t\n\r\x00\x08]*"
TITLE_ID = rb"tt[0-9]{1,10}"
NAME_ID = rb"nm[0-9]{1,10}"


@dataclass(frozen=True, eq=False)
class ImdbFile:
    """One of the files; `patterns` holds a regular expression for each column."""

    name: str
    column_names: str = field(repr=False)
    patterns: tuple[bytes, ...] = field(repr=False)

    @property
    def columns(self) -> list[str]:
        return self.column_names.split()

    @property
    def file_name(self) -> str:
        return f"{self.name}.tsv.gz"

    @property
    def header(self) -> bytes:
        return "\t".join(self.columns).encode()

    @cached_property
    def lines(self) -> re.Pattern[bytes]:
        """Any number of lines that can be stored, each with its end."""
        return re.compile(rb"(?:" + rb"\t".join(self.patterns) + rb"\n)*+")

    def check_header(self, found: bytes) -> None:
        """Raises `HeaderChanged` naming the first column that differs."""
        if found == self.header:
            return
        names = found.decode(errors="replace").split("\t")
        missing = [name for name in self.columns if name not in names]
        added = [name for name in names if name not in self.columns]
        changes = [f"{name} is missing" for name in missing] + [
            f"{name[:60]} is new" for name in added
        ]
        message = ", ".join(changes) or "the columns are in another order"
        raise HeaderChanged(f"{self.file_name} has changed: {message}.")

    def are_valid(self, lines: Sequence[bytes]) -> bool:
        """Whether all lines have the right columns, each matching its pattern."""
        block = b"\n".join([*lines, b""])
        if self.lines.fullmatch(block) is None:
            return False
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
        return True

    def is_valid(self, line: bytes) -> bool:
        """As `are_valid`, which costs a fraction of this for each of many lines."""
        return self.are_valid([line])


BASICS = ImdbFile(
    "title.basics",
    "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    (TITLE_ID, TEXT, TEXT, TEXT, SMALL, SMALL, SMALL, NUMBER, TEXT),
)
EPISODES = ImdbFile(
    "title.episode",
    "tconst parentTconst seasonNumber episodeNumber",
    (TITLE_ID, TITLE_ID, SMALL, NUMBER),
)
RATINGS = ImdbFile(
    "title.ratings",
    "tconst averageRating numVotes",
    (TITLE_ID, rb"(?:[0-9]|10)(?:\.[0-9])?", rb"[0-9]{1,9}"),
)
AKAS = ImdbFile(
    "title.akas",
    "titleId ordering title region language types attributes isOriginalTitle",
    (TITLE_ID, NUMBER, TEXT, TEXT, TEXT, TEXT, TEXT, SMALL),
)
CREW = ImdbFile("title.crew", "tconst directors writers", (TITLE_ID, TEXT, TEXT))
PRINCIPALS = ImdbFile(
    "title.principals",
    "tconst ordering nconst category job characters",
    (TITLE_ID, NUMBER, NAME_ID, TEXT, TEXT, TEXT),
)
NAMES = ImdbFile(
    "name.basics",
    "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
    (NAME_ID, TEXT, SMALL, SMALL, TEXT, TEXT),
)

#: The files every import reads, in the order in which their digests are joined.
CORE = (BASICS, EPISODES, RATINGS)
WITH_AKAS = (AKAS,)
WITH_PEOPLE = (CREW, PRINCIPALS, NAMES)
EVERY_FILE = (*CORE, *WITH_AKAS, *WITH_PEOPLE)
