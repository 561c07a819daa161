"""Dates of broadcast: `2024.03.15`, `15.03.2024`, `20240315`, `240315`, `15 Mar 2024`."""

import re
from datetime import date

from worker.names.numbers import Numbering

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier enero januar",
            "feb february février febrero februar",
            "mar march mars marzo märz",
            "apr april avril abril",
            "may mai mayo",
            "jun june juin junio juni",
            "jul july juillet julio juli",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october octobre octubre oktober okt",
            "nov november novembre noviembre",
            "dec december décembre diciembre dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(?:19[3-9]\d|20[0-4]\d)"
YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>{YEAR})(?P<s>[. /-])(?P<m>\d{{1,2}})(?:(?P=s)|(?<!-\d\d)[. -])(?P<d>\d{{1,2}})(?!\d|bit)"
)
YEAR_LAST = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?P<s>[. /-])(?P<m>\d{{1,2}})(?P=s)(?P<y>{YEAR})(?!\d)"
)
COMPACT = re.compile(rf"(?<![^\W_])(?P<y>{YEAR})(?P<m>[01]\d)(?P<d>[0-3]\d)(?![^\W_])")
CJK = re.compile(
    rf"(?P<y>{YEAR})[年년][ ]?(?P<m>\d{{1,2}})[月월][ ]?(?P<d>\d{{1,2}})[日일](?:\d{{1,2}}時\d{{1,2}}分(?:\d{{1,2}}秒)?)?"
)
NAMED = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+(?P<n>{_MONTH})[ .,-]+(?P<y>{YEAR})(?!\d)"
)
NAMED_US = re.compile(
    rf"(?<![^\W_])(?P<n>{_MONTH})[ .-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ .,-]+(?P<y>{YEAR})(?!\d)"
)
NAMED_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>{YEAR})[ .-]+(?P<n>{_MONTH})[ .-]+(?P<d>\d{{1,2}})(?!\d)"
)
#: Two digits for the year: first in Korean broadcasts, `E12.240315`; last between points.
SHORT = re.compile(r"(?<![^\W_])(?P<y>[0-3]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![^\W_])")
SHORT_PARTED = re.compile(
    r"(?<!\w)(?<!\d\.)(?P<a>\d{1,2})(?P<s>[. \-])(?P<b>\d{1,2})(?P=s)(?P<c>\d\d)"
    r"(?![^\W_])(?!\.\d{1,2}(?![^\W_]))"
)
MAX_SHORT_YEAR = 40
DIGITS = (YEAR_FIRST, CJK, YEAR_LAST, COMPACT)
PATTERNS = (*DIGITS, NAMED, NAMED_US, NAMED_YEAR_FIRST)
#: A day in front of a year is the name of a film: `March 4 1950 1977`, `10-10-10.2010`.
YEAR_BEHIND = re.compile(r"[ .(]+(?:19|20)\d\d(?!\d)")


def find_date(text: str, *, short: bool = False) -> Numbering | None:
    """
    The first date in `text`, in lower case.

    `short` also accepts six digits, year first.
    """
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = MONTHS[parts["n"]] if "n" in parts else int(parts["m"])
            found = _date(int(parts["y"]), month, int(parts["d"]))
            if found is None and pattern is not COMPACT:  # month and day the other way round
                found = _date(int(parts["y"]), int(parts["d"]), month)
            if found is not None and (
                pattern in DIGITS or not YEAR_BEHIND.match(text, match.end())
            ):
                return Numbering(*match.span(), date=found)
    return _find_short(text) if short else None


def _find_short(text: str) -> Numbering | None:
    for match in SHORT.finditer(text):
        found = _date(2000 + int(match["y"]), int(match["m"]), int(match["d"]))
        if found is not None:
            return Numbering(*match.span(), date=found)
    for match in SHORT_PARTED.finditer(text):
        first, second, third = (int(match[part]) for part in "abc")
        if match["s"] == "-" and third - second == second - first == 1:
            continue  # a list of episodes
        for year, month, day in (
            (third, second, first),
            (third, first, second),
        ):
            found = _date(2000 + year, month, day) if year < MAX_SHORT_YEAR else None
            if found is not None and not YEAR_BEHIND.match(text, match.end()):
                return Numbering(*match.span(), date=found)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
