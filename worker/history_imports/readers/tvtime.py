"""
TV Time: the zip of a data request (GDPR), with a table per record type.

Shows have the numbers of TheTVDB, films only a name and a release date. Moments are in UTC. Rows
of accounts and devices are in the zip too and are not read.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportEntry,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.csv_tables import read_rows
from worker.history_imports.field_parsing import InvalidField
from worker.history_imports.note_entries import Texts
from worker.history_imports.readers import tvtime_lists
from worker.history_imports.source_files import CsvRow, SourceFile

WATCHED = ("watch", "rewatch")
BEST_RATING = 5
#: A title with its season and episode, and these with the moment: some rows are there twice.
Target = tuple[ListedTitle, int | None, int | None]
Seen = set[tuple[Target, str]]


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(
        _has_episodes(file) or _has_old_episodes(file) or _has_movies(file) or _has_shows(file)
        for file in files
    )


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Viewings, shows to watch, favorites, lists, ratings of shows, and comments as notes."""
    seen: Seen = set()
    texts = Texts()
    has_new_table = any(_has_episodes(file) for file in files)
    shows = _show_ids(files)
    for file in files:
        if _has_episodes(file):
            yield from read_rows(file, lambda row: _episode(row, seen))
        elif _has_old_episodes(file) and not has_new_table:
            yield from read_rows(file, lambda row: _old_episode(row, shows, seen))
        elif _has_movies(file):
            yield from read_rows(file, lambda row: _movie(row, seen))
        elif _has_shows(file):
            yield from read_rows(file, _show)
        elif file.has_columns("s_key", "objects", "name"):
            yield from tvtime_lists.read(file, tvtime_lists.titles(files))
        elif file.has_columns("tv_show_id", "rating"):
            yield from read_rows(file, partial(_rating, names=_show_names(files)))
        elif file.has_columns("text", "movie_name", "series_name"):
            yield from read_rows(file, partial(_comment, texts=texts))
    yield from texts.entries()


def _episode(row: CsvRow, seen: Seen) -> Iterator[ReadRow]:
    season = field_parsing.number(row["season_number"] or row["s_no"])
    episode = field_parsing.number(row["episode_number"] or row["ep_no"])
    if season is None or episode is None:
        return  # a row about a show or a setting
    title = _of_show(row["series_name"], row["s_id"])
    yield from _viewing(row, (title, season, episode), row["created_at"], seen)


def _old_episode(row: CsvRow, shows: dict[str, str], seen: Seen) -> Iterator[ReadRow]:
    name = row["tv_show_name"]
    title = _of_show(name, shows.get(name, ""))
    season = field_parsing.number(row["episode_season_number"])
    episode = field_parsing.number(row["episode_number"])
    yield from _viewing(row, (title, season, episode), row["created_at"], seen)


def _movie(row: CsvRow, seen: Seen) -> Iterator[ReadRow]:
    name = field_parsing.text(row["movie_name"])
    if row["entity_type"] not in ("", "movie") or not name:
        return
    title = tvtime_lists.film(row)
    if row["type"] in WATCHED:
        watched_at = row["watch_date"] or row["created_at"]
        yield from _viewing(row, (title, None, None), watched_at, seen)
    elif row["type"] == "towatch":
        happened_at, precision = field_parsing.moment(row["created_at"])
        yield ImportEntry(
            EntryKind.LATER, row.place, title, happened_at=happened_at, precision=precision
        )


def _rating(row: CsvRow, names: dict[str, str]) -> Iterator[ReadRow]:
    number = row["tv_show_id"]
    if rating := field_parsing.rating(row["rating"], best=BEST_RATING):
        title = _of_show(names.get(number, row["tv_show_name"]), number)
        happened_at, precision = field_parsing.moment(row["created_at"])
        yield ImportEntry(
            EntryKind.RATING,
            row.place,
            title,
            happened_at=happened_at,
            precision=precision,
            value=rating,
        )


def _comment(row: CsvRow, texts: Texts) -> Iterator[ReadRow]:
    """A comment does not say which episode it is on, so it is a note on the show."""
    film, show = field_parsing.text(row["movie_name"]), field_parsing.text(row["series_name"])
    if row["text"] and (film or show):
        title = ListedTitle(film or show, MediaType.MOVIE if film else MediaType.SHOW)
        texts.add(
            EntryKind.NOTE, row.place, title, row["text"], field_parsing.moment(row["created_at"])
        )
    return iter(())


def _show(row: CsvRow) -> Iterator[ReadRow]:
    title = _of_show(row["tv_show_name"], row["tv_show_id"])
    if row["is_followed"] == "1" and row["nb_episodes_seen"] in ("0", ""):
        yield ImportEntry(EntryKind.LATER, row.place, title)
    if row["is_favorited"] == "1":
        yield ImportEntry(EntryKind.FAVORITE, row.place, title)


def _viewing(row: CsvRow, target: Target, watched_at: str, seen: Seen) -> Iterator[ReadRow]:
    if (target, watched_at) in seen:
        return
    seen.add((target, watched_at))
    title, season, episode = target
    happened_at, precision = field_parsing.moment(watched_at)
    yield ImportEntry(
        EntryKind.PLAY,
        row.place,
        title,
        season,
        episode,
        happened_at=happened_at,
        precision=precision,
    )


def _of_show(name: str, tvdb_id: str) -> ListedTitle:
    ids = (("tvdb", tvdb_id),) if tvdb_id.isdigit() else ()
    if not name and not ids:
        raise InvalidField("It does not say which show it is about")
    return ListedTitle(field_parsing.text(name), MediaType.SHOW, None, ids)


def _show_ids(files: Sequence[SourceFile]) -> dict[str, str]:
    return {
        row["tv_show_name"]: row["tv_show_id"]
        for file in files
        if _has_shows(file)
        for row in file.rows()
    }


def _show_names(files: Sequence[SourceFile]) -> dict[str, str]:
    return {number: name for name, number in _show_ids(files).items()}


def _has_episodes(file: SourceFile) -> bool:
    return file.has_columns("series_name", "s_id", "created_at") and (
        file.has_columns("episode_number") or file.has_columns("ep_no")
    )


def _has_old_episodes(file: SourceFile) -> bool:
    return file.has_columns("tv_show_name", "episode_season_number", "episode_number")


def _has_movies(file: SourceFile) -> bool:
    return file.has_columns("entity_type", "movie_name", "type")


def _has_shows(file: SourceFile) -> bool:
    return file.has_columns("tv_show_name", "tv_show_id", "is_followed")
