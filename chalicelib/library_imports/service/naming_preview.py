"""What patterns of names do, shown on files. No I/O."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chalicelib.catalog.models import MediaType
from chalicelib.download_settings.models.import_settings import NamePatterns
from chalicelib.library.models.matching import Guess, MatchState
from chalicelib.library_imports.models import (
    MovingFile,
    NameKind,
    NamingExample,
    NamingPresetView,
    NamingPreview,
)
from chalicelib.library_imports.service.destinations import kind_of, label_of, target_of
from chalicelib.naming.models.naming_patterns import TOKENS
from chalicelib.naming.models.naming_presets import PRESETS


def _sample(name: str, title: str, year: int, **more: object) -> MovingFile:
    """A file that a library without files of a kind shows names of."""
    return MovingFile.model_validate(
        {
            "id": UUID(int=0),
            "absolute_path": f"/{name}",
            "file_name": name,
            "file_size_bytes": 0,
            "match_state": MatchState.MATCHED,
            "media_id": 1,
            "media_type": MediaType.SHOW,
            "title": title,
            "year": year,
            "is_anime": False,
            "external_ids": {},
            "extra_kind": "",
            "part_number": None,
            "editions": [],
            "resolution_label": "1080p",
            "picture_lines": 1080,
            "duration_seconds": 0,
            "audio_languages": [],
            "hdr": "",
            "video_codec": "h264",
            "audio_codec": "aac",
            "channels": 2,
            "guess": Guess(source="Web", group="GROUP"),
            "season_number": 1,
            "episode_numbers": [1],
            "absolute_numbers": [],
            "episode_title": "",
            "air_date": None,
            "is_missing": False,
            "is_shared": False,
            "is_sample": False,
            "is_playing": False,
            **more,
        }
    )


SAMPLES = (
    _sample(
        "Metropolis.1927.Restored.1080p.BluRay.x264-GROUP.mkv",
        "Metropolis",
        1927,
        media_type=MediaType.MOVIE,
        season_number=None,
        episode_numbers=[],
        external_ids={"tmdb": "19", "imdb": "tt0017136"},
        editions=["Restored"],
        guess=Guess(source="Blu-ray", group="GROUP"),
    ),
    _sample(
        "pioneer.one.s01e01.720p.web.x264-group.mkv",
        "Pioneer One",
        2010,
        episode_title="Earthfall",
        air_date=date(2010, 6, 16),
        resolution_label="720p",
    ),
    _sample(
        "[Group] Astro Boy - 001 [1080p].mkv",
        "Astro Boy",
        1963,
        is_anime=True,
        absolute_numbers=[1],
        episode_title="Birth of Astro Boy",
        air_date=date(1963, 1, 1),
    ),
)

KINDS: tuple[NameKind, ...] = ("film", "episode", "anime")


def preview_of(patterns: NamePatterns, real: Sequence[MovingFile]) -> NamingPreview:
    """Files of the library under these names; well-known titles for kinds that it has not."""
    kinds = {kind_of(file) for file in real}
    shown = [*real, *(file for file in SAMPLES if kind_of(file) not in kinds)]
    shown.sort(key=lambda file: KINDS.index(kind_of(file)))
    return NamingPreview(
        examples=[
            NamingExample(
                kind=kind_of(file),
                title=" ".join(filter(None, (file.title, label_of(file)))),
                path=target_of(file, patterns),
            )
            for file in shown
        ],
        presets=[
            NamingPresetView(
                id=each.id,
                name=each.name,
                film=each.film,
                episode=each.episode,
                anime=each.anime,
            )
            for each in PRESETS
        ],
        tokens=list(TOKENS),
    )
