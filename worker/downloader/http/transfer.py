"""One download over HTTP: a thread that brings it, and does with it what others ask for."""

import threading
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from chalicelib.downloads.models.details import TorrentEntry
from chalicelib.downloads.models.options import JobOptions, StatusDetail
from worker.downloader import disk
from worker.downloader.engine import Phase, Task, TaskFailed
from worker.downloader.http import chores, faults
from worker.downloader.http.bringing import Bringing, refused
from worker.downloader.http.errand import Errand, House
from worker.downloader.http.keeping import Keeper, least_free
from worker.downloader.http.line import NotShared
from worker.downloader.http.pace import Bucket
from worker.downloader.http.part import PartFile, whole_file
from worker.downloader.http.passage import InterfaceDown
from worker.downloader.http.settling import prove
from worker.downloader.http.state import State
from worker.net.http_client import Unreachable

LOOK_FOR_INTERFACE_S = 1.0


class Outcome(Enum):
    """Of one go."""

    WHOLE = auto()
    CUT = auto()  # somebody wants something else
    SHORT = auto()  # the connections ended one by one, and left something


@dataclass(slots=True)
class Orders:
    """What others want, until the thread has done it."""

    removes_files: bool = False
    wants_recheck: bool = False
    move_to: Path | None = None


class Transfer:
    """Its own thread runs `run`; everybody else asks and tells."""

    def __init__(self, task: Task, house: House, after: "Transfer | None" = None) -> None:
        """`after` is an earlier transfer into the same folder, whose thread may still end."""
        self.state = State(task.folder)
        self._task = task
        self._house = house
        self._after = after
        self._orders = Orders()
        self._options = task.options
        self._bucket = Bucket()
        self._bucket.set(task.options.download_limit)
        self._may_jump = True  # until the server turned out to only say so
        self._thread = threading.Thread(target=self.run, name=f"http {task.job_id}", daemon=True)

    # --- told by others ------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        """Connections are closed where the rest can be asked for later, and only idle otherwise."""
        with self.state.changed:
            self.state.is_paused = True
            if (bringing := self.state.bringing) is not None:
                if bringing.errand.may_jump or bringing.errand.target is None:
                    bringing.errand.cut()
                else:
                    bringing.errand.hold(is_held=True)

    def resume(self) -> None:
        """Go on, also after a fault that may pass."""
        with self.state.changed:
            self.state.is_paused = False
            fault = self.state.report.fault
            if fault is not None and fault.may_retry:
                self.state.tell(phase=Phase.PREPARING, fault=None)
            if self.state.bringing is not None:
                self.state.bringing.errand.hold(is_held=False)
            self.state.changed.notify_all()

    def stop(self, *, removes_files: bool = False) -> None:
        """Write nothing any more."""
        with self.state.changed:
            self.state.is_stopped = True
            self._orders.removes_files = removes_files
            self.reopen()

    def reopen(self) -> None:
        """End what is open; unless something else is wanted, it begins again where it was."""
        with self.state.changed:
            if self.state.bringing is not None:
                self.state.bringing.errand.cut()
            self.state.changed.notify_all()

    def configure(self, options: JobOptions) -> None:
        with self.state.changed:
            self._options = options
            self._bucket.set(options.download_limit)
            if self.state.bringing is not None:
                self.state.bringing.widen(self._most_lines())

    def recheck(self) -> None:
        with self.state.changed:
            self._orders.wants_recheck = True
            self.reopen()

    def move(self, folder: Path) -> None:
        with self.state.changed:
            self._orders.move_to = folder
            self.reopen()

    def release(self) -> None:
        """Close the file of a transfer that is over."""
        with self.state.changed:
            if self.state.is_over or not self.is_running:
                self.state.close_part()

    def join(self, within_s: float | None = None) -> None:
        self._thread.join(within_s)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    # --- the thread ----------------------------------------------------------------------------

    def run(self) -> None:
        if self._after is not None:
            self._after.join()
            self._after = None
        while self._has_work():
            try:
                self._do_next()
            except InterfaceDown:
                with self.state.changed:
                    self.state.tell(detail=StatusDetail.WAITING_FOR_INTERFACE)
                    self.state.changed.wait(LOOK_FOR_INTERFACE_S)
            except Exception as error:  # noqa: BLE001  # every one becomes a fault with a reason
                self._break(error)
        self._end()

    def _has_work(self) -> bool:
        """Waits until there is some; False when it is time to end."""
        state = self.state
        with state.changed:
            while not state.is_stopped:
                if self._is_asked() or not (state.is_paused or state.is_over):
                    return True
                state.changed.wait()
            return False

    def _is_asked(self) -> bool:
        return self._orders.wants_recheck or self._orders.move_to is not None

    def _do_next(self) -> None:
        if self._orders.move_to is not None:
            self._move(self._orders.move_to)
        elif self._orders.wants_recheck:
            self._recheck()
        else:
            self._bring()

    def _most_lines(self) -> int:
        is_one = self._options.is_sequential or not self._may_jump
        return 1 if is_one else self._house.most_connections

    # --- bringing ------------------------------------------------------------------------------

    def _bring(self) -> None:
        state = self.state
        if state.part is None and (found := whole_file(state.folder)) is not None:
            self._finished(found)
            return
        part = state.opened()
        if part.is_of_unknown_origin:
            state.tell(warning=faults.NOTE_LOST)
        while True:
            before = part.here.size
            try:
                outcome = self._go(part)
            except NotShared as error:
                if not self._may_jump:
                    message = "The source gives less than it says."
                    raise TaskFailed("unreachable", message, may_retry=True) from error
                self._may_jump = False  # it only said so; one connection, from the front
                continue
            if outcome is Outcome.WHOLE:
                self._settle(part)
            if outcome is not Outcome.SHORT:
                return
            if part.here.size <= before:
                raise TaskFailed("unreachable", "The source stops all the time.", may_retry=True)

    def _go(self, part: PartFile) -> Outcome:
        state = self.state
        errand = Errand(
            self._house, part, lock=state.lock, state=state.changed, own_bucket=self._bucket
        )
        keeper = Keeper(errand, self._options.checksum)
        bringing = Bringing(
            errand,
            self._task.source,
            self._task.title,
            lines=self._most_lines(),
            may_jump=self._may_jump,
            allow_downgrade=self._options.checksum is not None,
            on_begin=lambda phase: self._begun(errand, keeper, phase),
        )
        with state.changed:
            if state.is_paused or state.is_stopped or self._is_asked():
                return Outcome.CUT
            state.bringing, state.keeper = bringing, keeper
        try:
            is_whole = bringing.run()
        except Unreachable as error:
            if not errand.is_cut:
                raise
            if errand.failure is not None:
                raise errand.failure from error
            return Outcome.CUT
        finally:
            was_cut = errand.is_cut
            self._put_down(keeper, errand)
        if is_whole:
            return Outcome.WHOLE
        return Outcome.CUT if was_cut else Outcome.SHORT

    def _put_down(self, keeper: Keeper, errand: Errand) -> None:
        """Keep what came."""
        errand.cut()
        keeper.stop()
        with self.state.changed:
            self.state.tell(bytes_done=errand.board.bytes_done)
            self.state.bringing = None
        if errand.target is not None and not self._orders.removes_files:
            errand.part.save(errand.arrived_so_far())

    def _begun(self, errand: Errand, keeper: Keeper, phase: Phase) -> None:
        """It is known what comes."""
        note, folder = errand.part.note, self.state.folder
        total = note.total or 0
        needed = total - errand.part.here.size
        free = self._house.free_bytes(folder)
        if free < needed + least_free(folder):
            raise refused(faults.disk_full(needed, free))
        self.state.tell(
            phase=phase,
            detail=StatusDetail.CHECKING if phase is Phase.CHECKING else None,
            title=note.name,
            bytes_total=total,
            bytes_done=errand.board.bytes_done,
            contents=(TorrentEntry(index=0, path=note.name, size_bytes=total),),
        )
        if phase is Phase.RUNNING:
            keeper.start()
        self._house.on_update()

    def _settle(self, part: PartFile) -> None:
        """All is here: prove it, and give it its name."""
        state = self.state
        state.tell(detail=StatusDetail.FINISHING)
        total = part.here.prefix  # the announced length, where there was one
        begun = state.keeper.proof if state.keeper else None
        try:
            prove(part, total, self._options.checksum or part.note.digest, begun)
        except TaskFailed:
            state.close_part()
            state.tell(bytes_done=0)
            raise
        if not state.is_stopped:
            self._finished(part.settle(total))

    def _finished(self, path: Path) -> None:
        self.state.tell_whole(path)
        self._house.on_update()

    # --- other work ----------------------------------------------------------------------------

    def _move(self, to: Path) -> None:
        chores.move(self.state, to, self._house.on_update)
        with self.state.changed:
            if self._orders.move_to == to:
                self._orders.move_to = None
        self._house.on_update()

    def _recheck(self) -> None:
        self._orders.wants_recheck = False
        chores.recheck(self.state, self._house, self._task.source, self._options.checksum)
        self._house.on_update()

    def _break(self, error: Exception) -> None:
        state = self.state
        if isinstance(error, OSError) and error.errno in faults.NO_ROOM:
            left = max(state.report.bytes_total - state.report.bytes_done, 0)
            fault = faults.disk_full(left, self._free())
        else:
            fault = faults.fault_of(error)
        if not state.is_stopped:
            state.tell(phase=Phase.BROKEN, detail=None, fault=fault)
            self._house.on_update()

    def _free(self) -> int:
        try:
            return self._house.free_bytes(self.state.folder)
        except OSError:
            return 0

    def _end(self) -> None:
        if self.state.report.phase is not Phase.FINISHED:  # else somebody may be reading
            self.release()
        if self._orders.removes_files:
            disk.remove_folder(self.state.folder, self.state.folder.parent)
