"""
Names of files and folders that Linux, macOS, Windows and their network shares all take.

Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

import re
import unicodedata

MAX_NAME_BYTES = 255
#: Room behind a video's stem for `.mkv`, and for `.pt-BR.forced.srt` of a subtitle beside it.
SUFFIX_BYTES = 28

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"}
)
UNSAFE = frozenset('/\\:*?"<>|')


def is_unsafe(character: str) -> bool:
    """Whether a name with this character is refused somewhere."""
    return character in UNSAFE or unicodedata.category(character) in ("Cc", "Cs")


def safe_text(text: str) -> str:
    """A value, such as a title, without characters that are unsafe in a name."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\s*:\s+", " - ", text)
    text = re.sub(r"[/\\:|]+", "-", text)
    kept = (" " if is_unsafe(each) and each.isspace() else each for each in text)
    return re.sub(r"\s+", " ", "".join(each for each in kept if not is_unsafe(each))).strip()


def safe_component(text: str) -> str:
    """
    A name of a file without its suffix, or of a folder. Empty when nothing is left.

    Without a dot in front (the scanner skips hidden files) and without dots and blanks behind,
    which Windows drops; a device name gets an underscore.
    """
    name = text.strip().lstrip(".").rstrip(". ").strip()
    stem, dot, rest = name.partition(".")
    return f"{stem}_{dot}{rest}" if stem.rstrip().lower() in RESERVED else name


def cut(text: str, max_bytes: int) -> str:
    """The beginning of a text within `max_bytes` of UTF-8; no character or accent is torn."""
    if len(text.encode()) <= max_bytes:
        return text
    kept = text.encode()[: max(0, max_bytes)].decode(errors="ignore")
    following = text[len(kept) : len(kept) + 1]
    if following and unicodedata.combining(following):
        while kept and unicodedata.combining(kept[-1]):
            kept = kept[:-1]
        kept = kept[:-1]
    return kept.rstrip()
