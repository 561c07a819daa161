"""The circuit breaker of the cache server: one that does not respond is left alone for a while."""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
logger = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE_S = 5.0  # ±20 % jitter, so that processes do not reconnect together


class ServerCircuit:
    """
    Opens for some seconds when a command fails, and closes with the first that succeeds.

    `warning` is logged when it opens.
    """

    def __init__(self, warning: str) -> None:
        self._warning = warning
        self._open_until = 0.0

    def call(self, command: Callable[[], T], *, is_urgent: bool = False) -> T | None:
        """
        The command's reply; None when the server does not respond, or while the circuit is open.

        An urgent command is tried while it is open, too.
        """
        was_open = time.monotonic() < self._open_until
        if was_open and not is_urgent:
            return None
        from redis.exceptions import RedisError  # noqa: PLC0415  # 190 ms of import, not at start

        try:
            reply = command()
        except (RedisError, OSError) as error:
            if not was_open:
                logger.warning(self._warning, extra={"error": type(error).__name__})
            jitter = random.uniform(0.8, 1.2)  # noqa: S311  # no secret
            self._open_until = time.monotonic() + PAUSE_AFTER_FAILURE_S * jitter
            return None
        self._open_until = 0.0
        return reply
