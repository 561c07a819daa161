"""Yamtrack: the table of its export. Each viewing of a film is a row, and so is each episode."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

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
from worker.history_imports.field_parsing import InvalidField
from worker.history_imports.note_entries import Texts
from worker.history_imports.source_files import CsvRow, SourceFile

TYPES = {
    "movie": MediaType.MOVIE,
    "tv": MediaType.SHOW,
    "season": MediaType.SHOW,
    "episode": MediaType.SHOW,
    "anime": MediaType.SHOW,
    "game": MediaType.GAME,
}
SOURCES = ("tmdb", "mal", "igdb")
STATUSES = {"paused": "on_hold", "dropped": "dropped"}
GAME_STATUSES = {
    "planning": "backlog",
    "in progress": "playing",
    "paused": "paused",
    "completed": "completed",
    "dropped": "dropped",
}
PLAYTIME = re.compile(r"(?:(\d+)\s*h)?\s*(?:(\d+)\s*min)?", re.IGNORECASE)
MAX_EPISODES = 3_000  # of one show


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_is_table(file) for file in files)


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Viewings, ratings, plans, statuses, games and notes."""
    texts = Texts()
    for file in files:
        if _is_table(file):
            yield from read_rows(file, partial(_entries, texts=texts))
    yield from texts.entries()


def _entries(row: CsvRow, texts: Texts) -> Iterator[ReadRow]:
    kind, status = row["media_type"].lower(), row["status"].lower()
    if kind not in TYPES:
        yield LeftOut(row.place, f"There is no place for a {kind or 'nothing'}", is_broken=False)
        return
    title = _title(row, kind)
    if kind == "game":
        yield _game(row, title, status)
        yield from _opinions(row, title, kind, None, texts)
        return
    season, episode = (
        field_parsing.number(row["season_number"]),
        field_parsing.number(row["episode_number"]),
    )
    ended = field_parsing.day_or_moment(row["end_date"])
    if kind == "episode" or (kind == "movie" and status == "completed"):
        yield ImportEntry(
            EntryKind.PLAY,
            row.place,
            title,
            season,
            episode,
            happened_at=ended[0],
            precision=ended[1],
        )
    elif kind == "anime":
        yield from _anime(row, title, status)
    yield from _opinions(row, title, kind, season, texts)


def _anime(row: CsvRow, title: ListedTitle, status: str) -> Iterator[ReadRow]:
    """Only the number of episodes is known, and when the last one of a complete show was."""
    count = min(field_parsing.number(row["progress"]) or 0, MAX_EPISODES)
    ended = (
        field_parsing.day_or_moment(row["end_date"])
        if status == "completed"
        else field_parsing.NEVER
    )
    for episode in range(1, count + 1):
        happened_at, precision = ended if episode == count else field_parsing.NEVER
        yield ImportEntry(
            EntryKind.PLAY,
            row.place,
            title,
            1,
            episode,
            happened_at=happened_at,
            precision=precision,
        )


def _opinions(
    row: CsvRow, title: ListedTitle, kind: str, season: int | None, texts: Texts
) -> Iterator[ReadRow]:
    rating = field_parsing.rating(row["score"])
    if rating and kind != "episode":
        happened_at, precision = field_parsing.day_or_moment(row["end_date"])
        yield ImportEntry(
            EntryKind.RATING,
            row.place,
            title,
            season if kind == "season" else None,
            happened_at=happened_at,
            precision=precision,
            value=rating,
        )
    if kind in ("movie", "tv", "anime"):
        status = row["status"].lower()
        if status == "planning":
            yield ImportEntry(EntryKind.LATER, row.place, title)
        elif kind != "movie" and status in STATUSES:
            yield ImportEntry(EntryKind.STATUS, row.place, title, value=STATUSES[status])
    of_season = f"Season {season}: " if kind == "season" else ""
    if row["notes"]:
        ended = field_parsing.day_or_moment(row["end_date"])
        texts.add(EntryKind.NOTE, row.place, title, of_season + row["notes"], ended)


def _game(row: CsvRow, title: ListedTitle, status: str) -> ImportEntry:
    hours, minutes = (field_parsing.minutes(part) for part in _playtime(row["progress"]))
    played = field_parsing.minutes(60 * hours + minutes)
    happened_at, precision = field_parsing.day_or_moment(row["end_date"])
    return ImportEntry(
        EntryKind.GAME,
        row.place,
        title,
        happened_at=happened_at,
        precision=precision,
        value=f"{GAME_STATUSES.get(status, 'backlog')} {played}",
    )


def _playtime(value: str) -> tuple[str, str]:
    match = PLAYTIME.fullmatch(value.strip())
    return (match[1] or "0", match[2] or "0") if match else ("0", "0")


def _title(row: CsvRow, kind: str) -> ListedTitle:
    name, source, number = field_parsing.text(row["title"]), row["source"].lower(), row["media_id"]
    if not name and not number:
        raise InvalidField("It does not say which title it is about")
    ids = ((source, number),) if source in SOURCES and number else ()
    return ListedTitle(name, TYPES[kind], None, ids)


def _is_table(file: SourceFile) -> bool:
    return file.has_columns("media_id", "source", "media_type", "title", "status")
