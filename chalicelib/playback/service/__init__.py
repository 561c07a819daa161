"""Creates play tickets: where the bytes of an item are, and a signed URL of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.catalog.models import episode_label
from chalicelib.devices.models import Capabilities
from chalicelib.devices.service import PlayDeviceService
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.playback import store
from chalicelib.playback.errors import ConversionUnavailable
from chalicelib.playback.models import PlayableItem
from chalicelib.playback.models.file_details import FileDetails, Wishes
from chalicelib.playback.models.subtitle_tracks import subtitle_track
from chalicelib.playback.models.tickets import PlayOptions, PlayPreview, PlayTicket, Trickplay
from chalicelib.playback.service.decision import PlayDecision
from chalicelib.playback.service.details import (
    audio_tracks_of,
    decision_of,
    order_of,
    qualities_of,
    shown,
    versions_of,
)
from chalicelib.playback.service.urls import (
    UNKNOWN_MIME_TYPE,
    SignedAddress,
    StreamUrlBuilder,
)
from chalicelib.segments.service import SegmentService
from chalicelib.subtitles.errors import SubtitleNotFound
from chalicelib.subtitles.service import ChosenTracks, SubtitleService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.trickplay.service import TrickplayService

MANIFEST_MIME_TYPE = "application/vnd.apple.mpegurl"  # RFC 8216, section 4


@dataclass(frozen=True, slots=True)
class PlaybackService:
    db: Database
    progress: ProgressService
    url_builder: StreamUrlBuilder
    clock: Clock
    segments: SegmentService
    trickplay: TrickplayService
    subtitles: SubtitleService
    devices: PlayDeviceService
    can_convert: Callable[[], bool]  # whether files of this computer can be converted

    def play(
        self,
        user: User,
        item_id: UUID,
        options: PlayOptions,
        *,
        origin: str,
        device_id: UUID | None = None,
    ) -> PlayTicket:
        """
        A signed URL of the item's bytes or of their conversion, and the user's resume position.

        `origin` is the scheme and host of the request, `device_id` that of its cookie. Raises
        `LibraryItemNotFound`, `FileUnavailable` or `ConversionUnavailable`.
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
        known = self.devices.capabilities(user.id, device_id)
        self.devices.saw(user.id, device_id if known else None)
        with self.db.read() as conn:
            details = store.list_details(conn, item_ids=[item.id]).get(item.id)
            versions = store.list_versions(conn, item=item)
            chapters = store.list_chapters(conn, item_id=item.id)
        address = self.url_builder.locate(user, item, origin, now=self.clock())
        chosen = self.subtitles.choose(
            user, item.id, media_id=item.media_id, audio_index=options.audio_index
        )
        beside = self.url_builder.stream(user, item.id, origin, now=self.clock())
        subtitles = [subtitle_track(row, *beside.url.split("?")) for row in chosen.subtitles]
        can_convert = address.is_local and self.can_convert()
        wishes = Wishes(
            audio_index=chosen.audio_index,
            max_height=options.max_height,
            burnt_index=_burnt_index(chosen, options),
        )
        decided = decision_of(details, known, wishes)
        if decided.kind != "direct" and not can_convert:
            decided = _unconverted(decided, details, known, options)
        qualities = qualities_of(details, known or Capabilities()) if can_convert else []
        return PlayTicket(
            library_item_id=item.id,
            url=_url(address, decided),
            kind=decided.kind,
            mime_type=MANIFEST_MIME_TYPE
            if decided.rendition
            else item.mime_type or UNKNOWN_MIME_TYPE,
            expires_at=self.clock() + timedelta(seconds=address.lasts_s),
            summary=decided.summary,
            reasons=list(decided.reasons),
            position_seconds=position_s,
            duration_seconds=item.duration_seconds,
            audio_tracks=audio_tracks_of(details),
            audio_index=decided.audio_index,
            subtitles=[track.url for track in subtitles if track.url],
            subtitle_tracks=subtitles,
            subtitle_id=options.burn_subtitle_id or chosen.subtitle_id,
            chapters=chapters,
            segments=self.segments.of_item(item.id),
            trickplay=self._trickplay(item.id, address),
            qualities=qualities,
            versions=versions_of(versions),
            # Watching a sample or a trailer is not watching the title.
            media_id=item.media_id if item.is_title else None,
            episode_id=item.episode_id if item.is_title else None,
            title=item.title or item.file_name,
            subtitle=_subtitle(item),
            next_library_item_id=following,
        )

    def _trickplay(self, item_id: UUID, address: SignedAddress) -> Trickplay | None:
        """The small pictures beside the bytes; the object store has none."""
        made = self.trickplay.of_item(item_id)
        if made is None or not address.is_local:
            return None
        return Trickplay(
            url=address.below("trickplay/{n}.jpg"),
            interval_seconds=made.interval_seconds,
            columns=made.columns,
            rows=made.rows,
            width=made.width,
            height=made.height,
            count=made.count,
        )

    def preview(self, user: User, item_id: UUID, device_id: UUID | None) -> PlayPreview:
        """
        How each version of the title or episode of this item would play, the best first.

        Raises `LibraryItemNotFound`.
        """
        known = self.devices.capabilities(user.id, device_id)
        with self.db.read() as conn:
            item = _require(conn, item_id)
            versions = store.list_versions(conn, item=item)
            details = store.list_details(conn, item_ids=[each.id for each in versions])
            items = {each.id: _require(conn, each.id) for each in versions}
        found = []
        for version in versions:
            decided = decision_of(details.get(version.id), known, Wishes())
            can = decided.kind == "direct" or known is None or self._can_convert(items[version.id])
            found.append((not can, *order_of(version, decided), shown(version.id, decided, can)))
        return PlayPreview(items=[each[-1] for each in sorted(found, key=lambda one: one[:-1])])

    def _can_convert(self, item: PlayableItem) -> bool:
        return self.can_convert() and "local" in self.url_builder.sources(item)


def _url(address: SignedAddress, decided: PlayDecision) -> str:
    if decided.rendition is None:
        return address.url
    return address.below(f"hls/{decided.rendition}/index.m3u8")


def _burnt_index(chosen: ChosenTracks, options: PlayOptions) -> int | None:
    """The stream of the picture subtitle to burn in. Raises `SubtitleNotFound`."""
    if options.burn_subtitle_id is None:
        return None
    for row in chosen.subtitles:
        is_drawn = row.form == "picture" and row.stream_index is not None
        if row.id == options.burn_subtitle_id and is_drawn:
            return row.stream_index
    raise SubtitleNotFound("This file has no such subtitle of pictures.")


def _unconverted(
    decided: PlayDecision,
    details: FileDetails | None,
    known: Capabilities | None,
    options: PlayOptions,
) -> PlayDecision:
    """
    What to do without a conversion: play the first track when no other was asked for; a device of
    which nothing is known may play the file.

    Raises `ConversionUnavailable`.
    """
    first = details.first_sound if details else None
    if options == PlayOptions():
        plain = decision_of(details, known, Wishes(audio_index=first.index if first else None))
        if plain.kind == "direct":
            return plain
    if known is None:
        return PlayDecision("direct", (), None, first.index if first else None)
    raise ConversionUnavailable(
        f"{decided.reasons[0].text}. This file cannot be converted here: that needs the file on "
        "a disk of the server, and ffmpeg."
    )


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


def _subtitle(item: PlayableItem) -> str | None:
    """The line under the title: an episode's label and name, an extra's kind, a movie's year."""
    if item.extra_kind:
        return item.extra_kind.replace("_", " ").capitalize()
    if item.season_number is not None and item.episode_number is not None:
        label = episode_label(item.season_number, item.episode_number)
        return f"{label} · {item.episode_title}" if item.episode_title else label
    return str(item.year) if item.year else None
