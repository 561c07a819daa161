"""The subtitle of a film or an episode, for players that know only which one it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.playback import store
from chalicelib.playback.errors import BadEpisodeKey
from chalicelib.playback.models import PlayableItem
from chalicelib.playback.models.episode_keys import EpisodeKey, EpisodeSubtitleQuery
from chalicelib.playback.models.subtitle_tracks import subtitle_track
from chalicelib.playback.service import PlaybackService
from chalicelib.preferences.service import PreferenceService
from chalicelib.subtitles.errors import SubtitleNotFound
from chalicelib.subtitles.models import SubtitleRow
from chalicelib.subtitles.models.languages import language_name
from chalicelib.subtitles.models.track_choice import SubtitleOption, choose_asked


@dataclass(frozen=True, slots=True)
class EpisodeSubtitleService:
    db: Database
    playback: PlaybackService
    preferences: PreferenceService
    clock: Clock

    def address(
        self,
        user: User,
        name: str,
        query: EpisodeSubtitleQuery,
        *,
        origin: str,
        device_id: UUID | None,
    ) -> str:
        """
        The signed address of the WebVTT text at the stream gateway.

        `name` is an episode key. The file is the one that plays on the device. Raises
        `BadEpisodeKey`, `LibraryItemNotFound`, `FileUnavailable` or `SubtitleNotFound`.
        """
        item = self._part(self._item(user, _key_of(name), device_id), query.part)
        urls, now = self.playback.url_builder, self.clock()
        urls.locate(user, item, origin, now=now)  # raises when the file is nowhere
        row = self._choose(user, item, query.lang)
        beside = urls.stream(user, item.id, origin, now=now)
        url = subtitle_track(row, *beside.url.split("?")).url
        assert url is not None  # noqa: S101  # it is text
        return url

    def _item(self, user: User, key: EpisodeKey, device_id: UUID | None) -> PlayableItem:
        with self.db.read() as conn:
            found = store.find_file(conn, key=key)
        if found is None:
            raise LibraryItemNotFound("There is no file of this film or episode in the library.")
        best = self.playback.preview(user, found, device_id).items[0].library_item_id
        with self.db.read() as conn:
            item = store.get(conn, item_id=best)
        if item is None:
            raise LibraryItemNotFound("There is no file of this film or episode in the library.")
        return item

    def _part(self, item: PlayableItem, number: int) -> PlayableItem:
        """Another part of the same copy of a film."""
        with self.db.read() as conn:
            if item.media_id is None or not item.part_set:
                parts = [(item.id, item.duration_seconds)]
            else:
                parts = store.list_parts(conn, media_id=item.media_id, part_set=item.part_set)
            if number > len(parts):
                known = "1 part" if len(parts) == 1 else f"{len(parts)} parts"
                raise LibraryItemNotFound(f"It has {known} in the library.", field="part")
            found = store.get(conn, item_id=parts[number - 1][0])
        return found or item

    def _choose(self, user: User, item: PlayableItem, language: str) -> SubtitleRow:
        chosen = self.playback.subtitles.choose(user, item.id, media_id=item.media_id)
        texts = {row.id: row for row in chosen.subtitles if row.form != "picture"}
        if not language and chosen.subtitle_id in texts:
            return texts[chosen.subtitle_id]
        own = self.preferences.get(user)
        languages = [language] if language else [*own.subtitle_languages, *own.audio_languages]
        found = choose_asked(_options(texts.values()), languages, prefers_sdh=own.prefers_sdh)
        if found is None:
            raise _not_found(bool(texts), language)
        return texts[found]


def _key_of(name: str) -> EpisodeKey:
    """Raises `BadEpisodeKey`."""
    try:
        return EpisodeKey.parse(name)
    except ValueError as error:
        raise BadEpisodeKey(
            "Name a film like seen:12.vtt or tmdb:movie:550.vtt, and an episode like "
            "tmdb:tv:1399:s01e02.vtt.",
            field="episodeKey",
        ) from error


def _options(rows: Iterable[SubtitleRow]) -> list[SubtitleOption]:
    return [
        SubtitleOption(row.id, row.language, row.is_forced, row.is_sdh, row.is_default)
        for row in rows
    ]


def _not_found(has_text: bool, language: str) -> SubtitleNotFound:  # noqa: FBT001
    if language:
        return SubtitleNotFound(
            f"This file has no subtitle of text in {language_name(language)}.", field="lang"
        )
    if has_text:
        return SubtitleNotFound("This file has no subtitle in your languages.")
    return SubtitleNotFound("This file has no subtitle of text.")
