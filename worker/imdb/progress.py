"""What an import is doing: a line on the terminal, or every other second a row in the database."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

LOOK_EVERY_S = 0.2
WRITE_EVERY_S = 2.0
BAR = 24

#: Writes down the step, rows done, and rows there are (None when nobody knows).
Write = Callable[[str, int, int | None], None]


@dataclass
class Progress:
    """Told from any thread; shown and written by one of its own, so that work never waits."""

    write: Write = lambda _step, _done, _total: None
    terminal: TextIO | None = None
    name: str = field(default="", init=False)
    done: int = field(default=0, init=False)
    total: int | None = field(default=None, init=False)
    unit: str = field(default="rows", init=False)
    _began: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def add(self, rows: int) -> None:
        with self._lock:
            self.done += rows

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "rows") -> Iterator[None]:
        """Everything within is this step."""
        self.name, self.done, self.total, self.unit = name, 0, total or None, unit
        self._began = time.monotonic()
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watcher.start()
        is_well = False
        try:
            yield
            is_well = True
        finally:
            over.set()
            watcher.join()
            if self.terminal is not None:
                self.terminal.write(f"\r\x1b[K{self.line(is_over=is_well)}\n")
                self.terminal.flush()

    def line(self, *, is_over: bool = False) -> str:
        """`reading   ██████      62 %  1,204,331 rows/s  0:14 left`"""
        took_s = max(time.monotonic() - self._began, 1e-3)
        rate = self.done / took_s
        parts = [f"{self.name:<24}"]
        if self.total and not is_over:
            share = min(self.done / self.total, 1.0)
            full = int(share * BAR)
            parts.append(f"{'█' * full}{'░' * (BAR - full)} {share:4.0%}")
            if rate:
                left_s = int((self.total - self.done) / rate) if self.done < self.total else 0
                parts.append(f"{left_s // 60}:{left_s % 60:02d} left")
        if self.done:
            parts.append(f"{self.done:,} {self.unit}, {rate:,.0f} a second")
        parts.append(f"{took_s:.1f} s")
        return "  ".join(parts)

    def _watch(self, over: threading.Event) -> None:
        written = -WRITE_EVERY_S
        while not over.wait(LOOK_EVERY_S):
            if self.terminal is not None:
                self.terminal.write(f"\r\x1b[K{self.line()}")
                self.terminal.flush()
            if time.monotonic() - written >= WRITE_EVERY_S:
                written = time.monotonic()
                self.write(self.name, self.done, self.total)


def on_terminal() -> TextIO | None:
    return sys.stderr if sys.stderr.isatty() else None
