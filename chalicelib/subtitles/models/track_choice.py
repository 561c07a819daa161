"""Which audio track and which subtitle a user gets, by their languages. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.preferences.models import SubtitleMode
from chalicelib.subtitles.models.languages import is_same_language

OFF = "off"


@dataclass(frozen=True, slots=True)
class AudioOption:
    index: int  # of the stream in the file
    language: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class SubtitleOption:
    id: UUID
    language: str
    is_forced: bool = False
    is_sdh: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """A user's languages in order; without any, the file decides."""

    audio_languages: Sequence[str] = ()
    subtitle_languages: Sequence[str] = ()
    mode: SubtitleMode = "foreign"
    prefers_sdh: bool = False


@dataclass(frozen=True, slots=True)
class TrackChoice:
    """What a user chose for a title. A language is None without a choice."""

    audio_language: str | None = None
    subtitle_language: str | None = None  # `OFF`: none
    is_forced: bool = False
    is_sdh: bool = False


def choose_audio(
    tracks: Sequence[AudioOption], rules: LanguageRules, chosen: TrackChoice | None = None
) -> int | None:
    """
    The stream index of the audio track; None for a file without audio.

    The choice for the title, then the user's languages in order, then the file's default track.
    """
    wanted = [*rules.audio_languages]
    if chosen is not None and chosen.audio_language:
        wanted.insert(0, chosen.audio_language)
    best_first = sorted(tracks, key=lambda track: (not track.is_default, track.index))
    for language in wanted:
        for track in best_first:
            if is_same_language(track.language, language):
                return track.index
    return best_first[0].index if best_first else None


def choose_subtitle(
    tracks: Sequence[SubtitleOption],
    audio_language: str,
    rules: LanguageRules,
    chosen: TrackChoice | None = None,
) -> UUID | None:
    """
    The subtitle to show from the start; None for none.

    Forced ones translate what is foreign inside a film: they are shown in the language of the
    audio, unless the user wants none at all. `audio_language` is empty when it is unknown.
    """
    if chosen is not None and chosen.subtitle_language is not None:
        if chosen.subtitle_language == OFF:
            return None
        found = _best(
            tracks,
            [chosen.subtitle_language],
            is_forced=chosen.is_forced,
            prefers_sdh=chosen.is_sdh,
        )
        if found is not None:
            return found
    if rules.mode == "off":
        return None
    understood = [*rules.audio_languages, *rules.subtitle_languages]
    is_foreign = not any(is_same_language(audio_language, language) for language in understood)
    if rules.mode == "always" or (rules.mode == "foreign" and is_foreign):
        found = _best(
            tracks, rules.subtitle_languages, is_forced=False, prefers_sdh=rules.prefers_sdh
        )
        if found is not None:
            return found
    languages = [audio_language] if audio_language else rules.subtitle_languages
    return _best(tracks, languages, is_forced=True, prefers_sdh=rules.prefers_sdh)


def choose_asked(
    tracks: Sequence[SubtitleOption], languages: Sequence[str], *, prefers_sdh: bool
) -> UUID | None:
    """
    The subtitle for a user who asks for one, in the first of these languages that there is.

    Whole ones come before forced ones. Without languages the file decides.
    """
    wanted = languages or [
        track.language for track in sorted(tracks, key=lambda one: not one.is_default)
    ]
    for is_forced in (False, True):
        found = _best(tracks, wanted, is_forced=is_forced, prefers_sdh=prefers_sdh)
        if found is not None:
            return found
    return None if languages or not tracks else tracks[0].id


def _best(
    tracks: Sequence[SubtitleOption],
    languages: Sequence[str],
    *,
    is_forced: bool,
    prefers_sdh: bool,
) -> UUID | None:
    """The first language that has one; of several the one that suits, then the file's default."""
    for language in languages:
        found = [
            track
            for track in tracks
            if track.is_forced == is_forced and is_same_language(track.language, language)
        ]
        if found:
            suits = min(found, key=lambda one: (one.is_sdh != prefers_sdh, not one.is_default))
            return suits.id
    return None
