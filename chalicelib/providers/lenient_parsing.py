"""
Lenient types for third-party JSON.

Providers omit fields, send "" or "N/A" for null, add fields, and sometimes send an object where a
list was. Optional parts that cannot be parsed are left out and counted; only a missing id or name
makes a whole object invalid.
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

from chalicelib.providers.errors import InvalidResponse, MalformedResponse

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Handler = Callable[[Any], Any]

MAX_TEXT = 20_000
#: PostgreSQL rejects NUL and unpaired surrogates; other control characters are invalid in titles.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: An unpaired surrogate as a JSON escape, from text truncated within an emoji.
UNPAIRED_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
#: Strings that providers send for null.
NULL_TEXTS = frozenset({"", "N/A", "n/a", "0000-00-00"})


class LenientModel(BaseModel):
    """A provider's object. Unknown fields are ignored, because providers add fields."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        allow_inf_nan=False,
        defer_build=True,
    )


@dataclass(slots=True)
class SkippedCount:
    """How many parts of a response could not be parsed."""

    count: int = 0


def _count_skipped(info: ValidationInfo) -> None:
    if isinstance(info.context, SkippedCount):
        info.context.count += 1


def _clean_text(raw: Any) -> Any:
    if raw is None:
        return ""
    return CONTROL_CHARACTERS.sub("", raw)[:MAX_TEXT].strip() if isinstance(raw, str) else raw


def _null_if_empty(raw: Any) -> Any:
    cleaned = _clean_text(raw) if isinstance(raw, str) else raw
    return None if isinstance(cleaned, str) and cleaned in NULL_TEXTS else cleaned


def _lenient(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """The value; None when it is null or invalid."""
    value = _null_if_empty(raw)
    if value is None:
        return None
    try:
        return handler(value)
    except ValidationError:
        _count_skipped(info)
        return None


def _lenient_list(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """The valid entries."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        _count_skipped(info)
        return ()
    kept: list[Any] = []
    for entry in raw:
        try:
            kept += handler((entry,))
        except ValidationError:
            _count_skipped(info)
    return tuple(kept)


def _optional_list(raw: Any, handler: Handler, info: ValidationInfo) -> Any:
    """The valid entries; None for null, or when no entry is valid."""
    if raw is None:
        return None
    kept = _lenient_list(raw, handler, info)
    return kept if kept or raw == [] else None


def field_of_each(field: str) -> BeforeValidator:
    """Replace each entry that is an object by one of its fields."""

    def take(raw: Any) -> Any:
        return raw.get(field) if isinstance(raw, dict) else raw

    return BeforeValidator(take)


def _to_date(raw: Any) -> Any:
    """From `2023-01-02`, an instant such as `2023-01-02T00:00:00.000Z`, or a Unix time."""
    if isinstance(raw, str):
        return raw[:10]
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    try:
        return datetime.fromtimestamp(raw, UTC).date()
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError("not a date") from error


#: Text that may be missing; never None.
Text = Annotated[str, BeforeValidator(_clean_text)]
#: Required text.
Name = Annotated[str, BeforeValidator(_clean_text), Field(min_length=1)]
Id = Annotated[int, Field(ge=1, le=2**53)]

#: A value or None; an invalid one counts as skipped.
Lenient = Annotated[T | None, WrapValidator(_lenient)]
LenientText = Annotated[str | None, WrapValidator(_lenient)]
LenientInt = Annotated[Annotated[int, Field(ge=0, le=2**31 - 1)] | None, WrapValidator(_lenient)]
LenientId = Annotated[Id | None, WrapValidator(_lenient)]
LenientFloat = Annotated[float | None, WrapValidator(_lenient)]
LenientRating10 = Annotated[Annotated[float, Field(ge=0, le=10)] | None, WrapValidator(_lenient)]
LenientRating100 = Annotated[Annotated[float, Field(ge=0, le=100)] | None, WrapValidator(_lenient)]
LenientBool = Annotated[bool | None, WrapValidator(_lenient)]
LenientDate = Annotated[Annotated[date, BeforeValidator(_to_date)] | None, WrapValidator(_lenient)]
#: A path on an image server, such as `/abc.jpg`.
ImagePath = Annotated[
    Annotated[str, Field(pattern=r"^/[A-Za-z0-9._-]{1,200}$")] | None, WrapValidator(_lenient)
]

#: The valid entries of a list.
LenientList = Annotated[tuple[T, ...], WrapValidator(_lenient_list)]
#: The same, but None when the list is missing or no entry is valid: stored values are then kept.
OptionalList = Annotated[tuple[T, ...] | None, WrapValidator(_optional_list)]


def parse_json(body: bytes) -> Any:
    """Raises `MalformedResponse` unless it is complete JSON of limited depth."""
    if not body.strip():
        raise MalformedResponse("The response is empty.")
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        mended = UNPAIRED_SURROGATE.sub(rb"\\ufffd", body)
        if mended == body:
            raise MalformedResponse("The response is not JSON.") from error
    try:
        return from_json(mended, allow_inf_nan=False)
    except ValueError as error:
        raise MalformedResponse("The response is not JSON.") from error


def parse_model(model: type[M], raw: Any, skipped: SkippedCount) -> M:
    """Raises `InvalidResponse` when a required field is missing or invalid."""
    try:
        return model.model_validate(raw, context=skipped)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors()[:3])
        raise InvalidResponse(f"Unexpected fields in the response ({places}).") from error


def parser_for(
    model: type[M], check: Callable[[M], bool] | None = None
) -> Callable[[Any, SkippedCount], M]:
    """
    A parser for `model`; `check` says whether the response is about the requested object.

    It raises `InvalidResponse`.
    """

    def parse(raw: Any, skipped: SkippedCount) -> M:
        value = parse_model(model, raw, skipped)
        if check is not None and not check(value):
            raise InvalidResponse("The response is about another object than requested.")
        return value

    return parse


def parse_list(model: type[M], raw: Any, skipped: SkippedCount) -> list[M]:
    """The valid entries. Raises `InvalidResponse` without a list, or when no entry is valid."""
    if not isinstance(raw, list):
        raise InvalidResponse("The response is not a list.")
    kept = []
    for entry in raw:
        try:
            kept.append(model.model_validate(entry, context=skipped))
        except ValidationError:
            skipped.count += 1
    if raw and not kept:
        raise InvalidResponse("No entry of the response is valid.")
    return kept
