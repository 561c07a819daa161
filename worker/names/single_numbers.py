"""Season and episode in one number: `103`, `1013`, `103.104`, `10708`, and in a season's folder `203`."""

import re

from worker.names.numbers import NOT_EPISODES, YEARS, Numbering, unique

#: Season and one or two episodes; 19xx and 20xx are years.
_NUMBER = r"(?:0?[1-9]|1[0-8]|2[1-9])(?!00)\d\d"
BEFORE_QUALITY = re.compile(
    rf"(?<=[ .\-])(?P<first>{_NUMBER})(?P<more>(?:[ .]{_NUMBER})*)(?=[ .\-]+$)"
)
#: `Title103`, without a space before it.
GLUED = re.compile(r"(?<=[^\W\d_]{3})(?P<first>[1-9](?!00)\d\d)(?P<more>)(?=[ .\-]+$)")
DOUBLE = re.compile(r"(?<=[ .])(?P<first>0?[1-9]\d\d)(?P<second>\d\d)(?=[ .\-]+$)")
TWO_DIGITS = re.compile(r"(?<=[ .])(?P<episode>\d\d)(?:v\d)?(?=[ .]$)")
#: `Title.2009.416`, `title.2015.0308`: a year is not the title's number.
BEHIND_YEAR = re.compile(rf"(?<=[ .](?:19|20)\d\d[ .])(?P<first>{_NUMBER})(?P<more>)(?=[ .\-]|$)")
BEHIND_TITLE = re.compile(rf"[ .\-]+(?P<first>{_NUMBER})(?P<more>)(?=[ .]+(?:-[ ])?[^\W\d_])")
LAST_BEHIND = re.compile(r"[ .\-]+(?P<episode>\d\d)$")
LAST = re.compile(r"(?<=[^\W\d_][ .])(?P<first>[1-9](?!00)\d\d)(?P<more>)$")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|p)")
DISC = re.compile(r"b|dvd|(?:hd|uhd)[ .-]?(?:rip|dvd)")
FOUR_DIGITS_LAST = re.compile(r"(?<=[ .\-])(?P<first>0[1-9]\d\d)(?P<more>)$")
IN_SEASON = re.compile(
    r"(?:^|(?<=[ .\[]))0?(?P<season>[1-9]|1\d)(?P<episode>(?!00)\d\d)(?:$|(?=[ .\]]))(?![ .][01](?![^\W_]))"
)
#: In the folder of a season: `07 12 Angry Men`.
FIRST_OF_TWO = re.compile(r"(?P<episode>\d{1,2})[ ](?=\d{1,3}[ ][^\W\d_])")
BROADCAST_WORDS = frozenset({"dsr", "xvid", "proper", "web"})


def find_single_number(
    low: str, quality_start: int, words: list[re.Match[str]]
) -> Numbering | None:
    """Season and episodes in front of the words of a broadcast, behind a year, or last in a bare name."""
    if any(word.group() == "ppv" for word in words):
        return None  # events are numbered
    return (
        _before_broadcast(low[:quality_start], [w for w in words if w.start() >= quality_start])
        or _of(BEHIND_YEAR.search(low))
        or _before_anything(low, quality_start, words)
    )


def _before_broadcast(name: str, words: list[re.Match[str]]) -> Numbering | None:
    """The number at the end of `name`, if `words` say that a broadcast follows."""
    is_sure = bool(words) and (_is_broadcast(words[0]) or words[0].group() in BROADCAST_WORDS)
    if not is_sure and not any(map(_is_broadcast, words)):
        return None
    number = BEFORE_QUALITY.search(name) or (GLUED.search(name) if is_sure else None)
    if (found := _of(number)) is not None:
        return found
    match = DOUBLE.search(name)
    if match is not None and match.start() > 1:
        season, episode = divmod(int(match["first"]), 100)
        if season and int(match["second"]) == episode + 1:
            return Numbering(*match.span(), seasons=[season], episodes=[episode, episode + 1])
    match = TWO_DIGITS.search(name) if is_sure else None
    if match is None or match.start() < 2:  # noqa: PLR2004
        return None
    episodes = [int(match["episode"])]
    return Numbering(*match.span(), seasons=[1], episodes=episodes, is_season_assumed=True)


def _before_anything(low: str, quality_start: int, words: list[re.Match[str]]) -> Numbering | None:
    """The last number of a name that has no year and is of no disc; it may be a film's."""
    if YEAR.search(low) or any(DISC.match(word.group()) for word in words):
        return None
    name = low[:quality_start].rstrip(" .-")
    found = _of(FOUR_DIGITS_LAST.search(name) or LAST.search(name))
    if found is not None:
        found.is_certain = False
    return found


def find_in_season(text: str, seasons: tuple[int, ...]) -> Numbering | None:
    """`203` in the folder of season 2 is its third episode."""
    for match in IN_SEASON.finditer(text):
        if (int(match["season"]),) == seasons:
            return Numbering(*match.span(), episodes=[int(match["episode"])])
    if seasons and (first := FIRST_OF_TWO.match(text)) is not None:
        return Numbering(*first.span(), episodes=[int(first["episode"])])
    return None


def find_behind(text: str, start: int) -> Numbering | None:
    """The season and the episode of the number at `start`, or the episode, if it is the last word."""
    if (match := LAST_BEHIND.match(text, start)) is not None:
        return Numbering(*match.span(), episodes=[int(match["episode"])])
    match = BEHIND_TITLE.match(text, start)
    return _of(match) if match is not None and int(match["first"]) not in YEARS else None


def _is_broadcast(word: re.Match[str]) -> bool:
    return word.lastgroup == "source" and "tv" in word.group()


def _of(match: re.Match[str] | None) -> Numbering | None:
    """Season and episodes of the numbers in `match`; None for heights and several seasons."""
    if match is None or match.start() < 2 or int(match["first"]) in NOT_EPISODES:  # noqa: PLR2004
        return None
    pairs = [divmod(int(number), 100) for number in re.findall(r"\d+", match[0])]
    if len({season for season, _ in pairs}) > 1:
        return None
    episodes = unique(episode for _, episode in pairs)
    return Numbering(*match.span(), seasons=[pairs[0][0]], episodes=episodes)
