"""Creates play tickets: where the bytes of an item are, and a signed URL of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.catalog.models import episode_label
from chalicelib.devices.models import Capabilities
from chalicelib.devices.service import PlayDeviceService
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.library.models import PROBE_QUEUE
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer_once
from chalicelib.playback import store
from chalicelib.playback.errors import FileBeingRead
from chalicelib.playback.models import PlayableItem
from chalicelib.playback.models.file_details import StreamSelection
from chalicelib.playback.models.hls_manifest import MANIFEST_TYPE
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.stream_grants import MAX_GRANT_S
from chalicelib.playback.models.subtitle_tracks import subtitle_track
from chalicelib.playback.models.tickets import (
    PlaybackOfVersion,
    PlayOptions,
    PlayPreview,
    PlayTicket,
    Trickplay,
)
from chalicelib.playback.service.film_parts import part_at, parts_of
from chalicelib.playback.service.play_decision import PlayDecision
from chalicelib.playback.service.play_fallback import (
    FallbackDecision,
    PlayMethods,
    choose_fallback,
    fallback_or_none,
)
from chalicelib.playback.service.stream_urls import (
    UNKNOWN_MIME_TYPE,
    SignedAddress,
    StreamUrlBuilder,
    file_url,
)
from chalicelib.playback.service.ticket_details import (
    BEING_READ,
    absent,
    audio_tracks_of,
    decision_of,
    order_of,
    qualities_of,
    shown,
    unread,
    versions_of,
)
from chalicelib.segments.service import SegmentService
from chalicelib.subtitles.errors import SubtitleNotFound
from chalicelib.subtitles.service import ChosenTracks, SubtitleService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.trickplay.service import TrickplayService


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
    can_convert: Callable[[], bool]  # whether this computer can convert files
    #: The converted copies of files that can be played from the object store.
    copies: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Rendition]]]
    #: The titles of a user's language, where it is not the catalogue's.
    titles_of: Callable[[UUID, Sequence[int]], Mapping[int, str]]

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
        A signed URL of the item's bytes or of their conversion, and the user's resume position;
        of the best version of its title for the device, unless the options name this file.

        `origin` is the scheme and host of the request, `device_id` that of its cookie. Raises
        `LibraryItemNotFound`, `FileUnavailable`, `FileBeingRead` or `ConversionUnavailable`.
        """
        known = None
        if not options.is_for_other_player:
            known = self.devices.capabilities(user.id, device_id)
        with self.db.read() as conn:
            item = _require(conn, item_id)
        if not options.names_a_file:
            item = self._best(item, known)
        with self.db.read() as conn:
            following = store.next_episode(conn, item_id=item.id) if item.episode_id else None
            parts = parts_of(conn, item)
        position_s = 0
        if item.media_id is not None and item.is_title and not options.is_for_other_player:
            length_s = sum(length for _, length in parts) or item.duration_seconds
            position_s = self.progress.resume_at(
                user.id, item.media_id, item.episode_id, version_s=length_s
            )
        if parts:
            part_id, position_s, following = part_at(parts, item.id, position_s)
            with self.db.read() as conn:
                item = _require(conn, part_id)
        if self._is_unknown(item) and not options.is_for_other_player:
            self._ask_for_probe(item)
            raise FileBeingRead(BEING_READ, retry_after_s=1)
        self.devices.saw(user.id, device_id if known else None)
        with self.db.read() as conn:
            details = store.list_details(conn, item_ids=[item.id]).get(item.id)
            versions = store.list_versions(conn, item=item)
            chapters = store.list_chapters(conn, item_id=item.id)
        kept = self._kept([item.id]).get(item.id, ())
        address = self._locate(user, item, origin, is_needed=not kept)
        chosen = self.subtitles.choose(
            user, item.id, media_id=item.media_id, audio_index=options.audio_index
        )
        beside = self.url_builder.stream(user, item.id, origin, now=self.clock())
        subtitles = [subtitle_track(row, *beside.url.split("?")) for row in chosen.subtitles]
        can_convert = address is not None and self.can_convert()
        selection = StreamSelection(
            audio_index=chosen.audio_index,
            max_height=options.max_height,
            burnt_index=_burnt_index(chosen, options),
        )
        means = PlayMethods(address is not None, can_convert, kept)
        settled = choose_fallback(
            decision_of(details, known, selection), means, details, known, options
        )
        decided = settled.decision
        qualities = qualities_of(details, known or Capabilities()) if can_convert else []
        return PlayTicket(
            library_item_id=item.id,
            url=self._url(user, item.id, origin, address, settled),
            file_url=file_url(address, beside, has_worker=can_convert),
            kind=decided.kind,
            mime_type=MANIFEST_TYPE if decided.rendition else item.mime_type or UNKNOWN_MIME_TYPE,
            expires_at=self.clock()
            + timedelta(
                seconds=MAX_GRANT_S if decided.rendition or not address else address.lasts_s
            ),
            summary=settled.summary,
            reasons=list(decided.reasons),
            position_seconds=position_s,
            duration_seconds=item.duration_seconds,
            audio_tracks=audio_tracks_of(details),
            audio_index=decided.audio_index,
            subtitles=[track.url for track in subtitles if track.url],
            subtitle_tracks=subtitles,
            subtitle_id=_subtitle_id(chosen, options, decided),
            chapters=chapters,
            segments=self.segments.of_item(item.id),
            trickplay=self._trickplay(item.id, beside),
            qualities=qualities,
            versions=versions_of(versions),
            # Watching a sample or a trailer is not watching the title.
            media_id=item.media_id if item.is_title else None,
            episode_id=item.episode_id if item.is_title else None,
            title=self._title(user, item),
            subtitle=_subtitle(item),
            next_library_item_id=following,
        )

    def _title(self, user: User, item: PlayableItem) -> str:
        ids = [] if item.media_id is None else [item.media_id]
        translated = self.titles_of(user.id, ids).values()
        return next(iter(translated), item.title or item.file_name)

    def _is_unknown(self, item: PlayableItem) -> bool:
        """Whether it has just arrived on the disk that it would be played from."""
        return not item.is_probed and self.url_builder.sources(item)[:1] == ["local"]

    def _ask_for_probe(self, item: PlayableItem) -> None:
        """Before the others of a scan that is under way."""
        with self.db.transaction() as conn:
            defer_once(
                conn,
                "probe_item",
                {"item_id": str(item.id)},
                queue=PROBE_QUEUE,
                lock=f"probe:{item.id}",
            )

    def _kept(self, item_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Rendition]]:
        """The converted copies that may play, by file."""
        return self.copies(item_ids) if self.url_builder.can_use_store else {}

    def _locate(
        self, user: User, item: PlayableItem, origin: str, *, is_needed: bool
    ) -> SignedAddress | None:
        """Raises `FileUnavailable` when the file is nowhere and is needed."""
        if not is_needed and not self.url_builder.sources(item):
            return None
        return self.url_builder.locate(user, item, origin, now=self.clock())

    def _url(
        self,
        user: User,
        item_id: UUID,
        origin: str,
        address: SignedAddress | None,
        settled: FallbackDecision,
    ) -> str:
        rendition = settled.decision.rendition
        if rendition is not None and (settled.is_copy or address is None):
            return self.url_builder.copy(user, item_id, rendition, origin, now=self.clock())
        assert address is not None  # noqa: S101  # see `choose_fallback`
        if rendition is None:
            return address.url
        gateway = self.url_builder.stream(user, item_id, origin, now=self.clock())
        return gateway.below(f"hls/{rendition}/index.m3u8")

    def _trickplay(self, item_id: UUID, gateway: SignedAddress) -> Trickplay | None:
        """The small pictures, which are at the stream gateway wherever the file is."""
        made = self.trickplay.of_item(item_id)
        if made is None:
            return None
        return Trickplay(
            url=gateway.below("trickplay/{n}.jpg"),
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
        return PlayPreview(items=self._versions(item, known))

    def _best(self, item: PlayableItem, known: Capabilities | None) -> PlayableItem:
        """The version to play instead; a sample and a later part are played themselves."""
        if not item.is_title or (item.part_number or 1) > 1:
            return item
        best = self._versions(item, known)[0]
        if best.kind is None or best.library_item_id == item.id:
            return item
        with self.db.read() as conn:
            return _require(conn, best.library_item_id)

    def _versions(self, item: PlayableItem, known: Capabilities | None) -> list[PlaybackOfVersion]:
        """The item and what plays instead of it, the best first."""
        with self.db.read() as conn:
            versions = store.list_versions(conn, item=item)
            details = store.list_details(conn, item_ids=[each.id for each in versions])
            items = {each.id: _require(conn, each.id) for each in versions}
        kept = self._kept([each.id for each in versions])
        found: list[tuple[tuple[object, ...], PlaybackOfVersion]] = []
        for version in versions:
            decided = decision_of(details.get(version.id), known, StreamSelection())
            item = items[version.id]
            if self._is_unknown(item):
                found.append(((True, *order_of(version, decided)), unread(version.id)))
                continue
            means = PlayMethods(
                has_file=bool(self.url_builder.sources(item)),
                can_convert=self.can_convert(),
                kept=kept.get(version.id, ()),
            )
            settled = fallback_or_none(decided, means, details.get(version.id), known)
            chosen = settled.decision if settled else decided
            if settled is None and not means.has_file:
                line = absent(version.id)
            else:
                line = shown(version.id, chosen, settled.summary if settled else None)
            found.append(((settled is None, *order_of(version, chosen)), line))
        return [each for _, each in sorted(found, key=lambda one: one[0])]


def _burnt_index(chosen: ChosenTracks, options: PlayOptions) -> int | None:
    """The stream of the picture subtitle to burn in. Raises `SubtitleNotFound`."""
    if options.burn_subtitle_id is None:
        return None
    for row in chosen.subtitles:
        is_drawn = row.form == "picture" and row.stream_index is not None
        if row.id == options.burn_subtitle_id and is_drawn:
            return row.stream_index
    raise SubtitleNotFound("This file has no such subtitle of pictures.")


def _subtitle_id(chosen: ChosenTracks, options: PlayOptions, decided: PlayDecision) -> UUID | None:
    """The subtitle that is shown; none in place of one that is to be burnt in and is not."""
    if options.burn_subtitle_id is None:
        return chosen.subtitle_id
    is_burnt = decided.rendition is not None and decided.rendition.burnt_index is not None
    return options.burn_subtitle_id if is_burnt else None


def _require(conn: Connection, item_id: UUID) -> PlayableItem:
    item = store.get(conn, item_id=item_id)
    if item is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    return item


def _subtitle(item: PlayableItem) -> str | None:
    """The line under the title: an episode's label and name, an extra's kind, a movie's year."""
    if item.extra_kind:
        return item.extra_kind.replace("_", " ").capitalize()
    if item.season_number is not None and item.episode_number is not None:
        label = episode_label(item.season_number, item.episode_number)
        return f"{label} · {item.episode_title}" if item.episode_title else label
    return str(item.year) if item.year else None
