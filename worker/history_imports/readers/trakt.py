"""
Trakt: the files of its export (Settings, Data, "Export now") or of its API, alone or in a zip.

Files are recognised by what is in them; only the lists, which look alike, by their name. The
history has every play with its moment, `watched` the number of plays and the last moment: where
both are there, `watched` adds what the history lacks. Comments become reviews, notes stay notes;
those on a season or an episode name it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from worker.history_imports.note_entries import Texts
from worker.history_imports.readers import trakt_lists
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
    "hidden_at",
    "comment",
    "note",
)
SUBJECTS = ("movie", "show", "season", "episode")
ID_SOURCES = ("imdb", "tmdb", "tvdb")
MAX_PLAYS = 1_000  # of one title; more is a mistake


@dataclass(frozen=True, slots=True)
class TraktFiles:
    """What all files share: `known` counts the plays of the history."""

    lists: Mapping[str, ImportedList]
    known: Counter[Target] = field(default_factory=Counter)
    placed: set[tuple[ImportedList, ListedTitle]] = field(default_factory=set)
    texts: Texts = field(default_factory=Texts)


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(
        isinstance(content, list) and any(_is_item(each) for each in content[:20])
        for _, content in of_json(files)
    )


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """Every entry of the files, the history first."""
    shared = TraktFiles(trakt_lists.names(files))
    parts = [(file, content) for file, content in of_json(files) if isinstance(content, list)]
    parts.sort(key=lambda part: not any(_is_play(each) for each in part[1][:20]))
    for file, content in parts:
        for position, item in trakt_lists.in_order(content):
            if not isinstance(item, dict):
                continue
            place = f"{file.name}, entry {position}"
            try:
                yield from _entries(file, place, item, shared)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                reason = str(error) if isinstance(error, InvalidField) else "It cannot be read"
                yield LeftOut(place, reason)
    yield from shared.texts.entries()


def _entries(file: SourceFile, place: str, item: Item, shared: TraktFiles) -> Iterator[ReadRow]:
    known = shared.known
    if _is_play(item):
        title, season, episode = target = _target(item)
        known[target] += 1
        happened_at, precision = field_parsing.moment(item["watched_at"])
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
        happened_at, precision = field_parsing.moment(item["rated_at"])
        rating = field_parsing.rating(item.get("rating"))
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
        happened_at, precision = field_parsing.moment(item["paused_at"])
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
    else:
        yield from _lists_and_texts(file, place, item, shared)


def _lists_and_texts(
    file: SourceFile, place: str, item: Item, shared: TraktFiles
) -> Iterator[ReadRow]:
    if "listed_at" in item and any(subject in item for subject in SUBJECTS):
        yield from _listed(file, place, item, shared)
    elif "listed_at" in item:
        yield LeftOut(place, "Only films and shows of lists are imported", is_broken=False)
    elif "collected_at" in item or "last_collected_at" in item:
        when = field_parsing.moment(item.get("collected_at") or item.get("last_collected_at"))
        yield from _placed(trakt_lists.OWNED, place, _target(item)[0], when, shared)
    elif "hidden_at" in item and "dropped" in file.base_name and "show" in item:
        yield ImportEntry(EntryKind.STATUS, place, _target(item)[0], value="dropped")
    elif isinstance(item.get("comment"), dict):
        yield from _written(EntryKind.REVIEW, place, item, item["comment"], shared)
    elif isinstance(item.get("note"), dict):
        yield from _written(EntryKind.NOTE, place, item, item["note"], shared)


def _watched_show(place: str, item: Item, known: Counter[Target]) -> Iterator[ReadRow]:
    title = _title(item["show"], MediaType.SHOW)
    for season in item["seasons"] or ():
        for episode in season.get("episodes") or ():
            target = (
                title,
                field_parsing.number(season["number"]),
                field_parsing.number(episode["number"]),
            )
            yield from _plays(place, target, episode, known)


def _plays(place: str, target: Target, item: Item, known: Counter[Target]) -> Iterator[ReadRow]:
    """The plays that the history lacks: one at the last moment, the others at an unknown one."""
    title, season, episode = target
    missing = min(int(item.get("plays") or 1), MAX_PLAYS) - known[target]
    for count in range(missing):
        is_last = count == 0 and known[target] == 0
        happened_at, precision = field_parsing.moment(
            item.get("last_watched_at") if is_last else None
        )
        yield ImportEntry(
            EntryKind.PLAY,
            place,
            title,
            season,
            episode,
            happened_at=happened_at,
            precision=precision,
        )


def _listed(file: SourceFile, place: str, item: Item, shared: TraktFiles) -> Iterator[ReadRow]:
    title, season, episode = _target(item)
    happened_at, precision = when = field_parsing.moment(item["listed_at"])
    note = item.get("notes")
    if isinstance(note, str):
        note = f"{_part(season, episode)}{note}"
        shared.texts.add(EntryKind.NOTE, place, title, note, when)
    name = file.base_name
    if "watchlist" in name or "favorite" in name:
        kind = EntryKind.LATER if "watchlist" in name else EntryKind.FAVORITE
        yield ImportEntry(kind, place, title, happened_at=happened_at, precision=precision)
    else:
        of_list = trakt_lists.of_file(file, shared.lists)
        yield from _placed(of_list, place, title, when, shared)


def _placed(
    of_list: ImportedList, place: str, title: ListedTitle, when: When, shared: TraktFiles
) -> Iterator[ReadRow]:
    """A title of a list, once: a list may have several episodes of a show."""
    if (of_list, title) not in shared.placed:
        shared.placed.add((of_list, title))
        yield ImportEntry(
            EntryKind.LIST,
            place,
            title,
            happened_at=when[0],
            precision=when[1],
            of_list=of_list,
        )


def _written(
    kind: EntryKind, place: str, item: Item, text: Item, shared: TraktFiles
) -> Iterator[ReadRow]:
    if text.get("parent_id"):
        yield LeftOut(place, "Replies to others are not imported", is_broken=False)
    elif not any(subject in item for subject in SUBJECTS):
        yield LeftOut(place, "Only texts on films and shows are imported", is_broken=False)
    else:
        title, season, episode = _target(item)
        value = text.get("comment") or text.get("notes") or ""
        shared.texts.add(
            kind,
            place,
            title,
            f"{_part(season, episode)}{value}" if value else "",
            field_parsing.moment(text.get("created_at") or text.get("updated_at")),
            has_spoilers=text.get("spoiler") is True,
        )


def _part(season: int | None, episode: int | None) -> str:
    """What stands before a text on a part of a show."""
    if season is None:
        return ""
    return f"Season {season}: " if episode is None else f"{season}x{episode:02}: "


def _target(item: Item) -> Target:
    """The title of an item, and its season and episode. Raises `InvalidField`."""
    if "show" in item:
        title = _title(item["show"], MediaType.SHOW)
        if "episode" in item:
            episode = item["episode"]
            return (
                title,
                field_parsing.number(episode["season"]),
                field_parsing.number(episode["number"]),
            )
        if "season" in item:
            return title, field_parsing.number(item["season"]["number"]), None
        return title, None, None
    if "movie" in item:
        return _title(item["movie"], MediaType.MOVIE), None, None
    raise InvalidField("It does not say which film or show it is about")


def _title(item: Item, media_type: MediaType) -> ListedTitle:
    ids = item.get("ids") or {}
    return ListedTitle(
        field_parsing.text(item.get("title")),
        media_type,
        field_parsing.number(item.get("year")),
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
