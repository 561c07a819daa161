"""Which qualities of a file can be kept. Pure."""

from chalicelib.converted_copies.models import CopiedFile, CopyChoice, NewConvertedCopy, label_of
from chalicelib.devices.models import Capabilities
from chalicelib.playback.models.file_details import FileDetails, StreamSelection
from chalicelib.playback.models.rendition import (
    AUDIO_BITRATE_KBPS,
    MAX_BITRATES_KBPS,
    Rendition,
)
from chalicelib.playback.service.play_decision import decide, heights_of

#: What every browser plays: a copy is made for all of them.
ANY_BROWSER = Capabilities()


def rendition_of(details: FileDetails, wanted: NewConvertedCopy) -> Rendition | None:
    """
    What a careful browser needs to play the file in this quality; None: the file itself.

    Without a height the picture is not converted, so None, too, for one that has to be.
    """
    selection = StreamSelection(audio_index=wanted.audio_index, max_height=wanted.height)
    rendition = decide(details, ANY_BROWSER, selection).rendition
    if rendition is None or rendition.height != wanted.height:
        return None
    return rendition


def usual_rendition(details: FileDetails) -> Rendition | None:
    """What a careful browser needs when nothing is chosen; None: it plays the file itself."""
    return decide(details, ANY_BROWSER, StreamSelection()).rendition


def choices_of(details: FileDetails, file: CopiedFile) -> list[CopyChoice]:
    """The original picture in a form that browsers play, and the heights it can have."""
    found = []
    for height in (None, *heights_of(details, ANY_BROWSER)):
        wanted = NewConvertedCopy.model_validate({"height": height})
        rendition = rendition_of(details, wanted)
        if rendition is not None:
            size = max_bytes_of(height, details, file)
            found.append(
                CopyChoice(height=wanted.height, label=label_of(rendition), max_bytes=size)
            )
    return found


def max_bytes_of(height: int | None, details: FileDetails, file: CopiedFile) -> int:
    """A copied picture takes what it takes; a converted one its highest rate, and the sound."""
    if height is None:
        return file.size_bytes
    sound = AUDIO_BITRATE_KBPS if details.sounds else 0
    return (MAX_BITRATES_KBPS[height] + sound) * 125 * file.duration_seconds
