"""One torrent of the session: what is known of it, and who asked for it."""

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models.options import JobOptions, StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.engine import Details, Fault, Phase, Report, TaskFailed
from worker.downloader.names import are_inside
from worker.downloader.torrents import files, moving
from worker.downloader.torrents.giving import Giving
from worker.downloader.torrents.source import is_padding, stored_names
from worker.downloader.torrents.wanted import Span, Wanted, choose
from worker.downloader.torrents.watching import Watching

logger = logging.getLogger(__name__)

SEQUENTIAL = lt.torrent_flags.sequential_download
COUNT_EVERY_S = 1.0
#: Whoever gave it is done; whoever wants to have it may begin anew.
MISSING = Fault("files_missing", "Its files are not there any more.", may_retry=True)
MAX_PADS = 5
#: Of what rests libtorrent has no more news.
AT_REST: dict[str, int] = {
    "peers": 0,
    "seeds": 0,
    "download_bytes_per_s": 0,
    "upload_bytes_per_s": 0,
}


@dataclass(eq=False)
class Torrent:
    """Guarded by the swarm's lock."""

    handle: Any
    folder: Path
    report: Report
    jobs: set[UUID] = field(default_factory=set)
    options: dict[UUID, JobOptions] = field(default_factory=dict)
    givings: dict[UUID, Giving] = field(default_factory=dict)
    enough: set[UUID] = field(default_factory=set)  # jobs that have given what they should
    layout: Any = None  # what the files are; None until the metadata are here
    names: list[str] = field(default_factory=list)  # of the files, below the folder
    spans: tuple[Span, ...] = ()  # of the real ones
    wanted: Wanted | None = None  # known with the layout
    hidden: set[int] = field(default_factory=set)  # files that lie in `SKIPPED`
    watching: Watching | None = None
    is_checking: bool = True  # libtorrent compares what is on disk with what should be
    is_to_be_checked: bool = False  # as soon as libtorrent has said what it knows
    is_settling: bool = False  # all that is wanted is there; its way to the disk is awaited
    is_confirming: bool = False  # that way's last part is being looked after
    fresh: list[int] = field(default_factory=list)  # pieces that came since the last `Ahead`
    is_written_ahead: bool = False
    is_moving: bool = False
    is_kept: bool = False  # a job was completed with it: its files are not ours to remove
    rests: bool = False
    is_held: bool = False  # nothing is fetched before it is clear in which order
    is_gone: bool = False  # libtorrent knows it no longer
    is_unwanted: bool = False  # nobody asks for it any more, nor for its files
    is_only_given: bool = False  # nothing of it may be fetched: it was complete once
    flushed: threading.Event = field(default_factory=threading.Event)
    pads: int = 0
    choices: int = 0  # how often it changed what is wanted
    peers: list[tuple[str, int]] = field(default_factory=list)
    moved_from: list[Path] = field(default_factory=list)
    counted_at_s: float = float("-inf")
    cleared_at_s: float = float("-inf")
    reannounced_at_s: float = float("-inf")
    looked_at_s: float = float("-inf")
    is_looked_at: bool = False
    details: Details | None = None

    def tell(self, **changes: Any) -> None:
        """The same report stays the same object, so that nobody looks at it again."""
        if any(getattr(self.report, name) != value for name, value in changes.items()):
            self.report = replace(self.report, **changes)

    @property
    def is_busy(self) -> bool:
        """It rests for a moment, whatever its jobs want."""
        return self.is_moving or self.is_to_be_checked

    def report_for(self, job_id: UUID, now_s: float) -> Report:
        """As one of its jobs sees it."""
        giving = self.givings.get(job_id)
        if giving is None:
            return self.report
        report = replace(self.report, seeding_s=giving.seconds(now_s))
        if report.phase is not Phase.FINISHED:
            return report
        phase = Phase.DONE if job_id in self.enough else Phase.SEEDING
        return replace(report, phase=phase, detail=StatusDetail.SEEDING)

    # --- what it is ----------------------------------------------------------------------------

    def described(self, info: Any, options: Iterable[JobOptions]) -> None:
        """The metadata are here. Raises `TaskFailed` when nothing of it may be written."""
        layout = info.layout()
        names = stored_names(layout)
        if not are_inside(names, self.folder):
            raise TaskFailed("bad_torrent", "This torrent's files would lie elsewhere.")
        self.layout = layout
        self.names = names
        self.spans = tuple(
            Span(index, layout.file_offset(index), layout.file_size(index))
            for index in range(layout.num_files())
            if not is_padding(layout, index)
        )
        self.wanted = choose(layout, self.spans, options)
        self.tell(
            bytes_total=self.wanted.bytes_total,
            title=layout.name(),
            is_private=bool(info.priv()),
            contents=files.listed(names, self.spans),
        )
        self.hidden = files.set_aside(self.folder, names, self.spans, self.wanted)

    def prepare(self, params: Any) -> None:
        """What libtorrent should know before it opens the first file."""
        if self.wanted is None:
            return
        stored = {index: self.stored(index) for index in range(len(self.names))}
        is_other = any(name != self.layout.file_path(index) for index, name in stored.items())
        # All or none: otherwise libtorrent gives the rest names of its own when one of them
        # would be a folder by what the torrent says.
        params.renamed_files = stored if is_other else {}
        have, piece_length = list(params.have_pieces), self.layout.piece_length()
        if not files.are_long_enough(
            self.folder, self.names, self._wanted_spans(), have, piece_length
        ):
            logger.warning("files changed at rest", extra={"torrent": self.report.info_hash})
            params.have_pieces = []
            params.verified_pieces = []
            params.unfinished_pieces = {}
        params.file_priorities = [] if self.wanted.is_everything else self.wanted.files
        params.piece_priorities = [] if self.wanted.is_usual else self.wanted.pieces
        if self.wanted.is_sequential:
            params.flags |= SEQUENTIAL

    def stored(self, index: int) -> str:
        """A file's name on disk right now, below the folder."""
        return f"{files.SKIPPED}/{index}" if index in self.hidden else self.names[index]

    def path(self, index: int) -> Path:
        """Where a file is, or will be when it is wanted."""
        return self.folder / self.names[index]

    # --- what is wanted of it ------------------------------------------------------------------

    def wants(self, index: int) -> bool:
        return self.wanted is not None and self.wanted.wants(index)

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        self.options[job_id] = options
        self.handle.set_download_limit(options.download_limit or 0)
        self.handle.set_upload_limit(options.upload_limit or 0)
        self._reconsider()

    def leave(self, job_id: UUID) -> None:
        self.jobs.discard(job_id)
        self.options.pop(job_id, None)
        self.givings.pop(job_id, None)
        self.enough.discard(job_id)
        if self.jobs:
            self._reconsider()

    def _reconsider(self) -> None:
        if self.layout is not None:
            wanted = choose(self.layout, self.spans, self.options.values())
            if wanted != self.wanted:
                self._choose(wanted)

    def take_over(self) -> None:
        """Say what is wanted of what the metadata describe."""
        if self.wanted is not None:
            if self.wanted.is_sequential:
                self.handle.set_flags(SEQUENTIAL)
            if not self.wanted.is_usual:
                # Or much would be asked for before libtorrent knows in which order.
                self.is_held = True
                self.handle.set_flags(lt.torrent_flags.upload_mode)
            self.handle.prioritize_files(self.wanted.files)

    def _choose(self, wanted: Wanted) -> None:
        before, self.wanted = self.wanted, wanted
        if before is not None and before.is_sequential is not wanted.is_sequential:
            change = self.handle.set_flags if wanted.is_sequential else self.handle.unset_flags
            change(SEQUENTIAL)
        if before is not None and before.files == wanted.files:
            self.order()
            return
        self.choices += 1
        self.tell(bytes_total=wanted.bytes_total)
        if self.report.phase is Phase.FINISHED:
            self.tell(phase=Phase.RUNNING, files=(), detail=None)
        if self.is_only_given:
            self.is_only_given = False  # a person asks for more than was complete
            self.handle.unset_flags(lt.torrent_flags.upload_mode)
        for index in [index for index in self.hidden if wanted.wants(index)]:
            self.hidden.discard(index)
            self.handle.rename_file(index, self.names[index])
        self.handle.prioritize_files(wanted.files)

    def ask_again(self) -> bool:
        """After a refusal that room for leftovers may mend. False when it did not."""
        if self.wanted is None or self.pads >= MAX_PADS:
            return False
        self.pads += 1
        files.pad_leftovers(self.folder, self.layout.piece_length())
        self.clear_fault()
        self.handle.prioritize_files(self.wanted.files)
        return True

    def arranged(self) -> None:
        """libtorrent has taken over which files are wanted, and ordered its pieces by that."""
        if self.wanted is None:
            return
        self.pads = 0
        for span in self.spans:
            is_hidden = span.index in self.hidden or self.wanted.wants(span.index)
            if not is_hidden and self.path(span.index).is_file():
                self.hidden.add(span.index)
                self.handle.rename_file(span.index, self.stored(span.index))
        self.order()
        if self.is_held:
            self.is_held = False
            self.handle.unset_flags(lt.torrent_flags.upload_mode)

    def order(self) -> None:
        """Which pieces come first."""
        if self.wanted is None:
            return
        if self.watching is not None:
            self.watching.take_usual(self.wanted.pieces)
        else:
            self.give_order(self.wanted.pieces)

    def give_order(self, pieces: Sequence[int]) -> None:
        """A priority for each piece, in force at once."""
        self.handle.prioritize_pieces(pieces)
        if self.wanted is not None and self.wanted.is_sequential:
            # Measured: otherwise the first piece of the old order stays where it looks for more.
            self.handle.unset_flags(SEQUENTIAL)
            self.handle.set_flags(SEQUENTIAL)

    # --- how far it is -------------------------------------------------------------------------

    def pieces_here(self) -> list[bool]:
        """Which pieces were checked and are there."""
        status = self.handle.status(lt.status_flags_t.query_pieces)
        have, count = list(status.pieces), self.layout.num_pieces()
        # libtorrent says nothing when all are there, and also when none is.
        return have if len(have) == count else [bool(status.is_seeding)] * count

    def is_here(self) -> bool:
        """Whether everything that is wanted is there; never when nothing is."""
        if self.wanted is None or not self._wanted_spans():
            return False
        return self.wanted.is_here(self.pieces_here())

    def bytes_here(self, status: Any) -> int:
        """Of what is wanted."""
        if self.wanted is None or self.wanted.is_everything:
            return min(int(status.total_done), self.report.bytes_total)
        # What libtorrent calls wanted changes with every reader, and counts whole pieces.
        now_s = time.monotonic()
        if now_s - self.counted_at_s < COUNT_EVERY_S:
            return self.report.bytes_done
        self.counted_at_s = now_s
        progress = self.handle.file_progress()
        here: int = sum(min(progress[span.index], span.size) for span in self._wanted_spans())
        return min(here, self.report.bytes_total)

    def count_anew(self) -> None:
        """What was counted a moment ago will not do."""
        self.counted_at_s = float("-inf")

    @property
    def bytes_to_come(self) -> int:
        return max(self.report.bytes_total - self.report.bytes_done, 0)

    def gave_enough(self, now_s: float) -> bool:
        """Whether one of its jobs has given what it should since the last time."""
        uploaded, size = self.report.bytes_uploaded, self.report.bytes_total
        done = {
            job_id
            for job_id, giving in self.givings.items()
            if giving.is_enough(now_s, uploaded, size)
        }
        is_news = bool(done - self.enough)
        self.enough |= done
        return is_news

    def remember_peers(self) -> None:
        """Those we went to ourselves; libtorrent writes down only some of them."""
        found = self.handle.get_peer_info()
        outgoing = lt.peer_info.outgoing_connection
        self.peers = [peer.ip for peer in found if peer.flags & outgoing]

    def clear_fault(self) -> None:
        """Go on as if the disk had never refused; what was checked and is there stays."""
        self.tell(phase=Phase.CHECKING if self.is_checking else Phase.RUNNING, fault=None)
        self.handle.clear_error()
        if not self.is_only_given:
            self.handle.unset_flags(lt.torrent_flags.upload_mode)

    def is_intact(self) -> bool:
        """False when it was whole once, and its files have been taken away since."""
        is_lost = self.report.fault is MISSING
        return not is_lost and all(Path(file.path).is_file() for file in self.report.files)

    @property
    def is_in_doubt(self) -> bool:
        """It was whole once; whether it still is is being looked at."""
        return self.is_only_given and self.report.phase in (Phase.PREPARING, Phase.CHECKING)

    def settled(self) -> tuple[ArrivedFile, ...]:
        """Every wanted file; raises as `files.settled` does."""
        return files.settled(self.folder, self.names, self._wanted_spans())

    def _wanted_spans(self) -> list[Span]:
        return [span for span in self.spans if self.wants(span.index)]

    def finished(self, arrived: tuple[ArrivedFile, ...]) -> None:
        total = self.report.bytes_total
        self.tell(phase=Phase.FINISHED, detail=None, files=arrived, bytes_done=total)

    def watch(self) -> Watching:
        """The place of its readers."""
        if self.watching is None:
            usual = self.wanted.pieces if self.wanted else []
            self.watching = Watching(
                self.handle, self.layout.piece_length(), self.pieces_here(), usual, self.give_order
            )
        return self.watching

    def stop_watching(self) -> None:
        """Whoever reads of it is told that nothing more comes."""
        if self.watching is not None:
            self.watching.end()
            self.watching = None

    # --- another place -------------------------------------------------------------------------

    def moved(self, folder: Path) -> None:
        arrived = tuple(
            replace(file, path=str(folder / Path(file.path).relative_to(self.folder)))
            for file in self.report.files
        )
        self.moved_from.append(self.folder)
        self.folder = folder
        self.tell(folder=folder, files=arrived)

    def forget_moves(self) -> None:
        """Where it is now has been written down."""
        for folder in self.moved_from:
            moving.forget(folder)
        self.moved_from.clear()
