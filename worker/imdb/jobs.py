"""Work that two connections share: whoever has time takes what can be done next."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from psycopg import Connection


@dataclass(frozen=True)
class Job:
    """`after` names jobs that have to be done before."""

    name: str
    run: Callable[[Connection], None]
    after: frozenset[str] = frozenset()


@dataclass
class Jobs:
    """In the order in which they are best begun."""

    waiting: list[Job]
    _done: set[str] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def work(self, conn: Connection) -> None:
        """One job after another, until none is left. When one fails, no other is begun."""
        while (job := self._take()) is not None:
            try:
                job.run(conn)
            except BaseException:
                self._end(job, rest=())
                raise
            self._end(job, rest=self.waiting)

    def _take(self) -> Job | None:
        with self._changed:
            while True:
                for job in self.waiting:
                    if job.after <= self._done:
                        self.waiting.remove(job)
                        return job
                if not self.waiting:
                    return None
                self._changed.wait()

    def _end(self, job: Job, rest: Sequence[Job]) -> None:
        with self._changed:
            self._done.add(job.name)
            self.waiting[:] = rest
            self._changed.notify_all()
