"""
Trakt: the files of its export (Settings, Data, "Export now") or of its API, alone or in a zip.

Files are recognised by what is in them; only the lists, which look alike, by their name. The
history has every play with its moment, `watched` the number of plays and the last moment: where
both are there, `watched` adds what the history lacks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models.entries import (
    EntryKind,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import fields
from worker.history_imports.fields import InvalidField
from worker.history_imports.source_files import SourceFile, of_json

Item = Mapping[str, Any]
#: A title, with its season and episode: what plays are counted by.
Target = tuple[ListedTitle, int | None, int | None]

SIGNS = (
    "watched_at",
    "last_watched_at",
    "rated_at",
    "listed_at",
    "paused_at",
    "collected_at",
    "last_collected_at",
)
SUBJECTS = ("movie", "show", "season", "episode")
ID_SOURCES = ("imdb", "tmdb", "tvdb")
MAX_PLAYS = 1_000  # of one title; more is a mistake


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(
        isinstance(content, list) and any(_is_item(each) for each in content[:20])
        for _, content in of_json(files)
    )


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Every entry of the files, the history first."""
    known: Counter[Target] = Counter()
    parts = [(file, content) for file, content in of_json(files) if isinstance(content, list)]
    parts.sort(key=lambda part: not any(_is_play(each) for each in part[1][:20]))
    for file, content in parts:
        for position, item in enumerate(content, start=1):
            if not isinstance(item, dict):
                continue
            place = f"{file.name}, entry {position}"
            try:
                yield from _entries(file, place, item, known)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                reason = str(error) if isinstance(error, InvalidField) else "It cannot be read"
                yield LeftOut(place, reason)


def _entries(file: SourceFile, place: str, item: Item, known: Counter[Target]) -> Iterator[ReadRow]:
    if _is_play(item):
        title, season, episode = target = _target(item)
        known[target] += 1
        happened_at, precision = fields.moment(item["watched_at"])
        play_id = item.get("id")
        yield ImportEntry(
            EntryKind.PLAY,
            place,
            title,
            season,
            episode,
            happened_at=happened_at,
            precision=precision,
            external_id=None if play_id is None else str(play_id),
        )
    elif "plays" in item and "seasons" in item:
        yield from _watched_show(place, item, known)
    elif "plays" in item and "movie" in item:
        yield from _plays(place, _target(item), item, known)
    elif "rated_at" in item:
        title, season, episode = _target(item)
        happened_at, precision = fields.moment(item["rated_at"])
        rating = fields.rating(item.get("rating"))
        if rating:
            yield ImportEntry(
                EntryKind.RATING,
                place,
                title,
                season,
                episode,
                happened_at=happened_at,
                precision=precision,
                value=rating,
            )
    elif "paused_at" in item:
        title, season, episode = _target(item)
        happened_at, precision = fields.moment(item["paused_at"])
        yield ImportEntry(
            EntryKind.POSITION,
            place,
            title,
            season,
            episode,
            happened_at=happened_at,
            precision=precision,
            value=f"{float(item['progress']):.2f}",
        )
    elif "listed_at" in item and any(subject in item for subject in SUBJECTS):
        yield _listed(file, place, item)
    elif "collected_at" in item or "last_collected_at" in item:
        yield LeftOut(place, "What you own elsewhere is not kept here", is_broken=False)
    elif "comment" in item:
        yield LeftOut(place, "Comments are not imported", is_broken=False)


def _watched_show(place: str, item: Item, known: Counter[Target]) -> Iterator[ReadRow]:
    title = _title(item["show"], MediaType.SHOW)
    for season in item["seasons"] or ():
        for episode in season.get("episodes") or ():
            target = (title, fields.number(season["number"]), fields.number(episode["number"]))
            yield from _plays(place, target, episode, known)


def _plays(place: str, target: Target, item: Item, known: Counter[Target]) -> Iterator[ReadRow]:
    """The plays that the history lacks: one at the last moment, the others at an unknown one."""
    title, season, episode = target
    missing = min(int(item.get("plays") or 1), MAX_PLAYS) - known[target]
    for count in range(missing):
        is_last = count == 0 and known[target] == 0
        happened_at, precision = fields.moment(item.get("last_watched_at") if is_last else None)
        yield ImportEntry(
            EntryKind.PLAY,
            place,
            title,
            season,
            episode,
            happened_at=happened_at,
            precision=precision,
        )


def _listed(file: SourceFile, place: str, item: Item) -> ReadRow:
    name = file.base_name
    if "watchlist" in name:
        kind = EntryKind.LATER
    elif "favorite" in name:
        kind = EntryKind.FAVORITE
    else:
        return LeftOut(place, "Your own lists are not imported", is_broken=False)
    title, _, _ = _target(item)
    happened_at, precision = fields.moment(item["listed_at"])
    return ImportEntry(kind, place, title, happened_at=happened_at, precision=precision)


def _target(item: Item) -> Target:
    """The title of an item, and its season and episode. Raises `InvalidField`."""
    if "show" in item:
        title = _title(item["show"], MediaType.SHOW)
        if "episode" in item:
            episode = item["episode"]
            return title, fields.number(episode["season"]), fields.number(episode["number"])
        if "season" in item:
            return title, fields.number(item["season"]["number"]), None
        return title, None, None
    if "movie" in item:
        return _title(item["movie"], MediaType.MOVIE), None, None
    raise InvalidField("It does not say which film or show it is about")


def _title(item: Item, media_type: MediaType) -> ListedTitle:
    ids = item.get("ids") or {}
    return ListedTitle(
        fields.text(item.get("title")),
        media_type,
        fields.number(item.get("year")),
        tuple((source, str(ids[source])) for source in ID_SOURCES if ids.get(source)),
    )


def _is_item(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and any(sign in item for sign in SIGNS)
        and any(isinstance(item.get(subject), dict) for subject in SUBJECTS)
    )


def _is_play(item: Any) -> bool:
    return isinstance(item, dict) and "watched_at" in item and ("movie" in item or "show" in item)
