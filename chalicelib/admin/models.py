"""How the server is, in three lengths: for a supervisor, a load balancer and an administrator."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.platform.schemas import RequestModel, ResponseModel

Status = Literal["ready", "degraded"]
Check = Literal["ok", "down", "off"]

IMPORT_QUEUE = "imports"  # of the worker's tasks: one that takes long must not block others
IMPORT_TASK = "imdb_sync"
IMPORT_LOCK = "imdb"


class Live(ResponseModel):
    """The process answers; nothing else is said."""

    status: Literal["live"] = "live"


class Checks(ResponseModel):
    """What the server leans on. `off` means that none is configured."""

    database: Check
    migrations: Literal["ok", "missing", "unknown"]
    cache: Check
    object_store: Check


class Ready(ResponseModel):
    """Requests can be answered; `degraded` means that something optional is down."""

    status: Status
    checks: Checks


class Worker(ResponseModel):
    """A worker process, by its last sign of life."""

    id: int
    last_heartbeat_at: datetime
    is_alive: bool


class Counts(ResponseModel):
    """How much there is of everything, and what waits or went wrong."""

    accounts: int
    open_sessions: int
    titles: int
    library_items: int
    unmatched_items: int
    open_downloads: int
    failed_downloads: int
    waiting_tasks: int
    failed_tasks: int


class AdminHealth(ResponseModel):
    """The health page of the administrator."""

    status: Status
    checks: Checks
    version: str
    python_version: str
    database_version: str
    database_size_bytes: int
    newest_migration: str | None
    workers: list[Worker]
    counts: Counts


class ProviderState(ResponseModel):
    """How an outside service is: `off` has no key, `waiting` is left alone after failing."""

    provider: str
    configured: bool
    state: Literal["ready", "waiting", "off"]
    disabled_until: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str | None
    rung: int


class ProviderStates(ResponseModel):
    """Every outside service there is."""

    items: list[ProviderState]


class StartImport(RequestModel):
    """What an administrator asks for; `force` imports what is refused otherwise."""

    source: Literal["imdb"]
    force: bool = False


class ImportRun(ResponseModel):
    """One run of an import. While it is running, `step` and the rows say how far it is."""

    id: int
    source: str
    state: Literal["running", "completed", "unchanged", "refused", "failed"]
    step: str
    rows_done: int
    rows_total: int | None
    bad_rows: int
    message: str
    counts: dict[str, Any]
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class ImportRuns(ResponseModel):
    """The newest first."""

    items: list[ImportRun]


class DatabaseFacts(BaseModel):
    """What PostgreSQL says about itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    version: str
    size_bytes: int


class Heartbeat(BaseModel):
    """A row of the workers' table."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: int
    last_heartbeat_at: datetime
