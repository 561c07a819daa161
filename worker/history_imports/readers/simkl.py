"""Simkl: the JSON of its backup (Settings, Apps, Backup), alone or in a zip."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.field_parsing import InvalidField
from worker.history_imports.note_entries import Texts
from worker.history_imports.source_files import SourceFile, of_json

LISTS = ("movies", "shows", "anime")
ID_SOURCES = ("imdb", "tmdb", "tvdb", "mal")
#: Watching is what viewings say; the others are a person's choice.
STATUSES = {"hold": "on_hold", "dropped": "dropped"}


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(
        isinstance(content, dict)
        and any(isinstance(content.get(name), list) and content[name] for name in LISTS)
        and not isinstance(content.get("response"), dict)
        for _, content in of_json(files)
    )


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Viewings, ratings, plans, statuses and notes."""
    texts = Texts()
    for file, content in of_json(files):
        if not isinstance(content, dict):
            continue
        for name in LISTS:
            for position, item in enumerate(content.get(name) or (), start=1):
                place = f"{file.name}, {name} {position}"
                try:
                    yield from _entries(place, item, texts)
                except (ValueError, TypeError, AttributeError, KeyError) as error:
                    reason = str(error) if isinstance(error, InvalidField) else "It cannot be read"
                    yield LeftOut(place, reason)
    yield from texts.entries()


def _entries(place: str, item: Mapping[str, Any], texts: Texts) -> Iterator[ReadRow]:
    is_movie = "movie" in item or item.get("anime_type") == "movie"
    title = _title(item.get("movie") or item["show"], is_movie=is_movie)
    status = item.get("status")
    rating = field_parsing.rating(item.get("user_rating"))
    if rating:
        happened_at, precision = field_parsing.moment(item.get("user_rated_at"))
        yield ImportEntry(
            EntryKind.RATING,
            place,
            title,
            happened_at=happened_at,
            precision=precision,
            value=rating,
        )
    if status == "plantowatch":
        happened_at, precision = field_parsing.moment(item.get("added_to_watchlist_at"))
        yield ImportEntry(
            EntryKind.LATER, place, title, happened_at=happened_at, precision=precision
        )
    elif is_movie and status == "completed":
        happened_at, precision = field_parsing.moment(item.get("last_watched_at"))
        yield ImportEntry(
            EntryKind.PLAY, place, title, happened_at=happened_at, precision=precision
        )
    for season in item.get("seasons") or ():
        for episode in season.get("episodes") or ():
            happened_at, precision = field_parsing.moment(
                episode.get("watched_at") or episode.get("last_watched_at")
            )
            yield ImportEntry(
                EntryKind.PLAY,
                place,
                title,
                field_parsing.number(season["number"]),
                field_parsing.number(episode["number"]),
                happened_at=happened_at,
                precision=precision,
            )
    if not is_movie and status in STATUSES:
        yield ImportEntry(EntryKind.STATUS, place, title, value=STATUSES[status])
    if isinstance(item.get("memo"), dict):
        texts.add(EntryKind.NOTE, place, title, item["memo"].get("text"))


def _title(item: Mapping[str, Any], *, is_movie: bool) -> ListedTitle:
    ids = item.get("ids") or {}
    return ListedTitle(
        field_parsing.text(item.get("title")),
        MediaType.MOVIE if is_movie else MediaType.SHOW,
        field_parsing.number(item.get("year")),
        tuple((source, str(ids[source])) for source in ID_SOURCES if ids.get(source)),
    )
