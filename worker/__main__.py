"""`python -m worker`: everything that runs in the background of a home server."""

import logging
import threading

from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.platform.telemetry import configure_logging
from chalicelib.wiring import wire
from worker.downloader.part import Downloads
from worker.gateway.part import Streams
from worker.main import Part, run
from worker.scanner.part import Library
from worker.ticker import Ticker


def parts() -> list[Part]:
    """Every part of the worker, built from the settings."""
    downloads = Downloads.from_settings()
    # Streams last: once its port answers, everything runs.
    return [
        downloads,
        Library.from_settings(),
        Ticker.from_app(),
        Streams.from_settings(downloads.open_in_progress),
    ]


if __name__ == "__main__":
    wire()
    configure_logging("worker", get(Settings).seen_log_level)
    # It writes a line for every try to reconnect; our loops say once that they wait.
    logging.getLogger("psycopg.pool").setLevel("ERROR")
    run(parts(), threading.Event())
