"""One go at a file: the first question, and the connections that bring what is missing."""

import threading
from collections.abc import Callable

from worker.downloader.engine import Fault, Phase, TaskFailed
from worker.downloader.http.beginning import Begin, begin, differs, question
from worker.downloader.http.board import Board, Segment
from worker.downloader.http.errand import Errand
from worker.downloader.http.faults import PARTIAL, refuse_bad_status, size_mismatch
from worker.downloader.http.line import Line, NotShared
from worker.downloader.http.passage import InterfaceDown
from worker.downloader.http.ranges import Ranges
from worker.net.http_client import StreamedResponse, TruncatedResponse, Unreachable, fetch


class Bringing:
    """Run by one thread, which is the first connection, too."""

    def __init__(
        self,
        errand: Errand,
        source: str,
        title: str,
        *,
        lines: int,
        may_jump: bool,
        allow_downgrade: bool,
        on_begin: Callable[[Phase], None],
    ) -> None:
        """
        Args:
            lines: The most connections.
            may_jump: Whether to believe a server that says that any part can be had.
            may_become_insecure: See `fetch`.
            on_begin: Called when it is known what comes: with `CHECKING` while what is here
                already is compared with it, then with `RUNNING`. May raise to stop.
        """
        self.errand = errand
        self.lines: dict[int, Line] = {}
        self._source = source
        self._title = title
        self._lines = lines
        self._share = lines  # of what all downloads from this server may have
        self._refused: int | None = None  # the first connection the server did not want
        self._is_spread = False  # over more than the first connection, where that is of use
        self._may_jump = may_jump
        self._may_become_insecure = allow_downgrade
        self._on_begin = on_begin
        self._threads: list[threading.Thread] = []
        self._is_over = False
        errand.want_line = self._fill

    def run(self) -> bool:
        """
        Whether the file is whole; it may have been cut before that.

        Raises `TaskFailed`, `NotShared`, `InterfaceDown`, what `fetch` raises, and `OSError` of
        the disk.
        """
        errand = self.errand
        try:
            if not self._ask() and not errand.is_cut and not self._ask():
                raise TaskFailed("unreachable", "The source changes all the time.", may_retry=True)
        finally:
            errand.house.crowd.leave(self)
        if errand.board.is_complete:
            return True
        if errand.failure is not None:
            raise self._reason(errand.failure)
        return False

    def widen(self, lines: int) -> None:
        """Have up to so many connections from now on, where the server and the size allow it."""
        with self.errand.state:
            self._lines, self._refused, self._is_spread = lines, None, True
            self._spread()

    def keep_to(self, lines: int) -> None:
        """Have no more than so many: others bring something from there, too."""
        with self.errand.state:
            self._share = lines
            if self._is_spread:
                self._spread()

    def _spread(self) -> None:
        """The state is held."""
        errand = self.errand
        total = errand.board.total or 0
        is_worth_it = errand.may_jump and total >= errand.house.split_from_bytes
        most = min(self._lines, self._share) if is_worth_it else 1
        if self._refused is not None:
            most = min(most, self._refused)
        errand.narrow(most, at_once=True)
        self._fill()

    def _fill(self) -> None:
        """Begin the connections that may be of use; the state is held."""
        for number in range(1, self.errand.most_lines):
            known = self.lines.get(number)
            if (known is None or known.is_over) and not self._is_over:
                self._start(Line(self.errand, number))

    def _ask(self) -> bool:
        """False: what is here was of no use, and the answer neither."""
        errand, part = self.errand, self.errand.part
        asked_from, headers = question(part)
        cancel_handle = errand.cancel_handle()
        with fetch(
            errand.house.guard,
            self._source,
            headers,
            route=errand.house.passage.route(),
            cancel_handle=cancel_handle,
            allow_downgrade=self._may_become_insecure,
        ) as answer:
            refuse_bad_status(answer.status)
            begun = begin(part, answer, asked_from, self._title)
            if begun is None:
                return self._begin_anew()
            self._meet(answer, begun)
            if begun.is_whole:
                return True
            line = self.lines[0] = Line(errand, 0, cancel_handle)
            line.adopt(answer, begun.at)
            if begun.at < begun.compare_to:
                self._on_begin(Phase.CHECKING)
                if not self._is_same(line, begun.compare_to):
                    if differs(part, begun, line.at):
                        return self._begin_anew()
                    self._meet(answer, begun)
            self._on_begin(Phase.RUNNING)
            first = line.take()  # before the others
            self.widen(self._lines)
            self._run(line, first)
        self._join()
        return True

    def _join(self) -> None:
        while True:
            with self.errand.state:
                running = [thread for thread in self._threads if thread.is_alive()]
                if not running:
                    self._is_over = True
                    return
            running[0].join()

    def _meet(self, answer: StreamedResponse, begun: Begin) -> None:
        errand, part = self.errand, self.errand.part
        with errand.state:
            errand.board = Board(part.here, part.note.total)
            errand.target = answer.target
            errand.may_jump = begun.may_jump and self._may_jump
            errand.is_proven = answer.status == PARTIAL
        errand.house.crowd.join(answer.target.host, self)

    def _begin_anew(self) -> bool:
        errand = self.errand
        errand.part.restart()
        with errand.state:
            errand.board, errand.target = Board(Ranges(), None), None
        return False

    def _is_same(self, line: Line, compare_to: int) -> bool:
        """Compare what the answer brings again with what is here."""
        try:
            return line.compare_to(compare_to)
        except Unreachable as error:
            raise self._reason(error) from error

    def _start(self, line: Line) -> None:
        self.lines[line.number] = line
        name = f"{threading.current_thread().name} {line.number}"
        thread = threading.Thread(target=self._run, args=(line,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, line: Line, segment: Segment | None = None) -> None:
        errand = self.errand
        try:
            line.run(segment)
        except (Unreachable, NotShared) as error:
            if line.number:
                # The others go on, and bring what it left.
                with errand.state:
                    self._refused = line.number
                    errand.narrow(line.number)
            else:
                self._first_lost(error)
        except (InterfaceDown, OSError) as error:
            errand.fail(error)
        except Exception as error:  # noqa: BLE001  # told to whoever asked for the file
            errand.fail(error)

    def _first_lost(self, error: Exception) -> None:
        """The others go on as long as there are any."""
        with self.errand.state:
            if self.errand.failure is None:
                self.errand.failure = error

    def _reason(self, error: Exception) -> Exception:
        if isinstance(error, TruncatedResponse):
            board = self.errand.board
            return refused(size_mismatch(board.bytes_done, board.total))
        return error


def refused(fault: Fault) -> TaskFailed:
    return TaskFailed(fault.reason, fault.message, may_retry=fault.may_retry, **fault.payload)
