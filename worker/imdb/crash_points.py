"""Points at which a test may kill the import, to check that nothing is lost or half done."""

import os
import signal
from collections.abc import Mapping

#: In the order in which a first import passes them. A later one does not drop any index.
POINTS = (
    *("downloaded", "hashed", "staged", "merge begun", "indexes dropped"),
    *("merged", "merge committed", "search settled", "files kept"),
)
VARIABLE = "SEEN_IMDB_CRASH"
PASSED_VARIABLE = "SEEN_IMDB_CRASH_POINTS_PASSED"


def hit(name: str, env: Mapping[str, str] = os.environ) -> None:
    """Kill this process here when a test requests it."""
    if name not in POINTS:
        raise ValueError(f"unknown crash point: {name}")
    passed = env.get(PASSED_VARIABLE)
    if passed:
        with open(passed, "a") as file:  # noqa: PTH123  # one line, in a test
            file.write(f"{name}\n")
    if env.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
