"""
Extracts text tracks: `python -m worker.subtitles.extract_child ADDRESS FOLDER INDEX...`.

Writes `INDEX.ass` or `INDEX.srt` into FOLDER for each stream. One pass reads all of them, because
tracks are spread over the whole file. A hostile file crashes or exhausts only this process.
"""

import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
from av.stream import Discard

from worker.media_input import protocols_of
from worker.process_limits import limit_memory
from worker.scanner.probe_child import OPTIONS

MAX_MEMORY_BYTES = 512 * 2**20
MAX_TRACK_BYTES = 6 * 2**20
MAX_FONT_BYTES = 10 * 2**20  # of all fonts of a file
MAX_CUES = 50_000
LAST_CUE_S = 4  # how long one without a duration is shown
FONT_TYPES = ("font", "truetype", "opentype", "sfnt")
FONT_LINE = 80
MOV_LENGTH_BYTES = 2
#: Of the fields of a Dialogue line, those a packet has: `ReadOrder, Layer, Style, ..., Text`.
MATROSKA_FIELDS = 9
EVENTS = (
    b"\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
)


def extract(address: str, folder: Path, indexes: set[int]) -> None:
    options = OPTIONS | {"protocol_whitelist": protocols_of(address)}
    with av.open(address, options=options, metadata_errors="replace") as container:
        streams = [one for one in container.streams if one.index in indexes]
        for stream in container.streams:
            if stream.index not in indexes:
                stream.discard = Discard.all
        cues = _read(container, streams)
        fonts = _fonts(container)
        for stream in streams:
            lines = cues[stream.index]
            if stream.codec_context.name in ("ass", "ssa"):
                text = _ass(stream.codec_context.extradata or b"", lines, fonts)
                (folder / f"{stream.index}.ass").write_bytes(text)
            else:
                (folder / f"{stream.index}.srt").write_bytes(_srt(stream, lines))


def _read(
    container: "av.container.InputContainer", streams: list[Any]
) -> dict[int, list[tuple[Fraction, Fraction, bytes]]]:
    """Start and end in seconds and the payload of each packet, by stream."""
    found: dict[int, list[tuple[Fraction, Fraction, bytes]]] = defaultdict(list)
    sizes: dict[int, int] = defaultdict(int)
    for packet in container.demux(streams):
        index = packet.stream.index
        if packet.pts is None or not packet.size or packet.time_base is None:
            continue
        sizes[index] += packet.size
        if sizes[index] > MAX_TRACK_BYTES or len(found[index]) >= MAX_CUES:
            continue
        start = packet.pts * packet.time_base
        lasts = (packet.duration or 0) * packet.time_base or Fraction(LAST_CUE_S)
        found[index].append((start, start + lasts, bytes(packet)))
    return found


def _srt(stream: Any, cues: list[tuple[Fraction, Fraction, bytes]]) -> bytes:
    is_mov = stream.codec_context.name == "mov_text"
    pieces: list[bytes] = []
    for start, end, payload in cues:
        text = _mov_text(payload) if is_mov else payload
        text = b"\n".join(line for line in text.splitlines() if line.strip())
        if text:
            pieces.append(
                b"%d\n%s --> %s\n%s\n" % (len(pieces) + 1, _srt_time(start), _srt_time(end), text)
            )
    return b"\n".join(pieces)


def _mov_text(payload: bytes) -> bytes:
    """The text of a sample. Source: 3GPP TS 26.245, 5.17."""
    length = int.from_bytes(payload[:MOV_LENGTH_BYTES], "big")
    text = payload[MOV_LENGTH_BYTES : MOV_LENGTH_BYTES + length]
    if text.startswith((b"\xfe\xff", b"\xff\xfe")):
        return text.decode("utf-16", errors="replace").encode()
    return text


def _ass(header: bytes, cues: list[tuple[Fraction, Fraction, bytes]], fonts: bytes) -> bytes:
    """The header of the track, its lines, its fonts. Source: Matroska codec mapping, S_TEXT/ASS."""
    lines = []
    for start, end, payload in cues:
        fields = payload.replace(b"\r", b"").replace(b"\n", b"\\N").split(b",", MATROSKA_FIELDS - 1)
        if len(fields) == MATROSKA_FIELDS:
            _, layer, *rest = fields
            times = b",".join((_ass_time(start), _ass_time(end)))
            lines.append((start, b"Dialogue: %s,%s,%s" % (layer, times, b",".join(rest))))
    text = header.replace(b"\x00", b"").rstrip()
    if b"[Events]" not in text:
        text += EVENTS
    ordered = [line for _, line in sorted(lines, key=lambda one: one[0])]
    return b"\n".join([text, *ordered, b"", fonts])


def _fonts(container: "av.container.InputContainer") -> bytes:
    """The attached fonts as the section of a script, which libass reads."""
    pieces, left = [], MAX_FONT_BYTES
    for number, stream in enumerate(container.streams.attachments):
        kind, data = (stream.mimetype or "").lower(), stream.data
        if any(word in kind for word in FONT_TYPES) and len(data) <= left:
            left -= len(data)
            # A name of ours: that of the attachment could be a path.
            pieces.append(b"fontname: font%d_0.ttf\n%s\n" % (number, _uuencode(data)))
    return b"[Fonts]\n" + b"\n".join(pieces) if pieces else b""


def _uuencode(data: bytes) -> bytes:
    """Six bits a character, from `!`. Source: SubStation Alpha v4.00+, appendix B."""
    out = bytearray()
    for at in range(0, len(data), 3):
        piece = data[at : at + 3]
        bits = int.from_bytes(piece.ljust(3, b"\0"), "big")
        out += bytes(33 + (bits >> shift & 63) for shift in (18, 12, 6, 0)[: len(piece) + 1])
    return b"\n".join(bytes(out[at : at + FONT_LINE]) for at in range(0, len(out), FONT_LINE))


def _srt_time(seconds: Fraction) -> bytes:
    ms = max(round(seconds * 1000), 0)
    return b"%02d:%02d:%02d,%03d" % (ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000)


def _ass_time(seconds: Fraction) -> bytes:
    cs = max(round(seconds * 100), 0)
    return b"%d:%02d:%02d.%02d" % (cs // 360_000, cs // 6000 % 60, cs // 100 % 60, cs % 100)


def main(words: list[str]) -> int:
    av.logging.set_level(None)
    limit_memory(MAX_MEMORY_BYTES)
    address, folder, *indexes = words
    try:
        extract(address, Path(folder), set(map(int, indexes)))
    except (av.FFmpegError, OSError, ValueError, MemoryError, OverflowError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
