"""Where the bytes of an item are, and signed addresses of them."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr

from chalicelib.library.models.path_text import text_to_path
from chalicelib.platform.sessions import User
from chalicelib.playback.errors import FileUnavailable
from chalicelib.playback.models import PlayableItem, PlaybackSource
from chalicelib.playback.models.presigned_urls import FILE_EXPIRY_S, ObjectStore
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.stream_grants import MAX_GRANT_S, Grant

UNKNOWN_MIME_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class SignedAddress:
    """A signed URL of a file."""

    url: str
    lasts_s: int

    def below(self, path: str) -> str:
        """The address of something below that of a file at the gateway, with the same grant."""
        address, _, grant = self.url.partition("?")
        return f"{address}/{path}?{grant}"


@dataclass(frozen=True, slots=True)
class StreamUrlBuilder:
    """
    What the signed URLs of play tickets are made of.

    `public_url`, and for local files `stream_url` before it, replace the scheme and host of the
    request. `store_url` is where browsers reach the object store; None: through our own origin.
    """

    secret: SecretStr
    objects: ObjectStore | None
    source: PlaybackSource
    public_url: str | None
    stream_url: str | None
    store_url: str | None
    is_there: Callable[[str], bool]

    @property
    def can_use_store(self) -> bool:
        return self.source != "local" and self.objects is not None

    def sources(self, item: PlayableItem) -> list[PlaybackSource]:
        """The places that have the bytes, the preferred one first."""
        found: list[PlaybackSource] = []
        if self.source != "store" and self.is_there(item.path):
            found.append("local")
        if self.can_use_store and item.object_key and item.stored_at:
            found.append("store")
        return found

    def locate(
        self, user: User, item: PlayableItem, origin: str, *, now: datetime
    ) -> SignedAddress:
        """A signed URL from the preferred place. Raises `FileUnavailable`."""
        origin = self.public_url or origin
        sources = self.sources(item)
        if not sources:
            raise FileUnavailable(
                "The file of this title cannot be found right now. "
                "Its disk may not be connected; once it is back, try again."
            )
        if sources[0] == "local":
            return self.stream(user, item.id, origin, now=now)
        assert self.objects is not None  # noqa: S101  # see `sources`
        url = self.objects.presigned_get(
            item.object_key or "",
            origin=(self.store_url or origin).rstrip("/"),
            now=now,
            expires_s=FILE_EXPIRY_S,
            content_type=item.mime_type or UNKNOWN_MIME_TYPE,
        )
        return SignedAddress(url, FILE_EXPIRY_S)

    def copy(
        self, user: User, item_id: UUID, rendition: Rendition, origin: str, *, now: datetime
    ) -> str:
        """The manifest of a converted copy in the object store, which the API serves."""
        base = (self.public_url or origin).rstrip("/")
        grant = Grant(user.session_id, item_id, now + timedelta(seconds=MAX_GRANT_S))
        path = f"/api/v1/library/{item_id}/copies/{rendition}/index.m3u8"
        return f"{base}{path}?{grant.query(self.secret)}"

    def stream(self, user: User, item_id: UUID, origin: str, *, now: datetime) -> SignedAddress:
        """The address at the stream gateway, wherever the file is."""
        base = (self.stream_url or self.public_url or origin).rstrip("/")
        grant = Grant(user.session_id, item_id, now + timedelta(seconds=MAX_GRANT_S))
        url = f"{base}/stream/{item_id}?{grant.query(self.secret)}"
        return SignedAddress(url, MAX_GRANT_S)


def file_url(
    address: SignedAddress | None, gateway: SignedAddress, *, has_worker: bool
) -> str | None:
    """
    The file for other players, which ask for no new address: that of the gateway lasts for hours,
    also of a file in the object store.
    """
    if address is None:
        return None
    return gateway.url if has_worker else address.url


def is_plain_file(path: str) -> bool:
    """Whether a plain file lies at `path`, as `path_to_text` writes it; links do not count."""
    try:
        return stat.S_ISREG(os.lstat(text_to_path(path)).st_mode)
    except OSError:
        return False
