"""Season and episode as two numbers without words: `S01.07`, `4-13 Title`, `Title 03_19`."""

import re

from worker.names.numbers import Numbering
from worker.names.seasons import SEASON_WORDS

NOT_A_ROW = 2  # more than the next episode
#: Two numbers where marks around them, or what stands beside them, leave no other reading.
PATTERNS = (
    re.compile(r"(?<![^\W_])s(?P<season>\d{1,2})[. ](?P<episode>\d\d)(?=[. ](?!\d)|[. ]\d{4}|$)"),
    re.compile(r"(?<![^\W_])(?P<season>\d\d)e(?P<episode>\d\d)(?![^\W_])"),
    #: `[2.10]`, `- 2.10 -`, `[5.134]`
    re.compile(r"(?:(?<=\[)|(?<=- ))(?P<season>\d{1,2})\.(?P<episode>\d\d|\d{3}(?=\]))(?=\]| -)"),
    re.compile(
        r"(?<![^\W_])(?:episode|ep)[ .]#?(?P<season>\d{1,2})\.(?P<episode>\d{1,2})(?!\d|\.\d)"
    ),
    #: `- 203 (03) -`
    re.compile(r"(?<=- )(?P<season>\d{1,2})(?P<episode>\d\d) \((?P=episode)\)"),
    #: `(S4-24)`; `S01-05` and `[S1-8]` are seasons.
    re.compile(r"(?<=[(\[])s(?P<season>[2-9])-(?P<episode>\d\d)(?=[)\]])"),
    #: `Season 4 07` and nothing more.
    re.compile(rf"(?<![^\W_])(?:{SEASON_WORDS})[ .](?P<season>\d{{1,2}})[ .](?P<episode>\d\d)$"),
    #: `Season 1:11 Title`, `Season 1: 05`; `Season 1:2` and `Seasons 1:11` are seasons.
    re.compile(
        rf"(?<![^\W_])(?!seasons)(?:{SEASON_WORDS})[ .](?P<season>\d{{1,2}}):[ ]?(?P<episode>0\d(?!\d)|\d\d(?=[ .][^\W_]))"
    ),
    #: British broadcasts: `Series 2 Part 11`.
    re.compile(
        r"(?<![^\W_])series[ .](?P<season>\d{1,2})[ .:\-]{1,3}(?:part|pt)[ .](?P<episode>\d{1,2})(?![^\W_])"
    ),
    #: Without a space before it: `Title1x05`.
    re.compile(r"(?<=[^\W\d_]{2})(?P<season>\d{1,2})x(?P<episode>\d\d)(?!\w)"),
)
#: In front of the title: `4-13 Title`, `2-06. Title`.
LEADING = re.compile(r"^(?P<season>[1-9]\d?)-(?P<episode>\d\d)(?=[ .]+[^\W\d_]|[ .]*-[ .])")
#: Last in a name that says nothing else: `title_03_19`, `Title-04.11`, `Title 03-20`.
LAST = re.compile(
    r"(?<=[^\W_][ .\-])(?<!\b\d[.\-])(?<!\b\d\d[.\-])(?P<season>0[1-9]|[12]\d)(?P<join>[ .\-])(?P<episode>(?!00)\d\d)(?:[ .\-][a-z])?$"
)


def find_pair(text: str) -> Numbering | None:
    """The season and the episode in `text`, a name without its suffix in lower case."""
    for pattern in PATTERNS:
        if (match := pattern.search(text)) is not None:
            return _numbering(match)
    match = LEADING.match(text)
    if match is None or int(match["season"]) == int(match["episode"]) - 1:
        return None
    return _numbering(match)


def find_last_pair(text: str) -> Numbering | None:
    """The pair that ends a name without another number of an episode."""
    match = LAST.search(text)
    if match is None:
        return None
    season, episode = int(match["season"]), int(match["episode"])
    is_padded = match["season"].startswith("0") and season > 1
    if match["join"] == "-" and (not is_padded or episode - season < NOT_A_ROW):
        return None  # rather a range
    return _numbering(match)


def _numbering(match: re.Match[str]) -> Numbering:
    return Numbering(
        *match.span(), seasons=[int(match["season"])], episodes=[int(match["episode"])]
    )
