"""Season and episode in one number: `103`, `1013`, `103.104`, `10708`, and in a season's folder `203`."""

import re

from worker.names.numbers import NOT_EPISODES, Numbering, unique

#: Season and one or two episodes; 19xx and 20xx are years.
_NUMBER = r"(?:0?[1-9]|1[0-8]|2[1-9])(?!00)\d\d"
BEFORE_QUALITY = re.compile(
    rf"(?<=[ .\-])(?P<first>{_NUMBER})(?P<more>(?:[ .]{_NUMBER})*)(?=[ .\-]+$)"
)
DOUBLE = re.compile(r"(?<=[ .])(?P<first>0?[1-9]\d\d)(?P<second>\d\d)(?=[ .\-]+$)")
TWO_DIGITS = re.compile(r"(?<=[ .])(?P<episode>\d\d)(?:v\d)?(?=[ .]$)")
#: `Title.2009.416`, `title.2015.0308`: a year is not the title's number.
BEHIND_YEAR = re.compile(rf"(?<=[ .](?:19|20)\d\d[ .])(?P<first>{_NUMBER})(?P<more>)(?=[ .\-]|$)")
LAST = re.compile(r"(?<=[^\W\d_][ .])(?P<first>[1-9](?!00)\d\d)(?P<more>)$")
FOUR_DIGITS_LAST = re.compile(r"(?<=[ .\-])(?P<first>0[1-9]\d\d)(?P<more>)$")
BROADCAST_WORDS = frozenset({"dsr", "xvid", "proper", "web"})


def find_fused(low: str, quality_start: int, words: list[re.Match[str]]) -> Numbering | None:
    """Season and episodes in front of the words of a broadcast, behind a year, or last in a bare name."""
    behind = [word for word in words if word.start() >= quality_start]
    if any(word.group() == "ppv" for word in behind):
        return None  # events are numbered
    first = behind[0] if behind else None
    is_sure = first is not None and (_is_broadcast(first) or first.group() in BROADCAST_WORDS)
    if is_sure or any(_is_broadcast(word) for word in behind):
        name = low[:quality_start]
        if (match := BEFORE_QUALITY.search(name)) is not None and match.start() > 1:
            return _numbering(match)
        if (match := DOUBLE.search(name)) is not None and match.start() > 1:
            season, episode = divmod(int(match["first"]), 100)
            last = int(match["second"])
            if season and last == episode + 1:
                return Numbering(*match.span(), seasons=[season], episodes=[episode, last])
        if is_sure and (match := TWO_DIGITS.search(name)) is not None and match.start() > 1:
            number = int(match["episode"])
            return Numbering(*match.span(), seasons=[1], episodes=[number], is_season_assumed=True)
    if (match := BEHIND_YEAR.search(low)) is not None and not _is_height(match["first"]):
        return _numbering(match)
    if (match := FOUR_DIGITS_LAST.search(low)) is not None and match.start() > 1:
        return _numbering(match)
    match = LAST.search(low) if not words else None
    if match is None or match.start() < 3:  # noqa: PLR2004
        return None
    found = _numbering(match)
    if found is not None:
        found.is_certain = False  # or a film's number
    return found


def find_in_season(text: str, seasons: tuple[int, ...]) -> Numbering | None:
    """`203` in the folder of season 2 is its third episode."""
    for match in IN_SEASON.finditer(text):
        if (int(match["season"]),) == seasons:
            return Numbering(*match.span(), episodes=[int(match["episode"])])
    return None


IN_SEASON = re.compile(
    r"(?:^|(?<=[ .]))0?(?P<season>[1-9]|1\d)(?P<episode>(?!00)\d\d)(?:$|(?=[ .]))(?![ .][01](?![^\W_]))"
)


def _is_broadcast(word: re.Match[str]) -> bool:
    return word.lastgroup == "source" and "tv" in word.group()


def _is_height(digits: str) -> bool:
    return int(digits) in NOT_EPISODES


def _numbering(match: re.Match[str]) -> Numbering | None:
    """Season and episodes of the numbers in `match`; None if they are of several seasons."""
    pairs = [divmod(int(number), 100) for number in re.findall(r"\d+", match[0])]
    if len({season for season, _ in pairs}) > 1:
        return None
    return Numbering(
        *match.span(),
        seasons=[pairs[0][0]],
        episodes=unique(episode for _, episode in pairs),
    )
