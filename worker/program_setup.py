"""What every program of the worker does first."""

import logging
import sys

from chalicelib.platform.registry import get
from chalicelib.platform.settings import InvalidSettings, Settings
from chalicelib.platform.telemetry import configure_logging
from chalicelib.wiring import wire


def prepare() -> None:
    """Wire the services and set up logging; ends the process when settings are wrong."""
    wire()
    try:
        settings = get(Settings)
    except InvalidSettings as error:
        sys.exit(str(error))
    configure_logging("worker", settings.seen_log_level)
    # psycopg logs every attempt to reconnect; our loops log an outage once.
    logging.getLogger("psycopg.pool").setLevel("ERROR")
