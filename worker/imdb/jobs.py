"""Work that connections share: whoever has time takes what can be done next."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from psycopg import Connection

from worker.imdb import faults


@dataclass(frozen=True)
class Job:
    """
    One transaction. `after` names jobs that have to be committed before; `then` is the place a
    test may look at once it is over.
    """

    name: str
    run: Callable[[Connection], None]
    after: frozenset[str] = frozenset()
    then: str | None = None


@dataclass
class Jobs:
    """
    In the order in which they are best begun, and how many may be at work at once.

    With one connection more than that nobody is idle while a commit waits for the disk.
    """

    waiting: list[Job]
    hands: int
    _done: set[str] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def work(self, conn: Connection) -> None:
        """One job after another, until none is left. When one fails, no other is begun."""
        while (job := self._take()) is not None:
            try:
                with conn.transaction():
                    job.run(conn)
                    self._give_hand()
                if job.then is not None:
                    faults.point(job.then)
            except BaseException:
                self._end(job, rest=())
                raise
            self._end(job, rest=self.waiting)

    def _take(self) -> Job | None:
        with self._changed:
            while self.waiting:
                able = (job for job in self.waiting if job.after <= self._done)
                if self.hands and (job := next(able, None)) is not None:
                    self.hands -= 1
                    self.waiting.remove(job)
                    return job
                self._changed.wait()
            return None

    def _give_hand(self) -> None:
        with self._changed:
            self.hands += 1
            self._changed.notify_all()

    def _end(self, job: Job, rest: Sequence[Job]) -> None:
        with self._changed:
            self._done.add(job.name)
            self.waiting[:] = rest
            self._changed.notify_all()
