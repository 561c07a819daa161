"""
Types for data that somebody else made.

Services leave fields out, write "" or "N/A" for nothing, add fields, and now and then put an
object where a list was. What we can do without is left out and counted; only what a thing cannot
be without (its id, its name) makes it unreadable.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WrapValidator,
)
from pydantic_core import from_json

from chalicelib.providers.errors import BadAnswer, Garbled

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Handler = Callable[[Any], Any]

MAX_TEXT = 20_000
#: PostgreSQL takes no NUL and no half of a surrogate pair, and nobody wants the other control
#: characters in a title.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: Half a surrogate pair, as JSON escapes it: what remains of an emoji that was cut in two.
HALF_PAIR = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
#: What services write when they have nothing to say.
NOTHING = frozenset({"", "N/A", "n/a", "0000-00-00"})


class Shape(BaseModel):
    """What a service said. Unknown fields are ignored: services add them all the time."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        allow_inf_nan=False,
        defer_build=True,
    )


@dataclass(slots=True)
class Tally:
    """How much of an answer could not be read."""

    skipped: int = 0


def _count(info: ValidationInfo) -> None:
    if isinstance(info.context, Tally):
        info.context.skipped += 1


def _text(raw: Any) -> Any:
    if raw is None:
        return ""
    return CONTROL.sub("", raw)[:MAX_TEXT].strip() if isinstance(raw, str) else raw


def _nothing(raw: Any) -> Any:
    cleaned = _text(raw) if isinstance(raw, str) else raw
    return None if isinstance(cleaned, str) and cleaned in NOTHING else cleaned


def _soft(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """The value, or None when there is none or it makes no sense."""
    given = _nothing(raw)
    if given is None:
        return None
    try:
        return handler(given)
    except ValidationError:
        _count(info)
        return None


def _listed(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """Every entry that can be read."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        _count(info)
        return ()
    kept: list[Any] = []
    for entry in raw:
        try:
            kept += handler((entry,))
        except ValidationError:
            _count(info)
    return tuple(kept)


def _part(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """Every entry that can be read; None when nothing was said, or nothing readable."""
    if raw is None:
        return None
    kept = _listed(raw, handler, info)
    return kept if kept or raw == [] else None


def inside(field: str) -> BeforeValidator:
    """Of each entry that is an object, only this field is wanted."""

    def take(raw: Any) -> Any:
        return raw.get(field) if isinstance(raw, dict) else raw

    return BeforeValidator(take)


def _day(raw: Any) -> Any:
    """The day of `2023-01-02`, of an instant such as `2023-01-02T00:00:00.000Z`, of a Unix time."""
    if isinstance(raw, str):
        return raw[:10]
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    try:
        return datetime.fromtimestamp(raw, UTC).date()
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError("no day") from error


#: A text that may be missing; never None.
Text = Annotated[str, BeforeValidator(_text)]
#: A text without which the thing cannot be shown.
Name = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Id = Annotated[int, Field(ge=1, le=2**53)]

#: A value or None. What makes no sense counts as skipped.
Soft = Annotated[T | None, WrapValidator(_soft)]
SoftText = Annotated[str | None, WrapValidator(_soft)]
SoftInt = Annotated[Annotated[int, Field(ge=0, le=2**31 - 1)] | None, WrapValidator(_soft)]
SoftId = Annotated[Id | None, WrapValidator(_soft)]
SoftFloat = Annotated[float | None, WrapValidator(_soft)]
SoftRating10 = Annotated[Annotated[float, Field(ge=0, le=10)] | None, WrapValidator(_soft)]
SoftRating100 = Annotated[Annotated[float, Field(ge=0, le=100)] | None, WrapValidator(_soft)]
SoftBool = Annotated[bool | None, WrapValidator(_soft)]
SoftDay = Annotated[Annotated[date, BeforeValidator(_day)] | None, WrapValidator(_soft)]
#: A path below an image server, such as `/abc.jpg`; anything else is no path of an image.
ImagePath = Annotated[
    Annotated[str, Field(pattern=r"^/[A-Za-z0-9._-]{1,200}$")] | None, WrapValidator(_soft)
]

#: Those entries of a list that can be read.
Listed = Annotated[tuple[T, ...], WrapValidator(_listed)]
#: The same, but None when the service said nothing about it (or nothing readable): then what is
#: known already stays.
Part = Annotated[tuple[T, ...] | None, WrapValidator(_part)]


def parse_json(body: bytes) -> Any:
    """Raises `Garbled` unless it is JSON, whole and of sane depth."""
    if not body.strip():
        raise Garbled("The answer was empty.")
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        mended = HALF_PAIR.sub(rb"\\ufffd", body)
        if mended == body:
            raise Garbled("The answer is not JSON.") from error
    try:
        return from_json(mended, allow_inf_nan=False)
    except ValueError as error:
        raise Garbled("The answer is not JSON.") from error


def read(shape: type[M], raw: Any, tally: Tally) -> M:
    """Raises `BadAnswer` when it lacks what it cannot be without."""
    try:
        return shape.model_validate(raw, context=tally)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors()[:3])
        raise BadAnswer(f"The answer has another shape than expected ({places}).") from error


def reader_of(
    shape: type[M], check: Callable[[M], bool] | None = None
) -> Callable[[Any, Tally], M]:
    """
    What reads an answer; `check` says whether it is about what was asked for.

    Raises `BadAnswer` when it is not, and as `read` does.
    """

    def understand(raw: Any, tally: Tally) -> M:
        value = read(shape, raw, tally)
        if check is not None and not check(value):
            raise BadAnswer("The answer is about something else than was asked for.")
        return value

    return understand


def read_all(shape: type[M], raw: Any, tally: Tally) -> list[M]:
    """Those of a list that can be read. Raises `BadAnswer` when it is no list, or none can."""
    if not isinstance(raw, list):
        raise BadAnswer("The answer is not a list.")
    kept = []
    for entry in raw:
        try:
            kept.append(shape.model_validate(entry, context=tally))
        except ValidationError:
            tally.skipped += 1
    if raw and not kept:
        raise BadAnswer("Nothing in the answer's list can be read.")
    return kept
