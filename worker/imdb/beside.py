"""The process that compares episodes, as the import sees it."""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from worker.imdb.episodes import Belonging, Episodes, FromTitles, Standing, Titles
from worker.imdb.errors import EndedEarly
from worker.imdb.progress import Progress

ROOT = Path(__file__).parents[2]
#: Not run as a module: what it sends has to be of classes that are known here as well.
COMMAND = (sys.executable, "-c", "from worker.imdb.episodes import main; main()")
ENDS_WITHIN_S = 10.0


class Beside:
    """
    Began when it is made. What the titles tell is sent once, and then there are results.

    `pool` has a thread for each direction, so that nobody waits for the process to listen.
    """

    def __init__(self, link: Connection, pool: Executor, progress: Progress) -> None:
        self._link = link
        self._pool = pool
        self._progress = progress
        self._episodes: Future[Episodes] = Future()
        self._standing: Future[Standing] = Future()
        self._belonging: Future[Belonging] = Future()
        self._titles: Future[Titles] = Future()

    def told(self, titles: FromTitles) -> None:
        """When nobody is there any more, the results say why."""
        self._pool.submit(self._send, titles)

    def episodes(self) -> Episodes:
        """Raises `TooDifferent`, `Refused` or `EndedEarly`; so do the others."""
        return self._episodes.result()

    def standing(self) -> Standing:
        return self._standing.result()

    def belonging(self) -> Belonging:
        return self._belonging.result()

    def titles(self) -> Titles:
        return self._titles.result()

    def listen(self) -> None:
        """Until all is said, or nothing more is to be heard."""
        try:
            with suppress(EOFError, OSError):
                while not self._titles.done():
                    self._hear(self._link.recv())
        finally:
            self._failed(EndedEarly("The process that compares episodes ended early."))

    def _send(self, titles: FromTitles) -> None:
        try:
            self._link.send(titles)
        except Exception:
            # Both sides wait for each other otherwise: now each finds that the other is gone.
            with suppress(OSError), socket.socket(fileno=os.dup(self._link.fileno())) as link:
                link.shutdown(socket.SHUT_RDWR)
            raise

    def _hear(self, what: object) -> None:
        match what:
            case int():
                self._progress.add(what)
            case logging.LogRecord():
                logging.getLogger(what.name).handle(what)
            case Episodes():
                self._episodes.set_result(what)
            case Standing():
                self._standing.set_result(what)
            case Belonging():
                self._belonging.set_result(what)
            case Titles():
                self._titles.set_result(what)
            case Exception():
                self._failed(what)

    def _failed(self, error: Exception) -> None:
        """What did not come will not."""
        episodes: list[Future[Any]] = [self._episodes, self._standing, self._belonging]
        for each in (*episodes, self._titles):
            if not each.done():
                each.set_exception(error)


@contextmanager
def compared_beside(
    old: Path, new: Path, new_basics: Path, most: int, progress: Progress
) -> Iterator[Beside]:
    """The episodes of two files; the process does not outlive the block."""
    here, there = Pipe()
    paths = [str(path.absolute()) for path in (old, new, new_basics)]
    with here, ThreadPoolExecutor(2) as pool:
        with there:
            process = subprocess.Popen(  # noqa: S603  # our own program
                [*COMMAND, str(there.fileno()), *paths, str(most)],
                cwd=ROOT,
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
            )
        beside = Beside(here, pool, progress)
        pool.submit(beside.listen)
        try:
            yield beside
        finally:
            process.terminate()
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
