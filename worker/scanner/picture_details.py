"""The details of a picture stream that decide what can play it."""

import re
from typing import Any, Final

import av
import av.container

from chalicelib.library.models.probe_results import HdrKind, Transfer

#: Transfer characteristics (ITU-T H.273, table 3).
TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}
KINDS: Final[dict[Transfer, HdrKind]] = {"pq": "hdr10", "hlg": "hlg", "": ""}
#: Sample entries of Dolby Vision in MP4 ("Dolby Vision Streams within the ISO Base Media File
#: Format", section 3).
DOLBY_TAGS = ("dvh1", "dvhe", "dva1", "dvav", "dav1")
DOLBY_RECORD = re.compile(r"DOVI configuration record: version", re.ASCII)
UNSPECIFIED = (0, 2)  # transfer characteristics
HDR_BITS = 10
MAX_NAME_LENGTH = 40
MAX_NUMBER = 2**15 - 1


def has_dolby_vision(container: "av.container.InputContainer") -> bool:
    """Whether the picture has a configuration record of Dolby Vision."""
    return any(
        stream.codec_context.codec_tag in DOLBY_TAGS
        for stream in container.streams.video
        if stream.codec_context is not None
    ) or bool(
        DOLBY_RECORD.search(container.dumps_format())  # type: ignore[attr-defined]  # not in its types
    )


def transfer_of(container: "av.container.InputContainer", stream: Any) -> int:
    """
    The transfer characteristics of a picture: those of its first frame where the container says
    nothing of a picture with ten bits or more. HDR has as many.
    """
    context = stream.codec_context
    said = int(context.color_trc or 0)
    if said not in UNSPECIFIED or bit_depth_of(context) < HDR_BITS:
        return said
    try:
        frame = next(container.decode(stream), None)
        container.seek(container.start_time or 0)
    except (av.FFmpegError, MemoryError):
        return said
    return int(frame.color_trc or 0) if frame is not None else said


def bit_depth_of(context: Any) -> int:
    """0 when it is not known."""
    return (
        max((part.bits for part in context.format.components), default=0) if context.format else 0
    )


def picture_details(
    container: "av.container.InputContainer", stream: Any, *, is_dolby: bool
) -> dict[str, Any]:
    """Fields of a `ProbedStream`; what a file does not say is left out."""
    context = stream.codec_context
    if context is None:
        return {}
    transfer = TRANSFERS.get(transfer_of(container, stream), "")
    form = context.format
    rate = stream.average_rate or stream.guessed_rate
    return {
        "profile": str(context.profile or "")[:MAX_NAME_LENGTH],
        "level": level if 0 < (level := int(context.level or 0)) <= MAX_NUMBER else 0,
        "bit_depth": bit_depth_of(context),
        "pixel_format": form.name if form else "",
        "transfer": transfer,
        "hdr": "dolby_vision" if is_dolby else KINDS[transfer],
        "frame_rate": round(float(rate), 3) if rate else 0.0,
        "width": context.width or 0,
        "height": context.height or 0,
    }
