"""Where files of the library go, and under which names. No I/O."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chalicelib.catalog.models import MediaType, episode_label
from chalicelib.download_settings.models.import_settings import ImportSettings, NamePatterns
from chalicelib.library.models.folders import FolderKind, LibraryRoot
from chalicelib.library.models.matching import MatchState
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library_imports.models import (
    ExistingVersion,
    MoveProblem,
    MovingFile,
    NameKind,
)
from chalicelib.library_imports.service.upgrade_rules import compare
from chalicelib.naming.models.naming_patterns import NameFacts, parse_pattern
from chalicelib.naming.models.safe_names import safe_component, safe_text

#: The name of the folder beside a film that players know: Plex, Jellyfin and Kodi share them.
EXTRA_FOLDERS: Mapping[str, str] = {
    "trailer": "Trailers",
    "featurette": "Featurettes",
    "behind_the_scenes": "Behind The Scenes",
    "deleted_scene": "Deleted Scenes",
    "interview": "Interviews",
    "scene": "Scenes",
    "short": "Shorts",
}
OTHER_EXTRAS = "Other"
FOLDER_KINDS: Mapping[NameKind, tuple[FolderKind, ...]] = {
    "film": ("movies", "mixed"),
    "episode": ("shows", "mixed"),
    "anime": ("anime", "shows", "mixed"),
}
HDR = {"hdr10": "HDR10", "hlg": "HLG", "dolby_vision": "DV"}
CODECS = {"h264": "H264", "hevc": "HEVC", "av1": "AV1", "vp9": "VP9", "mpeg2video": "MPEG2"}
AUDIO = {"ac3": "DD", "eac3": "DDP", "aac": "AAC", "dts": "DTS", "truehd": "TrueHD", "flac": "FLAC"}
CHANNELS = {1: "1.0", 2: "2.0", 6: "5.1", 8: "7.1"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A file, and where it goes: `folder` of the library (a text), `target` below it."""

    file: MovingFile
    folder: str | None
    target: str | None
    problem: MoveProblem | None
    versions: tuple[ExistingVersion, ...] = ()  # that the library has of the same

    @property
    def new_path(self) -> str:
        return f"{self.folder}/{self.target}"


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans moves by the settings; `roots` are the folders of the library."""

    settings: ImportSettings
    roots: Sequence[LibraryRoot]
    taken: Callable[[Sequence[str]], Mapping[str, UUID]]  # files of the library by their paths

    def imports(
        self, files: Sequence[MovingFile], known: Sequence[MovingFile] = ()
    ) -> list[Planned]:
        """Where the files of a download go. `known`: what the library has, to be compared."""
        planned = [self._plan(file, None) for file in files]
        return self._without_clashes(
            [
                each
                if each.target is None
                else replace(each, versions=tuple(compare(each.file, known)))
                for each in planned
            ]
        )

    def renames(self, files: Sequence[MovingFile]) -> list[Planned]:
        """Files of the library under their new names, each in the folder that it lies in."""
        planned = []
        for file in files:
            folder = self._folder_around(file)
            if file.is_missing:
                planned.append(Planned(file, None, None, "missing"))
            elif file.is_shared or folder is None:
                planned.append(Planned(file, None, None, "download"))
            else:
                planned.append(self._plan(file, folder))
        return self._without_clashes(planned)

    def _plan(self, file: MovingFile, folder: str | None) -> Planned:
        if file.title is None or file.match_state not in (MatchState.MATCHED, MatchState.EXTRA):
            return Planned(file, None, None, "unmatched")
        folder = folder or self._folder_for(kind_of(file))
        if folder is None:
            return Planned(file, None, None, "no_folder")
        target = target_of(file, self.settings)
        same = f"{folder}/{target}" == file.absolute_path
        return Planned(file, folder, target, "same" if same else None)

    def _folder_for(self, kind: NameKind) -> str | None:
        """The chosen folder, while the library has it; else the first one of the kind."""
        chosen = {
            "film": self.settings.film_folder,
            "episode": self.settings.show_folder,
            "anime": self.settings.anime_folder or self.settings.show_folder,
        }[kind]
        known = {path_to_text(root.path): root.kind for root in self.roots}
        if chosen is not None and path_to_text(chosen) in known:
            return path_to_text(chosen)
        for wanted in FOLDER_KINDS[kind]:
            for path, each in known.items():
                if each == wanted:
                    return path
        return None

    def _folder_around(self, file: MovingFile) -> str | None:
        around = [
            text
            for text in (path_to_text(root.path) for root in self.roots)
            if file.absolute_path.startswith(f"{text}/")
        ]
        return max(around, key=len, default=None)

    def _without_clashes(self, planned: list[Planned]) -> list[Planned]:
        """Several files never get the same name: the later ones are numbered."""
        taken = dict(self.taken([each.new_path for each in planned if each.target is not None]))
        return [self._numbered(each, taken) for each in planned]

    def _numbered(self, one: Planned, taken: dict[str, UUID]) -> Planned:
        if one.target is None or one.problem is not None:
            return one
        stem, suffix = posixpath.splitext(one.target)
        own = {one.file.id, *(each.library_item_id for each in one.versions if each.is_replaced)}
        for target in _numbered_names(stem, suffix):
            path = f"{one.folder}/{target}"
            if path == one.file.absolute_path:
                return replace(one, target=target, problem="same")
            if taken.get(path, one.file.id) in own:
                taken[path] = one.file.id
                return replace(one, target=target)
        return replace(one, problem="taken")


def _numbered_names(stem: str, suffix: str) -> Iterator[str]:
    yield f"{stem}{suffix}"
    for number in range(2, 20):
        yield f"{stem} ({number}){suffix}"


def kind_of(file: MovingFile) -> NameKind:
    if file.media_type != MediaType.SHOW:
        return "film"
    return "anime" if file.is_anime else "episode"


def target_of(file: MovingFile, patterns: NamePatterns) -> str:
    """The path of a matched file below its folder of the library, with its suffix."""
    pattern = {
        "film": patterns.film,
        "episode": patterns.episode,
        "anime": patterns.anime,
    }[kind_of(file)]
    suffix = posixpath.splitext(file.file_name)[1].lower()
    facts = facts_of(file)
    if file.match_state == MatchState.EXTRA:
        # Beside the film, or in the folder of the show, above its seasons.
        place = parse_pattern(pattern).render_place(facts)
        folder = EXTRA_FOLDERS.get(file.extra_kind, OTHER_EXTRAS)
        name = safe_component(safe_text(facts.original_name)) or "Extra"
        return "/".join(filter(None, (place, folder, f"{name}{suffix}")))
    stem = parse_pattern(pattern).render(facts)
    part = f" - part{file.part_number}" if file.part_number else ""
    return f"{stem}{part}{suffix}"


def facts_of(file: MovingFile) -> NameFacts:
    audio = AUDIO.get(file.audio_codec, file.audio_codec.upper())
    return NameFacts(
        title=file.title or "",
        year=file.year,
        season=file.season_number,
        episodes=tuple(file.episode_numbers),
        absolute=tuple(file.absolute_numbers),
        episode_title=file.episode_title,
        air_date=file.air_date,
        edition=" ".join(file.editions),
        resolution=file.resolution_label,
        source=file.guess.source or "",
        codec=CODECS.get(file.video_codec, file.video_codec.upper()),
        hdr=HDR.get(file.hdr, ""),
        audio=f"{audio} {CHANNELS.get(file.channels, '')}".strip() if audio else "",
        group=file.guess.group or "",
        original_name=posixpath.splitext(file.file_name)[0],
        ids=file.external_ids,
    )


def label_of(file: MovingFile) -> str | None:
    """`S1 E1-2`; None of a film."""
    if file.season_number is None or not file.episode_numbers:
        return None
    first = episode_label(file.season_number, file.episode_numbers[0])
    more = file.episode_numbers[-1]
    return first if len(file.episode_numbers) == 1 else f"{first}\N{EN DASH}{more}"
