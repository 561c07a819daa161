"""What an uploaded subtitle file is. The worker reads it completely, and with limits."""

import re
from pathlib import PurePosixPath

from chalicelib.subtitles.errors import BadSubtitle
from chalicelib.subtitles.models import SubtitleForm

#: Suffixes of text subtitles and their form.
SUFFIXES: dict[str, SubtitleForm] = {
    "srt": "text",
    "vtt": "text",
    "sub": "text",  # MicroDVD; VobSub is refused
    "ass": "ass",
    "ssa": "ass",
}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
#: A time of SubRip or WebVTT, a line of SubStation, a line of MicroDVD.
CUE = re.compile(
    r"\d{1,3}:\d{2}[.,]\d{1,3}\s*-->|^(?:Dialogue|Style|Format)\s*:|^\{\d{1,9}\}\{\d{1,9}\}",
    re.MULTILINE,
)
SEARCHED_CHARS = 20_000
VOBSUB = b"\x00\x00\x01\xba"
PACKED = (b"PK\x03\x04", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")


def suffix_of(file_name: str) -> str:
    """The suffix of a name in lower case, without folders that it may contain."""
    name = file_name.replace("\\", "/")
    return PurePosixPath(name).suffix.lower().lstrip(".")


def check_subtitle(file_name: str, content: bytes) -> tuple[str, SubtitleForm]:
    """The suffix and the form of an upload. Raises `BadSubtitle`."""
    suffix = suffix_of(file_name)
    if suffix not in SUFFIXES:
        raise BadSubtitle(
            "Choose a file that ends in .srt, .ass, .ssa, .vtt or .sub.", field="fileName"
        )
    if content.startswith(PACKED):
        raise BadSubtitle("This is an archive. Unpack it and choose the subtitle.", field="content")
    if content.startswith(VOBSUB):
        raise BadSubtitle("This is a picture subtitle (VobSub), not text.", field="content")
    encoding = next(
        (name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), None
    )
    if encoding is None and b"\x00" in content:
        raise BadSubtitle("This file is not text.", field="content")
    # Letters of an unknown encoding do not matter: what is looked for is ASCII in all of them.
    text = content[:SEARCHED_CHARS].decode(encoding or "latin-1", errors="replace")
    if CUE.search(text) is None:
        raise BadSubtitle("No subtitles were found in this file.", field="content")
    return suffix, SUFFIXES[suffix]
