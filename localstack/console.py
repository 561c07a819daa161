"""Console output and exit status of the stack's commands."""

import sys
from collections.abc import Callable

from localstack.errors import StartRefused


def output(line: str) -> None:
    """Write and flush one line. Errors of a closed console are ignored."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        return


def run(action: Callable[[], None]) -> int:
    """The exit status of a command: 1, with the message printed, on `StartRefused`."""
    try:
        action()
    except StartRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0
