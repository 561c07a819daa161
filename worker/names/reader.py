"""`read_release`: a path becomes a Release."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from worker.names import titles
from worker.names.fallback import second_opinion
from worker.names.folders import Context, read_folders, read_season_folder
from worker.names.numbers import Numbering, unique
from worker.names.part import PartReading, read_part
from worker.names.release import Release, ReleaseType
from worker.names.single_numbers import find_behind, find_in_season
from worker.names.text import split_path
from worker.names.version_labels import editions_with, label_behind

SUBTITLE = re.compile(r" - |: ")
MIN_ABSOLUTE = 100
MAX_CONTEXT = 3  # folders: show, season and disc; further up are names of disks


@functools.lru_cache(maxsize=8192)  # libraries are scanned repeatedly, names rarely change
def read_release(path: str) -> Release:
    """
    Read a path relative to its library folder, a file's name or a torrent's.

    Never fails: a name without information gives an empty Release of type `other`.
    """
    parts = split_path(path)
    if not parts:
        return Release()
    context = read_folders(tuple(parts[-1 - MAX_CONTEXT : -1]))
    file = read_season_folder(parts[-1], context) or read_part(parts[-1], is_file=True)
    return second_opinion(path, _release(file, context))


@dataclass(slots=True)
class _Merged:
    """What a file and its folders say together."""

    titles: list[str]
    year: int | None
    numbering: Numbering
    rest: str = ""  # the episode's title
    country: str | None = None


def _release(file: PartReading, context: Context) -> Release:
    merged = _merge_numbers(file, context)
    seasons = merged.numbering.seasons or context.seasons
    if merged.numbering.is_season_assumed and context.seasons:
        seasons = context.seasons
    alternatives = _merge_titles(merged, file, context)
    _split_country(merged, alternatives)
    title = merged.titles[0] if merged.titles else ""
    numbering, quality = merged.numbering, file.quality.or_else(context.quality)
    extra = file.extra or context.extra
    if extra == "theme" and not context.titles:
        extra = None  # it belongs to nothing: a film of this name
    label = file.label
    if not label and extra is None and not _is_show(merged):
        label = _label(file, context)
    return Release(
        title=title,
        alternative_titles=tuple(dict.fromkeys(name for name in alternatives if name != title)),
        year=merged.year,
        seasons=tuple(unique(seasons)),
        episodes=tuple(numbering.episodes),
        absolute=tuple(_absolute(numbering, context)),
        date=numbering.date,
        type=ReleaseType.OTHER if extra else _type(title, numbering, seasons),
        episode_title=merged.rest,
        part=numbering.part or (None if _is_show(merged) else context.part),
        country=merged.country,
        extra=extra,
        resolution=quality.resolution,
        source=quality.source,
        codec=quality.codec,
        bit_depth=quality.bit_depth,
        hdr=tuple(quality.hdr),
        audio=tuple(quality.audio),
        channels=quality.channels,
        is_3d=quality.is_3d,
        languages=tuple(dict.fromkeys(quality.languages)),
        subtitles=tuple(dict.fromkeys(quality.subtitles)),
        group=file.group or context.group,
        edition=editions_with(quality.edition, label),
        proper=quality.proper,
        folder_titles=_folder_titles(merged, context),
        ids={**context.ids, **file.ids},
        confidence=_confidence(title, merged.year, numbering, file),
    )


def _merge_numbers(file: PartReading, context: Context) -> _Merged:
    """Decide which numbers count: the file's, one at its beginning, or the folder's."""
    merged = _Merged(list(file.titles), file.year, file.numbering, file.rest)
    if _is_in_folders_title(file, context):
        merged.numbering, merged.titles = Numbering(0, 0), file.titles[::-1]
        return merged
    title = next(iter(merged.titles), "")
    is_counted = bool(context.seasons) and title.isdecimal() and not file.numbering.seasons
    if _holds_one(context.numbering) and not title and not file.numbering.seasons:
        merged.numbering = context.numbering
        return merged
    if (_is_numbered(file.numbering) and not is_counted) or file.numbering.seasons:
        return merged
    if (
        context.numbering is not None
        and not file.numbering.episodes
        and (not file.has_anchor or not file.titles)
    ):
        merged.numbering, merged.titles = context.numbering, []
        return merged
    leading = (
        find_in_season(file.text, context.seasons)
        or _behind_title(file, context)
        or file.leading_number
    )
    is_alone = not file.has_anchor and (
        context.titles or (leading and leading.end < len(file.text))
    )
    if leading is not None and (context.seasons or (leading.is_certain and is_alone)):
        is_seasons = bool(context.seasons or leading.seasons)
        merged.numbering = replace(leading, absolute=[] if is_seasons else leading.episodes)
        merged.rest = titles.tidy(file.text[leading.end : file.title_end])
        merged.titles = titles.titles_of(file.text[: leading.start])
    elif context.seasons and (not file.has_anchor or (context.titles and file.year is None)):
        merged.rest, merged.titles = next(iter(merged.titles), ""), []
    return merged


def _behind_title(file: PartReading, context: Context) -> Numbering | None:
    """`Show/Show 203 Name`: the number right behind the name of the folder."""
    title = next(iter(context.titles), "")
    if not title or file.year is not None or not file.text.lower().startswith(title.lower()):
        return None
    return find_behind(file.text, len(title))


def _is_in_folders_title(file: PartReading, context: Context) -> bool:
    """Whether the folder says that a number which might be an episode is the title's."""
    if not file.numbering.seasons or file.numbering.is_certain or not context.titles:
        return False
    return _letters(file.titles[-1]) in map(_letters, context.titles)


def _holds_one(folder: Numbering | None) -> TypeGuard[Numbering]:
    """Whether the folder is the release of one episode: its file may be called anything."""
    return folder is not None and bool(folder.seasons) and len(folder.episodes) == 1


def _is_numbered(numbering: Numbering) -> bool:
    return bool(numbering.episodes or numbering.absolute or numbering.date)


def _split_country(merged: _Merged, alternatives: list[str]) -> None:
    """A show is told from another by its country; a film's name ends with its own words."""
    if merged.titles and _is_show(merged):
        shorter, country = titles.split_country(merged.titles[0])
        if country is not None:
            merged.country = country
            alternatives.insert(0, merged.titles[0])
            merged.titles[0] = shorter


def _merge_titles(merged: _Merged, file: PartReading, context: Context) -> list[str]:
    """Put the better title first; returns the others."""
    title = next(iter(merged.titles), "")
    others = merged.titles[1:]
    if context.titles and (not title or context.replaces(title, file)):
        merged.year = merged.year or context.year
        others = [title, *others, *context.titles[1:]] if title else list(context.titles[1:])
        merged.titles = list(context.titles)
    elif context.titles:
        others += _add_folder(merged, title, context)
    elif not title and merged.rest:
        title, rest = merged.rest, ""
        if merged.numbering.absolute:  # `003. Show - Episode`
            title, _, rest = title.partition(" - ")
        merged.titles, merged.rest = [title], rest
    if merged.titles:
        others.append(SUBTITLE.split(merged.titles[0], maxsplit=1)[0])
    return others


def _add_folder(merged: _Merged, title: str, context: Context) -> list[str]:
    """
    Take the year and the country of the folder, when it is called like the file, or holds seasons;
    returns its names. A show begins in the year of its folder, whatever year a file has.
    """
    name, country = context.titles[0], None
    if _is_show(merged):
        name, country = titles.split_country(name)
    is_same = _letters(title) in (_letters(name), _letters(context.titles[0]))
    if is_same and context.seasons:
        merged.year = context.year or merged.year
    elif is_same or context.seasons:
        merged.year = merged.year or context.year
    if is_same or context.seasons:
        merged.country = country
    return list(dict.fromkeys((name, context.titles[0])))


def _label(file: PartReading, context: Context) -> str:
    """What tells the version of a film from others."""
    if file.year is None or not file.titles:
        return ""
    is_own_folder = (
        bool(context.titles)
        and context.year == file.year
        and _letters(context.titles[0]) == _letters(file.titles[0])
    )
    return label_behind(file.text, file.year_end, is_own_folder=is_own_folder)


def _folder_titles(merged: _Merged, context: Context) -> tuple[str, ...]:
    if not context.is_title:
        return ()
    name, *others = context.titles
    return (titles.split_country(name)[0] if _is_show(merged) else name, *others)


def _is_show(merged: _Merged) -> bool:
    return bool(merged.numbering.seasons) or _is_numbered(merged.numbering)


def _absolute(numbering: Numbering, context: Context) -> list[int]:
    """In the folder of a season low numbers count the season."""
    if (
        context.seasons
        and not numbering.seasons
        and max(numbering.absolute, default=0) < MIN_ABSOLUTE
    ):
        return []
    return numbering.absolute


def _type(title: str, numbering: Numbering, seasons: Sequence[int]) -> ReleaseType:
    if _is_numbered(numbering):
        return ReleaseType.EPISODE
    if numbering.seasons or (numbering.is_pack and not title):
        return ReleaseType.SEASON_PACK
    if seasons:
        return ReleaseType.EPISODE  # in the folder of a season
    return ReleaseType.MOVIE if any(sign.isalnum() for sign in title) else ReleaseType.OTHER


def _letters(text: str) -> str:
    """Without accents, spaces and signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.lower()))


def _confidence(title: str, year: int | None, numbering: Numbering, file: PartReading) -> float:
    """How certain the reading is: 1 for a title with numbers, less for bare words."""
    if not title:
        return 0.1
    certainty = 0.5 if file.has_anchor else 0.3
    if numbering.end and numbering.is_certain:
        certainty = 0.9
    elif numbering.end:
        certainty = 0.6
    elif year is not None:
        certainty = 0.9
    if file.quality.source or file.quality.resolution:
        certainty += 0.08
    return round(min(certainty, 1.0), 2)
