"""Put files on the shelf: name read, title matched, contents looked into. Safe to repeat."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.models import (
    PUSH_QUEUE,
    KnownFile,
    MatchState,
    Probe,
    SeenFile,
    path_to_text,
    text_to_path,
)
from chalicelib.library.store import files, items, uploads
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.tasks import defer
from worker.scanner import match
from worker.scanner.parse import Parsed, parse
from worker.scanner.probe import Prober
from worker.scanner.roots import Roots

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    db: Database
    cache: Cache
    roots: Roots
    clock: Clock
    new_id: NewId
    pushes: bool  # whether files are copied to the object store

    def parsed(self, path: str) -> Parsed:
        """What the name says. Only what is inside the root counts, so `/mnt/usb` is no title."""
        folder = self.roots.of_path(os.path.dirname(path)) or os.path.dirname(path)  # noqa: PTH120
        inside = path[len(path_to_text(folder)) :].lstrip("/")
        if folder == self.roots.downloads:  # a folder there is named after its job: no title
            inside = inside.partition("/")[2] or inside
        return parse(inside)

    def add(
        self,
        conn: Connection,
        file: SeenFile,
        *,
        job_id: UUID | None = None,
        wanted_id: int | None = None,
    ) -> UUID | None:
        """The new item's id; None when the file is known already."""
        verdict = match.match(conn, self.parsed(file.path), wanted_id=wanted_id)
        item_id = self.new_id()
        now = self.clock()
        is_new = files.add(conn, id=item_id, file=file, verdict=verdict, job_id=job_id, now=now)
        return item_id if is_new else None

    def add_all(self, found: Sequence[SeenFile]) -> tuple[int, int]:
        """Add what is new and note what has changed, in one transaction; how many of each."""
        added = updated = 0
        with self.db.transaction() as conn:
            for file in found:
                if files.changed(conn, file=file, now=self.clock()):
                    updated += 1
                elif self.add(conn, file) is not None:
                    added += 1
        return added, updated

    def look_into(self, file: KnownFile, prober: Prober) -> bool:
        """
        Probe a file and record what is inside.

        False, and nothing recorded, when the file is not there or not the one we know: a disk
        that went away says nothing about the film.
        """
        if not is_as_known(file):
            return False
        probe = prober.probe(file.path)
        if not probe.is_video and not is_as_known(file):
            return False
        return self.record(file, probe)

    def record(self, file: KnownFile, probe: Probe) -> bool:
        """Save one probe and what follows from it; False when the file changed meanwhile."""
        with self.db.transaction() as conn:
            if not files.save_probe(conn, file=file, probe=probe, now=self.clock()):
                return False
            files.replace_streams(
                conn,
                item_id=file.id,
                ids=[self.new_id() for _ in probe.streams],
                streams=probe.streams,
            )
            if probe.is_video and self.pushes and uploads.is_wanted(conn, item_id=file.id):
                self.queue_push(conn, file.id)
        return True

    def queue_push(self, conn: Connection, item_id: UUID) -> None:
        defer(
            conn,
            "push_item",
            {"item_id": str(item_id)},
            queue=PUSH_QUEUE,
            lock=f"push:{item_id}",
        )

    def judge_again(self, folder: str) -> int:
        """Match once more what nobody could place, for the catalogue may have grown."""
        with self.db.read() as conn:
            doubted = files.doubted_under(conn, folder=folder)
        placed = 0
        for item_id, path in doubted:
            with self.db.transaction() as conn:
                verdict = match.match(conn, self.parsed(path))
                if verdict.match_state == MatchState.MATCHED:
                    placed += files.judge(conn, id=item_id, verdict=verdict, now=self.clock())
        return placed

    def tell_everyone(self) -> None:
        """The library is the household's: what anybody's pages remember of it is old now."""
        with self.db.read() as conn:
            people = items.everyone(conn)
        for user_id in people:
            self.cache.invalidate_user(user_id)


def is_as_known(file: KnownFile) -> bool:
    """Whether the file can be read and is the one the library knows."""
    try:
        with open(text_to_path(file.path), "rb", opener=_without_waiting) as handle:
            facts = os.fstat(handle.fileno())
            handle.read(1)
    except OSError:
        return False
    return (facts.st_size, facts.st_mtime_ns) == (file.size_bytes, file.modified_ns)


def _without_waiting(path: str, flags: int) -> int:
    """Open a plain file; a pipe that took its name would block, a link would lead elsewhere."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
