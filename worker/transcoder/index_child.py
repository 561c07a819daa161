"""
The child process that indexes files: a malicious file crashes only this process.

Its standard input is a socket. Each line is an address; an open file arrives with it, or it is one
of our object store. It is answered with a line: a `MediaIndex` as JSON, or nothing when it cannot
be read. The parent kills it on timeout.
"""

import os
import socket
import sys
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.stream import Disposition

from worker.media_input import protocols_of
from worker.process_limits import limit_memory
from worker.scanner.picture_details import transfer_of
from worker.scanner.probe_child import OPTIONS
from worker.transcoder.media_index import AudioFacts, MediaIndex, PictureSubtitle, serialize

HDR = {16: "smpte2084", 18: "arib-std-b67"}  # Source: ITU-T H.273, table 3
PICTURE_SUBTITLES = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"})
MAX_MEMORY_BYTES = 512 * 2**20  # on top of the imported libraries
MAX_LINE_BYTES = 8192  # each is sent whole
MAX_RATE = 60
USUAL_RATE = Fraction(25)
MAX_KEYFRAMES = 200_000
MAX_CHANGES = 4_000  # of one subtitle, and there may be dozens
TRUSTED_GAP_S = 30.0  # a larger gap in the container's index may be one of the index
WITH_INDEX = ("matroska", "mov", "avi")
DECODING_TIMES = ("mov", "avi")  # their index has decoding times
SOUND_WITHIN_S = 1.0  # after a keyframe
ROUNDING_S = 0.002  # Matroska stores milliseconds


def read(address: str) -> MediaIndex:
    """Raises `FFmpegError`, `OSError` or `ValueError`."""
    options = OPTIONS | {"protocol_whitelist": protocols_of(address)}
    with av.open(address, options=options, metadata_errors="replace") as container:
        video = next(
            stream
            for stream in container.streams.video
            if Disposition.attached_pic not in stream.disposition
        )
        transfer = HDR.get(transfer_of(container, video), "")
        origin_s = (container.start_time or 0) / av.time_base
        delay = _picture_delay(container, video)
        keyframes = _kept_keyframes(container, video, delay, container.size)
        times = _relative(keyframes, video, origin_s)
        gaps = [after - before for before, after in pairwise(times)]
        end_s = _end_s(container, video, keyframes, origin_s)
        try:
            has_sound_at_keyframes = _has_sound_at(container, video, keyframes, delay)
        except av.FFmpegError:
            has_sound_at_keyframes = False  # the file is damaged there
        if not times or max([*gaps, end_s - times[-1]]) > TRUSTED_GAP_S:
            has_sound_at_keyframes = False
            container.seek(container.start_time or 0)
            keyframes, end_s = _scan(container, video, origin_s)
            times = _relative(keyframes, video, origin_s)
        rate = video.average_rate or video.guessed_rate or USUAL_RATE
        rate = min(Fraction(rate).limit_denominator(1001), Fraction(MAX_RATE))
        if rate < 1:
            rate = USUAL_RATE
        return MediaIndex(
            video_index=video.index,
            video_codec=video.codec_context.name,
            transfer=transfer,
            picture_size=_shown_size(video.codec_context, video.sample_aspect_ratio),
            frame_rate=(rate.numerator, rate.denominator),
            end_s=end_s,
            keyframes=times,
            has_sound_at_keyframes=has_sound_at_keyframes,
            audio=tuple(
                AudioFacts(stream.index, stream.codec_context.name, stream.channels)
                for stream in container.streams.audio
                if stream.codec_context is not None
            ),
            picture_subtitles=tuple(
                PictureSubtitle(stream.index, _changes(stream, origin_s))
                for stream in container.streams.subtitles
                if stream.codec_context is not None
                and stream.codec_context.codec.canonical_name in PICTURE_SUBTITLES
            ),
        )


def _shown_size(codec: Any, aspect: Fraction | None) -> tuple[int, int]:
    return max(2, round(codec.width * (aspect or 1))), max(2, codec.height)


def _has_index(container: Any) -> bool:
    return any(form in container.format.name for form in WITH_INDEX)


def _picture_delay(container: Any, video: Any) -> int:
    """
    From decoding the first picture to showing it, in units of the stream's time base.

    Matroska has no decoding times: the first one is known of a later packet.
    """
    if not _has_index(container):
        return 0
    shown: int | None = None
    before = 0
    for packet in container.demux(video):
        if packet.pts is None or (shown is None and not packet.is_keyframe):
            continue
        if shown is None:
            shown = int(packet.pts)
        if packet.dts is not None:
            return max(shown - int(packet.dts) + before, 0)
        before += packet.duration or 0
    return 0


def _kept_keyframes(container: Any, video: Any, delay: int, size_bytes: int) -> list[int]:
    """From the container's own index, in units of the stream's time base; may be empty."""
    if not _has_index(container):
        return []
    if not any(form in container.format.name for form in DECODING_TIMES):
        delay = 0
        _seek_to_end(container, video)  # Matroska reads its cues on the first seek
    return [
        entry.timestamp + delay
        for entry in video.index_entries
        if entry.is_keyframe and entry.pos < size_bytes
    ][:MAX_KEYFRAMES]


def _has_sound_at(container: Any, video: Any, keyframes: list[int], delay: int) -> bool:
    """
    Whether reading that begins at a keyframe misses no sound from its decoding time on.

    Some Matroska files store the sound ahead of the picture: then it is in front of the keyframe.
    """
    if not keyframes:
        return False
    for quarter in (1, 2, 3):
        keyframe = keyframes[len(keyframes) * quarter // 4]
        due_s = float((keyframe - delay) * video.time_base)
        missing = {stream.index for stream in container.streams.audio}
        container.seek(keyframe, stream=video)
        for packet in container.demux(video, *container.streams.audio) if missing else ():
            if packet.pts is None:
                continue
            time_s = float(packet.pts * packet.time_base)
            late_s = time_s - due_s - float((packet.duration or 0) * packet.time_base)
            if late_s > (SOUND_WITHIN_S if packet.stream is video else ROUNDING_S):
                return False
            missing.discard(packet.stream.index)
            if not missing:
                break
        if missing:
            return False
    return True


def _changes(subtitle: Any, origin_s: float) -> tuple[float, ...]:
    """From the container's index, which was read with the keyframes; empty where it has none."""
    timestamps = [entry.timestamp for entry in subtitle.index_entries][:MAX_CHANGES]
    return _relative(timestamps, subtitle, origin_s)


def _seek_to_end(container: Any, video: Any) -> None:
    try:
        container.seek(2**40 * video.time_base.denominator // 10**6, stream=video)
    except (av.FFmpegError, OverflowError):
        return


def _relative(timestamps: list[int], stream: Any, origin_s: float) -> tuple[float, ...]:
    times = sorted({round(float(time * stream.time_base) - origin_s, 6) for time in timestamps})
    return tuple(time for time in times if time >= 0)


def _end_s(container: Any, video: Any, keyframes: list[int], origin_s: float) -> float:
    """The end of the last frame that is there: a header may promise more than the file holds."""
    if not keyframes:
        return 0.0
    container.seek(max(keyframes), stream=video)
    return _scan(container, video, origin_s)[1]


def _scan(container: Any, video: Any, origin_s: float) -> tuple[list[int], float]:
    """Read the packets from here to the end: the keyframes, and the end of the last frame."""
    keyframes: list[int] = []
    end = 0
    try:
        for packet in container.demux(video):
            if packet.pts is None:
                continue
            end = max(end, packet.pts + (packet.duration or 0))
            if packet.is_keyframe and len(keyframes) < MAX_KEYFRAMES:
                keyframes.append(packet.pts)
    except av.FFmpegError:
        pass  # the file ends here
    return keyframes, float(end * video.time_base) - origin_s


def answer(address: str) -> bytes:
    """The index of the film; empty when it cannot be read."""
    try:
        return serialize(read(address))
    except (av.FFmpegError, OSError, ValueError, StopIteration, MemoryError, OverflowError):
        return b""


def main() -> None:
    av.logging.set_level(None)
    limit_memory(MAX_MEMORY_BYTES)
    with socket.socket(fileno=sys.stdin.fileno()) as questions:
        while True:
            line, descriptors, _, _ = socket.recv_fds(questions, MAX_LINE_BYTES, 1)
            if not line:
                return
            # A descriptor has another number here.
            address = f"file:/dev/fd/{descriptors[0]}" if descriptors else line.decode().strip()
            sys.stdout.buffer.write(answer(address) + b"\n")
            sys.stdout.buffer.flush()
            for descriptor in descriptors:
                os.close(descriptor)


if __name__ == "__main__":
    main()
