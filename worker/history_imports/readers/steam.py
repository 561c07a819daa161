"""Steam: the owned games with their playtime, as `GetOwnedGames` of its web API answers."""

from collections.abc import Iterator, Sequence
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
from worker.history_imports.source_files import SourceFile, of_json


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_games(content) for _, content in of_json(files))


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """A game per row: played ones count as begun, the others as waiting."""
    for file, content in of_json(files):
        for position, game in enumerate(_games(content), start=1):
            place = f"{file.name}, game {position}"
            try:
                yield _entry(place, game)
            except (ValueError, TypeError, AttributeError) as error:
                reason = str(error) if isinstance(error, InvalidField) else "It cannot be read"
                yield LeftOut(place, reason)


def _entry(place: str, game: Any) -> ImportEntry:
    name = field_parsing.text(game.get("name"))
    if not name:
        raise InvalidField(f"Game {game.get('appid')} has no name")
    minutes = field_parsing.minutes(game.get("playtime_forever"))
    happened_at, precision = field_parsing.moment(game.get("rtime_last_played"))
    return ImportEntry(
        EntryKind.GAME,
        place,
        ListedTitle(name, MediaType.GAME),
        happened_at=happened_at,
        precision=precision,
        value=f"{'playing' if minutes else 'backlog'} {minutes}",
        external_id=str(game.get("appid") or "") or None,
    )


def _games(content: Any) -> list[Any]:
    """The games of an answer, with or without what is around them; empty when it is none."""
    if isinstance(content, dict):
        inner = content.get("response")
        content = (inner if isinstance(inner, dict) else content).get("games")
    if not isinstance(content, list):
        return []
    is_steam = any(isinstance(each, dict) and "appid" in each for each in content[:20])
    return content if is_steam else []
