"""Episodes by number: `S01E02`, `1x02`, `Season 1 Episode 2`, `Ep. 5-8`, `第05话`, `3 of 6`."""

import re

from worker.names.numbers import (
    CHINESE_NUMBER,
    NOT_EPISODES,
    NUMBER_WORD,
    YEARS,
    Numbering,
    number_of,
    numbers_in,
    unique,
)
from worker.names.seasons import SEASON_WORDS, fits_season
from worker.names.two_numbers import find_pair

EPISODE_WORDS = (
    r"episodes?|episodios?|[ée]pisodes?|epis[óo]dios?|episodul|epizoda?|epizod[ey]|epi|eps?|cap[íi]tulos?|cap|folgen?|puntat[ae]|puntate|сери[яийю]|seri(?:ya|ja|i|a|y)|serya|ser|сер|"
    r"эпизод[ы]?|выпуск[и]?|v[iy]pusk[iy]?|odcinek|odc|b[öo]l[üu]m|avsnitt|afsnit|jakso|osa|r[ée]sz|d[íi]l|t[ậa]p|aflevering|afl|επεισόδιο|الحلقة|حلقة|פרק|серія|серії|серии"
)
#: What may stand behind the first number: further episodes and the end of a range.
_MORE = r"(?P<more>(?:(?:[ .]{0,2}[-+&,~/][ .]{0,2}|[ .]and[ .]|[ .]{0,2})(?:s\d{1,4}[ .]?)?ep?[ .]?\d{1,5}(?![\dp])|(?:[-+&~,]|[ ]&[ ])\d{1,4}(?![^\W_]))*)"
SE = re.compile(
    rf"(?<![^\W_])(?:s|se|sn|t)[ ]?(?P<season>\d{{1,4}})(?:[ .\-\[\]x(,]{{0,3}})e(?:p(?:isode|s)?)?[ .\-(]{{0,2}}(?P<episode>\d{{1,5}})(?:[ ]?[a-d](?![^\W_]))?{_MORE}(?:v(?P<version>\d))?"
)
#: Without a space before it: `TitleS01E02`.
SE_TIGHT = re.compile(
    r"(?<=\D)s(?P<season>\d{2})e(?P<episode>\d{2,3})(?P<more>(?:[-]?e\d{2,3})*)(?:v(?P<version>\d))?(?!\d)"
)
S_FUSED = re.compile(
    r"(?<![^\W_])s(?P<season>0\d|1[0-8])(?P<episode>\d\d)(?P<more>)(?P<version>)(?![^\W_])"
)
SX = re.compile(
    r"(?<![^\W_])s(?P<season>\d{1,2}|(?:19|20)\d\d)[ .\-]?x[ .]?(?P<episode>(?!26[45])\d{1,3})(?P<more>)(?P<version>)(?![^\W_])"
)
#: `\u0445` is the Cyrillic letter that looks like x.
NXN = re.compile(
    r"(?<![^\W_])(?!(?<=\d\.)\dx\d(?!\d))(?:ep[ .])?(?P<season>\d{1,2}|(?!(?:19|20)\d\dx(?:36[7-9]|3[7-9]\d|[4-9]\d\d|\d{4}))(?:19|20)\d\d)[ ]?[x\u0445][ ]?(?:ep?)?(?P<episode>(?!26[45]|\d{3,4}p?[ ]?(?:@|fps))\d{1,4})"
    r"(?P<more>(?:(?:[ ]-[ ]|-)?x\d{2,3}(?!\d)|-e\d{1,3}(?!\d)|(?:[-+&~,]|[ ][&+])[ ]?\d{1,3}(?![^\W_])|[ .\[\]]{0,2}[-+&,~]?[ .\[\]]{0,2}(?:\d{1,2}|(?:19|20)\d\d)x\d{1,3}(?!\d))*)(?:v(?P<version>\d)|[a-d])?(?:(?![^\W_])|(?=m?(?:720|1080)p))"
)
WORDS = re.compile(
    rf"(?<![^\W_])(?:{SEASON_WORDS})[ .:#№\-]{{0,3}}(?P<season>\d{{1,4}})[\])]?[ .,:/|()\[\]\-]{{0,4}}(?:{EPISODE_WORDS}|e)[ .:#№\-]{{0,3}}(?P<episode>(?!\d{{3,4}}[pi]|(?:19|20)\d\d)\d{{1,4}})"
    rf"(?P<more>(?:(?:[ ]?(?:-|~|&|\+|to|и|до)[ ]?|,[ ]?(?=\d{{1,3}}(?:[ ]?[-~][ ]?\d{{1,3}})?(?:[,)\]]|[ ](?:из|of)[ ]|$)))(?:ep?[ .]?)?\d{{1,4}}(?![\dp]))*)(?P<version>)"
)
ORDINALS = re.compile(
    rf"(?<![^\W_])(?P<season>\d{{1,2}})(?:st|nd|rd|th|-?(?:[ыои]?й|о?го)|[ªº.])?[ .-]{{0,2}}(?:{SEASON_WORDS})[ .,:/|()\[\]\-]{{0,4}}(?P<episode>\d{{1,4}})(?P<more>(?:[ ]?[-~][ ]?\d{{1,4}})?)(?P<version>)"
    rf"(?:-?(?:я|ая|й|th|st|nd|rd|[.ªº]))?[ .]{{0,2}}(?:{EPISODE_WORDS})(?![^\W_])(?![ .:#\-]{{0,3}}\d{{1,3}}(?![\dpi]))"
)
#: The seasons in front of the last one: `1-2, 4-7 сезоны: 1-57 серии`.
SEASONS_BEFORE = re.compile(r"(?<![^\W_])(?:\d{1,2}[ ]?[-,][ ]?)+$")
#: Spanish trackers: the season and the episode in one number, `Cap.302`, `Cap.302_305`.
CAP = re.compile(
    r"(?<![^\W_])cap\.?[ ]?(?P<season>\d{1,2})(?P<episode>\d\d)(?!\d)(?:[ \-_](?:cap\.?)?\d{1,2}(?P<last>\d\d)(?!\d))?"
)
_RANGE = r"(?P<more>(?:[ ]?(?:-|~|&|\+|,|to|до|al?|à|и|至)[ ]?(?:ep?s?[ .]?)?\d{1,4}(?:v\d)?(?![\dp]|[ ]?(?:из|of)\b))*)"
E_ONLY = re.compile(
    rf"(?<![^\W_])(?<!\W[a-z]\.)(?:eps?[ .]{{0,2}}|e)(?P<first>\d{{1,4}}){_RANGE}(?:v(?P<version>\d))?(?:[ ]?(?:end|fin(?:al)?))?(?![^\W_])"
)
EP_WORD = re.compile(
    rf"(?<![^\W_])(?:{EPISODE_WORDS})[ .:#№\-(\[]{{0,3}}(?P<first>\d{{1,4}}){_RANGE}(?:v(?P<version>\d))?(?![^\W_])"
)
#: `12 episodes` counts them, and so does `12 серий`.
WORD_EP = re.compile(
    rf"(?<![^\W_])(?!\d+[ .](?:episodes?|серий)(?![^\W_]))(?P<first>\d{{1,4}})(?P<more>(?:[ ]?[-~][ ]?\d{{1,4}})?)(?P<version>)(?:-?(?:я|ая|й|ю|th|st|nd|rd|[.ªº]))?[ .]{{0,2}}(?:{EPISODE_WORDS})(?![^\W_])"
)
OF = re.compile(
    rf"(?<![^\W_])(?:(?:part|pt|eps?|{EPISODE_WORDS}):?[ .]?)?(?P<first>\d{{1,4}})(?P<more>(?:[ ]?[-~][ ]?\d{{1,4}})?)(?P<version>)[ .]?(?:of|из|iz|von|sur|din?|z)[ .]?(?P<total>\d{{1,4}}|\?+|xx)(?![^\W_])"
)
CJK = re.compile(
    rf"(?:第|제|ep?)?[ ]?(?P<first>\d{{1,4}}|{CHINESE_NUMBER})(?:v\d)?(?P<more>(?:[ ]?[-~&至到][ ]?第?\d{{1,4}})?)(?P<version>)[ ]?(?:[话話集回화회夜]|エピソード)(?:v(?P<v>\d))?(?![合收])"
)
HASH = re.compile(
    rf"(?<![^\W_])(?:#|№)[ ]?(?P<first>\d{{1,4}}){_RANGE}(?:v(?P<version>\d))?(?![^\W_])"
)
#: `321 - Letters #1`: the number in front is the episode's.
COUNTED = re.compile(r"\d{2,3}[ ]-[ ]")
#: `Title (001-500)`; two years are no episodes.
BRACKETED_RANGE = re.compile(
    r"(?<=[(\[])(?<!\d[ ][(\[])(?P<first>\d{2,3})(?P<more>[ ]?[-~][ ]?\d{2,4})(?P<version>)(?=[)\]])"
)
CJK_TOTAL = re.compile(r"(?:全|共)[ ]?\d{1,4}[ ]?[话話集回]|\d{1,4}[话話集回][ ]?全")
FILM_YEAR = re.compile(r"[ .]+[^\W\d_][^\d\[(]*[ .(](?:19|20)\d\d(?![\dpx*]|[.-]\d\d[.-])")
PART_WORD = re.compile(
    rf"(?<![^\W_])(?:part|pt|parte|partie|teil|часть)[ .:\-]{{0,2}}(?P<first>\d{{1,2}}|{NUMBER_WORD})(?P<more>(?:[ .]?(?:[-&+]|and|to)[ .]?(?:part[ .]?)?\d{{1,2}}(?![^\W_]))*)(?P<version>)(?![^\W_])"
)

#: The episode behind the part of a season: `Title Part 3 - 02`.
EPISODE_BEHIND = re.compile(r" - 0\d")

OF_TOTAL = re.compile(r"[ ]из[ ]")
SEASON_AGAIN = re.compile(r"(?<![\dx])\d{1,4}[ ]?x(?=\d)|s\d{1,4}[ .]?(?=e)")
OTHER_SEASON = re.compile(r"s\d{1,4}[ .]?(?=e)")
JOINT = (SE, NXN, WORDS, ORDINALS, SX, S_FUSED, SE_TIGHT)
MAX_EPISODE = 20_000
DAY_BEHIND = re.compile(r"[ .]\d{6}(?!\d)")  # Korean broadcasts: `E191.190121`
MAX_IN_FILE = 40
MINI_SERIES = 99  # episodes; higher numbers count a whole show
#: The number counted through the show, beside season and episode: `S02E21 - 046`.
ABSOLUTE_BEHIND = re.compile(
    r"[ .]*(?:-[ .]*)?\(?(?P<first>(?!0\d{3}(?!\d))\d{3,4})(?P<more>(?:-\d{3,4}){0,4})\)?(?=[ .]*(?:-|\[|\(|$)|(?<=0\d\d)[ .]|(?<=\d\)))"
)
ABSOLUTE_BEFORE = re.compile(
    r"(?:[ .]-[ .](?P<first>\d{2,4})(?P<more>(?:-\d{2,4})?)|[ .](?P<ranged>\d{2,4})(?P<to>-\d{2,4}))[ .]*-?[ .]*[\[(]?$"
)
#: The number that goes on behind a point or a space: `S03E21.22`, `8x01_02`.
NEXT = re.compile(r"[ .](?P<number>\d\d)(?=[ .])")
#: The next one in the other form: `S07E22 - 7x23`.
NEXT_PAIR = re.compile(r"[ ]-[ ](?P<season>\d{1,2})x(?P<number>\d{1,3})(?![^\W_])")


def find_season_and_episode(text: str) -> Numbering | None:
    """Seasons with their episodes in one expression; `text` is in lower case."""
    for pattern in JOINT:
        match = pattern.search(text)
        if match is None:
            continue
        season, first = int(match["season"]), int(match["episode"])
        if not fits_season(season):
            continue
        more = (
            OTHER_SEASON.split(match["more"], maxsplit=1)[0]
            if _has_other(match["more"], season)
            else match["more"]
        )
        more = SEASON_AGAIN.sub("", more)
        episodes = unique([first, *numbers_in(f"{first} {more}")])
        end = _go_on(text, match.end(), season, episodes)
        if "серии" in match[0] and len(episodes) == 1 and OF_TOTAL.match(text, match.end()):
            episodes = list(range(1, first + 1))  # the first five of ten
        found = Numbering(
            match.start(),
            end,
            seasons=[season],
            episodes=episodes,
            version=int(match["version"] or 0),
        )
        if pattern is ORDINALS and (before := SEASONS_BEFORE.search(text, 0, found.start)):
            found.start, found.seasons = before.start(), numbers_in(f"{before[0]}{season}")
        if " - " in more and len(episodes) > MAX_IN_FILE:  # `S05E53 - Ep.129`
            found.episodes, found.absolute = [first], episodes[-1:]
            return found
        return _with_absolute(text, found)
    if (pair := find_pair(text)) is not None:
        return _with_absolute(text, pair)
    if (match := CAP.search(text)) is not None:
        first = int(match["episode"])
        episodes = list(range(first, max(int(match["last"] or first), first) + 1))
        return Numbering(*match.span(), seasons=[int(match["season"])], episodes=episodes)
    return None


def _go_on(text: str, end: int, season: int, episodes: list[int]) -> int:
    """Add the episodes that follow one by one; returns where they end."""
    while (behind := NEXT.match(text, end)) and int(behind["number"]) == episodes[-1] + 1:
        episodes.append(int(behind["number"]))
        end = behind.end()
    while (
        (behind := NEXT_PAIR.match(text, end))
        and int(behind["season"]) == season
        and int(behind["number"]) > episodes[-1]
    ):
        episodes.append(int(behind["number"]))
        end = behind.end()
    return end


def _with_absolute(text: str, found: Numbering) -> Numbering:
    """Adds the absolute numbers that stand beside season and episode."""
    behind = ABSOLUTE_BEHIND.match(text, found.end)
    before = ABSOLUTE_BEFORE.search(text, max(found.start - 20, 0), found.start)
    for match in filter(None, (behind, before)):
        said = "".join(filter(None, match.groups()))
        numbers = unique(numbers_in(said))
        first = numbers[0]
        is_year = first in YEARS
        if (
            len(numbers) != len(found.episodes)
            or is_year
            or first < found.episodes[0]
            or first in NOT_EPISODES
        ):
            continue
        found.absolute = numbers
        found.start, found.end = min(found.start, match.start()), max(found.end, match.end())
        break
    return found


def _has_other(more: str, season: int) -> bool:
    """Whether the list goes on in another season: `S19E09 S20E14`."""
    return any(int(match[0].strip("s .")) != season for match in OTHER_SEASON.finditer(more))


def find_episodes(text: str) -> Numbering | None:
    """Episodes without a season, behind or before a word for them."""
    patterns = [E_ONLY, OF, EP_WORD, WORD_EP, HASH, BRACKETED_RANGE]
    if not text.isascii():
        if (total := CJK_TOTAL.search(text)) is not None:
            text = text[: total.start()] + " " * (total.end() - total.start()) + text[total.end() :]
        patterns.append(CJK)
    for pattern in patterns:
        for match in pattern.finditer(text):
            first = number_of(match["first"])
            if first is None or first > MAX_EPISODE or first in YEARS or _is_film(text, match):
                continue
            if pattern is HASH and COUNTED.match(text):
                continue
            episodes = [
                number
                for number in unique([first, *numbers_in(f"{first} {match['more']}")])
                if number >= first
            ]
            if pattern is BRACKETED_RANGE:  # a whole show may be longer than a list of episodes
                episodes = list(range(first, episodes[-1] + 1))
            found = Numbering(*match.span(), episodes=episodes, version=int(match["version"] or 0))
            is_short = pattern is E_ONLY and not match[0].startswith("ep")
            found.is_season_assumed = (is_short or pattern is OF) and (
                first <= MINI_SERIES or DAY_BEHIND.match(text, match.end()) is not None
            )
            return found
    return None


def has_cjk_episode(text: str) -> bool:
    """Whether an episode is marked as in `第2話`."""
    return not text.isascii() and re.search(r"第[ ]?\d{1,4}[ ]?[话話集回]", text) is not None


def _is_film(text: str, match: re.Match[str]) -> bool:
    """`Title Episode 3 Another Title 2005`: a year behind further words is a film's."""
    if not match[0].startswith("episode"):
        return False
    return FILM_YEAR.match(text, match.end()) is not None and "tv" not in text


def find_part(text: str) -> Numbering | None:
    """`Part 2`, `Pt. III`, `Teil 4`: an episode of a mini-series, or a part of a film."""
    found = list(PART_WORD.finditer(text))
    if not found:
        return None
    match = found[-1]  # titles have parts, too
    first = number_of(match["first"])
    if first is None:
        return None
    if EPISODE_BEHIND.match(match["more"]) and not match["first"].startswith("0"):
        return None
    return Numbering(
        *match.span(), episodes=unique([first, *numbers_in(f"{first} {match['more']}")])
    )
