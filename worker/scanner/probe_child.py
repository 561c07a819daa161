"""
The child process that probes files: a malicious file crashes only this process.

Reads one JSON array per line, `[path, …]` with a path as `path_to_text` writes it, and answers
each with one line of JSON: a `Probe` as an object. The parent kills it on timeout.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
from av.stream import Disposition

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.models.probe_results import Probe, ProbedChapter, ProbedStream, StreamType
from worker.process_limits import limit_memory
from worker.scanner.media_formats import (
    CODECS,
    container_of,
    mime_type_of,
    resolution_of,
)
from worker.scanner.picture_details import has_dolby_vision, picture_details

MAX_MEMORY_BYTES = 256 * 2**20  # on top of the imported libraries
MAX_STREAMS = 64
MAX_CHAPTERS = 500
MAX_INTEGER = 2**31 - 1  # of a column; a file may claim anything
MAX_TEXT_LENGTH = 200

#: Without playlist and concat formats, which can refer to other files or addresses.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,asf,flv,live_flv,m4v,h264"
)
OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "probesize": "10000000"}

LENGTH_TAG = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)", re.ASCII)

NOT_A_VIDEO = "This file has no video stream."
UNREADABLE = "This file cannot be read as a video. It may be damaged or incomplete."


def probe(path: str) -> Probe:
    """Probe one file. Any problem with it is in `Probe.error`."""
    try:
        # "file:" prevents a name such as "http:x" from being opened as a URL.
        with av.open("file:" + path, options=OPTIONS, metadata_errors="replace") as container:
            return _describe(container, path)
    except (av.FFmpegError, OSError, ValueError, MemoryError, OverflowError):
        return Probe(error=UNREADABLE)


def _first_bytes(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(64)


def _describe(container: "av.container.InputContainer", path: str) -> Probe:
    is_dolby = has_dolby_vision(container)
    streams = [
        found
        for stream in container.streams
        if (found := _stream(container, stream, is_dolby=is_dolby)) is not None
    ][:MAX_STREAMS]
    pictures = [
        stream
        for stream in container.streams.video
        if Disposition.attached_pic not in stream.disposition  # cover art
    ]
    if not pictures or not pictures[0].width:
        return Probe(error=NOT_A_VIDEO)
    picture = pictures[0]
    audio = container.streams.audio
    duration_s = _duration_s(container, picture)
    form = container_of(container.format.name, _first_bytes(path))
    return Probe(
        container=form,
        mime_type=mime_type_of(form),
        video_codec=_codec(picture),
        audio_codec=_codec(audio[0]) if audio else "",
        duration_s=duration_s,
        width=picture.width,
        height=picture.height,
        resolution=resolution_of(picture.width, picture.height),
        bitrate_kbps=_bitrate_kbps(container.size, duration_s),
        hdr=next((found.hdr for found in streams if found.index == picture.index), ""),
        streams=tuple(streams),
        chapters=tuple(_chapters(container)),
    )


def _stream(
    container: "av.container.InputContainer", stream: Any, *, is_dolby: bool
) -> ProbedStream | None:
    kinds: dict[str, StreamType] = {"video": "video", "audio": "audio", "subtitle": "subtitle"}
    kind = kinds.get(stream.type)
    if kind is None:
        return None  # data and attachments
    return ProbedStream(
        index=stream.index,
        type=kind,
        codec=_codec(stream),
        language=_tag(stream, "language"),
        title=_tag(stream, "title"),
        channels=stream.channels if kind == "audio" else 0,
        bitrate_kbps=min((getattr(stream, "bit_rate", None) or 0) // 1000, MAX_INTEGER),
        is_default=Disposition.default in stream.disposition,
        is_forced=Disposition.forced in stream.disposition,
        is_hearing_impaired=Disposition.hearing_impaired in stream.disposition,
        channel_layout=stream.layout.name if kind == "audio" else "",
        **(picture_details(container, stream, is_dolby=is_dolby) if kind == "video" else {}),
    )


def _chapters(container: "av.container.InputContainer") -> Iterator[ProbedChapter]:
    for chapter in container.chapters()[:MAX_CHAPTERS]:
        start_ms = int(chapter["start"] * (chapter["time_base"] or 0) * 1000)
        title = str(chapter["metadata"].get("title", ""))
        if 0 <= start_ms <= MAX_INTEGER:
            yield ProbedChapter(start_ms, _plain(title))


def _codec(stream: Any) -> str:
    context = stream.codec_context
    name = context.codec.canonical_name if context is not None else ""
    return CODECS.get(name, name)


def _tag(stream: Any, name: str) -> str:
    text = _plain(str(stream.metadata.get(name, "")))
    return "" if name == "language" and text == "und" else text


def _plain(text: str) -> str:
    return text[:MAX_TEXT_LENGTH].replace("\x00", "")


def _duration_s(container: "av.container.InputContainer", picture: Any) -> int:
    """
    The shorter of what the container and its picture say; 0 when neither does.

    A Matroska file whose last picture subtitle has no end says 1193 hours.
    """
    claimed = container.duration or 0
    lengths = [Fraction(claimed, av.time_base), _picture_length_s(picture)]
    return min(round(min((length for length in lengths if length > 0), default=0)), MAX_INTEGER)


def _picture_length_s(picture: Any) -> Fraction:
    """0: not known. Matroska has it in a tag, such as `01:41:08.520000000`."""
    if picture.duration and picture.time_base:
        return Fraction(picture.duration) * Fraction(picture.time_base)
    tag = LENGTH_TAG.fullmatch(picture.metadata.get("DURATION", ""))
    if tag is None:
        return Fraction(0)
    hours, minutes, seconds = map(Fraction, tag.groups())
    return hours * 3600 + minutes * 60 + seconds


def _bitrate_kbps(size_bytes: int, duration_s: int) -> int:
    """Of a whole file; 0 when its length is unknown."""
    return min(size_bytes // (125 * duration_s), MAX_INTEGER) if duration_s > 0 else 0


def main() -> None:
    av.logging.set_level(None)
    limit_memory(MAX_MEMORY_BYTES)
    for line in sys.stdin:
        answer = probe(text_to_path(json.loads(line)[0]))
        sys.stdout.write(json.dumps(asdict(answer)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
