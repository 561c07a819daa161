"""
Threads for blocking requests, shared fairly between kinds of requests.

One slow kind, such as a list that takes 100 ms in the database, could occupy every thread, and
pages from memory would wait behind it. So each kind has at most a share of the threads, the others
wait in a queue of their kind, and the queues take turns. A request that has waited too long is
refused with `Retry-After`: its client has given up, or asks again.

See docs/decisions/0023-admission.md.
"""

import asyncio
import queue
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chalicelib.platform import telemetry
from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import internal_error, problem_response

MAX_WAIT_S = 2.0
RETRY_AFTER_S = 2

Answer = GatewayResponse | FileResponse
Work = Callable[[GatewayRequest], Answer]


@dataclass(slots=True, eq=False)
class Admission:
    """One request, from its arrival to its response."""

    kind: str
    work: Work
    request: GatewayRequest
    done: asyncio.Future[Answer]
    timer: asyncio.TimerHandle | None = field(default=None)  # while it waits


class RequestThreads:
    """
    A thread pool. The queues belong to the event loop, so they need no lock.

    ThreadPoolExecutor needs two more locks and a future per request, which is a tenth of the time
    of a request served from the cache.
    """

    def __init__(self, count: int, per_kind: int, max_wait_s: float = MAX_WAIT_S) -> None:
        self._free = count
        self._per_kind = per_kind
        self._max_wait_s = max_wait_s
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[Admission]] = OrderedDict()
        self._admitted: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, Admission]] = (
            queue.SimpleQueue()
        )
        for number in range(count):
            threading.Thread(target=self._work, name=f"api-{number}", daemon=True).start()

    async def run(self, kind: str, work: Work, request: GatewayRequest) -> Answer:
        """The answer of `work`, or a 503 when no thread was free for this kind in time."""
        loop = asyncio.get_running_loop()
        admission = Admission(kind, work, request, loop.create_future())
        if self._free and self._running[kind] < self._per_kind:
            self._start(loop, admission)
        else:
            self._waiting.setdefault(kind, deque()).append(admission)
            admission.timer = loop.call_later(self._max_wait_s, self._refuse, admission)
        return await admission.done

    def _start(self, loop: asyncio.AbstractEventLoop, admission: Admission) -> None:
        self._free -= 1
        self._running[admission.kind] += 1
        self._admitted.put((loop, admission))

    def _refuse(self, admission: Admission) -> None:
        telemetry.count("gateway_requests_refused_total", kind=admission.kind)
        self._leave_queue(admission)
        _resolve(admission.done, overloaded())

    def _leave_queue(self, admission: Admission) -> None:
        waiting = self._waiting[admission.kind]
        waiting.remove(admission)
        if not waiting:
            del self._waiting[admission.kind]

    def _work(self) -> None:
        while True:
            loop, admission = self._admitted.get()
            try:
                answer = admission.work(admission.request)
            except Exception:  # noqa: BLE001  # outermost: an error must not end the thread
                answer = internal_error()
            loop.call_soon_threadsafe(self._finish, loop, admission, answer)

    def _finish(
        self, loop: asyncio.AbstractEventLoop, admission: Admission, answer: Answer
    ) -> None:
        self._free += 1
        self._running[admission.kind] -= 1
        if not self._running[admission.kind]:
            del self._running[admission.kind]
        _resolve(admission.done, answer)
        self._start_next(loop)

    def _start_next(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the oldest request of the next kind that may use another thread."""
        for kind, waiting in self._waiting.items():
            if self._running[kind] < self._per_kind:
                admission = waiting[0]
                self._leave_queue(admission)
                if kind in self._waiting:
                    self._waiting.move_to_end(kind)  # the others have their turn first
                if admission.timer is not None:
                    admission.timer.cancel()
                self._start(loop, admission)
                return


def overloaded() -> GatewayResponse:
    return problem_response(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "The server is busy; try again in a moment.",
        [("retry-after", str(RETRY_AFTER_S))],
    )


def _resolve(done: asyncio.Future[Any], answer: Answer) -> None:
    if not done.done():  # the client may have disconnected
        done.set_result(answer)
