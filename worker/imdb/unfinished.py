"""Tables that are filled and wait for whoever has time to finish them."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Unfinished:
    """`fillers` is how many still fill tables; nobody goes home before they are done."""

    fillers: int
    _tables: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, tables: Iterable[str]) -> None:
        with self._changed:
            self._tables.extend(tables)
            self._changed.notify_all()

    def filler_is_done(self) -> None:
        with self._changed:
            self.fillers -= 1
            self._changed.notify_all()

    def __iter__(self) -> Iterator[str]:
        """Table after table, until there will be none any more."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._tables or self.fillers <= 0)
                if not self._tables:
                    return
                table = self._tables.pop(0)
            yield table
