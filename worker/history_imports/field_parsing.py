"""Values of fields, as the services write them. No I/O."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib.games.models import MAX_PLAYED_MIN
from chalicelib.history_imports.models.import_entries import EntryPrecision

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_VIEWING_YEAR = 1888  # the oldest surviving film
#: A date may be tomorrow's in the east.
MAX_AHEAD = timedelta(days=1)
MAX_NUMBER = 32_767
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
LONGEST_TITLE = 500

When = tuple[datetime | None, EntryPrecision]
NEVER: When = (None, EntryPrecision.UNKNOWN)


class InvalidField(ValueError):
    """A field has a value that cannot be meant; the message is for a person."""


def moment(value: Any) -> When:
    """
    An instant in ISO 8601, in UTC when it has no zone, or in seconds since 1970.

    Nothing, and 1970-01-01 itself (what Trakt writes for "not known"), are unknown.
    Raises `InvalidField`.
    """
    if value in (None, "", 0, "0"):
        return NEVER
    try:
        if isinstance(value, (int, float)) or str(value).isdigit():
            instant = EPOCH + timedelta(seconds=float(value))
        else:
            instant = datetime.fromisoformat(str(value).strip().replace(" UTC", "Z"))
        instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidField(f"“{_short(value)}” is not a date") from error
    if instant == EPOCH:
        return NEVER
    return instant, EntryPrecision.MOMENT


def day(value: str) -> When:
    """A date, `2024-02-09`; a time after it is left out. Raises `InvalidField`."""
    text = value.strip()
    if not text or text.startswith("0000"):
        return NEVER
    match = DAY.match(text)
    if match is None:
        raise InvalidField(f"“{_short(value)}” is not a date")
    year, month, number = (int(part) for part in match.groups())
    if month == 0:  # MyAnimeList: only the year is known
        return NEVER
    try:
        return of_day(date(year, month, max(number, 1)))
    except ValueError as error:
        raise InvalidField(f"“{_short(value)}” is not a date") from error


def day_or_moment(value: str) -> When:
    """A date where it is written without a time. Raises `InvalidField`."""
    return day(value) if DAY.fullmatch(value.strip()) else moment(value)


def of_day(date_: date) -> When:
    return datetime.combine(date_, time(12), UTC), EntryPrecision.DAY


def check_time(when: datetime | None, now: datetime) -> None:
    """Raises `InvalidField` for a time in the future, or before film."""
    if when is None:
        return
    if when > now + MAX_AHEAD:
        raise InvalidField(f"{when.date()} is in the future")
    if when.year < FIRST_VIEWING_YEAR:
        raise InvalidField(f"There were no films in {when.year}")


def number(value: Any) -> int | None:
    """A season, an episode or a year; None when it is absent. Raises `InvalidField`."""
    if value is None or value == "":
        return None
    try:
        found = int(float(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidField(f"“{_short(value)}” is not a number") from error
    if not 0 <= found <= MAX_NUMBER:
        raise InvalidField(f"{found} is out of range")
    return found


def minutes(value: Any) -> int:
    """Time played; 0 when it is absent. Raises `InvalidField`."""
    try:
        found = int(value or 0)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidField(f"“{_short(value)}” is not a number") from error
    if not 0 <= found <= MAX_PLAYED_MIN:
        raise InvalidField(f"{_short(found)} minutes are out of range")
    return found


def rating(value: Any, *, best: float = 10) -> str:
    """
    A rating from 0.5 to 10 in halves; empty for none, which services write as 0 as well.

    `best` is the highest of the service. Raises `InvalidField`.
    """
    if value in (None, "", 0, "0"):
        return ""
    try:
        found = float(str(value).replace(",", "."))
    except ValueError as error:
        raise InvalidField(f"“{_short(value)}” is not a rating") from error
    if not 0 <= found <= best:
        raise InvalidField(f"{found:g} is not a rating from 0 to {best:g}")
    halves = round(found * 20 / best)
    return "" if halves == 0 else f"{halves / 2:g}"


def text(value: Any) -> str:
    """A title; empty when it is absent or no text."""
    return " ".join(value.split())[:LONGEST_TITLE] if isinstance(value, str) else ""


def _short(value: Any) -> str:
    return str(value)[:40]
