"""No request ever sees another's data, however badly the threads interleave."""

import json
import sys
import threading
from collections.abc import Iterator

import pytest
from chalice.app import Chalice

from localstack.gateway.lambda_adapter import LambdaAdapter
from localstack.gateway.lambda_events import GatewayRequest

THREADS = 8
CALLS = 400


@pytest.fixture
def _tiny_switch_interval() -> Iterator[None]:
    """Threads change places every few instructions instead of every 5 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def echoing_app() -> Chalice:
    app = Chalice(app_name="echo")

    @app.route("/api/echo/{name}", methods=["POST"])
    def echo(name: str) -> dict[str, str]:
        request = app.current_request
        first = request.headers["authorization"]
        text = request.raw_body.decode()
        for _ in range(20):  # stay inside the handler while others come and go
            assert app.current_request is request
        return {
            "name": name,
            "authorization": first,
            "again": app.current_request.headers["authorization"],
            "body": text,
            "context": app.lambda_context.aws_request_id,
        }

    return app


def asked_by(caller: str) -> GatewayRequest:
    return GatewayRequest(
        method="POST",
        path=f"/api/echo/{caller}",
        query="",
        headers=[("authorization", caller), ("content-type", "application/json")],
        body=json.dumps(caller).encode(),
        address="127.0.0.1",
        request_id=caller,
    )


@pytest.mark.usefixtures("_tiny_switch_interval")
def test_requests_of_threads_are_isolated():
    bridge = LambdaAdapter(echoing_app())
    start = threading.Barrier(THREADS)
    foreign: list[dict[str, str]] = []
    answered: list[int] = []

    def call_as(thread: int) -> None:
        start.wait()
        for number in range(CALLS):
            caller = f"caller-{thread}-{number}"
            answer = bridge.answer(asked_by(caller))
            seen = json.loads(answer.body)
            expected = {
                "name": caller,
                "authorization": caller,
                "again": caller,
                "body": json.dumps(caller),
                "context": caller,
            }
            answered.append(answer.status)
            if seen != expected:
                foreign.append(seen)

    threads = [threading.Thread(target=call_as, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answered == [200] * (THREADS * CALLS)
    assert foreign == []
