"""
The child process that probes files: a malicious file crashes only this process.

Reads one JSON array per line, `[path, …]` with a path as `path_to_text` writes it, and answers
each with one line of JSON: a `Probe` as an object. The parent kills it on timeout.
"""

import json
import sys
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
from av.stream import Disposition

from chalicelib.library.models import Probe, ProbedStream, StreamType, text_to_path
from worker.process_limits import limit_memory
from worker.scanner.media_formats import CODECS, container_of, mime_type_of, resolution_of

MAX_MEMORY_BYTES = 256 * 2**20  # on top of the imported libraries
MAX_STREAMS = 64
MAX_TEXT_LENGTH = 200

#: Without playlist and concat formats, which can refer to other files or addresses.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,asf,flv,live_flv,m4v,h264"
)
OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "probesize": "10000000"}

NOT_A_VIDEO = "This file has no video stream."
UNREADABLE = "This file cannot be read as a video. It may be damaged or incomplete."


def probe(path: str) -> Probe:
    """Probe one file. Any problem with it is in `Probe.error`."""
    try:
        # "file:" prevents a name such as "http:x" from being opened as a URL.
        with av.open("file:" + path, options=OPTIONS, metadata_errors="replace") as container:
            return _describe(container, _first_bytes(path))
    except (av.FFmpegError, OSError, ValueError, MemoryError, OverflowError):
        return Probe(error=UNREADABLE)


def _first_bytes(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(64)


def _describe(container: "av.container.InputContainer", first_bytes: bytes) -> Probe:
    streams = [found for stream in container.streams if (found := _stream(stream)) is not None][
        :MAX_STREAMS
    ]
    pictures = [
        stream
        for stream in container.streams.video
        if Disposition.attached_pic not in stream.disposition  # cover art
    ]
    if not pictures or not pictures[0].width:
        return Probe(error=NOT_A_VIDEO)
    picture = pictures[0]
    audio = container.streams.audio
    form = container_of(container.format.name, first_bytes)
    return Probe(
        container=form,
        mime_type=mime_type_of(form),
        video_codec=_codec(picture),
        audio_codec=_codec(audio[0]) if audio else "",
        duration_s=_duration_s(container, picture),
        width=picture.width,
        height=picture.height,
        resolution=resolution_of(picture.width, picture.height),
        streams=tuple(streams),
    )


def _stream(stream: Any) -> ProbedStream | None:
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
        bitrate_kbps=(getattr(stream, "bit_rate", None) or 0) // 1000,
        is_default=Disposition.default in stream.disposition,
    )


def _codec(stream: Any) -> str:
    context = stream.codec_context
    name = context.codec.canonical_name if context is not None else ""
    return CODECS.get(name, name)


def _tag(stream: Any, name: str) -> str:
    text = str(stream.metadata.get(name, ""))[:MAX_TEXT_LENGTH].replace("\x00", "")
    return "" if name == "language" and text == "und" else text


def _duration_s(container: "av.container.InputContainer", picture: Any) -> int:
    if container.duration and container.duration > 0:
        return round(Fraction(container.duration, av.time_base))
    if picture.duration and picture.time_base:
        return round(Fraction(picture.duration) * Fraction(picture.time_base))
    return 0


def main() -> None:
    av.logging.set_level(None)
    limit_memory(MAX_MEMORY_BYTES)
    for line in sys.stdin:
        answer = probe(text_to_path(json.loads(line)[0]))
        sys.stdout.write(json.dumps(asdict(answer)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
