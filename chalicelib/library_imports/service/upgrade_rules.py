"""
Whether a version of a film or an episode is better than another one. No I/O.

The first difference decides, in this order: resolution, source, HDR, codec, proper. A resolution
counts as the probe has measured it, never as a name claims it.
"""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import MatchState
from chalicelib.library_imports.models import ExistingVersion, MovingFile

#: Of the same length, but for the logos of distributors and another last second.
SHORTER_TOLERANCE = 0.02
#: The best first. A source that the name does not say is not compared.
SOURCES = ("BluRay", "WEB-DL", "WEBRip", "HDTV", "HDRip", "DVD", "VHS", "R5", "SCR", "TELECINE")
CAMERAS = ("TELESYNC", "CAM", "WORKPRINT")
SOURCE_RANKS: Mapping[str, int] = {
    **{name: len(SOURCES) - position for position, name in enumerate(SOURCES)},
    **dict.fromkeys(CAMERAS, 0),
}
HDR_RANKS = {"": 0, "hlg": 1, "hdr10": 2, "dolby_vision": 3}
HDR_NAMES = {"": "SDR", "hlg": "HLG", "hdr10": "HDR10", "dolby_vision": "Dolby Vision"}
CODEC_RANKS = {"av1": 4, "hevc": 3, "vp9": 2, "h264": 1}


def compare(new: MovingFile, known: Sequence[MovingFile]) -> list[ExistingVersion]:
    """What becomes of each version that the library has of what `new` holds."""
    return [_verdict(new, one) for one in known if _is_same_content(new, one)]


def _is_same_content(new: MovingFile, known: MovingFile) -> bool:
    """The same film or episodes in the same edition, each in one file."""
    return (
        new.match_state == known.match_state == MatchState.MATCHED
        and (new.media_type is MediaType.MOVIE or bool(new.episode_numbers))
        and (new.media_id, new.season_number, new.episode_numbers)
        == (known.media_id, known.season_number, known.episode_numbers)
        and sorted(new.editions) == sorted(known.editions)
        and new.part_number is None
        and known.part_number is None
    )


def _verdict(new: MovingFile, known: MovingFile) -> ExistingVersion:
    is_better, difference = next(_differences(new, known), (False, "Both are alike"))
    obstacle = next(_obstacles(new, known), None if is_better else difference)
    return ExistingVersion(
        library_item_id=known.id,
        file_name=known.file_name,
        file_size_bytes=known.file_size_bytes,
        is_replaced=obstacle is None,
        reason=obstacle or difference,
    )


def _obstacles(new: MovingFile, known: MovingFile) -> Iterator[str]:
    """Why a version stays, regardless of the picture of the new one."""
    if not new.duration_seconds or not new.picture_lines:
        yield "The new file was not read yet"
    if not known.duration_seconds or not known.picture_lines:
        yield "It was not read yet"
    if new.is_sample:
        yield "The new file is a sample"
    if new.duration_seconds < (1 - SHORTER_TOLERANCE) * known.duration_seconds:
        yield "The new file is shorter"
    missing = [each for each in known.audio_languages if each not in new.audio_languages]
    if missing and not new.audio_languages:
        yield "The new file does not say the languages of its sound"
    elif missing:
        yield f"The new file has no sound in {', '.join(missing)}"
    if known.is_missing:
        yield "It is missing"
    if known.is_shared:
        yield "Its download shares it"
    if known.is_playing:
        yield "A user is watching it"


def _differences(new: MovingFile, known: MovingFile) -> Iterator[tuple[bool, str]]:
    """Whether the new file is better, and by what, the most important difference first."""
    names = (
        (new.picture_lines, known.picture_lines, new.resolution_label, known.resolution_label),
        (*_sources(new, known), new.guess.source, known.guess.source),
        (HDR_RANKS[new.hdr], HDR_RANKS[known.hdr], HDR_NAMES[new.hdr], HDR_NAMES[known.hdr]),
        (
            CODEC_RANKS.get(new.video_codec, 0),
            CODEC_RANKS.get(known.video_codec, 0),
            new.video_codec.upper(),
            known.video_codec.upper(),
        ),
        (new.guess.proper, known.guess.proper, _proper(new), _proper(known)),
    )
    for mine, theirs, my_name, their_name in names:
        if mine > theirs:
            yield True, f"{my_name} instead of {their_name or 'unknown'}"
        elif mine < theirs:
            yield False, f"{their_name} instead of {my_name or 'unknown'}"


def _proper(file: MovingFile) -> str:
    return "a proper release" if file.guess.proper else "the first release"


def _sources(new: MovingFile, known: MovingFile) -> tuple[int, int]:
    ranks = [SOURCE_RANKS.get(one.guess.source or "") for one in (new, known)]
    return (0, 0) if None in ranks else (ranks[0] or 0, ranks[1] or 0)
