"""Creates play tickets: where the bytes of an item are, and a signed URL of them."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import SecretStr

from chalicelib.catalog.models import episode_label
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.library.models import text_to_path
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.playback import store
from chalicelib.playback.errors import FileUnavailable
from chalicelib.playback.models import PlayableItem, PlaybackSource
from chalicelib.playback.models.presign import MAX_EXPIRY_S, ObjectStore
from chalicelib.playback.models.stream_grants import MAX_GRANT_S, Grant
from chalicelib.playback.models.subtitle_tracks import subtitle_track
from chalicelib.playback.models.tickets import PlayOptions, PlayTicket, Trickplay
from chalicelib.segments.service import SegmentService
from chalicelib.subtitles.service import SubtitleService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.trickplay.service import TrickplayService

UNKNOWN_MIME_TYPE = "application/octet-stream"


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

    def sources(self, item: PlayableItem) -> list[PlaybackSource]:
        """The places that have the bytes, the preferred one first."""
        found: list[PlaybackSource] = []
        if self.source != "store" and self.is_there(item.path):
            found.append("local")
        if self.source != "local" and self.objects and item.object_key and item.stored_at:
            found.append("store")
        return found


@dataclass(frozen=True, slots=True)
class PlaybackService:
    db: Database
    progress: ProgressService
    url_builder: StreamUrlBuilder
    clock: Clock
    segments: SegmentService
    trickplay: TrickplayService
    subtitles: SubtitleService

    def play(self, user: User, item_id: UUID, options: PlayOptions, *, origin: str) -> PlayTicket:
        """
        A signed URL of the item's bytes, and the user's resume position.

        `origin` is the scheme and host of the request. Raises `LibraryItemNotFound` or
        `FileUnavailable`.
        """
        with self.db.read() as conn:
            item = _require(conn, item_id)
            following = store.next_episode(conn, item_id=item.id) if item.episode_id else None
            parts = _parts(conn, item)
        position_s = 0
        if item.media_id is not None and item.is_title:
            length_s = sum(length for _, length in parts) or item.duration_seconds
            position_s = self.progress.resume_at(
                user.id, item.media_id, item.episode_id, version_s=length_s
            )
        if parts:
            part_id, position_s, following = part_at(parts, item.id, position_s)
            with self.db.read() as conn:
                item = _require(conn, part_id)
        url, lasts_s = self._signed_url(user, item, origin)
        chosen = self.subtitles.choose(
            user, item.id, media_id=item.media_id, audio_index=options.audio_index
        )
        address, grant = self._stream_address(user, item.id, origin)
        subtitles = [subtitle_track(row, address, grant) for row in chosen.subtitles]
        return PlayTicket(
            library_item_id=item.id,
            url=url,
            kind="direct",
            mime_type=item.mime_type or UNKNOWN_MIME_TYPE,
            expires_at=self.clock() + timedelta(seconds=lasts_s),
            summary="Plays as it is",
            reasons=[],
            position_seconds=position_s,
            duration_seconds=item.duration_seconds,
            audio_tracks=[],
            audio_index=chosen.audio_index,
            subtitles=[track.url for track in subtitles if track.url],
            subtitle_tracks=subtitles,
            subtitle_id=chosen.subtitle_id,
            chapters=[],
            segments=self.segments.of_item(item.id),
            trickplay=self._trickplay(item.id, url),
            qualities=[],
            versions=[],
            # Watching a sample or a trailer is not watching the title.
            media_id=item.media_id if item.is_title else None,
            episode_id=item.episode_id if item.is_title else None,
            title=item.title or item.file_name,
            subtitle=_subtitle(item),
            next_library_item_id=following,
        )

    def _trickplay(self, item_id: UUID, url: str) -> Trickplay | None:
        """The small pictures beside the bytes at `url`; the object store has none."""
        address, _, grant = url.partition("?")
        made = self.trickplay.of_item(item_id)
        if made is None or not address.endswith(f"/stream/{item_id}"):
            return None
        return Trickplay(
            url=f"{address}/trickplay/{{n}}.jpg?{grant}",
            interval_seconds=made.interval_seconds,
            columns=made.columns,
            rows=made.rows,
            width=made.width,
            height=made.height,
            count=made.count,
        )

    def _stream_address(self, user: User, item_id: UUID, origin: str) -> tuple[str, str]:
        """The address of a file at the stream gateway, and the query that grants reading it."""
        builder = self.url_builder
        base = (builder.stream_url or builder.public_url or origin).rstrip("/")
        grant = Grant(user.session_id, item_id, self.clock() + timedelta(seconds=MAX_GRANT_S))
        return f"{base}/stream/{item_id}", grant.query(builder.secret)

    def _signed_url(self, user: User, item: PlayableItem, origin: str) -> tuple[str, int]:
        """A signed URL and how many seconds it lasts. Raises `FileUnavailable`."""
        builder = self.url_builder
        origin = builder.public_url or origin
        now = self.clock()
        sources = builder.sources(item)
        if not sources:
            raise FileUnavailable(
                "The file of this title cannot be found right now. "
                "Its disk may not be connected; once it is back, try again."
            )
        if sources[0] == "local":
            return "?".join(self._stream_address(user, item.id, origin)), MAX_GRANT_S
        assert builder.objects is not None  # noqa: S101  # see `StreamUrlBuilder.sources`
        url = builder.objects.presigned_get(
            item.object_key or "",
            origin=(builder.store_url or origin).rstrip("/"),
            now=now,
            expires_s=MAX_EXPIRY_S,
            content_type=item.mime_type or UNKNOWN_MIME_TYPE,
        )
        return url, MAX_EXPIRY_S


def _require(conn: Connection, item_id: UUID) -> PlayableItem:
    item = store.get(conn, item_id=item_id)
    if item is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    return item


def _parts(conn: Connection, item: PlayableItem) -> list[tuple[UUID, int]]:
    """The playable parts of the film with this file; none for a film in one file."""
    if item.part_number is None or item.media_id is None:
        return []
    parts = store.list_parts(conn, media_id=item.media_id, part_set=item.part_set)
    return parts if item.id in (part_id for part_id, _ in parts) else []


def part_at(
    parts: list[tuple[UUID, int]], asked: UUID, position_s: int
) -> tuple[UUID, int, UUID | None]:
    """
    Which part plays, from which second on, and the one after it.

    The first part stands for the film and goes on where its viewer stopped; any other part was
    asked for.
    """
    place = [part_id for part_id, _ in parts].index(asked)
    begin_s = sum(length_s for _, length_s in parts[:place])
    if place == 0:
        # A part of no length was not probed yet: nothing tells that it is over.
        while place + 1 < len(parts) and 0 < parts[place][1] <= position_s - begin_s:
            begin_s += parts[place][1]
            place += 1
    part_id, length_s = parts[place]
    inside_s = position_s - begin_s
    following = parts[place + 1][0] if place + 1 < len(parts) else None
    return part_id, inside_s if 0 <= inside_s < length_s else 0, following


def is_plain_file(path: str) -> bool:
    """Whether a plain file lies at `path`, as `path_to_text` writes it; links do not count."""
    try:
        return stat.S_ISREG(os.lstat(text_to_path(path)).st_mode)
    except OSError:
        return False


def _subtitle(item: PlayableItem) -> str | None:
    """The line under the title: an episode's label and name, an extra's kind, a movie's year."""
    if item.extra_kind:
        return item.extra_kind.replace("_", " ").capitalize()
    if item.season_number is not None and item.episode_number is not None:
        label = episode_label(item.season_number, item.episode_number)
        return f"{label} · {item.episode_title}" if item.episode_title else label
    return str(item.year) if item.year else None
