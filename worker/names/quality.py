"""Collects the words of quality: `WORD` finds them, this names them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields

from worker.names import languages
from worker.names.editions import editions_of
from worker.names.quality_words import AUDIO, CODECS, HDR, SOURCES, WEAK_SOURCES

Matches = list[re.Match[str]]


def _compiled(table: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(pattern.replace(" ?", "[ .]?"))) for name, pattern in table.items()]


_SOURCES = _compiled(SOURCES)
_WEAK_SOURCES = _compiled(WEAK_SOURCES)
_CODECS = _compiled(CODECS)
_AUDIO = _compiled(AUDIO)
_HDR = _compiled(HDR)
LINES = re.compile(r"\d{3,4}")
CHANNELS = re.compile(r"([1-9])[ .]?([01])(?!\d)")
#: Frame heights that are versions of a standard one, because a film is wider than 16:9.
HEIGHTS = (4320, 2160, 1440, 1080, 720, 576, 540, 480, 360, 240)
HEIGHT_OF_WIDTH = {
    7680: 4320,
    3840: 2160,
    4096: 2160,
    2560: 1440,
    1920: 1080,
    1280: 720,
    1024: 576,
    960: 540,
    854: 480,
    848: 480,
    640: 360,
}
K = {
    "8k": "4320p",
    "4k": "2160p",
    "2k": "1440p",
    "uhd": "2160p",
    "ultrahd": "2160p",
    "fhd": "1080p",
    "fullhd": "1080p",
    "full hd": "1080p",
}


@dataclass(slots=True)
class Quality:
    resolution: str | None = None
    source: str | None = None
    codec: str | None = None
    bit_depth: int | None = None
    hdr: list[str] = field(default_factory=list)
    audio: list[str] = field(default_factory=list)
    channels: str | None = None
    is_3d: bool = False
    languages: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    edition: list[str] = field(default_factory=list)
    proper: int = 0

    def or_else(self, outer: "Quality") -> "Quality":
        """With what only the folder says."""
        return Quality(
            *(getattr(self, one.name) or getattr(outer, one.name) for one in fields(self))
        )


def quality_of(
    text: str, low: str, words: Matches, title: tuple[int, int], version: int
) -> Quality:
    """What the words in front of the title and behind it say. `version`: of an episode, as `05v2` writes it."""
    start, end = title
    found = Quality(proper=max(version - 1, 0))
    subtitles = languages.subtitles_in(low, end)
    spans = [match.span() for match in subtitles]
    for match in languages.LISTED.finditer(low, end):
        if not _is_within(spans, match):
            found.languages += languages.codes_in(match)
            spans.append(match.span())
    for word in words:
        if start <= word.start() < end or _is_within(spans, word):
            continue
        _add(found, word.lastgroup or "", word.group())
    found.subtitles += [code for match in subtitles for code in languages.codes_in(match)]
    if not low.isascii():
        for sign, code in languages.CJK_LANGUAGES.items():
            if sign in text[end:] and code not in found.languages:
                found.languages.append(code)
    for match in languages.LETTERS.finditer(text, end):
        if not _is_within(spans, match):
            found.languages.append(languages.CODE_OF_LETTERS[match[0]])
    return found


def _is_within(spans: list[tuple[int, int]], match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for start, end in spans)


def _add(found: Quality, kind: str, word: str) -> None:
    if kind in _ADDERS:
        _ADDERS[kind](found, word)
    elif kind in {"language", "weaklanguage", "strongflag", "flag"}:
        _add_words(found, word)


def _add_resolution(found: Quality, word: str) -> None:
    found.resolution = found.resolution or _resolution(word)


def _add_source(found: Quality, word: str) -> None:
    if found.source is None or found.source in {"DVD", "WEB-DL"}:
        found.source = _name(word, _SOURCES) or found.source


def _add_weak_source(found: Quality, word: str) -> None:
    found.source = found.source or _name(word, _WEAK_SOURCES)


def _add_codec(found: Quality, word: str) -> None:
    found.codec = found.codec or _name(word, _CODECS)
    if word.startswith(("hi10", "hevc10")):
        found.bit_depth = 10


def _add_audio(found: Quality, word: str) -> None:
    name = _name(word, _AUDIO)
    if name and name not in found.audio:
        found.audio.append(name)
    channels = CHANNELS.search(word)
    if channels is not None and not word.startswith(("ac3", "mp3")):
        found.channels = f"{channels[1]}.{channels[2]}"


def _add_channels(found: Quality, word: str) -> None:
    if (channels := CHANNELS.match(word)) is not None:
        found.channels = found.channels or f"{channels[1]}.{channels[2]}"


def _add_hdr(found: Quality, word: str) -> None:
    name = _name(word, _HDR) or "DV"
    if name not in found.hdr:
        found.hdr.append(name)


def _add_bits(found: Quality, word: str) -> None:
    found.bit_depth = 8 if word.startswith("8") else 12 if word.startswith("12") else 10


def _add_threed(found: Quality, word: str) -> None:  # noqa: ARG001
    found.is_3d = True


def _add_proper(found: Quality, word: str) -> None:  # noqa: ARG001
    found.proper += 1


def _add_edition(found: Quality, word: str) -> None:
    found.edition += [name for name in editions_of(word) if name not in found.edition]


#: By the groups of `WORD`.
_ADDERS: dict[str, Callable[[Quality, str], None]] = {
    "resolution": _add_resolution,
    "source": _add_source,
    "weaksource": _add_weak_source,
    "codec": _add_codec,
    "audio": _add_audio,
    "weakaudio": _add_audio,
    "channels": _add_channels,
    "hdr": _add_hdr,
    "dv": _add_hdr,
    "bits": _add_bits,
    "threed": _add_threed,
    "threedword": _add_threed,
    "proper": _add_proper,
    "edition": _add_edition,
}


def _add_words(found: Quality, word: str) -> None:
    plain = languages.SEPARATOR.sub(" ", word)
    if plain in K:
        found.resolution = found.resolution or K[plain]
    elif plain in {"480", "720", "1080", "2160"}:
        found.resolution = found.resolution or f"{plain}p"
    elif plain in languages.SEVERAL or (plain == "dl" and "de" in found.languages):
        found.languages.append("mul")  # `German DL`: the original sound, too
    elif plain in {"uncensored", "limited"}:
        found.edition.append(plain.capitalize())
    elif plain in languages.SUBTITLE_WORDS:
        found.subtitles.append(languages.SUBTITLE_WORDS[plain])
    elif (code := languages.code_of(word)) is not None:
        found.languages.append(code)


def _name(word: str, table: list[tuple[str, re.Pattern[str]]]) -> str | None:
    return next((name for name, pattern in table if pattern.fullmatch(word)), None)


def _resolution(word: str) -> str | None:
    sizes = [int(size) for size in LINES.findall(word)]
    if not sizes:
        return None
    if ("x" in word or "*" in word) and len(sizes) > 1 and sizes[1] >= 200:  # noqa: PLR2004
        height = HEIGHT_OF_WIDTH.get(sizes[0]) or _standard(sizes[1])
    else:
        height = _standard(sizes[0])
    return f"{height}{'i' if word.endswith('i') or 'i5' in word or 'i6' in word else 'p'}"


def _standard(height: int) -> int:
    return (
        height
        if height in HEIGHTS
        else min(HEIGHTS, key=lambda one: (one < height, abs(one - height)))
    )
