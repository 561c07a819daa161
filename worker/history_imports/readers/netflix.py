"""
Netflix: the viewing history ("Download all") and `ViewingActivity` of a data request.

A row has one text for show, season and episode, in the language of the profile, and a date in the
order of its country. The first says `Show: Season 1: Episode`; a film has no season. The order of
day and month is the one with which the dates of the whole file go back in time.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

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
from worker.history_imports.field_parsing import InvalidField, When
from worker.history_imports.source_files import CsvRow, SourceFile

SEASON = re.compile(
    r"^(?P<show>.+?): (?:(?:Season|Series|Part|Volume|Book|Chapter|Staffel|Saison|Temporada"
    r"|Stagione|Seizoen|Sezon|Säsong|Sæson|Sesong|Teil|Partie|Parte) (?P<number>\d+)"
    r"|(?P<only>Limited Series|Miniseries|Miniserie|Mini-série)): (?P<episode>.+)$",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"^(?:Episode|Folge|Épisode|Episodio|Episódio|Afl\.|Chapter) (\d+)$", re.IGNORECASE
)
PARTS_OF_DATE = re.compile(r"^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$")
MIN_WATCHED_S = 120  # less is a glance
ORDERS = ((2, 0, 1), (2, 1, 0))  # where year, month and day stand: 12/31/24 and 31/12/24


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_is_history(file) or _is_activity(file) for file in files)


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """A viewing per row."""
    for file in files:
        if not (_is_history(file) or _is_activity(file)):
            continue
        order = ORDERS[0] if _is_activity(file) else _date_order(file)
        yield from read_rows(file, partial(_entries, order=order, is_activity=_is_activity(file)))


def _entries(row: CsvRow, order: tuple[int, int, int], *, is_activity: bool) -> Iterator[ReadRow]:
    name = field_parsing.text(row["title"])
    if not name.strip(": "):
        raise InvalidField("This line has no title")
    if is_activity and row["supplemental video type"]:
        yield LeftOut(row.place, "Trailers and hooks are not viewings", is_broken=False)
        return
    if is_activity and _seconds(row["duration"]) < MIN_WATCHED_S:
        yield LeftOut(row.place, "It ran for less than two minutes", is_broken=False)
        return
    when = field_parsing.moment(row["start time"]) if is_activity else _day(row["date"], order)
    match = SEASON.match(name)
    if match is None:
        yield _without_season(row, name, when)
        return
    episode = NUMBERED.match(match["episode"])
    yield ImportEntry(
        EntryKind.PLAY,
        row.place,
        ListedTitle(match["show"], MediaType.SHOW),
        int(match["number"] or 1),
        int(episode[1]) if episode else None,
        "" if episode else match["episode"],
        happened_at=when[0],
        precision=when[1],
    )


def _without_season(row: CsvRow, name: str, when: When) -> ImportEntry:
    """A film, or `Show: Episode` without a season: the name of an episode will tell."""
    head, _, episode = name.rpartition(": ")
    return ImportEntry(
        EntryKind.PLAY,
        row.place,
        ListedTitle(name, None if head else MediaType.MOVIE),
        episode_title=episode if head else "",
        happened_at=when[0],
        precision=when[1],
    )


def _date_order(file: SourceFile) -> tuple[int, int, int]:
    """Where the dates of a file have the day, judged by which reading is possible and in turn."""
    values = [row["date"] for row in file.rows()]

    def faults(order: tuple[int, int, int]) -> tuple[int, int]:
        days = [_date(value, order) for value in values]
        known = [day for day in days if day is not None]
        out_of_turn = sum(after > before for before, after in pairwise(known))
        return len(days) - len(known), out_of_turn

    return min(ORDERS, key=faults)


def _day(value: str, order: tuple[int, int, int]) -> When:
    found = _date(value, order)
    if found is None:
        raise InvalidField(f"“{value[:40]}” is not a date")
    return field_parsing.of_day(found)


def _date(value: str, order: tuple[int, int, int]) -> date | None:
    match = PARTS_OF_DATE.match(value)
    if match is None:
        return None
    parts = [int(part) for part in match.groups()]
    if len(match[1]) == 4:  # noqa: PLR2004  # ISO: the year comes first
        order = (0, 1, 2)
    year, month, number = (parts[place] for place in order)
    try:
        return date(year + 2000 if year < 100 else year, month, number)  # noqa: PLR2004
    except ValueError:
        return None


def _seconds(duration: str) -> int:
    """Of `01:23:45`; an unreadable one is long enough."""
    parts = duration.split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004
        return MIN_WATCHED_S
    hours, minutes, seconds = map(int, parts)
    return 3600 * hours + 60 * minutes + seconds


def _is_history(file: SourceFile) -> bool:
    return file.header == ("title", "date")


def _is_activity(file: SourceFile) -> bool:
    return file.has_columns("start time", "title", "supplemental video type")
