"""TVmaze: air times of shows and their next episodes. https://www.tvmaze.com/api"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, AliasPath, Field

from chalicelib.providers import http_reply
from chalicelib.providers.http_reply import ProviderReply
from chalicelib.providers.lenient_parsing import (
    Id,
    Lenient,
    LenientDate,
    LenientInt,
    LenientModel,
    LenientText,
    Name,
    Text,
    parser_for,
)
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult

DETAILS = timedelta(hours=24)
LOOKUPS = timedelta(days=30)
REDIRECTS = (
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
)
SHOW_ADDRESS = re.compile(r"/shows/(\d{1,9})$")


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone")
    return name


Zone = Lenient[Annotated[str, AfterValidator(_known_zone)]]


class Episode(LenientModel):
    """`airs_on` and `airs_time` are those of the network; a special has no number."""

    id: Id
    name: Text = ""
    season_number: LenientInt = Field(None, validation_alias="season")
    episode_number: LenientInt = Field(None, validation_alias="number")
    airs_on: LenientDate = Field(None, validation_alias="airdate")
    airs_time: LenientText = Field(None, validation_alias="airtime")
    runtime_minutes: LenientInt = Field(None, validation_alias="runtime")


class Found(LenientModel):
    id: Id


class Show(LenientModel):
    """
    `airs_time` is the local time of its network, such as `21:00`; a streaming service has none.
    """

    id: Id
    name: Name
    status: Text = ""
    airs_time: Lenient[Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}$")]] = Field(
        None, validation_alias=AliasPath("schedule", "time")
    )
    network_zone: Zone = Field(None, validation_alias=AliasPath("network", "country", "timezone"))
    channel_zone: Zone = Field(
        None, validation_alias=AliasPath("webChannel", "country", "timezone")
    )
    next_episode: Lenient[Episode] = Field(
        None, validation_alias=AliasPath("_embedded", "nextepisode")
    )

    @property
    def zone(self) -> str | None:
        """An IANA name such as `America/New_York`."""
        return self.network_zone or self.channel_zone


@dataclass(frozen=True, slots=True)
class Tvmaze:
    """
    Typed requests to TVmaze.

    Every method raises `UnknownToProvider`, or `ProviderFailed` when nothing is cached either.
    """

    client: ProviderClient

    def find_tvdb(self, tvdb_id: int) -> int:
        """TVmaze's number of the show."""
        return self._find({"thetvdb": str(tvdb_id)})

    def find_imdb(self, imdb_id: str) -> int:
        return self._find({"imdb": imdb_id})

    def show(self, tvmaze_id: int) -> ProviderResult[Show]:
        """A show with its next episode."""
        request = ProviderRequest(f"/shows/{tvmaze_id:d}", DETAILS, params={"embed": "nextepisode"})
        return self.client.fetch(request, parser_for(Show, lambda show: show.id == tvmaze_id))

    def _find(self, params: Mapping[str, str]) -> int:
        request = ProviderRequest("/lookup/shows", LOOKUPS, params=params)
        return self.client.fetch(request, parser_for(Found)).value.id


def check_reply(reply: ProviderReply) -> ProviderReply:
    """A look-up redirects to the show: its number is all that is needed of it."""
    if reply.status in REDIRECTS:
        found = SHOW_ADDRESS.search(reply.headers.get("location", ""))
        if found is not None:
            body = json.dumps({"id": int(found[1])}).encode()
            return replace(reply, status=HTTPStatus.OK, body=body)
    return http_reply.check_reply(reply)
