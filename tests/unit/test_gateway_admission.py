"""Kinds of requests share the gateway's threads: a slow one does not stop the others."""

import asyncio
import json
import threading
from http import HTTPStatus

from localstack.gateway.admission import RequestThreads
from localstack.gateway.lambda_events import GatewayRequest, GatewayResponse

REQUEST = GatewayRequest(
    method="GET", path="/", query="", headers=[], body=b"", address="192.0.2.1", request_id="r"
)


class Desk:
    """Answers at once, or when a test lets it."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.begun: list[str] = []
        self._slow_begun = threading.Semaphore(0)

    def quick(self, _request: GatewayRequest) -> GatewayResponse:
        self.begun.append("quick")
        return GatewayResponse(HTTPStatus.OK, [], b"quick")

    def slow(self, _request: GatewayRequest) -> GatewayResponse:
        self.begun.append("slow")
        self._slow_begun.release()
        self.may_answer.wait(60)
        return GatewayResponse(HTTPStatus.OK, [], b"slow")

    def wait_begun(self, count: int) -> None:
        """Until so many slow requests are being served."""
        for _ in range(count):
            assert self._slow_begun.acquire(timeout=60)


def test_a_slow_kind_of_request_leaves_threads_to_others():
    desk = Desk()

    async def visit() -> tuple[list[str], list[int]]:
        threads = RequestThreads(count=4, per_kind=2)
        slow = [asyncio.create_task(threads.run("list", desk.slow, REQUEST)) for _ in range(50)]
        await asyncio.to_thread(desk.wait_begun, 2)
        for _ in range(5):
            await threads.run("page", desk.quick, REQUEST)
        while_slow = list(desk.begun)
        desk.may_answer.set()
        return while_slow, [(await each).status for each in slow]

    while_slow, statuses = asyncio.run(visit())

    assert sorted(while_slow) == ["quick"] * 5 + ["slow"] * 2
    assert statuses == [200] * 50


def test_a_request_that_waited_too_long_is_refused():
    desk = Desk()

    async def visit() -> tuple[GatewayResponse, GatewayResponse]:
        threads = RequestThreads(count=1, per_kind=1, max_wait_s=0.05)
        first = asyncio.create_task(threads.run("list", desk.slow, REQUEST))
        await asyncio.to_thread(desk.wait_begun, 1)
        refused = await threads.run("page", desk.quick, REQUEST)
        desk.may_answer.set()
        await first
        return refused, await threads.run("page", desk.quick, REQUEST)

    refused, later = asyncio.run(visit())

    assert refused.status == 503
    assert dict(refused.headers)["retry-after"] == "2"
    assert json.loads(refused.body)["code"] == "unavailable"
    assert (later.status, desk.begun) == (200, ["slow", "quick"])


def test_kinds_of_requests_take_turns():
    order: list[str] = []
    gate = threading.Event()

    def work_of(name: str):
        def work(_request: GatewayRequest) -> GatewayResponse:
            gate.wait(60)
            order.append(name)
            return GatewayResponse(HTTPStatus.OK, [], b"")

        return work

    async def visit() -> None:
        threads = RequestThreads(count=1, per_kind=1)
        names = ["first", *["list"] * 3, "page"]
        tasks = [asyncio.create_task(threads.run(name, work_of(name), REQUEST)) for name in names]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*tasks)

    asyncio.run(visit())

    assert order == ["first", "list", "page", "list", "list"]


def test_a_crash_is_a_response_and_frees_its_thread():
    def crash(_request: GatewayRequest) -> GatewayResponse:
        raise RuntimeError("broken")

    async def visit() -> list[int]:
        threads = RequestThreads(count=1, per_kind=1)
        return [(await threads.run("page", crash, REQUEST)).status for _ in range(3)]

    assert asyncio.run(visit()) == [500] * 3
