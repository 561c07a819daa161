"""Health reports, the state and keys of metadata providers, and runs of imports."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.providers.key_ring import KeySource

Status = Literal["ready", "degraded"]
Check = Literal["ok", "down", "off"]

IMPORT_QUEUE = "imports"  # a queue of its own: an import must not block other tasks
IMPORT_TASK = "imdb_sync"
IMPORT_LOCK = "imdb"


class Liveness(ResponseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Checks(ResponseModel):
    """The server's dependencies; `off` is not configured."""

    database: Check
    migrations: Literal["ok", "missing", "unknown"]
    cache: Check
    object_store: Check


class Readiness(ResponseModel):
    """Requests can be answered; `degraded` means that an optional dependency is down."""

    status: Status
    checks: Checks


class WorkerHealth(ResponseModel):
    """A worker process and its last heartbeat."""

    id: int
    last_heartbeat_at: datetime
    is_alive: bool


class Converter(ResponseModel):
    """
    How a worker converts films: nothing is converted without an `encoder`.

    `keptBytes` of segments stay on the disk for the next viewer, at most `limitBytes`.
    """

    encoder: str | None  # its name in ffmpeg: `libx264` is the processor
    can_tone_map: bool  # HDR for screens without it
    running: int
    limit: int  # at a time
    kept_bytes: int
    limit_bytes: int
    free_bytes: int | None  # of the disk; None when it does not answer


class Counts(ResponseModel):
    """Totals, and the numbers of open and failed jobs and tasks."""

    accounts: int
    open_sessions: int
    titles: int
    library_items: int
    unmatched_items: int
    open_downloads: int
    failed_downloads: int
    waiting_tasks: int
    failed_tasks: int


class StoreHealth(ResponseModel):
    """
    What the last comparison of the object store with the library found.

    `orphans` were objects of no file, `lost` are files whose object is not there. `is_mended` is
    false when so much is lost that nothing was changed.
    """

    checked_at: datetime
    objects: int
    size_bytes: int
    orphans: int
    orphan_bytes: int
    lost: int
    is_mended: bool


class AdminHealth(ResponseModel):
    """The health page of the administrator."""

    status: Status
    checks: Checks
    version: str
    python_version: str
    database_version: str
    database_size_bytes: int
    newest_migration: str | None
    workers: list[WorkerHealth]
    converter: Converter | None  # None: no worker has reported one lately
    counts: Counts
    store_check: StoreHealth | None


class ProviderState(ResponseModel):
    """
    The state of a metadata provider: `off` has no key, `waiting` is not asked until
    `disabledUntil`, because its requests failed. `rung` is the step of the back-off: 0 when all
    is well, and each higher step has a longer pause. `last_error` is null once a request succeeds.
    """

    provider: str
    configured: bool
    state: Literal["ready", "waiting", "off"]
    disabled_until: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str | None
    rung: int

    #: Where the key comes from; a key of the environment cannot be replaced here.
    key_source: KeySource | None


class ProviderStates(ResponseModel):
    """All metadata providers."""

    items: list[ProviderState]


def _without_spaces(secret: SecretStr) -> SecretStr:
    """The secret goes into headers and query strings. What is pasted often ends in a space."""
    text = secret.get_secret_value().strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("has a space or a character that no key has")
    return SecretStr(text)


ProviderSecret = Annotated[SecretStr, Field(max_length=4096), AfterValidator(_without_spaces)]


class ProviderKey(RequestModel):
    """IGDB has a client id and a secret, TVmaze and Jikan nothing, the others have an API key."""

    api_key: ProviderSecret | None = None
    client_id: ProviderSecret | None = None
    client_secret: ProviderSecret | None = None


class ProviderTest(ResponseModel):
    """
    What one request with a key brought; `sample` is the title the provider answered with.

    `refused` is a wrong key, `limited` an exhausted rate limit, `unreadable` a response that is not
    the provider's.
    """

    outcome: Literal["works", "refused", "unreachable", "limited", "unreadable", "failed"]
    sample: str | None = None
    milliseconds: int | None = None


class StartImport(RequestModel):
    """A request for an import; `force` skips the plausibility checks."""

    source: Literal["imdb"]
    force: bool = False


class ImportRun(ResponseModel):
    """A run of an import. `step` and the numbers of rows are its progress."""

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
    """The version and size of the database."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    version: str
    size_bytes: int


class WorkerHeartbeat(BaseModel):
    """A row of procrastinate's table of workers."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: int
    last_heartbeat_at: datetime
