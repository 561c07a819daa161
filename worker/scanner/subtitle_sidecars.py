"""Subtitle files beside videos: which video each belongs to, and their rows."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.models.scans import ScannedFile
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Database
from chalicelib.subtitles.models import Sidecar, SubtitleForm
from chalicelib.subtitles.models.upload_check import SUFFIXES
from chalicelib.subtitles.store import sidecars as store
from worker.names.subtitle_names import read_subtitle_name

SUBTITLE_FOLDERS = frozenset({"subs", "sub", "subtitles", "subtitle"})
#: VobSub: an index of text beside a `.sub` of pictures.
PICTURE_SUFFIX = "idx"
SUBTITLE_SUFFIXES = frozenset({*SUFFIXES, PICTURE_SUFFIX})
MAX_SIDECAR_BYTES = 5 * 2**20
MAX_PER_VIDEO = 60
AFTER_STEM = frozenset("._- ([")


def is_subtitle(name: str) -> bool:
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and suffix.lower() in SUBTITLE_SUFFIXES


def video_folder(path: str) -> str:
    """The folder whose videos a subtitle at `path` may belong to: above `Subs` and `Subs/Film`."""
    folder = path.rpartition("/")[0]
    inner = folder
    for _ in range(2):
        above, _, name = inner.rpartition("/")
        if name.lower() in SUBTITLE_FOLDERS:
            return above
        inner = above
    return folder


def list_sidecars(folder: str) -> list[ScannedFile]:
    """Subtitle files in a folder and in its folders of subtitles. Raises `OSError`."""
    found: list[ScannedFile] = []
    pending = [(folder, 0)]
    while pending:
        current, depth = pending.pop()
        with os.scandir(current) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    if depth == 1 or (depth == 0 and entry.name.lower() in SUBTITLE_FOLDERS):
                        pending.append((entry.path, depth + 1))
                elif entry.is_file(follow_symlinks=False) and is_subtitle(entry.name):
                    facts = entry.stat(follow_symlinks=False)
                    path = path_to_text(entry.path)
                    found.append(ScannedFile(path, facts.st_size, facts.st_mtime_ns))
    return found


def match_sidecars(found: Iterable[ScannedFile], videos: Mapping[str, UUID]) -> list[Sidecar]:
    """The subtitle files that belong to one of `videos`, ids by path. All paths are texts."""
    found = list(found)
    folders = {one.path.rpartition("/")[0] for one in found}
    folders |= {video_folder(one.path) for one in found}
    by_folder: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
    for path, item_id in videos.items() if folders else ():
        folder, _, name = path.rpartition("/")
        if folder in folders:
            by_folder[folder].append((name.rpartition(".")[0], item_id))
    pictures = {
        one.path.rpartition(".")[0].lower()
        for one in found
        if one.path.lower().endswith(f".{PICTURE_SUFFIX}")
    }
    per_video: dict[UUID, int] = defaultdict(int)
    sidecars = []
    for file in sorted(found, key=lambda one: one.path):
        owner = _owner(file.path, by_folder)
        sidecar = _sidecar(file, owner, pictures) if owner else None
        if sidecar is None or per_video[sidecar.library_item_id] >= MAX_PER_VIDEO:
            continue
        per_video[sidecar.library_item_id] += 1
        sidecars.append(sidecar)
    return sidecars


def _owner(
    path: str, by_folder: Mapping[str, Sequence[tuple[str, UUID]]]
) -> tuple[str, UUID] | None:
    """Stem and id of the video that a subtitle file belongs to."""
    folder, _, name = path.rpartition("/")
    beside = by_folder.get(folder, ())
    stem = name.rpartition(".")[0].lower()
    named = _by_stem(stem, beside)
    if named is not None:
        return named
    above = video_folder(path)
    if above == folder:
        # `English.srt` beside the only film of a folder.
        speaks = read_subtitle_name(name, "").language
        return beside[0] if len(beside) == 1 and speaks else None
    videos = by_folder.get(above, ())
    own_folder = folder.rpartition("/")[2].lower()
    if own_folder not in SUBTITLE_FOLDERS:  # Subs/<video>/2_English.srt
        return next((video for video in videos if video[0].lower() == own_folder), None)
    return _by_stem(stem, videos) or (videos[0] if len(videos) == 1 else None)


def _by_stem(stem: str, videos: Iterable[tuple[str, UUID]]) -> tuple[str, UUID] | None:
    """The video with the longest name that `stem` begins with."""
    named = [
        video
        for video in videos
        if stem == video[0].lower()
        or (stem.startswith(video[0].lower()) and stem[len(video[0])] in AFTER_STEM)
    ]
    return max(named, key=lambda video: len(video[0]), default=None)


def _sidecar(
    file: ScannedFile, owner: tuple[str, UUID], pictures: AbstractSet[str]
) -> Sidecar | None:
    name = file.path.rpartition("/")[2]
    stem, _, suffix = name.rpartition(".")
    suffix = suffix.lower()
    form: SubtitleForm
    if suffix == PICTURE_SUFFIX:
        form, codec = "picture", "vobsub"
    elif suffix == "sub" and file.path.rpartition(".")[0].lower() in pictures:
        return None  # the pictures of the index
    elif not 0 < file.size_bytes <= MAX_SIDECAR_BYTES:
        return None
    else:
        form, codec = SUFFIXES[suffix], suffix
    said = read_subtitle_name(name, owner[0])
    title = said.title if stem.lower() != owner[0].lower() else ""
    return Sidecar(
        library_item_id=owner[1],
        path=file.path,
        size_bytes=file.size_bytes,
        modified_ns=file.modified_ns,
        codec=codec,
        form=form,
        language=said.language,
        title=title,
        is_forced=said.is_forced,
        is_sdh=said.is_sdh,
    )


@dataclass(frozen=True, slots=True)
class SidecarRows:
    """Keeps the rows of sidecars as the folders are."""

    db: Database
    clock: Clock
    new_id: NewId

    def sync(
        self,
        folder: str,
        found: Iterable[ScannedFile],
        videos: Mapping[str, UUID],
        *,
        is_gone: Callable[[str], bool],
    ) -> None:
        """
        Store the sidecars of `videos` in `folder` among the `found` files, and delete rows of
        files that are gone.
        """
        if not videos:
            return
        sidecars = match_sidecars(found, videos)
        there = {(one.library_item_id, one.path) for one in sidecars}
        with self.db.transaction() as conn:
            rows = store.list_under(conn, folder=folder)
            ids = set(videos.values()) if rows else frozenset()
            known = {row for row in rows if row[0] in ids}
            changed = [
                one
                for one in sidecars
                if (one.library_item_id, one.path, one.size_bytes, one.modified_ns) not in known
            ]
            store.put_sidecars(
                conn, ids=[self.new_id() for _ in changed], found=changed, now=self.clock()
            )
            moved = {path for _, path in there}
            gone = [
                (item_id, path)
                for item_id, path, *_ in known
                if (item_id, path) not in there and (path in moved or is_gone(path))
            ]
            store.delete_sidecars(conn, gone=gone)
