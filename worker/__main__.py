"""`python -m worker`: everything that runs in the background of a home server."""

from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.platform.telemetry import configure_logging
from chalicelib.wiring import wire
from worker.downloader.part import Downloads
from worker.main import Part, run


def parts() -> list[Part]:
    """Every part of the worker, built from the settings."""
    return [Downloads.from_settings()]


if __name__ == "__main__":
    wire()
    configure_logging("worker", get(Settings).seen_log_level)
    run(parts())
