"""The application's processes as services: the database setup, the gateway and the worker."""

import http.client
import json
import signal
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from localstack import ports
from localstack.child_process import ServerCommand
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


class DatabaseSetup(Program):
    """Migrates and seeds the database; ready when it has exited with status 0."""

    label = "The setup of the database"
    module = "localstack.database_setup"

    def __init__(self, *, patience_s: float, run: Path, logs: Path) -> None:
        super().__init__("database-setup", run=run, logs=logs)
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
    silent_for_s = 30.0

    def __init__(self, host: str, port: int, *, run: Path, logs: Path) -> None:
        super().__init__("gateway", run=run, logs=logs)
        self.host = ports.reachable(host)
        self.port = port
        self._complaint = ""

    def is_ready(self) -> bool:
        """Whether the whole stack is ready: the gateway's check includes its dependencies."""
        answer = ask(self.host, self.port, "/api/v1/health/ready")
        if answer is None:
            return False
        status, body = answer
        self._complaint = _detail(body)
        return status == HTTPStatus.OK

    def responds(self) -> bool:
        return ask(self.host, self.port, "/api/v1/health/live") is not None

    def hint(self) -> str:
        return f"readiness check: {self._complaint}" if self._complaint else super().hint()


def ask(host: str, port: int, path: str) -> tuple[int, bytes] | None:
    """Status and body of a GET request; None without a complete response in time."""
    link = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN_S)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


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
    silent_for_s = 120.0  # two leases: by then another worker may take its jobs

    def __init__(self, host: str, port: int, *, run: Path, logs: Path) -> None:
        super().__init__("worker", run=run, logs=logs)
        self.host = ports.reachable(host)
        self.port = port

    def is_ready(self) -> bool:
        """Whether the stream gateway, which the worker starts last, accepts connections."""
        return ports.answers(self.port, self.host)

    def responds(self) -> bool:
        return ask(self.host, self.port, "/health/live") is not None
