"""Reads the names of subtitle files: language, flags, and what is left as a title."""

import re
from dataclasses import dataclass

from chalicelib.subtitles.models.languages import (
    LANGUAGES,
    is_known_language,
    language_name,
    normalize_language,
)
from worker.names.languages import code_of

FORCED = frozenset({"forced", "foreign", "force"})
SDH = frozenset({"sdh", "cc", "hi", "hoh", "hearing impaired"})
DEFAULT = frozenset({"default", "full"})
#: Words with a script or a region of their language.
VARIANTS = {
    "chs": "zh-Hans", "sc": "zh-Hans", "gb": "zh-Hans", "simplified": "zh-Hans",
    "cht": "zh-Hant", "tc": "zh-Hant", "big5": "zh-Hant", "traditional": "zh-Hant",
    "brazilian": "pt-BR", "ptbr": "pt-BR", "latino": "es-419", "castellano": "es-ES",
}  # fmt: skip
NAMES = {language_name(code).lower(): code for code in LANGUAGES}
#: Between words; a hyphen belongs to `pt-BR` and is tried as a part of the word first.
SEPARATOR = re.compile(r"[ ._()\[\]]+")
MAX_TITLE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SubtitleName:
    language: str = ""  # BCP 47
    title: str = ""
    is_forced: bool = False
    is_sdh: bool = False


def read_subtitle_name(name: str, video_stem: str) -> SubtitleName:
    """
    What the file name `name` says about a subtitle of the video `video_stem` (without suffix).

    The part after the video's name counts: `Film.pt-BR.sdh.ass`. A name of its own, such as
    `2_English.srt`, counts as a whole.
    """
    stem = name.rpartition(".")[0]
    if stem.lower().startswith(video_stem.lower()):
        stem = stem[len(video_stem) :]
    language, forced, sdh = "", False, False
    title: list[str] = []
    # From the end: what follows the language says more about it; `hi` before it is Hindi.
    for word in reversed([word for word in SEPARATOR.split(stem) if word]):
        lower = word.lower().strip("-")
        if lower in FORCED:
            forced = True
        elif lower in SDH and not (lower == "hi" and not language and not _has_language(stem)):
            sdh = True
        elif lower in DEFAULT or lower.isdigit():
            continue
        elif not language and (found := _language_of(word.strip("-"))):
            language = found
        elif lower:
            title.insert(0, word.strip("-"))
    return SubtitleName(language, " ".join(title)[:MAX_TITLE_LENGTH], forced, sdh)


def _has_language(stem: str) -> bool:
    """Whether a word other than `hi`, which is Hindi or hearing impaired, names a language."""
    words = [word.strip("-") for word in SEPARATOR.split(stem) if word]
    return any(_language_of(word) for word in words if word.lower() != "hi")


def _language_of(word: str) -> str:
    lower = word.lower()
    if lower in VARIANTS:
        return VARIANTS[lower]
    if is_known_language(word):
        return normalize_language(word)
    return NAMES.get(lower) or code_of(lower) or ""
