"""Adds files to the library: parse the name, match the title, probe the content. Idempotent."""

import logging
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chalicelib.catalog.service.local_pictures import invalidate_changed
from chalicelib.library.models import PUSH_QUEUE
from chalicelib.library.models.disc_paths import name_of
from chalicelib.library.models.matching import MatchResult, MatchState
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.probe_results import Probe
from chalicelib.library.models.scans import ItemContent, LibraryFile, ScannedFile
from chalicelib.library.service.match_scoring import MIN_AUTO_MATCH_CONFIDENCE
from chalicelib.library.store import files, items, matches, probes, scanned_files, uploads
from chalicelib.library.store.catalog_lookups import TitleLookup
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.keys import LIBRARY
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.tasks import defer
from worker.names.folders import read_folders
from worker.names.nfo import with_facts
from worker.names.reader import read_release
from worker.names.release import Release
from worker.scanner import contents, match
from worker.scanner.fingerprint import fingerprint_of
from worker.scanner.games import identity_of
from worker.scanner.match import SHOW_TYPES
from worker.scanner.match_games import match_game
from worker.scanner.nfo_files import NOTHING, facts_beside, open_nonblocking
from worker.scanner.parts import with_part
from worker.scanner.probe import Prober
from worker.scanner.roots import RootSource, platform_of_game
from worker.scanner.walk import is_gone

logger = logging.getLogger(__name__)

MATCH_BATCH = 250  # files per transaction


@dataclass(frozen=True, slots=True)
class AddedFiles:
    """How many files of a batch are new or changed, and which were elsewhere before."""

    added: int
    updated: int
    moved: frozenset[UUID]  # their items


@dataclass(frozen=True, slots=True)
class TriedFiles:
    """How many files of a batch were matched or tried; false when there were none."""

    tried: int
    unmatched: int

    def __bool__(self) -> bool:
        return self.tried > 0


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A file that has no match."""

    id: UUID
    path: str
    content: ItemContent
    duration_s: int = 0  # 0: not probed yet

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def is_video(self) -> bool:
        return self.content == "video"


@dataclass(frozen=True, slots=True)
class Ingestor:
    db: Database
    cache: Cache
    roots: RootSource
    clock: Clock
    new_id: NewId
    pushes: bool  # whether finished downloads are uploaded to the object store
    pushes_library: bool = False  # and other files
    confident_at: float = MIN_AUTO_MATCH_CONFIDENCE  # from here on no user is asked

    def release_of(self, path: str) -> Release:
        """
        Read the path below its root, so that `/mnt/usb` is not taken for a title.

        What the path does not say, an NFO file beside the file may; a path with ids says enough.
        """
        path = name_of(path)
        release = read_release(self._inside_root(path))
        root = self.roots.folder_of(text_to_path(path))
        if root is not None and root.kind != "mixed":
            release = replace(release, folder_kind=root.kind)
        if release.ids or release.extra is not None:
            return release
        is_show = release.type in SHOW_TYPES
        facts = facts_beside(text_to_path(path), is_show=is_show)
        return release if facts == NOTHING else with_facts(release, facts)

    def _inside_root(self, path: str) -> str:
        folder = self.roots.of_path(os.path.dirname(path)) or os.path.dirname(path)  # noqa: PTH120
        inside = path[len(path_to_text(folder)) :].lstrip("/")
        if folder in self.roots.downloads:  # their folders are named after jobs
            inside = inside.partition("/")[2] or inside
        return inside

    def seasons_of(self, folder: str) -> tuple[int, ...]:
        """The seasons that a folder holds, or parts of them, by its name."""
        return read_folders(tuple(self._inside_root(folder).split("/")[-2:])).seasons

    def judge(
        self,
        conn: Connection,
        path: str,
        *,
        content: ItemContent = "video",
        requested_id: int | None = None,
        duration_s: int = 0,
    ) -> MatchResult:
        """What a file is, by its path. `requested_id` is the title it was downloaded for."""
        if content != "video":
            return self._judge_game(conn, path, content)
        return self._judge_video(
            conn,
            path,
            self.release_of(path),
            TitleLookup(),
            requested_id=requested_id,
            duration_s=duration_s,
        )

    def _judge_all(self, conn: Connection, files: Sequence[Unmatched]) -> dict[UUID, MatchResult]:
        """As `judge`, for a batch: the names of all are looked up at once."""
        releases = {file.id: self.release_of(file.path) for file in files if file.is_video}
        lookup = TitleLookup()
        lookup.load(conn, [match.question_of(release) for release in releases.values()])
        return {
            file.id: self._judge_video(
                conn, file.path, releases[file.id], lookup, duration_s=file.duration_s
            )
            if file.is_video
            else self._judge_game(conn, file.path, file.content)
            for file in files
        }

    def _judge_game(self, conn: Connection, path: str, content: ItemContent) -> MatchResult:
        platform = self._platform_of(path)
        return match_game(conn, path, content, platform=platform, confident_at=self.confident_at)

    def _judge_video(
        self,
        conn: Connection,
        path: str,
        release: Release,
        lookup: TitleLookup,
        *,
        requested_id: int | None = None,
        duration_s: int = 0,
    ) -> MatchResult:
        result = match.match(
            conn,
            release,
            requested_id=requested_id,
            duration_s=duration_s,
            confident_at=self.confident_at,
            lookup=lookup,
        )
        if result.match_state == MatchState.UNMATCHED and release.type in SHOW_TYPES:
            show_id = lookup.show_of_folder(conn, path.rpartition("/")[0])
            if show_id is not None:
                result = match.match_beside(
                    conn, release, show_id=show_id, guessed=result, lookup=lookup
                )
        return with_part(result, path, release)

    def _platform_of(self, path: str) -> str | None:
        return platform_of_game(self.roots, text_to_path(path))

    def add(
        self,
        conn: Connection,
        file: ScannedFile,
        *,
        job_id: UUID | None = None,
        requested_id: int | None = None,
    ) -> UUID | None:
        """Insert an item; returns its id, or None when the file is in the library already."""
        result = self.judge(conn, file.path, requested_id=requested_id)
        item_id = self.new_id()
        now = self.clock()
        is_new = files.add(conn, id=item_id, file=file, match=result, job_id=job_id, now=now)
        return item_id if is_new else None

    def add_all(self, found: Sequence[ScannedFile]) -> AddedFiles:
        """
        Insert new files and update changed ones in one transaction, two statements for all.

        New files are in the library at once and wait there to be matched: see `match_new`. One
        that was elsewhere before keeps its item.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            updated = scanned_files.mark_changed(conn, found=found, now=now)
            moved = self._move_known(conn, found)
            new = [file for file in found if file.path not in moved]
            ids = [self.new_id() for _ in new]
            added = scanned_files.insert(conn, ids=ids, found=new, now=now) if new else 0
        if added or moved:
            self.cache.invalidate(LIBRARY)
        return AddedFiles(added, updated, frozenset(moved.values()))

    def _move_known(self, conn: Connection, found: Sequence[ScannedFile]) -> dict[str, UUID]:
        """
        Move the items of files that are not at their old path any more; their ids by new path.

        They are known by size and content. Only new files of the size of a known one are read.
        """
        by_size: dict[int, list[scanned_files.IdentifiedFile]] = defaultdict(list)
        sizes = {file.size_bytes for file in found}
        for known in scanned_files.list_of_sizes(conn, sizes=list(sizes)):
            by_size[known.size_bytes].append(known)
        moved: dict[str, UUID] = {}
        for file in found:
            gone = [
                known
                for known in by_size.get(file.size_bytes, ())
                if known.path != file.path and known.content == file.content and is_gone(known.path)
            ]
            identity = identity_of(file) if gone else None
            same = next((known for known in gone if known.fingerprint == identity), None)
            if same is not None and scanned_files.move(conn, id=same.id, file=file):
                platforms = {self._platform_of(path) for path in (same.path, file.path)}
                if file.content != "video" and len(platforms) > 1:
                    scanned_files.match_again(conn, id=same.id)
                by_size[file.size_bytes].remove(same)
                moved[file.path] = same.id
        return moved

    def match_new(self, folder: str, limit: int) -> TriedFiles:
        """Match files that were added without a look at their names."""
        with self.db.transaction() as conn:
            rows = scanned_files.list_untried(conn, folder=folder, limit=limit)
            waiting = [Unmatched(*row) for row in rows]
            results = self._judge_all(conn, waiting)
            scanned_files.save_results(conn, results=results, now=self.clock())
            siblings = _beside_matched(waiting, results)
            kept = matches.lock_unmatched(conn, ids=[file.id for file in siblings])
            matched = self._judge_again(conn, [file for file in siblings if file.id in kept])
        if waiting:
            self.cache.invalidate(LIBRARY)
        unmatched = sum(one.match_state == MatchState.UNMATCHED for one in results.values())
        return TriedFiles(len(waiting), unmatched - matched)

    def probe_file(self, file: LibraryFile, prober: Prober) -> bool:
        """
        Probe a file and store the result; a game is not looked into, and only gets its identity.

        Content that was probed before is not probed again: a file that was only touched. Returns
        False and stores nothing when the file is missing or has changed: an unmounted disk says
        nothing about the file.
        """
        if file.is_game:
            return self._identify(file)
        if not is_unchanged(file):
            return False
        fingerprint = fingerprint_of(file.path)
        with self.db.transaction() as conn:
            if probes.keep_probe(conn, file=file, fingerprint=fingerprint, now=self.clock()):
                self._queue_push_if_wanted(conn, file.id)
                return True
        probe = prober.probe(file.path)
        if not probe.is_video and not is_unchanged(file):
            return False
        return self.record(file, probe, fingerprint)

    def _identify(self, game: LibraryFile) -> bool:
        """Store what a moved or renamed game is known by; False when it cannot be read."""
        fingerprint = identity_of(game)
        if fingerprint is None:
            return False
        with self.db.transaction() as conn:
            return probes.save_identity(conn, file=game, fingerprint=fingerprint, now=self.clock())

    def record(self, file: LibraryFile, probe: Probe, fingerprint: str | None = None) -> bool:
        """Store a probe and the upload task; False when the file has changed."""
        with self.db.transaction() as conn:
            if not probes.save_probe(
                conn, file=file, probe=probe, fingerprint=fingerprint, now=self.clock()
            ):
                return False
            if probe.duration_s:
                self._judge_by_length(conn, file, probe.duration_s)
            contents.store(conn, file.id, probe, self.new_id, self.clock())
            if probe.is_video:
                self._queue_push_if_wanted(conn, file.id)
        return True

    def _judge_by_length(self, conn: Connection, file: LibraryFile, duration_s: int) -> None:
        """Its length may tell what an unmatched file is."""
        if matches.lock_unmatched(conn, ids=[file.id]):
            self._judge_again(conn, [Unmatched(file.id, file.path, file.content, duration_s)])

    def queue_pushes(self) -> None:
        """Queue the upload of wanted files without an object."""
        with self.db.transaction() as conn:
            for item_id in uploads.list_unqueued(
                conn, includes_library=self.pushes_library, now=self.clock()
            ):
                self.queue_push(conn, item_id)

    def _queue_push_if_wanted(self, conn: Connection, item_id: UUID) -> None:
        if self.pushes and uploads.needs_upload(
            conn, item_id=item_id, includes_library=self.pushes_library, now=self.clock()
        ):
            self.queue_push(conn, item_id)

    def queue_push(self, conn: Connection, item_id: UUID) -> None:
        defer(
            conn,
            "push_item",
            {"item_id": str(item_id)},
            queue=PUSH_QUEUE,
            lock=f"push:{item_id}",
        )

    def rematch(self, folder: str) -> int:
        """Match unmatched files again, because the catalogue may have grown."""
        files = self.list_unmatched(folder)
        return sum(
            self.match_again(files[start : start + MATCH_BATCH])
            for start in range(0, len(files), MATCH_BATCH)
        )

    def list_unmatched(self, folder: str) -> list[Unmatched]:
        """The files in a folder that were tried and have no match."""
        with self.db.read() as conn:
            rows = matches.list_unmatched_under(conn, folder=folder)
        return [Unmatched(*row) for row in rows]

    def match_again(self, files: Sequence[Unmatched]) -> int:
        """Match a batch of unmatched files in one transaction; how many have a title now."""
        with self.db.transaction() as conn:
            waiting = matches.lock_unmatched(conn, ids=[file.id for file in files])
            return self._judge_again(conn, [file for file in files if file.id in waiting])

    def _judge_again(self, conn: Connection, files: Sequence[Unmatched]) -> int:
        """Match unmatched files, or store what they may be; how many have a title now."""
        matched = 0
        while files:
            results = self._judge_all(conn, files)
            matched += scanned_files.save_again(conn, results=results, now=self.clock())
            files = _beside_matched(files, results)
        return matched

    def invalidate_caches(self) -> None:
        """Invalidate the counts, and the cached pages of every user: all share the library."""
        self.cache.invalidate(LIBRARY)
        with self.db.read() as conn:
            people = items.list_user_ids(conn)
        invalidate_changed(self.db, self.cache)
        for user_id in people:
            self.cache.invalidate_user(user_id)


def _beside_matched(
    files: Sequence[Unmatched], results: Mapping[UUID, MatchResult]
) -> list[Unmatched]:
    """The episodes without a match in whose folders others have one now, and may say the show."""
    folders = {file.folder for file in files if results[file.id].match_state == MatchState.MATCHED}
    return [
        file
        for file in files
        if file.folder in folders
        and results[file.id].match_state == MatchState.UNMATCHED
        and results[file.id].guess.type == "episode"
    ]


def is_unchanged(file: LibraryFile) -> bool:
    """Whether the file is readable and has the size and mtime the library stored."""
    try:
        with open(text_to_path(file.path), "rb", opener=open_nonblocking) as handle:
            facts = os.fstat(handle.fileno())
            handle.read(1)
    except OSError:
        return False
    return (facts.st_size, facts.st_mtime_ns) == (file.size_bytes, file.modified_ns)
