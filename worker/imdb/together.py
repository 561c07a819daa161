"""Work on several connections at once that succeeds or fails as a whole."""

from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, wait

from psycopg import Connection, errors


def together(connections: Sequence[Connection], *work: Future[None]) -> None:
    """Wait for all. When one fails the others are stopped or never begun, and it is raised."""
    done, rest = wait(work, return_when=FIRST_EXCEPTION)
    if rest:
        for each in rest:
            each.cancel()
        for conn in connections:
            conn.cancel_safe()
        wait(rest)
    ended = [each for each in (*done, *rest) if not each.cancelled()]
    failures = [error for each in ended if (error := each.exception()) is not None]
    for error in failures:
        if not isinstance(error, errors.QueryCanceled):
            raise error
    for error in failures:
        raise error
