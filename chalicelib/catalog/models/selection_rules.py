"""
Rules that choose titles by the catalogue and by what one person did. Pure.

A rule is a field, an operator and a value, such as year, before, 1970. `FIELDS` says which belong
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from chalicelib.catalog.models import (
    CountryCode,
    LanguageCode,
    MediaCard,
    MediaId,
    MediaType,
    Score,
    Slug,
    WatchStatus,
    Year,
)
from chalicelib.catalog.models.filters import Sort
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_RULES = 20
MAX_MATCHES = 500  # titles that rules may choose
PREVIEW_CARDS = 12


class RuleField(StrEnum):
    KIND = "kind"
    GENRE = "genre"
    YEAR = "year"
    RATING = "rating"  # of the catalogue
    RUNTIME = "runtime"  # minutes
    LANGUAGE = "language"
    COUNTRY = "country"
    PERSON = "person"
    AVAILABLE = "available"  # the library has a file of it
    ADDED = "added"  # to the library, within so many days
    SEEN = "seen"
    OWN_RATING = "own_rating"
    STATUS = "status"
    FAVORITE = "favorite"
    WATCH_LATER = "watch_later"
    TAG = "tag"  # of the reader


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    BEFORE = "before"
    AFTER = "after"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN_DAYS = "within_days"


@dataclass(frozen=True, slots=True)
class FieldType:
    operators: tuple[Operator, ...]
    value: TypeAdapter[Any]


def _type(value: Any, *operators: Operator) -> FieldType:
    return FieldType(operators, TypeAdapter(value))


YES_OR_NO = TypeAdapter(Annotated[bool, Field(strict=True)])
EITHER = (Operator.IS, Operator.IS_NOT)
BOUNDS = (Operator.AT_LEAST, Operator.AT_MOST)

FIELDS: Mapping[RuleField, FieldType] = {
    RuleField.KIND: _type(MediaType, *EITHER),
    RuleField.GENRE: _type(Slug, *EITHER),
    RuleField.YEAR: _type(Year, Operator.BEFORE, Operator.AFTER, Operator.IS),
    RuleField.RATING: _type(Score, *BOUNDS),
    RuleField.RUNTIME: _type(Annotated[int, Field(ge=1, le=1_000)], *BOUNDS),
    RuleField.LANGUAGE: _type(LanguageCode, *EITHER),
    RuleField.COUNTRY: _type(CountryCode, *EITHER),
    RuleField.PERSON: _type(MediaId, *EITHER),
    RuleField.AVAILABLE: FieldType((Operator.IS,), YES_OR_NO),
    RuleField.ADDED: _type(Annotated[int, Field(ge=1, le=3_650)], Operator.WITHIN_DAYS),
    RuleField.SEEN: FieldType((Operator.IS,), YES_OR_NO),
    RuleField.OWN_RATING: _type(Annotated[float, Field(ge=0.5, le=10)], *BOUNDS),
    RuleField.STATUS: _type(WatchStatus, *EITHER),
    RuleField.FAVORITE: FieldType((Operator.IS,), YES_OR_NO),
    RuleField.WATCH_LATER: FieldType((Operator.IS,), YES_OR_NO),
    RuleField.TAG: _type(Annotated[str, Field(min_length=1, max_length=40)], *EITHER),
}


class Rule(RequestModel):
    """The value is a slug of a genre, the id of a person, a code, a number, or true or false."""

    field: RuleField
    operator: Operator
    value: bool | int | float | Annotated[str, Field(max_length=100)]

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        known = FIELDS[self.field]
        if self.operator not in known.operators:
            allowed = " or ".join(known.operators)
            raise ValueError(f"{self.field} goes with {allowed}")
        if known.value is not YES_OR_NO and isinstance(self.value, bool):
            raise ValueError(f"the value of {self.field} is not true or false")
        try:
            value = known.value.validate_python(self.value)
        except ValidationError as error:
            raise ValueError(
                f"the value of {self.field}: {error.errors(include_url=False)[0]['msg']}"
            ) from error
        if isinstance(self.value, str) and not isinstance(value, str):
            message = f"the value of {self.field} is a number"
            raise ValueError(message)  # noqa: TRY004  # pydantic reports no TypeError
        return self


class RuleSort(StrEnum):
    """The orders of `Sort` that leave no title out."""

    TRENDING = Sort.TRENDING.value
    TOP_RATED = Sort.TOP_RATED.value
    MOST_RATED = Sort.MOST_RATED.value
    NEWEST = Sort.NEWEST.value
    A_TO_Z = Sort.A_TO_Z.value


class RuleGroup(RequestModel):
    """Rules that count as one: all or any of them must be true."""

    match: Literal["all", "any"] = "any"
    rules: Annotated[list[Rule], Field(min_length=1, max_length=MAX_RULES)]


class SmartRules(RequestModel):
    """
    Titles that match all or any of the rules and groups; `limit` of them, the first in their order.
    """

    match: Literal["all", "any"] = "all"
    rules: Annotated[list[Rule], Field(max_length=MAX_RULES)]
    groups: Annotated[list[RuleGroup], Field(default_factory=list, max_length=MAX_RULES)]
    sort: RuleSort = RuleSort.TRENDING
    limit: Annotated[int, Field(ge=1, le=MAX_MATCHES)] = 100

    @model_validator(mode="after")
    def _has_some_rules(self) -> Self:
        if not 1 <= len(self.each_rule) <= MAX_RULES:
            raise ValueError(f"has between 1 and {MAX_RULES} rules, those of groups included")
        return self

    @property
    def each_rule(self) -> list[Rule]:
        """Those outside of groups first."""
        return [*self.rules, *(rule for group in self.groups for rule in group.rules)]


class RulePreview(ResponseModel):
    """What rules choose for the reader: the numbers, and the first titles."""

    total: int
    in_library: int
    items: list[MediaCard]
