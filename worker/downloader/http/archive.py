"""
Items of the Internet Archive: which file of an item to download.

An address of a user or of the catalogue names an item (`https://archive.org/details/NAME`), which
is a page. The item's metadata list its files: what was uploaded and what the archive made of it.

Source: https://archive.org/developers/md-read.html
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader.engine import TaskFailed
from worker.downloader.http.errors import require_usable_status
from worker.net.egress import EgressRoute
from worker.net.http_client import read_small

ARCHIVE_URL = "https://archive.org"
ITEM = re.compile(r"https?://(?:www\.)?archive\.org/details/([A-Za-z0-9][\w.-]{0,100})/?", re.ASCII)
MAX_METADATA_BYTES = 16 * 1024 * 1024
GONE = "The Internet Archive no longer has this file."

#: Formats by how well browsers play them; as the archive names them, in lower case.
FORMAT_RANKS = {
    "h.264 hd": 4,
    "h.264": 4,
    "h.264 ia": 4,
    "mpeg4": 3,  # as uploaded: usually H.264, with the best picture
    "hires mpeg4": 3,
    "webm": 3,
    "512kb mpeg4": 2,  # H.264 with a small picture
}
PLAYABLE_ENDINGS = (".mp4", ".m4v", ".webm")
OTHER_ENDINGS = (".mkv", ".mov", ".mpg", ".mpeg", ".avi", ".ogv")
NOT_THE_FILM = re.compile(
    r"(?:^|[^a-z])(?:sample|trailer|teaser|preview|promo)(?:[^a-z]|$)", re.IGNORECASE
)
#: Of two films or parts in an item, the one at least this long compared with the longest.
MIN_LENGTH_SHARE = 0.5
#: A larger file is an archival master.
MAX_COMFORTABLE_BYTES = 5_000_000_000
MAX_USEFUL_HEIGHT = 1080


def _seconds(raw: Any) -> float:
    """`5400.12`, `1:30:00` or `90:00`; 0 when it is unknown."""
    try:
        parts = [float(part) for part in str(raw or 0).split(":")]
    except ValueError:
        return 0.0
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return total


def _number(raw: Any) -> int:
    return int(raw) if str(raw).isdigit() else 0


class ArchiveFile(BaseModel):
    """A file of an item. Size in bytes, length in seconds, height in pixels; 0 when unknown."""

    model_config = ConfigDict(frozen=True)

    name: str
    format: str = ""
    size: Annotated[int, BeforeValidator(_number)] = 0
    length: Annotated[float, BeforeValidator(_seconds)] = 0.0
    height: Annotated[int, BeforeValidator(_number)] = 0
    private: Annotated[bool, BeforeValidator(lambda raw: str(raw).lower() == "true")] = False


class ArchiveItem(BaseModel):
    """The metadata of an item; without files when there is no such item."""

    is_dark: bool = False  # removed by the archive
    files: list[ArchiveFile] = []


def item_name(address: str) -> str | None:
    """The name of the item that an address leads to; None for any other address."""
    found = ITEM.fullmatch(address.partition("?")[0].partition("#")[0])
    return found[1] if found else None


def resolve(address: str, guard: NetworkGuard, archive_url: str, route: EgressRoute) -> str:
    """
    The address of the file to download; other addresses are returned as they are.

    Raises `TaskFailed`, and as `fetch` does.
    """
    name = item_name(address)
    if name is None:
        return address
    status, body = read_small(
        guard, f"{archive_url}/metadata/{quote(name)}", MAX_METADATA_BYTES, route=route
    )
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise TaskFailed("not_found", GONE)
    require_usable_status(status)
    try:
        item = ArchiveItem.model_validate_json(body)
    except ValidationError as error:
        message = "The Internet Archive sent no valid response."
        raise TaskFailed("unreachable", message, may_retry=True) from error
    file = None if item.is_dark else choose_file(item.files)
    if file is None:
        raise TaskFailed("not_found", GONE)
    return f"{archive_url}/download/{quote(name)}/{quote(file.name)}"


def choose_file(files: Sequence[ArchiveFile]) -> ArchiveFile | None:
    """
    The film in the form that browsers play, with the best picture of a comfortable size.

    Never a sample, a trailer or a short part of it; None when the item has no video.
    """
    videos = [file for file in files if _is_film(file)]
    longest = max((file.length for file in videos), default=0.0)
    whole = [
        file for file in videos if not file.length or file.length >= longest * MIN_LENGTH_SHARE
    ]
    return max(whole, key=_rank, default=None)


def _is_film(file: ArchiveFile) -> bool:
    is_video = file.name.lower().endswith(PLAYABLE_ENDINGS + OTHER_ENDINGS)
    return is_video and not file.private and not NOT_THE_FILM.search(file.name)


def _rank(file: ArchiveFile) -> tuple[bool, int, int, int]:
    is_playable = file.name.lower().endswith(PLAYABLE_ENDINGS)
    is_comfortable = file.size <= MAX_COMFORTABLE_BYTES
    rank = FORMAT_RANKS.get(file.format.lower(), 1) if is_playable else 0
    return (
        is_comfortable and is_playable,
        rank,
        min(file.height, MAX_USEFUL_HEIGHT),
        file.size if is_comfortable else -file.size,
    )
