"""The application's processes as services: the preparation, the gateway and the worker."""

import http.client
import json
import signal
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from localstack import ports
from localstack.process import ServerCommand
from localstack.service import Service

PROJECT = Path(__file__).resolve().parent.parent
ANSWER_WITHIN_S = 5.0


class Program(Service):
    """`python -m module`, in the project's folder, with the complete environment."""

    module = ""
    arguments: tuple[str, ...] = ()
    stop_signal = signal.SIGTERM

    def __init__(self, name: str, *, run: Path, logs: Path) -> None:
        super().__init__(name, run=run, logs=logs)
        self.env: Mapping[str, str] = {}  # available when the other services run

    def command(self) -> ServerCommand:
        return ServerCommand(
            argv=(sys.executable, "-m", self.module, *self.arguments),
            cwd=PROJECT,
            log=self.log,
            env=dict(self.env) | {"PYTHONUNBUFFERED": "1"},
            stop_signal=self.stop_signal,
        )


class PreparationProgram(Program):
    """Migrates and seeds the database; ready when it has exited with status 0."""

    label = "The preparation of the database"
    module = "localstack.preparation"

    def __init__(self, *, patience_s: float, run: Path, logs: Path) -> None:
        super().__init__("preparation", run=run, logs=logs)
        self.arguments = (str(patience_s),)

    def is_ready(self) -> bool:
        return self.exit_code() == 0

    def failure(self) -> str:
        return f"The database could not be prepared; {self.hint()}"


class GatewayProgram(Program):
    """The gateway: API, frontend and media on one port."""

    label = "Gateway"
    module = "localstack.gateway"
    stop_within_s = 20.0

    def __init__(self, host: str, port: int, *, run: Path, logs: Path) -> None:
        super().__init__("gateway", run=run, logs=logs)
        self.host = ports.reachable(host)
        self.port = port
        self._complaint = ""

    def is_ready(self) -> bool:
        """Whether the whole stack is ready: the gateway's check includes its dependencies."""
        link = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_WITHIN_S)
        try:
            link.request("GET", "/api/v1/health/ready")
            answer = link.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        self._complaint = _detail(body)
        return answer.status == HTTPStatus.OK

    def hint(self) -> str:
        return f"readiness check: {self._complaint}" if self._complaint else super().hint()


def _detail(body: bytes) -> str:
    """The detail of a problem document (RFC 9457)."""
    try:
        return str(json.loads(body).get("detail", ""))
    except (ValueError, AttributeError):
        return ""


class WorkerProgram(Program):
    """The worker: downloads, scanning and streaming."""

    label = "Worker"
    module = "worker"
    stop_within_s = 20.0

    def __init__(self, host: str, port: int, *, run: Path, logs: Path) -> None:
        super().__init__("worker", run=run, logs=logs)
        self.host = ports.reachable(host)
        self.port = port

    def is_ready(self) -> bool:
        """Whether the stream gateway, which the worker starts last, accepts connections."""
        return ports.answers(self.port, self.host)
