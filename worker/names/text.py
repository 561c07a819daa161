"""Brings a name into one form: brackets, digits, dashes and separators that mean the same."""

import html
import re
import unicodedata
from urllib.parse import unquote

#: File systems allow 255 bytes; names of torrents may be longer. The rest says nothing more, and
#: patterns take time.
MAX_NAME_LENGTH = 320

#: What `path_to_text` writes for bytes that are no text, and control characters.
NOT_TEXT = re.compile(r"\\x[0-9a-f]{2}|[\x00-\x1f\x7f-\x9f\ufffd]")
#: Marks that are not visible: zero width, byte order, direction of writing.
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]")

_PAIRS = {
    "【】": "[]",
    "［］": "[]",
    "〔〕": "[]",
    "〖〗": "[]",
    "《》": "[]",
    "（）": "()",
}
_SIGNS: dict[int, int | str] = {
    ord(mark): sign
    for pair, signs in _PAIRS.items()
    for mark, sign in zip(pair, signs, strict=True)
}
_SIGNS |= {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | _SIGNS
_SIGNS |= dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_SIGNS |= dict.fromkeys(map(ord, "’‘`´"), "'")
_SIGNS |= dict.fromkeys(map(ord, "\u3000\u00a0_★☆●◆"), " ")
_SIGNS |= {ord("～"): "~", ord("〜"): "~", ord("…"): " ", ord("³"): "3", ord("²"): "2"}

EXTENSION = re.compile(
    r"\.(?:mkv|mp4|m4v|webm|mov|avi|ts|m2ts|mts|mpe?g|og[vm]|wmv|flv|divx|rmvb|rm|asf|3gp|vob|iso|img"
    r"|mk3d|m2v|strm|srt|sub|idx|ass|ssa|vtt|sup|smi|nfo|nzb|torrent|rar|zip|7z|jpe?g|png|txt|wtv|dvr-ms|f4v|qt|gz|bz2|tgz|ace|arj|cb[rz]|bmp|webp|par2|sfv)$",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
TIMES = re.compile(r"(?<=\d) ?× ?(?=\d)")
#: A slash between spaces separates titles; folders do not end with a space.
SLASH = re.compile(r"(?<! )/|/(?! )")
OPENING, CLOSING = "[【", "]】"


#: The letter instead of the digit: `SO2E04`.
LETTER_O = re.compile(r"(?<![^\W_])S[O\d]\dE[O\d]\d(?![^\W_])", re.IGNORECASE)


def normalize(name: str) -> str:
    """The name with ASCII brackets, digits, dashes and quotes, and spaces for underscores."""
    name = NOT_TEXT.sub(" ", _from_address(name[: 4 * MAX_NAME_LENGTH]))[:MAX_NAME_LENGTH]
    name = name.replace(" _ ", " / ")  # between titles; no name of a file has a slash
    if not name.isascii():
        name = INVISIBLE.sub("", unicodedata.normalize("NFC", _decoded(name))).translate(_SIGNS)
    else:
        name = name.replace("_", " ").replace("`", "'")
    if "&" in name:
        name = html.unescape(name)
    if "×" in name:
        name = TIMES.sub("x", name)
    if "O" in name or "o" in name:
        name = LETTER_O.sub(lambda found: found[0].replace("O", "0").replace("o", "0"), name)
    return name.replace("[[", "[").strip()


def _from_address(name: str) -> str:
    """A name as addresses write it: `Big+Fish+%282003%29`, `Big%20Fish`."""
    if "+" in name and " " not in name and name.count("+") > max(2, name.count(".")):
        name = name.replace("+", " ")
    return unquote(name) if "%" in name and ESCAPED.search(name) else name


def _decoded(name: str) -> str:
    """Text whose bytes in UTF-8 were taken for Latin-1: `CafÃ©` is `Café`."""
    try:
        return name.encode("latin-1").decode()
    except UnicodeError:
        return name


#: Counters of cameras and phones: `IMG_0417`, `holiday_clip_0417`, `PXL_20230417_101500`.
CAMERA = re.compile(
    r"^(?:(?:IMG|VID|MVI|MOV|DSC[NF]?|PXL|GOPR|G[HXP]\d\d|DJI|MAH|P\d{3}|WhatsApp Video)[. -]*"
    r"|.*?(?<![^\W_])(?:clip|video|vid|recording|cam|camera)[. -]+)\d{3,}[\d. -]*$",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\d[\d. -]*$")


def without_counter(stem: str) -> str:
    """The name of a recording without its number, which is no episode."""
    return COUNTER.sub("", stem) if CAMERA.match(stem) else stem


def split_path(path: str) -> list[str]:
    """The parts of a path, the name last; Windows' separators too."""
    path = path[-16 * MAX_NAME_LENGTH :] if "/" in path else path
    path = path.replace("\\\\", "\\")
    if "/" not in path and "\\" in path:
        path = re.sub(r"\\(?!x[0-9a-f]{2})", "/", path)
    parts: list[str] = []
    last_closing = max(path.rfind(sign) for sign in CLOSING)
    for part in SLASH.split(path):
        if parts and _is_open(parts[-1]) and last_closing > path.rfind(parts[-1]) + len(parts[-1]):
            parts[-1] += f"/{part}"  # two titles in one pair of brackets
        elif part.strip():
            parts.append(part)
    return parts


def _is_open(part: str) -> bool:
    opened = max(part.rfind(sign) for sign in OPENING)
    return opened > max(part.rfind(sign) for sign in CLOSING)


def without_extension(name: str) -> str:
    return EXTENSION.sub("", name)
