"""One download over HTTP: a thread that brings it, and does with it what others ask for."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from chalicelib.downloads.models import ArrivedFile
from chalicelib.downloads.models.inside import InsideFile
from chalicelib.downloads.models.options import Detail, JobOptions
from chalicelib.platform.http_client import Unreachable
from worker.downloader import disk
from worker.downloader.engine import Details, Fault, Phase, Refused, Report, Task
from worker.downloader.http import faults, moving, shown
from worker.downloader.http.bringing import Bringing, refused
from worker.downloader.http.errand import Errand, House
from worker.downloader.http.keeping import Keeper
from worker.downloader.http.line import NotShared
from worker.downloader.http.pace import Bucket
from worker.downloader.http.part import PartFile, forget_note, whole_file
from worker.downloader.http.passage import InterfaceDown
from worker.downloader.http.ranges import Ranges
from worker.downloader.http.rechecking import recheck_part, recheck_whole
from worker.downloader.http.settling import prove, read_whole
from worker.downloader.reader import NotArriving

logger = logging.getLogger(__name__)

LOOK_FOR_INTERFACE_S = 1.0


class Outcome(Enum):
    """Of one go."""

    WHOLE = auto()
    CUT = auto()  # somebody wants something else
    SHORT = auto()  # the connections ended one by one, and left something


@dataclass(slots=True)
class Orders:
    """What others want, until the thread has done it."""

    is_paused: bool = False
    is_stopped: bool = False
    removes_files: bool = False
    wants_recheck: bool = False
    move_to: Path | None = None


class Transfer:
    """Its own thread runs `run`; everybody else asks and tells."""

    def __init__(self, task: Task, house: House, after: "Transfer | None" = None) -> None:
        """`after` is an earlier transfer into the same folder, whose thread may still end."""
        self.task = task
        self.house = house
        self._after = after
        self._lock = threading.RLock()
        self._state = threading.Condition(self._lock)
        self._orders = Orders()
        self._options = task.options
        self._bucket = Bucket()
        self._bucket.set(task.options.download_limit)
        self._report = Report(Phase.PREPARING, Detail.CONNECTING, folder=task.folder)
        self._part: PartFile | None = None
        self._bringing: Bringing | None = None
        self._keeper: Keeper | None = None
        self._may_jump = True  # until the server turned out to only say so
        self._thread = threading.Thread(target=self.run, name=f"http {task.job_id}", daemon=True)

    # --- told by others ------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        """Connections are closed where the rest can be asked for later, and only idle otherwise."""
        with self._state:
            self._orders.is_paused = True
            if (bringing := self._bringing) is not None:
                if bringing.errand.may_jump or bringing.errand.target is None:
                    bringing.errand.cut()
                else:
                    bringing.errand.hold(is_held=True)

    def resume(self) -> None:
        """Go on, also after a fault that may pass."""
        with self._state:
            self._orders.is_paused = False
            fault = self._report.fault
            if fault is not None and fault.may_retry:
                self._report = replace(self._report, phase=Phase.PREPARING, fault=None)
            if self._bringing is not None:
                self._bringing.errand.hold(is_held=False)
            self._state.notify_all()

    def stop(self, *, removes_files: bool = False) -> None:
        """Write nothing any more."""
        with self._state:
            self._orders.is_stopped = True
            self._orders.removes_files = removes_files
            self._interrupt()

    def reopen(self) -> None:
        """Whatever is open goes the wrong way."""
        with self._state:
            self._interrupt()

    def configure(self, options: JobOptions) -> None:
        with self._state:
            self._options = options
            self._bucket.set(options.download_limit)
            if self._bringing is not None:
                self._bringing.widen(self._most_lines())

    def recheck(self) -> None:
        with self._state:
            self._orders.wants_recheck = True
            self._interrupt()

    def move(self, folder: Path) -> None:
        with self._state:
            self._orders.move_to = folder
            self._interrupt()

    def release(self) -> None:
        """Close the file of a transfer that is over."""
        with self._state:
            if self._part is not None and (self._is_over() or not self.is_running):
                self._part.close()
                self._part = None

    def join(self, within_s: float | None = None) -> None:
        self._thread.join(within_s)

    @property
    def folder(self) -> Path:
        return self._report.folder or self.task.folder

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    @property
    def report(self) -> Report:
        with self._state:
            report, keeper = self._report, self._keeper
            if self._bringing is None or keeper is None:
                return report
            is_flowing = report.phase is Phase.RUNNING and not self._orders.is_paused
            return replace(
                report,
                bytes_done=self._bringing.errand.board.bytes_done,
                download_bytes_per_s=int(keeper.speed.bytes_per_s) if is_flowing else 0,
            )

    @property
    def details(self) -> Details:
        with self._state:
            report = self.report
            is_whole = report.phase is Phase.FINISHED
            here = Ranges([(0, report.bytes_total)]) if is_whole else self._arrived()
            return shown.details(report, here, self._bringing)

    def read(self, reader: object, offset: int, length: int, timeout_s: float) -> bytes:
        """See `InProgressFile.read`."""
        deadline_s = time.monotonic() + timeout_s
        with self._state:
            end = min(offset + length, self._report.bytes_total)
            while not self._has(offset, end):
                left_s = deadline_s - time.monotonic()
                if self._is_over() or left_s <= 0:
                    raise NotArriving
                if self._bringing is not None:
                    self._bringing.errand.wish(reader, offset)
                self._state.wait(min(left_s, 1.0))
            if self._bringing is not None:
                self._bringing.errand.note_wish(reader, end)
            if self._part is not None:
                return self._part.read_at(offset, max(end - offset, 0))
            if not self._report.files:
                raise NotArriving
            path = Path(self._report.files[0].path)
        return read_whole(path, offset, max(end - offset, 0))

    def forget_reader(self, reader: object) -> None:
        with self._state:
            if self._bringing is not None:
                self._bringing.errand.wish_no_more(reader)

    # --- the thread ----------------------------------------------------------------------------

    def run(self) -> None:
        if self._after is not None:
            self._after.join()
            self._after = None
        while self._has_work():
            try:
                self._do_next()
            except InterfaceDown:
                self._update(detail=Detail.WAITING_FOR_INTERFACE)
                with self._state:
                    self._state.wait(LOOK_FOR_INTERFACE_S)
            except Exception as error:  # noqa: BLE001  # every one becomes a fault with a reason
                self._break(error)
        self._end()

    def _has_work(self) -> bool:
        """Waits until there is some; False when it is time to end."""
        with self._state:
            while not self._orders.is_stopped:
                orders = self._orders
                is_bringing = not orders.is_paused and not self._is_over()
                if orders.move_to is not None or orders.wants_recheck or is_bringing:
                    return True
                self._state.wait()
            return False

    def _do_next(self) -> None:
        if self._orders.move_to is not None:
            self._move(self._orders.move_to)
        elif self._orders.wants_recheck:
            self._recheck()
        else:
            self._bring()

    def _is_over(self) -> bool:
        return self._orders.is_stopped or self._report.phase in (Phase.FINISHED, Phase.BROKEN)

    def _is_asked_otherwise(self) -> bool:
        orders = self._orders
        is_asked = orders.is_paused or orders.is_stopped or orders.wants_recheck
        return is_asked or orders.move_to is not None

    def _interrupt(self) -> None:
        if self._bringing is not None:
            self._bringing.errand.cut()
        self._state.notify_all()

    def _most_lines(self) -> int:
        is_one = self._options.is_sequential or not self._may_jump
        return 1 if is_one else self.house.most_connections

    # --- bringing ------------------------------------------------------------------------------

    def _bring(self) -> None:
        if self._part is None and (found := whole_file(self.folder)) is not None:
            self._finished(found)
            return
        part = self._opened()
        while True:
            before = part.here.size
            try:
                outcome = self._go(part)
            except NotShared as error:
                if not self._may_jump:
                    message = "The source gives less than it says."
                    raise Refused("unreachable", message, may_retry=True) from error
                self._may_jump = False  # it only said so; one connection, from the front
                continue
            if outcome is Outcome.WHOLE:
                self._settle(part)
            if outcome is not Outcome.SHORT:
                return
            if part.here.size <= before:
                raise Refused("unreachable", "The source stops all the time.", may_retry=True)

    def _opened(self) -> PartFile:
        with self._state:
            if self._part is None:
                self._part = PartFile(self.folder)
            return self._part

    def _go(self, part: PartFile) -> Outcome:
        errand = Errand(
            self.house, part, lock=self._lock, state=self._state, own_bucket=self._bucket
        )
        keeper = Keeper(errand, self._options.checksum)
        bringing = Bringing(
            errand,
            self.task.source,
            self.task.title,
            lines=self._most_lines(),
            may_jump=self._may_jump,
            may_become_insecure=self._options.checksum is not None,
            on_begin=lambda phase: self._begun(errand, keeper, phase),
        )
        with self._state:
            if self._is_asked_otherwise():
                return Outcome.CUT
            self._bringing, self._keeper = bringing, keeper
        try:
            is_whole = bringing.run()
        except Unreachable as error:
            if not errand.is_cut:
                raise
            if errand.failure is not None:
                raise errand.failure from error
            return Outcome.CUT
        finally:
            self._put_down(keeper, errand)
        if is_whole:
            return Outcome.WHOLE
        return Outcome.CUT if errand.is_cut_by_others else Outcome.SHORT

    def _put_down(self, keeper: Keeper, errand: Errand) -> None:
        """Keep what came."""
        errand.is_cut_by_others = errand.is_cut
        errand.cut()
        keeper.stop()
        with self._state:
            self._report = replace(self._report, bytes_done=errand.board.bytes_done)
            self._bringing = None
        if errand.target is not None and not self._orders.removes_files:
            errand.part.save(errand.arrived_so_far())

    def _begun(self, errand: Errand, keeper: Keeper, phase: Phase) -> None:
        """It is known what comes."""
        part = errand.part
        total = part.note.total or 0
        self._need_room(total - part.here.size)
        self._update(
            phase=phase,
            detail=Detail.CHECKING if phase is Phase.CHECKING else None,
            title=part.note.name,
            bytes_total=total,
            bytes_done=errand.board.bytes_done,
            contents=(InsideFile(index=0, path=part.note.name, size_bytes=total),),
        )
        if phase is Phase.RUNNING:
            keeper.start()
        self.house.on_news()

    def _need_room(self, needed: int) -> None:
        free = self.house.free_bytes(self.folder)
        if free < needed + disk.reserve_bytes(self.folder):
            raise refused(faults.disk_full(needed, free))

    def _settle(self, part: PartFile) -> None:
        """All is here: prove it, and give it its name."""
        self._update(detail=Detail.FINISHING)
        total = part.here.prefix  # the announced length, where there was one
        begun = self._keeper.proof if self._keeper else None
        try:
            prove(part, total, self._options.checksum or part.note.digest, begun)
        except Refused:
            self._close_part()
            self._update(bytes_done=0)
            raise
        if not self._orders.is_stopped:
            self._finished(part.settle(total))

    # --- other work ----------------------------------------------------------------------------

    def _move(self, to: Path) -> None:
        before = self._report
        self._update(phase=Phase.MOVING, detail=Detail.MOVING)
        self.house.on_news()
        if before.phase is not Phase.FINISHED:
            self._close_part()
        try:
            moving.move(self.folder, to)
        except OSError as error:
            logger.warning("files not moved", extra={"errno": error.errno})
            message = error.strerror or "The files could not be moved."
            self._update(phase=before.phase, detail=before.detail, move_error=message)
        else:
            files = tuple(
                replace(each, path=str(to / Path(each.path).name)) for each in before.files
            )
            self._update(
                phase=before.phase, detail=before.detail, folder=to, files=files, move_error=None
            )
        with self._state:
            if self._orders.move_to == to:
                self._orders.move_to = None
        self.house.on_news()

    def _recheck(self) -> None:
        with self._state:
            self._orders.wants_recheck = False
        self._update(phase=Phase.CHECKING, detail=Detail.CHECKING, fault=None)
        self.house.on_news()
        folder, checksum = self.folder, self._options.checksum
        self._close_part()
        found = whole_file(folder)
        if found is not None:
            if recheck_whole(self.house, self.task.source, found, checksum):
                self._finished(found)
                return
            found.unlink()
            forget_note(folder)
        else:
            part = self._opened()
            recheck_part(self.house, self.task.source, part)
        done = self._part.here.size if self._part else 0
        self._update(phase=Phase.PREPARING, detail=Detail.CONNECTING, bytes_done=done, files=())

    def _close_part(self) -> None:
        with self._state:
            part, self._part = self._part, None
        if part is not None:
            part.close()

    def _finished(self, path: Path) -> None:
        size = path.stat().st_size
        self._update(
            phase=Phase.FINISHED,
            detail=None,
            title=path.name,
            bytes_total=size,
            bytes_done=size,
            contents=(InsideFile(index=0, path=path.name, size_bytes=size),),
            files=(ArrivedFile(0, str(path), size),),
        )
        self.house.on_news()

    def _break(self, error: Exception) -> None:
        if isinstance(error, OSError) and error.errno in faults.NO_ROOM:
            fault = self._no_room()
        else:
            fault = faults.fault_of(error)
        if self._orders.is_stopped:
            return
        self._update(phase=Phase.BROKEN, detail=None, fault=fault)
        self.house.on_news()

    def _no_room(self) -> Fault:
        report = self.report
        try:
            free = self.house.free_bytes(self.folder)
        except OSError:
            free = 0
        return faults.disk_full(max(report.bytes_total - report.bytes_done, 0), free)

    def _end(self) -> None:
        if self.report.phase is not Phase.FINISHED:  # else somebody may be reading
            self.release()
        if self._orders.removes_files:
            folder = self.folder
            disk.remove_folder(folder, folder.parent)

    def _update(self, **changes: object) -> None:
        with self._state:
            self._report = replace(self._report, **changes)  # type: ignore[arg-type]
            self._state.notify_all()

    def _arrived(self) -> Ranges:
        if self._bringing is not None:
            return self._bringing.errand.board.arrived()
        return self._part.here if self._part is not None else Ranges()

    def _has(self, offset: int, end: int) -> bool:
        if end <= offset or self._report.phase is Phase.FINISHED:
            return True
        if self._bringing is not None:
            return self._bringing.errand.board.has(offset, end)
        return self._part is not None and self._part.here.has(offset, end)
