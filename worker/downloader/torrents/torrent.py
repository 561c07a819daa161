"""One torrent of the session: its state, its content, and the jobs that share it."""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models.job_options import JobOptions, StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.engine import Fault, Phase, Report
from worker.downloader.torrents import folder_move
from worker.downloader.torrents.cooldowns import Cooldowns
from worker.downloader.torrents.file_selection import FileSelection, select_files
from worker.downloader.torrents.streaming import ReaderRegistry
from worker.downloader.torrents.torrent_content import TorrentContent
from worker.downloader.torrents.torrent_job import TorrentJob
from worker.downloader.torrents.torrent_state import (
    PHASES,
    TRANSITIONS,
    UNCHECKED,
    DownloadGate,
    Retention,
    StorageMove,
    TorrentEvent,
    TorrentState,
    next_state,
)

logger = logging.getLogger(__name__)

SEQUENTIAL = lt.torrent_flags.sequential_download
UPLOAD_MODE = lt.torrent_flags.upload_mode
MAX_PART_FILE_RETRIES = 5
#: The job that seeded it has ended; a new job may download the files again.
MISSING = Fault("files_missing", "Its files are not there any more.", may_retry=True)


@dataclass(eq=False)
class Torrent:
    """Guarded by the lock of `SessionState`."""

    handle: Any
    folder: Path
    report: Report
    state: TorrentState = TorrentState.FETCHING_METADATA
    generation: int = 0  # counts changes of state, to tell a result that came too late
    gate: DownloadGate = DownloadGate.OPEN
    retention: Retention = Retention.PARTIAL
    jobs: dict[UUID, TorrentJob] = field(default_factory=dict)
    content: TorrentContent | None = None  # None until the metadata are here
    readers: ReaderRegistry | None = None
    move: StorageMove | None = None
    past_folders: list[Path] = field(default_factory=list)  # moved from, not recorded yet
    outgoing_peers: list[tuple[str, int]] = field(default_factory=list)
    part_file_retries: int = 0
    has_lost_writes: bool = False  # see `SessionState.clear_error`
    cooldowns: Cooldowns = field(default_factory=Cooldowns)

    # State and report

    def can(self, event: TorrentEvent) -> bool:
        return self.state in TRANSITIONS[event]

    def apply(self, event: TorrentEvent, **changes: Any) -> None:
        """
        Change the state, and the report with it.

        `changes` are fields of the report. Raises `UnexpectedEvent`.
        """
        state = next_state(self.state, event)
        if state is not self.state:
            self.state = state
            self.generation += 1
            if state in PHASES:
                changes = {"detail": PHASES[state][1], **changes}
        self.update_report(**changes)

    def update_report(self, **changes: Any) -> None:
        """An unchanged report stays the same object, so that it is not processed again."""
        if self.move is not None:
            changes |= {"phase": Phase.MOVING, "detail": StatusDetail.MOVING}
        elif self.state in PHASES:
            changes["phase"] = PHASES[self.state][0]
        if any(getattr(self.report, name) != value for name, value in changes.items()):
            self.report = replace(self.report, **changes)

    def report_for(self, job_id: UUID, now_s: float) -> Report:
        """The report of one of the jobs."""
        timer = self.jobs[job_id].seeding
        if timer is None:
            return self.report
        report = replace(self.report, seeding_s=timer.seconds(now_s))
        if report.phase is not Phase.FINISHED:
            return report
        phase = Phase.DONE if timer.is_done else Phase.SEEDING
        return replace(report, phase=phase, detail=StatusDetail.SEEDING)

    @property
    def is_intact(self) -> bool:
        """False when its files have been taken away since it was complete."""
        if self.report.fault is MISSING:
            return False
        return self.move is not None or all(Path(each.path).is_file() for each in self.report.files)

    @property
    def is_unconfirmed_seed(self) -> bool:
        """It was complete once, and whether it still is has not been checked yet."""
        return self.gate is DownloadGate.SEED_ONLY and self.state in UNCHECKED

    # Content

    def set_content(self, info: Any, options: Iterable[JobOptions]) -> TorrentContent:
        """Take over the metadata. Raises `Refused` when nothing of them may be written."""
        self.content = content = TorrentContent.from_info(info, self.folder, options)
        self.apply(
            TorrentEvent.METADATA_RECEIVED,
            bytes_total=content.selection.bytes_total,
            title=content.layout.name(),
            is_private=bool(info.priv()),
            contents=content.entries,
        )
        return content

    # Selection

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        self.jobs[job_id].options = options
        self.handle.set_download_limit(options.download_limit or 0)
        self.handle.set_upload_limit(options.upload_limit or 0)
        self._update_selection()

    def remove_job(self, job_id: UUID) -> None:
        self.jobs.pop(job_id, None)
        if self.jobs:
            self._update_selection()

    def job_options(self) -> list[JobOptions]:
        return [job.options for job in self.jobs.values()]

    def _update_selection(self) -> None:
        if self.content is not None:
            selection = select_files(self.content.layout, self.content.spans, self.job_options())
            if selection != self.content.selection:
                self._select(self.content, selection)

    def _select(self, content: TorrentContent, selection: FileSelection) -> None:
        before, content.selection = content.selection, selection
        if before.is_sequential is not selection.is_sequential:
            change = self.handle.set_flags if selection.is_sequential else self.handle.unset_flags
            change(SEQUENTIAL)
        if before.files == selection.files:
            self.apply_piece_order()
            return
        if self.gate is DownloadGate.SEED_ONLY:
            self._set_gate(DownloadGate.OPEN)  # a user selects more than was complete
        changes: dict[str, Any] = {"bytes_total": selection.bytes_total}
        if self.state is TorrentState.COMPLETE:
            changes["files"] = ()
        self.apply(TorrentEvent.SELECTION_CHANGED, **changes)
        for index in [index for index in content.skipped if selection.has_file(index)]:
            content.skipped.discard(index)
            self.handle.rename_file(index, content.names[index])
        self.handle.prioritize_files(selection.files)

    def send_selection(self) -> None:
        """Tell libtorrent what is selected of metadata that have just arrived."""
        if self.content is None:
            return
        selection = self.content.selection
        if selection.is_sequential:
            self.handle.set_flags(SEQUENTIAL)
        if not selection.is_default and self.gate is DownloadGate.OPEN:
            # Otherwise much would be requested before libtorrent knows the order.
            self._set_gate(DownloadGate.AWAITING_PRIORITIES)
        self.handle.prioritize_files(selection.files)

    def on_selection_applied(self) -> None:
        """libtorrent has taken over the file priorities and derived piece priorities of them."""
        content = self.content
        if content is None:
            return
        self.part_file_retries = 0
        for span in content.spans:
            is_in_place = span.index in content.skipped or content.selection.has_file(span.index)
            if not is_in_place and content.path(self.folder, span.index).is_file():
                content.skipped.add(span.index)
                self.handle.rename_file(span.index, content.stored_name(span.index))
        self.apply_piece_order()
        if self.gate is DownloadGate.AWAITING_PRIORITIES:
            self._set_gate(DownloadGate.OPEN)

    def apply_piece_order(self) -> None:
        if self.content is None:
            return
        if self.readers is not None:
            self.readers.set_default_priorities(self.content.selection.pieces)
        else:
            self.prioritize_pieces(self.content.selection.pieces)

    def prioritize_pieces(self, priorities: Sequence[int]) -> None:
        self.handle.prioritize_pieces(priorities)
        if self.content is not None and self.content.selection.is_sequential:
            # Measured: otherwise libtorrent goes on from the first piece of the old order.
            self.handle.unset_flags(SEQUENTIAL)
            self.handle.set_flags(SEQUENTIAL)

    def _set_gate(self, gate: DownloadGate) -> None:
        self.gate = gate
        change = self.handle.unset_flags if gate is DownloadGate.OPEN else self.handle.set_flags
        change(UPLOAD_MODE)

    # Progress

    def pieces(self) -> list[bool]:
        """Which pieces are verified and here."""
        if self.content is None:
            return []
        return pieces_of(self.handle, self.content.layout.num_pieces())

    def is_complete(self) -> bool:
        """Whether everything selected is here; never when nothing is selected."""
        return self.content is not None and self.content.is_complete(self.pieces())

    def bytes_done(self, status: Any) -> int:
        """Of the selected files."""
        if self.content is None or self.content.selection.has_every_file:
            return min(int(status.total_done), self.report.bytes_total)
        # libtorrent's own count of wanted bytes changes with every reader and counts whole pieces.
        now_s = time.monotonic()
        if not self.cooldowns.counting.is_over(now_s):
            return self.report.bytes_done
        self.cooldowns.counting.start(now_s)
        progress = self.handle.file_progress()
        spans = self.content.selected_spans()
        done: int = sum(min(progress[span.index], span.size) for span in spans)
        return min(done, self.report.bytes_total)

    @property
    def bytes_left(self) -> int:
        return max(self.report.bytes_total - self.report.bytes_done, 0)

    def complete(self, arrived: tuple[ArrivedFile, ...]) -> None:
        done = self.report.bytes_total
        self.apply(TorrentEvent.FILES_SYNCED, files=arrived, bytes_done=done)
        if self.gate is DownloadGate.SEED_ONLY:
            self.handle.unset_flags(UPLOAD_MODE)  # nothing is missing

    def check_seed_limits(self, now_s: float) -> bool:
        """Whether one more of the jobs has reached its seeding limit."""
        uploaded, size = self.report.bytes_uploaded, self.report.bytes_total
        is_news = False
        for job in self.jobs.values():
            timer = job.seeding
            if timer is None or timer.is_done:
                continue
            timer.is_done = timer.is_limit_reached(now_s, uploaded, size)
            is_news |= timer.is_done
        return is_news

    def remember_peers(self) -> None:
        """Keep the peers we connected to: resume data hold only some of them."""
        outgoing = lt.peer_info.outgoing_connection
        found = self.handle.get_peer_info()
        peers = [peer.ip for peer in found if peer.flags & outgoing]
        self.outgoing_peers = peers or self.outgoing_peers  # a torrent that failed has none

    # Errors

    def clear_libtorrent_error(self) -> None:
        """Verified pieces are kept."""
        self.handle.clear_error()
        if self.gate is not DownloadGate.SEED_ONLY:
            self.handle.unset_flags(UPLOAD_MODE)  # libtorrent sets it when a write fails

    def retry_with_longer_part_files(self) -> bool:
        """Retry a selection for which a part file was too short. False: no further retries."""
        if self.content is None or self.part_file_retries >= MAX_PART_FILE_RETRIES:
            return False
        self.part_file_retries += 1
        self.content.pad_part_files(self.folder)
        self.clear_libtorrent_error()
        self.handle.prioritize_files(self.content.selection.files)
        return True

    # Readers

    def open_readers(self, content: TorrentContent) -> ReaderRegistry:
        if self.readers is None:
            self.readers = ReaderRegistry(
                self.handle,
                content.piece_length,
                self.pieces(),
                content.selection.pieces,
                self.prioritize_pieces,
            )
        return self.readers

    def close_readers(self) -> None:
        if self.readers is not None:
            self.readers.close()
            self.readers = None

    # Storage

    def start_move(self, target: Path) -> StorageMove:
        self.move = StorageMove(target)
        self.apply(TorrentEvent.MOVE_STARTED, move_error=None)
        return self.move

    def end_move(self, target: Path, error: str | None) -> None:
        self.move = None
        changes: dict[str, Any] = {"move_error": error}
        if self.state in PHASES:
            changes["detail"] = PHASES[self.state][1]
        if error is None:
            changes["folder"] = target
            changes["files"] = tuple(
                replace(file, path=str(target / Path(file.path).relative_to(self.folder)))
                for file in self.report.files
            )
            self.past_folders.append(self.folder)
            self.folder = target
        self.update_report(**changes)

    def remove_move_notes(self) -> None:
        """The current folder has been recorded."""
        for folder in self.past_folders:
            folder_move.remove_marker(folder)
        self.past_folders.clear()


def pieces_of(handle: Any, count: int) -> list[bool]:
    """Which of a torrent's pieces are verified and here."""
    status = handle.status(lt.status_flags_t.query_pieces)
    have = list(status.pieces)
    # libtorrent's list is empty when all are here, and also when none is.
    return have if len(have) == count else [bool(status.is_seeding)] * count
