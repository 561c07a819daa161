"""Memory of processes that live long."""

import gc

COLLECT_AFTER = 20_000  # new objects; the default of 700 runs a collection every ten requests


def tune_garbage_collector() -> None:
    """
    Collect seldom, and never what is loaded by now: it lives as long as the process.

    What requests and scans make is rarely in a cycle: looking at all of it again and again took a
    third of the time of a scan that finds nothing new.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
