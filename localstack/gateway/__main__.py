"""`python -m localstack.gateway`: run the gateway processes until a signal stops them."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces, Loops

import app  # noqa: F401  # before the fork: the processes share it and start at once
from chalicelib.platform import telemetry
from chalicelib.platform.garbage_collection import tune_garbage_collector
from chalicelib.platform.settings import InvalidSettings, Settings

GRACE_S = 20  # for requests in flight at shutdown


def main() -> None:
    try:
        settings = Settings.from_env(os.environ)
    except InvalidSettings as error:
        sys.exit(str(error))
    telemetry.configure_logging("gateway", settings.seen_log_level)
    tune_garbage_collector()
    Granian(
        "localstack.gateway.application:create",
        address=settings.seen_host,
        port=settings.seen_port,
        interface=Interfaces.RSGI,
        loop=Loops.auto,
        factory=True,
        workers=settings.seen_gateway_processes,
        websockets=False,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
        log_access=False,
        # The server logs to the same handlers as the application.
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}, "handlers": {}},
    ).serve()


if __name__ == "__main__":
    main()
