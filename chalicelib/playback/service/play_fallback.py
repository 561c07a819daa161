"""What plays in the end: the file, a conversion of it, or a copy that was kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.devices.models import Capabilities
from chalicelib.playback.errors import ConversionUnavailable, FileUnavailable
from chalicelib.playback.models.file_details import FileDetails, StreamSelection
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.tickets import PlayOptions, PlayReason
from chalicelib.playback.service.play_decision import PlayDecision
from chalicelib.playback.service.ticket_details import WITHOUT_FILE, decision_of

#: What was chosen and is left out where no file is converted, by the reason to convert.
NEED_FFMPEG = {
    "audio_track": PlayReason(
        code="audio_track_needs_ffmpeg",
        text="Another audio track needs ffmpeg on the server, so the first one plays",
    ),
    "burnt_subtitle": PlayReason(
        code="burnt_subtitle_needs_ffmpeg",
        text="These subtitles are pictures: drawing them needs ffmpeg on the server",
    ),
    "quality": PlayReason(
        code="quality_needs_ffmpeg", text="A smaller picture needs ffmpeg on the server"
    ),
}


@dataclass(frozen=True, slots=True)
class PlayMethods:
    """What there is to play a file with."""

    has_file: bool
    can_convert: bool
    kept: Sequence[Rendition] = ()  # converted copies in the object store


@dataclass(frozen=True, slots=True)
class FallbackDecision:
    """`is_copy`: its rendition is in the object store."""

    decision: PlayDecision
    is_copy: bool = False

    @property
    def summary(self) -> str:
        if not self.is_copy:
            return self.decision.summary
        return f"Plays its converted copy: {self.decision.reasons[0].text}"


def choose_fallback(
    decided: PlayDecision,
    means: PlayMethods,
    details: FileDetails | None,
    known: Capabilities | None,
    options: PlayOptions,
) -> FallbackDecision:
    """
    A copy of just this conversion saves making it again; another copy is better than nothing.

    Raises `ConversionUnavailable` or `FileUnavailable`.
    """
    if decided.rendition is None and means.has_file:
        return FallbackDecision(decided)
    if decided.rendition is not None and decided.rendition in means.kept:
        return FallbackDecision(decided, is_copy=True)
    if means.has_file and means.can_convert:
        return FallbackDecision(decided)
    copy = best_copy(decided, means.kept, wants_audio=options.audio_index is not None)
    if copy is not None:
        return FallbackDecision(copy, is_copy=True)
    if not means.has_file:
        raise FileUnavailable("The file is not here right now, and its copy has other sound.")
    return FallbackDecision(_unconverted(decided, details, known))


def fallback_or_none(
    decided: PlayDecision,
    means: PlayMethods,
    details: FileDetails | None,
    known: Capabilities | None,
) -> FallbackDecision | None:
    """As `choose_fallback`, for a viewer who has chosen nothing; None: it cannot be played."""
    try:
        return choose_fallback(decided, means, details, known, PlayOptions())
    except (ConversionUnavailable, FileUnavailable):
        return None


def best_copy(
    decided: PlayDecision, kept: Sequence[Rendition], *, wants_audio: bool
) -> PlayDecision | None:
    """
    The largest kept copy that the device plays, of the decided sound if there is one.

    `wants_audio`: the viewer has chosen the sound, so that another one is no answer. For a file
    that would play as it is, any copy does.
    """
    wanted = decided.rendition
    fitting = [
        one
        for one in kept
        if (wanted is None or _fits(one, wanted))
        and (not wants_audio or one.audio_index == decided.audio_index)
    ]
    if not fitting:
        return None
    best = max(
        fitting,
        key=lambda one: (
            one.audio_index == decided.audio_index,
            one.height is None,
            one.height or 0,
        ),
    )
    return replace(
        decided,
        kind="transcode" if best.height else "audio" if best.audio == "aac" else "remux",
        reasons=decided.reasons or (WITHOUT_FILE,),
        rendition=best,
        audio_index=best.audio_index,
    )


def _fits(copy: Rendition, wanted: Rendition) -> bool:
    """Whether a device that needs `wanted` plays `copy`: H.264 with AAC plays everywhere."""
    if copy.burnt_index != wanted.burnt_index:
        return False
    if copy.audio == "copy" and wanted.audio != "copy":
        return False
    if copy.height is None:
        return wanted.height is None
    return wanted.height is None or copy.height <= wanted.height


def _unconverted(
    decided: PlayDecision,
    details: FileDetails | None,
    known: Capabilities | None,
) -> PlayDecision:
    """
    What to do without a conversion: play the file with its first track, and say what was chosen
    and needs ffmpeg; a device of which nothing is known may play any file.

    Raises `ConversionUnavailable`.
    """
    first = details.first_sound if details else None
    plain = decision_of(details, known, StreamSelection(audio_index=first.index if first else None))
    missing = tuple(NEED_FFMPEG[each.code] for each in decided.reasons if each.code in NEED_FFMPEG)
    if plain.kind == "direct":
        return replace(plain, reasons=missing)
    if known is None:
        return PlayDecision("direct", missing, None, first.index if first else None)
    raise ConversionUnavailable(
        f"{decided.reasons[0].text}. This file cannot be converted here: that needs ffmpeg on "
        "the server."
    )
