"""OMDb: what IMDb, Rotten Tomatoes and Metacritic think of a title. https://www.omdbapi.com/"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chalicelib.platform.clock import Clock
from chalicelib.providers.answers import Answer
from chalicelib.providers.client import Client, Request
from chalicelib.providers.errors import BadAnswer, Garbled, KeyRefused, RateLimited
from chalicelib.providers.replies import Reply, judged
from chalicelib.providers.shapes import (
    Listed,
    Name,
    Shape,
    SoftInt,
    SoftRating10,
    SoftRating100,
    SoftText,
    Text,
    parse_json,
    reader_of,
)

DETAILS = timedelta(hours=24)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _number(raw: Any) -> Any:
    """`858,780`, `57%`, `55/100`, `7.1/10` → the number in front."""
    if not isinstance(raw, str):
        return raw
    found = NUMBER.match(raw.replace(",", "").strip())
    return found[0] if found else raw


Number = BeforeValidator(_number)


class Rating(Shape):
    source: Annotated[Name, Field(validation_alias="Source")]
    value: Annotated[Text, Field(validation_alias="Value")]


class Title(Shape):
    imdb_id: Annotated[str, Field(validation_alias="imdbID", pattern=r"^tt\d+$")]
    title: Annotated[Name, Field(validation_alias="Title")]
    kind: Text = Field("", validation_alias="Type")  # movie, series, episode, game
    #: 0 to 10
    imdb_rating: Annotated[SoftRating10, Field(validation_alias="imdbRating")] = None
    imdb_votes: Annotated[SoftInt, Number, Field(validation_alias="imdbVotes")] = None
    #: 0 to 100
    metacritic: Annotated[SoftRating100, Number, Field(validation_alias="Metascore")] = None
    rated: SoftText = Field(None, validation_alias="Rated")
    awards: SoftText = Field(None, validation_alias="Awards")
    box_office: SoftText = Field(None, validation_alias="BoxOffice")
    ratings: Listed[Rating] = Field((), validation_alias="Ratings")

    @property
    def rotten_tomatoes(self) -> int | None:
        """Percent of critics who liked it."""
        for each in self.ratings:
            if each.source == "Rotten Tomatoes" and re.fullmatch(r"\d{1,3}%", each.value):
                return min(int(each.value[:-1]), 100)
        return None


@dataclass(frozen=True, slots=True)
class Omdb:
    client: Client

    def by_imdb(self, imdb_id: str) -> Answer[Title]:
        """Raises `NotThere`, or a `ProviderFailed` when nothing older is remembered either."""
        params = {"i": imdb_id, "r": "json", "v": "1", "plot": "short"}
        return self.client.ask(
            Request("/", DETAILS, params=params),
            reader_of(Title, lambda title: title.imdb_id == imdb_id),
        )


def judge(clock: Clock) -> Callable[[Reply], Reply]:
    """OMDb says most of what goes wrong in a body with `Response: "False"`, whatever the status."""

    def judge_reply(reply: Reply) -> Reply:
        said = _error(reply)
        if said is None:
            return judged(reply)
        if "limit" in said:
            raise RateLimited(
                "OMDb's daily limit is reached.", retry_after_s=seconds_to_midnight(clock())
            )
        if "api key" in said:
            raise KeyRefused("OMDb does not accept our key.")
        if "not found" in said or "incorrect imdb id" in said or "error getting data" in said:
            return replace(reply, status=HTTPStatus.NOT_FOUND)
        raise BadAnswer("OMDb refused without saying why.")

    return judge_reply


def _error(reply: Reply) -> str | None:
    """What it complains about, in small letters; None when it does not."""
    try:
        raw = parse_json(reply.body)
    except Garbled:
        return None
    if not isinstance(raw, dict) or raw.get("Response") != "False":
        return None
    return str(raw.get("Error", "")).lower()


def seconds_to_midnight(now: datetime) -> int:
    """The count of a day begins anew at midnight UTC."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((tomorrow - now).total_seconds()) + 1
