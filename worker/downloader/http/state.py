"""What is known of a download at each moment: shown to people, waited on by readers."""

import threading
import time
from dataclasses import replace
from pathlib import Path

from chalicelib.downloads.models.details import TorrentEntry, Tracker
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.engine import Details, Phase, Report
from worker.downloader.http.bringing import Bringing
from worker.downloader.http.keeping import Keeper
from worker.downloader.http.part import PartFile
from worker.downloader.http.ranges import Ranges, percents
from worker.downloader.reader import NotArriving

MAX_STRETCHES = 200


class State:
    """Shared by the thread of a download and by everybody who asks about it."""

    def __init__(self, folder: Path) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)  # something was told, or bytes came
        self.part: PartFile | None = None
        self.bringing: Bringing | None = None
        self.keeper: Keeper | None = None
        self.is_paused = False
        self.is_stopped = False
        self._report = Report(Phase.PREPARING, StatusDetail.CONNECTING, folder=folder)

    # --- told by the thread --------------------------------------------------------------------

    def tell(self, **changes: object) -> None:
        with self.changed:
            self._report = replace(self._report, **changes)  # type: ignore[arg-type]
            self.changed.notify_all()

    def tell_whole(self, path: Path) -> None:
        size = path.stat().st_size
        self.tell(
            phase=Phase.FINISHED,
            detail=None,
            title=path.name,
            bytes_total=size,
            bytes_done=size,
            contents=(TorrentEntry(index=0, path=path.name, size_bytes=size),),
            files=(ArrivedFile(0, str(path), size),),
        )

    def opened(self) -> PartFile:
        """Raises `OSError`."""
        with self.changed:
            if self.part is None:
                self.part = PartFile(self.folder)
            return self.part

    def close_part(self) -> None:
        with self.changed:
            part, self.part = self.part, None
        if part is not None:
            part.close()

    # --- asked by anybody ----------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        folder = self._report.folder
        assert folder is not None  # noqa: S101  # told from the beginning
        return folder

    @property
    def is_over(self) -> bool:
        return self.is_stopped or self._report.phase in (Phase.FINISHED, Phase.BROKEN)

    @property
    def report(self) -> Report:
        with self.changed:
            report = self._report
            if self.bringing is None or self.keeper is None:
                return report
            is_flowing = report.phase is Phase.RUNNING and not self.is_paused
            return replace(
                report,
                bytes_done=self.bringing.errand.board.bytes_done,
                download_bytes_per_s=int(self.keeper.speed.bytes_per_s) if is_flowing else 0,
            )

    @property
    def details(self) -> Details:
        """One row for each connection, told as what knows where the bytes are."""
        with self.changed:
            report = self.report
            is_whole = report.phase is Phase.FINISHED
            here = Ranges([(0, report.bytes_total)]) if is_whole else self._here()
            return Details(
                file_bytes=(report.bytes_done,),
                trackers=_rows(self.bringing) if self.bringing else (),
                pieces=percents(here, report.bytes_total, MAX_STRETCHES),
            )

    def read(self, reader: object, offset: int, length: int, timeout_s: float) -> bytes:
        """See `InProgressFile.read`."""
        deadline_s = time.monotonic() + timeout_s
        with self.changed:
            end = min(offset + length, self._report.bytes_total)
            while not self._has(offset, end):
                left_s = deadline_s - time.monotonic()
                if self.is_over or left_s <= 0:
                    raise NotArriving
                if self.bringing is not None:
                    self.bringing.errand.wish(reader, offset)
                self.changed.wait(min(left_s, 1.0))
            if self.bringing is not None:
                self.bringing.errand.note_wish(reader, end)
            if self.part is not None:
                return self.part.read_at(offset, max(end - offset, 0))
            if not self._report.files:
                raise NotArriving
            path = Path(self._report.files[0].path)
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(max(end - offset, 0))

    def forget_reader(self, reader: object) -> None:
        with self.changed:
            if self.bringing is not None:
                self.bringing.errand.wish_no_more(reader)

    def _here(self) -> Ranges:
        if self.bringing is not None:
            return self.bringing.errand.board.arrived()
        return self.part.here if self.part is not None else Ranges()

    def _has(self, offset: int, end: int) -> bool:
        if end <= offset or self._report.phase is Phase.FINISHED:
            return True
        if self.bringing is not None:
            return self.bringing.errand.board.has(offset, end)
        return self.part is not None and self.part.here.has(offset, end)


def _rows(bringing: Bringing) -> tuple[Tracker, ...]:
    target = bringing.errand.target
    if target is None:
        return ()
    # Without the path: it may hold what is secret.
    where = f"{target.scheme}://{target.authority}"
    return tuple(
        Tracker(
            url=where,
            tier=line.number,
            status=line.status,
            message=f"{line.bytes_per_s} bytes/s, at byte {line.at}",
            peers=None,
            next_announce_s=None,
        )
        for line in list(bringing.lines.values())
        if not line.is_over
    )
