"""A free source of a title, and the estimates of its size and download time. No I/O."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import episode_label
from chalicelib.downloads.models import DownloadJob, SourceType
from chalicelib.http.schemas import RequestModel, ResponseModel

#: Megabits per second of video, where only the running time is known.
ASSUMED_BITRATE_MBPS = {"archive_item": 1.0, "direct": 3.0, "torrent": 3.0}
#: Bytes per second of a download, before any was measured.
ASSUMED_RATE = 4_000_000
COMMONS_FILE = "https://commons.wikimedia.org/wiki/Special:Redirect/file/"
COMMONS_PAGE = "https://commons.wikimedia.org/wiki/File:"


class SourceKind(StrEnum):
    DIRECT = "direct"  # the file itself
    ARCHIVE_ITEM = "archive_item"  # an item of the Internet Archive, which has several files
    TORRENT = "torrent"
    PAGE = "page"  # a page to look at: nothing that can be downloaded by itself


class FreeSourceRow(BaseModel):
    """A source as stored, with what its estimates need."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: int
    media_id: int
    title: str
    season_number: int | None
    episode_number: int | None
    episode_id: int | None
    kind: SourceKind
    publisher: str
    address: str
    licence: str
    licence_url: str
    size_bytes: int | None
    runtime_minutes: int | None
    is_in_library: bool  # a file of the title, or of the episode

    @property
    def source_type(self) -> SourceType:
        return SourceType.MAGNET if self.kind is SourceKind.TORRENT else SourceType.HTTP


class FreeSource(ResponseModel):
    """
    A source of a title, the best first.

    `page_url` is where a person can look at it; null for torrents. Size and seconds are null while
    nothing is known of them, and always null for a page.
    """

    id: int
    kind: SourceKind
    publisher: str
    page_url: str | None
    licence: str
    licence_url: str
    episode_id: int | None
    episode_label: str | None
    size_bytes: int | None
    is_size_estimated: bool
    seconds: int | None  # that the download takes


class TitleFreeSource(ResponseModel):
    """The best source of a title that can be downloaded."""

    media_id: int
    source: FreeSource


class TitleFreeSourceList(ResponseModel):
    items: list[TitleFreeSource]


class GetTitleRequest(RequestModel):
    """Without a source, the best one is taken: of a show, of the first missing episode."""

    source_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class GetTitleResult(ResponseModel):
    """The download that was started, or the open one, and its source."""

    job: DownloadJob
    source: FreeSource


def free_source_of(row: FreeSourceRow, bytes_per_s: float | None) -> FreeSource:
    """`bytes_per_s`: the rate of recent downloads; None before the first one."""
    size = row.size_bytes or estimated_size(row.kind, row.runtime_minutes)
    rate = bytes_per_s or ASSUMED_RATE
    has_episode = row.season_number is not None and row.episode_number is not None
    return FreeSource(
        id=row.id,
        kind=row.kind,
        publisher=row.publisher,
        page_url=page_url(row.kind, row.address),
        licence=row.licence,
        licence_url=row.licence_url,
        episode_id=row.episode_id,
        episode_label=episode_label(row.season_number or 0, row.episode_number or 0)
        if has_episode
        else None,
        size_bytes=size,
        is_size_estimated=row.size_bytes is None,
        seconds=None if size is None else max(1, round(size / rate)),
    )


def estimated_size(kind: SourceKind, runtime_minutes: int | None) -> int | None:
    """In bytes, rounded to ten megabytes, so that it does not look exact."""
    bitrate = ASSUMED_BITRATE_MBPS.get(kind)
    if bitrate is None or runtime_minutes is None:
        return None
    size = runtime_minutes * 60 * bitrate * 1_000_000 / 8
    return max(10_000_000, round(size / 10_000_000) * 10_000_000)


def page_url(kind: SourceKind, address: str) -> str | None:
    """The page about a source: of a file without one, the folder it is in."""
    if kind is SourceKind.TORRENT:
        return None
    if kind is not SourceKind.DIRECT:
        return address
    if address.startswith(COMMONS_FILE):
        return COMMONS_PAGE + address.removeprefix(COMMONS_FILE)
    return address.rpartition("/")[0] + "/"


def in_turn(lists: Sequence[Sequence[int]], limit: int) -> list[int]:
    """The first of each list, then the second of each, and so on, without duplicates."""
    ranks = zip_longest(*lists)
    found = dict.fromkeys(each for rank in ranks for each in rank if each is not None)
    return list(found)[:limit]


def choose(rows: list[FreeSourceRow]) -> FreeSourceRow | None:
    """The best source that can be downloaded: of a show, of the first missing episode."""
    usable = [row for row in rows if row.kind is not SourceKind.PAGE]
    missing = [row for row in usable if not row.is_in_library]
    return next(iter(missing or usable), None)
