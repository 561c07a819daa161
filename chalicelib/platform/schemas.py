"""
Base classes for data that crosses the HTTP boundary: camelCase at `/api/v1`, and at `/api`, the
API for other programs, names as they are.
"""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel


class RequestModel(BaseModel):
    """A request body or query: unknown fields are an error, not a surprise."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        frozen=True,
        alias_generator=to_camel,
        allow_inf_nan=False,
        defer_build=True,  # cold starts: a shape is built when it is first used
    )

    @field_validator("*", mode="after")
    @classmethod
    def _has_no_nul(cls, value: Any) -> Any:
        """PostgreSQL cannot hold it."""
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return value


class ResponseModel(BaseModel):
    """A response: every field is always present, so the browser never sees `undefined`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )


class SettingsModel(RequestModel):
    """What is asked for in the same words as it is told, and kept as JSON in between."""

    model_config = ConfigDict(
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )


class SnakeCaseRequest(BaseModel):
    """
    A body or query of the open API: unknown fields are an error here too, and so is a NUL
    character, which PostgreSQL cannot hold.
    """

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    @field_validator("*", mode="after")
    @classmethod
    def _has_no_nul(cls, value: Any) -> Any:
        for one in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(one, str) and "\x00" in one:
                raise ValueError("must not contain a NUL character")
        return value


class SnakeCaseQuery(SnakeCaseRequest):
    """A query of the open API, where `lang=` with nothing behind it asks for nothing."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value != ""}


class SnakeCaseResponse(BaseModel):
    """An answer of the open API. A field that is unknown is null, or `Omitted`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


T = TypeVar("T")

#: A field of the open API that is left out when nothing is known.
Omitted = Annotated[T | None, Field(exclude_if=lambda value: value is None)]


@dataclass(frozen=True, slots=True)
class ContentType:
    """Says in a contract that an answer is not JSON: `Annotated[str, ContentType("text/css")]`."""

    name: str


class Paging(RequestModel):
    """The query of a list that is read by page number."""

    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 24

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size
