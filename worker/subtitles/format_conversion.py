"""
Converts subtitle files to WebVTT and SubStation Alpha. Pure; runs in a process of its own.

Source: WebVTT, W3C Candidate Recommendation; SubStation Alpha v4.00+.
"""

import html
import re
from collections.abc import Iterable, Iterator

import charset_normalizer
import pysubs2
from pysubs2.exceptions import Pysubs2Error
from pysubs2.formats.substation import parse_tags

from worker.subtitles.errors import MAX_INPUT_BYTES, UnreadableSubtitle

MAX_CUES = 50_000
MAX_CUE_CHARS = 2_000
MAX_LINE_CHARS = 200_000  # a longer one is no subtitle: attached fonts have short lines
DETECTED_BYTES = 200_000
MICRODVD_FPS = 23.976  # when the file does not say
FALLBACK_ENCODING = "cp1252"
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: pysubs2 names of the formats that are read; it would also guess JSON and others.
FORMATS = {"srt": "srt", "vtt": "vtt", "ass": "ass", "ssa": "ssa", "sub": "microdvd"}
TOP = re.compile(r"\\an[789]|\\a(?:[567])(?!\d)")
DRAWING = re.compile(r"\\p[1-9]")
TAG_OF = (("italic", "i"), ("bold", "b"), ("underline", "u"))


def decode(content: bytes) -> str:
    """The text of a file in any encoding. Raises `UnreadableSubtitle`."""
    if len(content) > MAX_INPUT_BYTES:
        raise UnreadableSubtitle("The file is too large.")
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if any(len(line) > MAX_LINE_CHARS for line in text.split("\n")):
        raise UnreadableSubtitle("The file has a line that is too long.")
    return text


def _decode(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        found = charset_normalizer.from_bytes(content[:DETECTED_BYTES]).best()
    try:
        return content.decode(found.encoding if found else FALLBACK_ENCODING, errors="replace")
    except LookupError:
        return content.decode(FALLBACK_ENCODING, errors="replace")


def parse(text: str, suffix: str) -> pysubs2.SSAFile:
    """The cues of a text, by its content and then by `suffix`. Raises `UnreadableSubtitle`."""
    form = _format_of(text, suffix)
    fps = MICRODVD_FPS if form == "microdvd" and not text.startswith("{1}{1}") else None
    try:
        parsed = pysubs2.SSAFile.from_string(text, format_=form, fps=fps)
    except (Pysubs2Error, ValueError, KeyError, IndexError, OverflowError, TypeError) as error:
        raise UnreadableSubtitle("The file cannot be read as subtitles.") from error
    if not parsed.events:
        raise UnreadableSubtitle("The file has no subtitles in it.")
    if len(parsed.events) > MAX_CUES:
        raise UnreadableSubtitle("The file has too many subtitles in it.")
    return parsed


def _format_of(text: str, suffix: str) -> str:
    head = text[:4000].lstrip("\ufeff \n\t")
    if head.startswith("WEBVTT"):
        return "vtt"
    if "[script info]" in head.lower() or "[events]" in head.lower():
        return "ssa" if "[v4 styles]" in text[:20_000].lower() else "ass"
    if re.match(r"\{\d{1,9}\}\{\d{1,9}\}", head):
        return "microdvd"
    if "-->" in text:
        return "srt"
    return FORMATS.get(suffix, "srt")


def to_vtt(content: bytes, suffix: str, offset_ms: int = 0, speed: float = 1.0) -> str:
    """
    WebVTT of a subtitle file: text with italic, bold and underline, at the top where it was. Times
    are multiplied by `speed`, then moved.

    Raises `UnreadableSubtitle`.
    """
    parsed = parse(decode(content), suffix)
    return "WEBVTT\n\n" + "\n".join(_cues(_shown(parsed.events, offset_ms, speed)))


def to_ass(content: bytes, suffix: str, offset_ms: int = 0, speed: float = 1.0) -> str:
    """SubStation Alpha with the styles of the file. Raises `UnreadableSubtitle`."""
    text = decode(content)
    parsed = parse(text, suffix)
    if not offset_ms and speed == 1 and _format_of(text, suffix) == "ass":
        return text
    for event in parsed.events:
        event.start = round(event.start * speed) + offset_ms
        event.end = round(event.end * speed) + offset_ms
    parsed.events = [event for event in parsed.events if event.end > 0]
    return parsed.to_string("ass")


def _shown(
    events: Iterable[pysubs2.SSAEvent], offset_ms: int, speed: float
) -> list[tuple[int, int, str]]:
    """Start, end and text in milliseconds, in order; what is over before the start is left out."""
    found = []
    for event in events:
        start = max(round(event.start * speed) + offset_ms, 0)
        end = round(event.end * speed) + offset_ms
        if event.is_comment or end <= start or DRAWING.search(event.text):
            continue
        found.append((start, end, event.text[:MAX_CUE_CHARS]))
    return sorted(found, key=lambda cue: cue[:2])


def _cues(shown: Iterable[tuple[int, int, str]]) -> Iterator[str]:
    for start, end, text in shown:
        body = _markup(text)
        if body:
            settings = " line:5%" if TOP.search(text) else ""
            yield f"{_timestamp(start)} --> {_timestamp(end)}{settings}\n{body}\n"


def _markup(text: str) -> str:
    """The text of a cue with the tags of WebVTT, everything else escaped."""
    pieces = []
    for piece, style in parse_tags(text, styles={}):
        words = piece.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\u00a0")
        escaped = html.escape(words, quote=False)
        if escaped.strip():
            for name, tag in TAG_OF:
                if getattr(style, name):
                    escaped = f"<{tag}>{escaped}</{tag}>"
        pieces.append(escaped)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    # An empty line ends a cue, and an arrow begins one; the arrow is escaped above.
    return "\n".join(line for line in lines if line)


def _timestamp(ms: int) -> str:
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, ms = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
