"""What a person at the console sees."""

import sys
from collections.abc import Callable

from localstack.errors import StartRefused


def output(line: str) -> None:
    """One line, at once even when the console is a pipe. A closed console is no reason to end."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        return


def run(action: Callable[[], None]) -> int:
    """The exit status of a command: 1 and one sentence when it refuses."""
    try:
        action()
    except StartRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0
