"""OpenSubtitles: subtitles by file hash, ids and names. https://opensubtitles.stoplight.io/"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from pydantic import AliasPath, Field

from chalicelib.providers.errors import InvalidResponse, QuotaUsedUp
from chalicelib.providers.http_reply import ProviderReply, check_reply
from chalicelib.providers.lenient_parsing import (
    Id,
    Lenient,
    LenientBool,
    LenientInt,
    LenientList,
    LenientModel,
    LenientText,
    Name,
    Text,
    parser_for,
)
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest

LISTS = timedelta(hours=1)
#: The service answers requests that are not signed with a program's name and version with 403.
USER_AGENT = "Seen v0.1"


class SubtitleFile(LenientModel):
    id: Id = Field(validation_alias="file_id")
    name: Text = Field("", validation_alias="file_name")


class SubtitleFeature(LenientModel):
    """The film or the episode that a subtitle belongs to. IMDb ids are numbers here."""

    title: Text = ""
    year: LenientInt = None
    imdb_id: LenientInt = None
    tmdb_id: LenientInt = None
    show_imdb_id: LenientInt = Field(None, validation_alias="parent_imdb_id")
    show_tmdb_id: LenientInt = Field(None, validation_alias="parent_tmdb_id")
    season_number: LenientInt = None
    episode_number: LenientInt = None


class ListedSubtitle(LenientModel):
    """A subtitle of a list. `is_hash_match`: it was made for this very file."""

    language: Name = Field(validation_alias=AliasPath("attributes", "language"))
    release: Text = Field("", validation_alias=AliasPath("attributes", "release"))
    downloads: LenientInt = Field(None, validation_alias=AliasPath("attributes", "download_count"))
    is_sdh: LenientBool = Field(None, validation_alias=AliasPath("attributes", "hearing_impaired"))
    is_forced: LenientBool = Field(
        None, validation_alias=AliasPath("attributes", "foreign_parts_only")
    )
    is_trusted: LenientBool = Field(None, validation_alias=AliasPath("attributes", "from_trusted"))
    is_ai_translated: LenientBool = Field(
        None, validation_alias=AliasPath("attributes", "ai_translated")
    )
    is_machine_translated: LenientBool = Field(
        None, validation_alias=AliasPath("attributes", "machine_translated")
    )
    is_hash_match: LenientBool = Field(
        None, validation_alias=AliasPath("attributes", "moviehash_match")
    )
    feature: Lenient[SubtitleFeature] = Field(
        None, validation_alias=AliasPath("attributes", "feature_details")
    )
    files: LenientList[SubtitleFile] = Field((), validation_alias=AliasPath("attributes", "files"))


class SubtitlePage(LenientModel):
    """Up to 50 subtitles."""

    items: LenientList[ListedSubtitle] = Field((), validation_alias="data")


class DownloadLink(LenientModel):
    """The address of a file, for some hours, and what is left of the day's downloads."""

    url: LenientText = Field(None, validation_alias="link")
    file_name: Text = ""
    remaining: Lenient[int] = None
    resets_at: Lenient[datetime] = Field(None, validation_alias="reset_time_utc")


@dataclass(frozen=True, slots=True)
class SubtitleQuery:
    """
    What is looked for. Ids are those of the film, or of the show together with the numbers of its
    episode; `text` is the name, for a file whose title is not known.
    """

    languages: Sequence[str]  # as the service writes them
    file_hash: str | None = None  # 16 hexadecimal digits
    imdb_id: int | None = None
    tmdb_id: int | None = None
    season_number: int | None = None
    episode_number: int | None = None
    text: str = ""
    year: int | None = None

    def params(self) -> dict[str, str]:
        """In alphabetical order and in lower case: others are redirected."""
        is_episode = self.episode_number is not None
        found: dict[str, object] = {"languages": ",".join(sorted(self.languages))}
        if self.file_hash:
            found["moviehash"] = self.file_hash
        if self.tmdb_id or self.imdb_id:
            source = "tmdb_id" if self.tmdb_id else "imdb_id"
            found[f"parent_{source}" if is_episode else source] = self.tmdb_id or self.imdb_id
        elif self.text:
            found["query"] = self.text.lower()
            found["year"] = self.year
        if is_episode:
            found["season_number"] = self.season_number
            found["episode_number"] = self.episode_number
        return {name: str(value) for name, value in sorted(found.items()) if value is not None}


@dataclass(frozen=True, slots=True)
class OpenSubtitles:
    """Every method raises a `ProviderFailed`."""

    client: ProviderClient

    def search(self, query: SubtitleQuery) -> Sequence[ListedSubtitle]:
        """The first 50, as the service orders them. Raises `UnknownToProvider` too."""
        request = ProviderRequest("/subtitles", LISTS, params=query.params())
        return self.client.fetch(request, parser_for(SubtitlePage)).value.items

    def download(self, file_id: int) -> DownloadLink:
        """
        The address of a file: one download of the day's quota.

        Raises `QuotaUsedUp`, or `UnknownToProvider` for a file that was removed.
        """
        request = ProviderRequest(
            "/download",
            timedelta(),
            body=json.dumps({"file_id": file_id}),
            content_type="application/json",
        )
        found = self.client.without_cache().fetch(request, parser_for(DownloadLink)).value
        if found.url is not None:
            return found
        if found.resets_at is None:
            raise InvalidResponse("The response has no address.")
        raise QuotaUsedUp("The day's downloads are used up.", until=found.resets_at)


def check_opensubtitles_reply(reply: ProviderReply) -> ProviderReply:
    """A used-up quota (406) is an answer: searching goes on."""
    if reply.status == HTTPStatus.NOT_ACCEPTABLE:
        return replace(reply, status=HTTPStatus.OK)
    return check_reply(reply)
