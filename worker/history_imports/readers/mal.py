"""
MyAnimeList: the XML of its export, packed with gzip or not.

The parser refuses document types: with them a small file could unfold to gigabytes, or name files
of the server. The export has the number of watched episodes, not when each was watched: the first
gets the day of the start and the last one that of the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.errors import UnreadableFile
from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from worker.history_imports import field_parsing
from worker.history_imports.field_parsing import InvalidField, When
from worker.history_imports.note_entries import Texts
from worker.history_imports.source_files import SourceFile

STATUSES = {"on-hold": "on_hold", "dropped": "dropped"}
MAX_EPISODES = 3_000
MAX_REWATCHES = 50
MAX_VALUE_CHARACTERS = 1 << 16


def recognizes(files: Sequence[SourceFile]) -> bool:
    return any(_is_export(file) for file in files)


def read(files: Sequence[SourceFile]) -> Iterator[ReadRow]:
    """
    Viewings, ratings, plans, statuses, notes and tags.

    Raises `UnreadableFile` for hostile or broken XML.
    """
    texts = Texts()
    for file in files:
        if not _is_export(file):
            continue
        for position, anime in enumerate(_parse(file), start=1):
            place = f"{file.name}, anime {position}"
            try:
                yield from _entries(place, anime, texts)
            except InvalidField as error:
                yield LeftOut(place, str(error))
    yield from texts.entries()


def _entries(place: str, anime: Mapping[str, str], texts: Texts) -> Iterator[ReadRow]:
    number, name = anime.get("series_animedb_id", ""), field_parsing.text(anime.get("series_title"))
    if not number and not name:
        raise InvalidField("It does not say which anime it is about")
    is_movie = anime.get("series_type", "").lower() == "movie"
    title = ListedTitle(
        name,
        MediaType.MOVIE if is_movie else MediaType.SHOW,
        None,
        (("mal", number),) if number.isdigit() else (),
    )
    status = anime.get("my_status", "").lower()
    watched = min(field_parsing.number(anime.get("my_watched_episodes")) or 0, MAX_EPISODES)
    again = min(field_parsing.number(anime.get("my_times_watched")) or 0, MAX_REWATCHES)
    started = field_parsing.day(anime.get("my_start_date", ""))
    ended = field_parsing.day(anime.get("my_finish_date", ""))
    for episode in range(1, watched + 1):
        if is_movie and episode > 1:
            break
        is_last = status == "completed" and (is_movie or episode == watched)
        when = ended if is_last else started if episode == 1 else field_parsing.NEVER
        for viewing in range(again + 1):
            yield _play(place, title, episode, when if viewing == 0 else field_parsing.NEVER)
    texts.add(EntryKind.NOTE, place, title, anime.get("my_comments"))
    texts.add_tags(place, title, anime.get("my_tags", ""))
    rating = field_parsing.rating(anime.get("my_score"))
    if rating:
        yield ImportEntry(EntryKind.RATING, place, title, value=rating)
    if status == "plan to watch":
        yield ImportEntry(EntryKind.LATER, place, title)
    elif status in STATUSES and not is_movie:
        yield ImportEntry(EntryKind.STATUS, place, title, value=STATUSES[status])


def _play(place: str, title: ListedTitle, episode: int, when: When) -> ImportEntry:
    is_movie = title.media_type is MediaType.MOVIE
    return ImportEntry(
        EntryKind.PLAY,
        place,
        title,
        None if is_movie else 1,
        None if is_movie else episode,
        happened_at=when[0],
        precision=when[1],
    )


def _parse(file: SourceFile) -> list[dict[str, str]]:
    """The fields of each anime. Raises `UnreadableFile`."""
    found: list[dict[str, str]] = []
    path: list[str] = []
    texts: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        path.append(name)
        texts.clear()
        if path[1:] == ["anime"]:
            found.append({})

    def end(name: str) -> None:
        if len(path) == 3 and path[1] == "anime":  # noqa: PLR2004  # the fields of an anime
            found[-1][name] = "".join(texts).strip()[:MAX_VALUE_CHARACTERS]
        path.pop()

    def refuse(*_: object) -> None:
        raise UnreadableFile("This XML defines a document type, which an export never does.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(file.content, True)  # noqa: FBT003  # expat's own signature
    except expat.ExpatError as error:
        raise UnreadableFile(
            f"This XML is broken in line {error.lineno}. Download it again."
        ) from error
    return found


def _is_export(file: SourceFile) -> bool:
    head = file.content[:4096].lower()
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<myanimelist" in head
