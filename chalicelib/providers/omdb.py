"""OMDb: ratings of IMDb, Rotten Tomatoes and Metacritic. https://www.omdbapi.com/"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chalicelib.platform.clock import Clock
from chalicelib.providers.errors import (
    CredentialsRejected,
    InvalidResponse,
    MalformedResponse,
    RateLimited,
)
from chalicelib.providers.http_reply import ProviderReply, check_reply
from chalicelib.providers.lenient_parsing import (
    LenientInt,
    LenientList,
    LenientModel,
    LenientRating10,
    LenientRating100,
    LenientText,
    Name,
    Text,
    parse_json,
    parser_for,
)
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult

DETAILS = timedelta(hours=24)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _number(raw: Any) -> Any:
    """`858,780`, `57%`, `55/100`, `7.1/10` → the leading number."""
    if not isinstance(raw, str):
        return raw
    found = NUMBER.match(raw.replace(",", "").strip())
    return found[0] if found else raw


Number = BeforeValidator(_number)


class Rating(LenientModel):
    source: Annotated[Name, Field(validation_alias="Source")]
    value: Annotated[Text, Field(validation_alias="Value")]


class Title(LenientModel):
    imdb_id: Annotated[str, Field(validation_alias="imdbID", pattern=r"^tt\d+$")]
    title: Annotated[Name, Field(validation_alias="Title")]
    kind: Text = Field("", validation_alias="Type")  # movie, series, episode, game
    #: 0 to 10
    imdb_rating: Annotated[LenientRating10, Field(validation_alias="imdbRating")] = None
    imdb_votes: Annotated[LenientInt, Number, Field(validation_alias="imdbVotes")] = None
    #: 0 to 100
    metacritic: Annotated[LenientRating100, Number, Field(validation_alias="Metascore")] = None
    rated: LenientText = Field(None, validation_alias="Rated")
    awards: LenientText = Field(None, validation_alias="Awards")
    box_office: LenientText = Field(None, validation_alias="BoxOffice")
    ratings: LenientList[Rating] = Field((), validation_alias="Ratings")

    @property
    def rotten_tomatoes(self) -> int | None:
        """Percentage of positive reviews."""
        for each in self.ratings:
            if each.source == "Rotten Tomatoes" and re.fullmatch(r"\d{1,3}%", each.value):
                return min(int(each.value[:-1]), 100)
        return None


@dataclass(frozen=True, slots=True)
class Omdb:
    client: ProviderClient

    def by_imdb(self, imdb_id: str) -> ProviderResult[Title]:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        params = {"i": imdb_id, "r": "json", "v": "1", "plot": "short"}
        return self.client.fetch(
            ProviderRequest("/", DETAILS, params=params),
            parser_for(Title, lambda title: title.imdb_id == imdb_id),
        )


def reply_checker(clock: Clock) -> Callable[[ProviderReply], ProviderReply]:
    """OMDb reports most failures in the body, as `Response: "False"`, with any status."""

    def check(reply: ProviderReply) -> ProviderReply:
        error = _error(reply)
        if error is None:
            return check_reply(reply)
        if "limit" in error:
            raise RateLimited(
                "OMDb's daily limit is reached.", retry_after_s=seconds_to_midnight(clock())
            )
        if "api key" in error:
            raise CredentialsRejected("OMDb does not accept our key.")
        if "not found" in error or "incorrect imdb id" in error or "error getting data" in error:
            return replace(reply, status=HTTPStatus.NOT_FOUND)
        raise InvalidResponse("OMDb reports an unknown error.")

    return check


def _error(reply: ProviderReply) -> str | None:
    """The reported error in lower case; None without one."""
    try:
        raw = parse_json(reply.body)
    except MalformedResponse:
        return None
    if not isinstance(raw, dict) or raw.get("Response") != "False":
        return None
    return str(raw.get("Error", "")).lower()


def seconds_to_midnight(now: datetime) -> int:
    """The daily quota is reset at midnight UTC."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((tomorrow - now).total_seconds()) + 1
