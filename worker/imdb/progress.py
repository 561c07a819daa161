"""The progress of an import, shown on the terminal and written to the database."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

SHOW_INTERVAL_S = 0.2
WRITE_INTERVAL_S = 2.0
BAR_WIDTH = 24

#: Writes the step, the number of rows done, and the number there are (None if unknown).
Write = Callable[[str, int, int | None], None]


@dataclass
class ImportProgress:
    """
    Updated from any thread; a separate thread shows and writes it, so that updates never block.
    """

    write: Write = lambda _step, _done, _total: None
    terminal: TextIO | None = None
    name: str = field(default="", init=False)
    done: int = field(default=0, init=False)
    total: int | None = field(default=None, init=False)
    unit: str = field(default="rows", init=False)
    _started_at: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def add(self, rows: int) -> None:
        with self._lock:
            self.done += rows

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "rows") -> Iterator[None]:
        """The body of the `with` statement is this step."""
        self.name, self.done, self.total, self.unit = name, 0, total or None, unit
        self._started_at = time.monotonic()
        finished = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(finished,), daemon=True)
        watcher.start()
        is_complete = False
        try:
            yield
            is_complete = True
        finally:
            finished.set()
            watcher.join()
            if self.terminal is not None:
                self.terminal.write(f"\r\x1b[K{self.line(is_finished=is_complete)}\n")
                self.terminal.flush()

    def line(self, *, is_finished: bool = False) -> str:
        """`reading   ██████      62 %  1,204,331 rows/s  0:14 left`"""
        elapsed_s = max(time.monotonic() - self._started_at, 1e-3)
        rate = self.done / elapsed_s
        parts = [f"{self.name:<24}"]
        if self.total and not is_finished:
            share = min(self.done / self.total, 1.0)
            full = int(share * BAR_WIDTH)
            parts.append(f"{'█' * full}{'░' * (BAR_WIDTH - full)} {share:4.0%}")
            if rate:
                remaining_s = int((self.total - self.done) / rate) if self.done < self.total else 0
                parts.append(f"{remaining_s // 60}:{remaining_s % 60:02d} left")
        if self.done:
            parts.append(f"{self.done:,} {self.unit}, {rate:,.0f} a second")
        parts.append(f"{elapsed_s:.1f} s")
        return "  ".join(parts)

    def _watch(self, finished: threading.Event) -> None:
        written_at = -WRITE_INTERVAL_S
        while not finished.wait(SHOW_INTERVAL_S):
            if self.terminal is not None:
                self.terminal.write(f"\r\x1b[K{self.line()}")
                self.terminal.flush()
            if time.monotonic() - written_at >= WRITE_INTERVAL_S:
                written_at = time.monotonic()
                self.write(self.name, self.done, self.total)


def on_terminal() -> TextIO | None:
    return sys.stderr if sys.stderr.isatty() else None
