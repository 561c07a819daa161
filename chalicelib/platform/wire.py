"""Base classes for data that crosses the HTTP boundary of `/api/v1`: camelCase outside."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Incoming(BaseModel):
    """A request body or query: unknown fields are an error, not a surprise."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        frozen=True,
        alias_generator=to_camel,
        allow_inf_nan=False,
        defer_build=True,  # cold starts: a shape is built when it is first used
    )


class Outgoing(BaseModel):
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


@dataclass(frozen=True, slots=True)
class ContentType:
    """Says in a contract that an answer is not JSON: `Annotated[str, ContentType("text/css")]`."""

    name: str


class Paging(Incoming):
    """The query of a list that is read by page number."""

    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 24

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size
