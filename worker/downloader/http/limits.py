"""Limits that downloads share: bytes per second, and connections to one host."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

#: What may pass at once after a quiet moment, as a share of a second's worth.
BURST_S = 0.25
#: How far ahead a limit is consumed at a time; a change of it takes effect after this long.
STEP_S = 0.125
MIN_STEP_BYTES = 1024
MAX_CONNECTIONS_PER_HOST = 8


class TokenBucket:
    """
    A rate limit. Thread-safe. Bytes are consumed first and waited for afterwards.

    A changed rate starts with an empty debt: bytes are not paid for at another rate.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rate: int | None = None
        self._level = 0.0
        self._at_s = 0.0

    def set_rate(self, rate: int | None) -> None:
        """Bytes per second; None: unlimited."""
        with self._lock:
            if rate != self._rate:
                self._rate, self._level, self._at_s = rate, 0.0, self._monotonic()

    def max_step(self) -> int | None:
        """How many bytes to consume at most at a time; None: unlimited."""
        rate = self._rate
        return None if rate is None else max(int(rate * STEP_S), MIN_STEP_BYTES)

    def consume(self, count: int) -> None:
        if self._rate is not None:
            with self._lock:
                self._refill()
                self._level -= count

    def delay_s(self) -> float:
        """Seconds until more may be consumed."""
        if self._rate is None:
            return 0.0
        with self._lock:
            self._refill()
            return max(-self._level / self._rate, 0.0) if self._rate else 0.0

    def _refill(self) -> None:
        now_s = self._monotonic()
        rate = self._rate or 0
        self._level = min(self._level + (now_s - self._at_s) * rate, rate * BURST_S)
        self._at_s = now_s


def step_bytes(buckets: tuple[TokenBucket, ...], max_bytes: int) -> int:
    """How many bytes to consume at a time under several limits."""
    steps = (bucket.max_step() for bucket in buckets)
    return min([max_bytes, *(step for step in steps if step is not None)])


class LimitedTransfer(Protocol):
    """A transfer with connections to one host."""

    def set_host_share(self, connections: int) -> None:
        """Use at most this many connections."""


class HostConnectionLimiter:
    """
    Shares the connections to each host evenly among the transfers of an engine. Thread-safe.

    Servers count the connections of all transfers together, and block clients that open many.
    Callers hold no lock that `set_host_share` takes.
    """

    def __init__(self, max_connections: int = MAX_CONNECTIONS_PER_HOST) -> None:
        self._max_connections = max_connections
        self._hosts: dict[str, list[LimitedTransfer]] = {}
        self._lock = threading.Lock()

    def register(self, host: str, transfer: LimitedTransfer) -> None:
        """Idempotent."""
        with self._lock:
            transfers = self._hosts.setdefault(host, [])
            if transfer not in transfers:
                transfers.append(transfer)
            self._redistribute(transfers)

    def unregister(self, transfer: LimitedTransfer) -> None:
        """Idempotent, for all hosts."""
        with self._lock:
            for host, transfers in list(self._hosts.items()):
                if transfer in transfers:
                    transfers.remove(transfer)
                    self._redistribute(transfers)
                if not transfers:
                    del self._hosts[host]

    def _redistribute(self, transfers: list[LimitedTransfer]) -> None:
        shares = share_connections(self._max_connections, len(transfers))
        for transfer, connections in zip(transfers, shares, strict=True):
            transfer.set_host_share(connections)


def share_connections(max_connections: int, transfers: int) -> list[int]:
    """The share of each: at least one; the earliest get the remainder."""
    if not transfers:
        return []
    each, remainder = divmod(max_connections, transfers)
    return [max(each + (number < remainder), 1) for number in range(transfers)]
