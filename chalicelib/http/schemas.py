"""
Base classes for data that crosses the HTTP boundary: camelCase at `/api/v1`; field names as they
are at `/api`, the API for other programs.
"""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

T = TypeVar("T")
NO_NUL = r"^[^\u0000]*$"


class SnakeCaseRequest(BaseModel):
    """A body or query of `/api`: unknown fields are an error."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,  # cold starts: a model is built at its first use
    )

    @field_validator("*", mode="after")
    @classmethod
    def _has_no_nul(cls, value: Any) -> Any:
        """PostgreSQL cannot store NUL."""
        for each in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(each, str) and "\x00" in each:
                raise ValueError("must not contain a NUL character")
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """State in the schema what `_has_no_nul` checks."""
        schema = handler(core_schema)
        for field_schema in handler.resolve_ref_schema(schema).get("properties", {}).values():
            for part in (field_schema, *field_schema.get("anyOf", ())):
                if part.get("type") == "string" and not {"format", "enum", "pattern"} & part.keys():
                    part["pattern"] = NO_NUL
        return schema


class SnakeCaseQuery(SnakeCaseRequest):
    """A query of `/api`, where an empty parameter (`lang=`) counts as absent."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, query: Any) -> Any:
        if not isinstance(query, dict):
            return query
        return {name: value for name, value in query.items() if value != ""}


class SnakeCaseResponse(BaseModel):
    """A response of `/api`. An unknown field is null, or `Omitted`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class RequestModel(SnakeCaseRequest):
    """A body or query of `/api/v1`."""

    model_config = ConfigDict(alias_generator=to_camel)


class ResponseModel(BaseModel):
    """A response of `/api/v1`: every field is always present."""

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
    """A model that is request, response and stored JSON at once."""

    model_config = ConfigDict(
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )


#: A field that is left out of the response when its value is unknown.
Omitted = Annotated[T | None, Field(exclude_if=lambda value: value is None)]


@dataclass(frozen=True, slots=True)
class ContentType:
    """Marks a response that is not JSON: `Annotated[str, ContentType("text/css")]`."""

    name: str


class Paging(RequestModel):
    """The query of a list that is read by page number."""

    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 24

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size
