"""What a player and the page of a title show of a file and of the decision about it."""

from collections.abc import Sequence
from uuid import UUID

from chalicelib.devices.models import Capabilities
from chalicelib.playback.models.codec_names import channels_name, codec_name
from chalicelib.playback.models.file_details import (
    FileDetails,
    FileVersion,
    SoundStream,
    StreamSelection,
)
from chalicelib.playback.models.tickets import (
    AudioTrack,
    PictureQuality,
    PlaybackOfVersion,
    PlayReason,
    Version,
)
from chalicelib.playback.service.play_decision import (
    PlayDecision,
    decide,
    heights_of,
    lines_of,
    rank,
)
from chalicelib.subtitles.models.languages import language_name, normalize_language

GIGABYTE = 1e9
BEING_READ = "This file has just arrived and is being read. It can be played in a moment."
WITHOUT_FILE = PlayReason(code="file_away", text="The file itself is not here right now")
HDR_NAMES = {"hdr10": "HDR10", "hlg": "HLG", "dolby_vision": "Dolby Vision"}


def decision_of(
    details: FileDetails | None, device: Capabilities | None, selection: StreamSelection
) -> PlayDecision:
    """The decision; a file of which nothing is known yet is played as it is."""
    if details is None:
        return PlayDecision("direct", (), None, None)
    return decide(details, device or Capabilities(), selection)


def audio_tracks_of(details: FileDetails | None) -> list[AudioTrack]:
    return (
        [
            AudioTrack(
                index=sound.index,
                language=sound.language,
                title=sound.title,
                codec=sound.codec,
                channels=sound.channels,
                is_default=sound == details.default_sound,
                label=_audio_label(sound),
            )
            for sound in details.sounds
        ]
        if details
        else []
    )


def _audio_label(sound: SoundStream) -> str:
    """The language, then the title, or what the sound is: two dubs of one kind are told apart."""
    kind = f"{codec_name(sound.codec)} {channels_name(sound.channels)}".strip()
    language = language_name(normalize_language(sound.language))
    title = sound.title.strip()
    if title.lower().startswith(language.lower()) and title:
        return title  # it says the language itself
    return " · ".join(part for part in (language, title or kind) if part)


def qualities_of(details: FileDetails | None, device: Capabilities) -> list[PictureQuality]:
    """The smaller pictures: as large as the file's is what plays without a choice."""
    if details is None:
        return []
    lines = lines_of(details)
    return [
        PictureQuality(height=height, label=f"{height}p")
        for height in heights_of(details, device)
        if not lines or height < lines
    ]


def versions_of(versions: Sequence[FileVersion]) -> list[Version]:
    """Every version, also the one that plays; none of a title with one file."""
    if len(versions) == 1:
        return []
    return [Version(library_item_id=each.id, label=_label(each)) for each in versions]


def order_of(version: FileVersion, decided: PlayDecision) -> tuple[object, ...]:
    """
    The smallest is the best for the device: of the right length first, then what needs the least
    conversion, then the best picture.
    """
    rank_of_length = [-each for each in version.length_rank]
    return (rank_of_length, rank(decided), -version.height, -version.bitrate_kbps, version.id.int)


def shown(id: UUID, decided: PlayDecision, summary: str | None) -> PlaybackOfVersion:
    """`summary` says how it plays; None: it cannot."""
    return PlaybackOfVersion(
        library_item_id=id,
        kind=decided.kind if summary else None,
        summary=summary or f"{decided.reasons[0].text}, and it cannot be converted here",
        reasons=list(decided.reasons),
    )


def unread(id: UUID) -> PlaybackOfVersion:
    """A file that has just arrived."""
    reason = PlayReason(code="being_read", text=BEING_READ)
    return PlaybackOfVersion(library_item_id=id, kind=None, summary=BEING_READ, reasons=[reason])


def absent(id: UUID) -> PlaybackOfVersion:
    """A file that is nowhere now, without a copy that plays instead."""
    return PlaybackOfVersion(
        library_item_id=id, kind=None, summary=WITHOUT_FILE.text, reasons=[WITHOUT_FILE]
    )


def _label(version: FileVersion) -> str:
    parts = [
        version.resolution_label,
        HDR_NAMES.get(version.hdr, ""),
        codec_name(version.video_codec) if version.video_codec else "",
        *version.editions,
        _size(version.size_bytes),
    ]
    return " · ".join(part for part in parts if part)


def _size(size_bytes: int) -> str:
    """`3.4 GB`, below that `340 MB`; empty when it is not known."""
    if size_bytes >= GIGABYTE:
        return f"{size_bytes / GIGABYTE:.1f} GB"
    return f"{max(1, round(size_bytes / 1e6))} MB" if size_bytes else ""
