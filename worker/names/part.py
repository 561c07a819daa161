"""Reads one part of a path: a file's name, or a folder's."""

import re
from dataclasses import dataclass, field

from worker.names import extras, fansub, title_bounds, titles
from worker.names.dates import find_date
from worker.names.episodes import (
    find_episodes,
    find_part,
    find_season_and_episode,
    has_cjk_episode,
)
from worker.names.film_parts import find_film_part
from worker.names.groups import find_group
from worker.names.ids import take_ids
from worker.names.numbers import Numbering
from worker.names.quality import Quality, quality_of
from worker.names.quality_words import WORD
from worker.names.seasons import find_seasons
from worker.names.single_numbers import find_single_number
from worker.names.text import normalize, without_counter, without_extension
from worker.names.two_numbers import find_last_pair
from worker.names.version_labels import take_marked_label
from worker.names.year import find_year

#: Films that are sorted by year: `1999 - Title`.
YEAR_FIRST = re.compile(
    r"(?:19|20)\d\d(?:[ ]-[ ]|\.[ ])(?=[^\W\d_])(?!.*(?<!\d)(?:19|20)\d\d(?![\dpx]))"
)
#: Films that are counted: `01. Title (2004)`.
COUNTED = re.compile(r"0\d{1,2}\.[ ](?=[^\W\d_].*[(\[](?:19|20)\d\d[)\]])")
NEAR = 8  # characters between a season and its episode
YEAR_BEHIND = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|p)")
COMPLETE = re.compile(
    r"(?<![^\W_])(?:complete|integrale?|intégrale?|collection|box ?set|all[ .]seasons|full[ .]series|batch|fin)(?![^\W_])|全集|全\d+[话話集回]|合集|полный"
)
PADDED = re.compile(r"(?<!\d)0\d")  # films have no `Part 05`
VOLUME = re.compile(r"[ .\-]+vol(?:ume)?[ .]{0,2}\d+")
VERSION = re.compile(r"(?:[ .]o(?:va|na|ad))?[ .]v\d(?=[ .]*[\[(])")
#: Director's cut, special edition, open matte: words of a title unless they stand before a year.
ABBREVIATED = re.compile(r"(?<=[a-z\d])[ .](?:DC|SE|OM|CUSTOM)(?:[ .]EXTENDED)?[ .(]+$")
LANGUAGE_LAST = re.compile(r" - (?:EN|FR|DE|ES|IT|PT|RU|PL|NL|VF|VO)$")


@dataclass(slots=True)
class PartReading:
    """What one part of a path says."""

    text: str = ""
    titles: list[str] = field(default_factory=list)
    title_end: int = 0
    rest: str = ""  # behind the numbers: the title of the episode
    year: int | None = None
    year_end: int = 0
    label: str = ""  # of the version, if it is marked as that
    numbering: Numbering = field(default_factory=lambda: Numbering(0, 0))
    quality: Quality = field(default_factory=Quality)
    group: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    extra: str | None = None
    is_fansub: bool = False
    has_anchor: bool = False  # a year, number or quality: more than bare words
    leading_number: Numbering | None = None  # an episode, if the folder is a season's


def read_part(name: str, *, is_file: bool) -> PartReading:
    """Read a name; never fails."""
    ids, text = take_ids(normalize(name))
    label, text = take_marked_label(text)
    if is_file:
        text = without_extension(text)
    text = titles.SITE_BEHIND.sub("", without_counter(text)).replace("İ", "I")
    low = text.lower()
    if len(low) != len(text):
        text = low
    start, leading = title_bounds.title_start(text)
    words = list(WORD.finditer(low))
    if leading is not None:  # `[Group] Title - 720 [1080p]`
        words = [word for word in words if not fansub.is_counted(low, word.start())]
    quality_start = title_bounds.quality_start(low, words, start)
    is_fansub = fansub.CRC.search(low) is not None or (
        leading is not None and fansub.is_fansub(low)
    )
    credit, credit_start = extras.kind_of_credits(low, is_fansub=is_fansub)
    quality_start = min(quality_start, credit_start)
    part = find_film_part(low, start + 1)
    counted = part if part is not None and part.is_certain else None
    numbering = _numbering(
        low if counted is None else _without(low, counted.start, counted.end),
        start,
        quality_start,
        words,
        is_fansub=is_fansub,
        is_credit=credit is not None,
    )
    spans = numbering.spans
    start = _behind_first(low, start, numbering)
    year = find_year(
        low, start=start, anchor=min(quality_start, numbering.start or quality_start), taken=spans
    )
    marks = _marks(text, start, year, is_fansub=is_fansub, is_numbered=bool(spans))
    ends = [quality_start, *(begin for begin, _ in spans)]
    if counted is not None:
        ends.append(counted.start)
    ends += [match.start() for match in marks if match is not None]
    if year is not None:
        ends.append(title_bounds.bracket_before(low, year.start(), start))
    end = title_bounds.title_end(low, words, start, ends)
    found = PartReading(
        text, ids=ids, label=label, is_fansub=is_fansub, numbering=numbering, title_end=end
    )
    found.year = int(year["year"]) if year else None
    found.year_end = year.end() if year else 0
    found.titles = _titles(text, low, start, end, year, is_fansub=is_fansub)
    if numbering.seasons and not numbering.is_certain:  # perhaps the number is the title's
        found.titles.append(titles.tidy(text[start : numbering.end]))
    found.rest = title_bounds.rest_of(text, words, numbering, end)
    if leading is not None and not any(found.titles) and not found.rest:
        found.titles = titles.titles_of(leading)
    found.quality = quality_of(text, low, words, (start, end), numbering.version)
    found.group = find_group(
        text,
        words,
        leading=leading,
        is_anime=is_fansub,
        after=max(end - 1, 0),
        quality_start=quality_start,
    )
    found.extra = credit or extras.kind_of_name(
        low, after=end, is_numbered=bool(numbering.episodes or numbering.date)
    )
    found.has_anchor = bool(spans) or year is not None or quality_start < len(low)
    found.leading_number = fansub.leading_number(low)
    if part is not None and part.start >= end and not numbering.episodes:
        numbering.part = part.number
    if not numbering.episodes and not numbering.absolute and COMPLETE.search(low) is not None:
        numbering.is_pack = True
    return found


def _behind_first(low: str, start: int, numbering: Numbering) -> int:
    """Where the title begins, behind a number or a year that sorts the file."""
    if numbering.is_leading:
        return numbering.end
    before = None if numbering.end else YEAR_FIRST.match(low) or COUNTED.match(low)
    return start if before is None else before.end()


def _marks(
    text: str, start: int, year: re.Match[str] | None, *, is_fansub: bool, is_numbered: bool
) -> list[re.Match[str] | None]:
    """What ends a title beside years, numbers and quality: volumes, versions, editions, languages."""
    low = text.lower()
    return [
        LANGUAGE_LAST.search(text, start + 1),
        VOLUME.search(low, start + 1) if is_fansub else None,
        VERSION.search(low, start + 1) if is_fansub and not is_numbered else None,
        ABBREVIATED.search(text, start + 1, year.start()) if year is not None else None,
    ]


def _titles(
    text: str, low: str, start: int, end: int, year: re.Match[str] | None, *, is_fansub: bool
) -> list[str]:
    """The titles between `start` and `end`, the best one first."""
    if is_fansub and title_bounds.is_all_brackets(text, start):
        return title_bounds.bracketed_titles(text, start)
    found = titles.titles_of(text[start:end], is_fansub=is_fansub)
    if (latin := title_bounds.latin_behind(text, end)) and not any(map(titles.is_latin, found)):
        found.insert(0, latin)
    if year is not None and title_bounds.may_be_title(low[end : year.start()]):
        found += titles.titles_of(text[start : year.start()])  # perhaps a word of the title
    return found


def _numbering(
    low: str,
    start: int,
    quality_start: int,
    words: list[re.Match[str]],
    *,
    is_fansub: bool,
    is_credit: bool,
) -> Numbering:
    """The numbers of a name: the most certain form of writing first."""
    joint = find_season_and_episode(low)
    if joint is not None:
        return _with_context(joint, low)
    if is_credit:
        return find_seasons(low[:quality_start]) or Numbering(0, 0)
    if (found := find_date(low)) is not None and not has_cjk_episode(low):
        return found
    seasons = find_seasons(low)
    masked = low
    if seasons is not None:
        masked = _without(low, seasons.start, seasons.end)
    episodes = find_episodes(masked)
    if episodes is None and seasons is None and not is_fansub:
        broadcast = (
            find_date(low, short=True)
            or _mini_series(low, quality_start, words)
            or find_last_pair(low)
        )
        if broadcast is not None:
            return broadcast
    if episodes is None:
        is_counted = is_fansub or seasons is not None
        episodes = fansub.find_absolute(masked, fansub=is_counted, before=quality_start)
    if episodes is None and is_fansub:
        episodes = fansub.find_leading(low, start)
    if episodes is None and seasons is None and not is_fansub:
        return find_single_number(low, quality_start, words) or Numbering(0, 0)
    return _joined(low, seasons, episodes, is_fansub=is_fansub)


def _without(low: str, start: int, end: int) -> str:
    """With the characters between masked."""
    return f"{low[:start]}{chr(10) * (end - start)}{low[end:]}"


def _with_context(joint: Numbering, low: str) -> Numbering:
    """A date beside season and episode, and a season that is written twice."""
    if "temp" in low or "tem." in low:
        seasons = find_seasons(low)
        joint.start = min(joint.start, seasons.start) if seasons else joint.start
    # Korean broadcasts write six digits; elsewhere those may be anything.
    found_date = find_date(low[joint.end :], short=True) if not low.isascii() else None
    if found_date is not None:
        found_date.start, found_date.end = found_date.start + joint.end, found_date.end + joint.end
    found_date = found_date or find_date(low)
    if found_date is not None:
        joint.date = found_date.date
        joint.parts = [*joint.spans, *found_date.spans]
        joint.start = min(joint.start, found_date.start)
    return joint


def _joined(
    low: str, seasons: Numbering | None, episodes: Numbering | None, *, is_fansub: bool
) -> Numbering:
    if episodes is None:
        if seasons is None:
            return Numbering(0, 0)
        seasons.is_pack = True
        return seasons
    if seasons is not None:
        episodes.parts = [*seasons.spans, *episodes.spans]
        if abs(seasons.end - episodes.start) < NEAR:
            episodes.end = max(seasons.end, episodes.end)
        episodes.start = min(seasons.start, episodes.start)
        episodes.seasons = seasons.seasons
        episodes.episodes = episodes.episodes or episodes.absolute
        episodes.absolute = []
        return episodes
    if not is_fansub:
        _add_day(low, episodes)
    if episodes.is_season_assumed and not is_fansub:
        episodes.seasons = [1]
        return episodes
    episodes.is_season_assumed = False
    episodes.absolute = episodes.absolute or episodes.episodes
    episodes.episodes = episodes.absolute
    return episodes


def _add_day(low: str, episodes: Numbering) -> None:
    """The day of a broadcast beside its episode: `E12.240315`."""
    day = find_date(low, short=True)
    if day is None or any(day.start < end and start < day.end for start, end in episodes.spans):
        return
    episodes.date = day.date
    episodes.parts = [*episodes.spans, *day.spans]
    if abs(day.start - episodes.end) < NEAR:
        episodes.end = day.end
    episodes.start = min(episodes.start, day.start)


def _mini_series(low: str, quality_start: int, words: list[re.Match[str]]) -> Numbering | None:
    """`Title Part 2 HDTV`: an episode unless a year behind it or a disc says that it is a film."""
    part = find_part(low)
    if part is None or part.start == 0:
        return None
    if len(part.episodes) > 1 and YEAR_BEHIND.search(low, part.end) is None:
        part.seasons, part.is_season_assumed = [1], True
        return part
    is_broadcast = any(word.lastgroup == "source" and "tv" in word.group() for word in words)
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d|p)", low)
    is_padded = PADDED.search(low, part.start, part.end) is not None and year is None
    if (
        is_padded
        or is_broadcast
        or (part.end + 3 >= quality_start and quality_start < len(low) and year is None)
    ):
        if year is not None and year.start() > part.start and not is_broadcast:
            return None
        is_disc = any(
            word.lastgroup == "source" and word.group().startswith(("b", "dvd")) for word in words
        )
        if is_disc and not (is_broadcast or is_padded):
            return None
        part.seasons, part.is_season_assumed = [1], True
        return part
    return None
